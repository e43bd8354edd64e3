"""Hypothesis strategies: records of both editions in which every edit holds."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from report.form import table_form
from report.record import Number, Record
from tests.records import make_record

FORMS = {
    "2019": {
        "disclosure": ("2019", "standard"),
        "requests": ("2019", "standard"),
        "disputes": ("2019", "standard"),
    },
    "2021": {
        "disclosure": ("2021", "standard"),
        "requests": ("2021", "three_other_rows"),
        "disputes": ("2021", "standard"),
    },
    "2021, one row": {
        "disclosure": ("2021", "standard"),
        "requests": ("2021", "one_other_row"),
        "disputes": ("2021", "standard"),
    },
}

counts = st.one_of(st.just(0), st.integers(0, 9), st.integers(0, 400))


def _requests(draw: st.DrawFn, edition: str, variant: str) -> dict[str, Number]:
    form = table_form(edition, "requests", variant)
    outcomes = [row.id for row in form.rows if row.role == "outcome"]
    applicants = [id_ for id_, column in form.columns.items() if column.role != "total"]
    cells: dict[str, Number] = dict.fromkeys(form.keys, 0)
    filled = st.tuples(st.sampled_from(outcomes), st.sampled_from(applicants))
    for (row, column), value in draw(st.dictionaries(filled, counts, max_size=12)).items():
        cells[form.key(row, column)] = value
    for column in applicants:
        handled = sum(cells[form.key(row, column)] for row in outcomes)
        forward = draw(counts)
        over = draw(st.integers(0, int(handled) + forward))
        cells[form.key("outcomes_total", column)] = handled
        cells[form.key("carried_forward", column)] = forward
        cells[form.key("carried_over", column)] = over
        cells[form.key("received", column)] = handled + forward - over
    for row in form.rows:
        whole = sum(cells[form.key(row, column)] for column in applicants)
        cells[form.key(row, "total")] = whole
    return cells


def _disputes(draw: st.DrawFn, edition: str) -> dict[str, Number]:
    form = table_form(edition, "disputes", "standard")
    cells: dict[str, Number] = {}
    for row in form.rows:
        parts = [draw(counts) for column in form.columns.values() if column.role == "part"]
        for column, value in zip(form.columns, [*parts, sum(parts)], strict=True):
            cells[form.key(row, column)] = value
    return cells


def _disclosure_2019(draw: st.DrawFn) -> dict[str, Number]:
    cells: dict[str, Number] = {}
    for row in ("rules", "normative_documents"):
        made, new, more = draw(counts), draw(counts), draw(counts)
        values = {"made": made, "newly_disclosed": new, "total_disclosed": new + more}
        cells |= {f"disclosure.{row}.{column}": value for column, value in values.items()}
    for row in ("licensing", "other_services", "penalties", "coercion", "fees"):
        items = draw(counts)
        cells[f"disclosure.{row}.items_last_year"] = items
        cells[f"disclosure.{row}.items_change"] = draw(st.integers(-items, 500))
        if row != "fees":
            cells[f"disclosure.{row}.decisions"] = draw(counts)
    cells["disclosure.procurement.projects"] = draw(counts)
    cells["disclosure.procurement.amount"] = Decimal(draw(counts))
    return cells


def _disclosure_2021(draw: st.DrawFn) -> dict[str, Number]:
    cells: dict[str, Number] = {}
    for row in ("rules", "normative_documents"):
        issued, repealed, more = draw(counts), draw(counts), draw(counts)
        in_force = max(0, issued - repealed) + more
        values = {"issued": issued, "repealed": repealed, "in_force": in_force}
        cells |= {f"disclosure.{row}.{column}": value for column, value in values.items()}
    for row in ("licensing", "penalties", "coercion"):
        cells[f"disclosure.{row}.decisions"] = draw(counts)
    cells["disclosure.fees.amount"] = Decimal(draw(counts))
    return cells


@st.composite
def consistent_records(draw: st.DrawFn, form: str | None = None) -> Record:
    """Return a record whose tables satisfy every edit; `form` is a key of FORMS."""
    tables = FORMS[form or draw(st.sampled_from(sorted(FORMS)))]
    edition, variant = tables["requests"]
    disclosure = _disclosure_2019(draw) if edition == "2019" else _disclosure_2021(draw)
    cells = disclosure | _requests(draw, edition, variant) | _disputes(draw, edition)
    year = 2020 if edition == "2019" else 2023
    # An autonomous prefecture may make rules (规章), so that any figure is possible.
    return make_record(year, edition, cells, tables=tables, issuer="云河自治州人民政府")
