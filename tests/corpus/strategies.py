"""Hypothesis strategies: records with every kind of gap and figure a cell may hold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from report.record import Correction, Record, RecordCell
from tests.strategies import consistent_records
from verify.columns import LARGEST
from verify.confront import compiled_edits

values = st.one_of(
    st.integers(-3, 400),
    st.sampled_from([32767, 32768, -32768, 2**31 - 1, 2**31, -(2**31), 2**53 + 1]),
    st.sampled_from([LARGEST, LARGEST + 1, 2**63 - 1, 2**63, -(2**63), 10**30]),
    st.sampled_from([Decimal(7), Decimal("2.5"), Decimal("1E+3")]),
)
GAPS = (RecordCell(None, "", None, "unread"), RecordCell(None, "", None, "blank"))
cells = st.one_of(
    st.sampled_from(GAPS),
    st.just(RecordCell(None, "", None, "disputed", candidates=(1, 2))),
    st.just(RecordCell(None, "1 2", None, "unread", candidates=(1, 12))),
    st.builds(lambda value: RecordCell(value, "x", None, "single"), values),
    st.builds(lambda value: RecordCell(value, "x", None, "disputed"), values),
    st.builds(
        lambda value, was: replace(was, corrected=Correction(value, 1)),
        st.none() | values,
        st.sampled_from([RecordCell(4, "4", None, "single"), RecordCell(None, "", None, "blank")]),
    ),
)


@st.composite
def any_records(draw: st.DrawFn, *, whole: bool = True) -> Record:
    """Return a record with some cells blank, unread, ambiguous, corrected, wrong or huge.

    One that is not `whole` may lack cells that its tables have.
    """
    record = draw(consistent_records())
    edits = compiled_edits(record)
    keys = sorted({key for one in edits for key, _ in one.terms})
    changed = draw(st.dictionaries(st.sampled_from(keys), cells, max_size=8))
    held = dict(record.cells) | changed
    # A sum none of whose cells holds a number says nothing, not even where all are blank.
    for one in draw(st.lists(st.sampled_from(edits), max_size=1)):
        held |= dict.fromkeys(dict(one.terms), draw(st.sampled_from(GAPS)))
    if not whole:
        for key in draw(st.lists(st.sampled_from(keys), max_size=2)):
            held.pop(key, None)
    tables = dict(record.tables)
    for table in draw(st.lists(st.sampled_from(sorted(tables)), max_size=1)):
        del tables[table]
    held = {key: cell for key, cell in held.items() if key.split(".")[0] in tables}
    used = draw(st.lists(st.sampled_from([one.edit.id for one in edits]), max_size=5))
    return replace(record, cells=held, tables=tables, used_edits=tuple(used))
