"""What a failed sum is told as: one sentence in Chinese and one in English."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from report.edits import Edit
from report.finding import Attribution, Change, Message
from report.messages import Value, concat, listed, render
from report.naming import Tables, cell_name, column_name, row_name
from report.record import Number
from verify.shifted import Direction


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is known of where the mistake is.

    Attributes:
        repairs: All smallest repairs, the likeliest first; empty when there is none.
        exhausted: Whether the search had to stop before it was done.
        shifted: Where a whole row has to be moved to, when that explains everything.
    """

    repairs: tuple[tuple[Change, ...], ...]
    exhausted: bool = False
    shifted: Direction | None = None


def _names(edit: Edit, tables: Tables) -> dict[str, Value]:
    """Return the row and column names that an edit's sentence may use."""
    key = next(iter(edit.terms))
    return {"row": row_name(key, tables), "column": column_name(key, tables)}


def sum_message(
    edits: Sequence[Edit],
    expected: Number,
    found: Number,
    diagnosis: Diagnosis,
    attribution: Attribution,
    tables: Tables,
    hidden: bool = False,
) -> Message:
    """Return the sentence on failed sums of one root cause; `edits` has the main one first.

    `hidden` says that cells of these sums stand where the page does not show them.
    """
    main, *others = edits
    parts = [render(f"{main.code}.fault", **_names(main, tables), expected=expected, found=found)]
    if others:
        sums = listed([render(f"{edit.code}.sum", **_names(edit, tables)) for edit in others])
        parts.append(render("sums.more", sums=sums))
    parts.append(_repair(main, diagnosis, tables))
    suspects = tuple(dict.fromkeys(c.cell for repair in diagnosis.repairs for c in repair))
    parts.append(whose(attribution, suspects, tables, hidden))
    return concat(*parts)


def _repair(main: Edit, diagnosis: Diagnosis, tables: Tables) -> Message:
    repairs = diagnosis.repairs
    if diagnosis.shifted is not None:
        row = row_name(repairs[0][0].cell, tables)
        return render(f"repair.shifted_{diagnosis.shifted}", row=row)
    if not repairs:
        return render("repair.budget" if diagnosis.exhausted else "repair.none")
    changes = listed([_change(change, tables) for change in repairs[0]])
    size, ways = len(repairs[0]), len(repairs)
    if ways == 1 and size == 1:
        return render("repair.one", changes=changes)
    if ways == 1:
        return render("repair.joint", changes=changes, count=size)
    if size > 1:
        return render("repair.several", changes=changes, count=ways, cells=size)
    if ways == len(main.terms):
        return render("repair.any_of_block", changes=changes)
    return render("repair.choice", changes=changes, count=ways)


def _change(change: Change, tables: Tables) -> Message:
    before = render("blank") if change.before is None else change.before
    cell = cell_name(change.cell, tables)
    return render("change", cell=cell, before=before, after=change.after)


def whose(
    attribution: Attribution, cells: Collection[str], tables: Tables, hidden: bool = False
) -> Message:
    """Return whose mistake it is and what to do, naming the cells to compare."""
    if not cells or attribution == "source":
        named: Message = render("whose.these")
    else:
        named = listed([cell_name(key, tables) for key in cells], most=3)
    return render("whose.hidden" if hidden else f"whose.{attribution}", cells=named)


def bound_message(
    edit: Edit,
    expected: Number,
    found: Number,
    attribution: Attribution,
    tables: Tables,
    hidden: bool = False,
) -> Message:
    """Return the sentence on a bound that is broken."""
    fault = render(
        f"{edit.code}.fault",
        **_names(edit, tables),
        parts=_columns(edit.left, tables),
        whole=_columns(edit.right, tables),
        expected=expected,
        found=found,
    )
    return concat(fault, whose(attribution, (), tables, hidden))


def _columns(keys: Sequence[str], tables: Tables) -> Message:
    """Return the columns of these cells joined by a word for plus."""
    named: Message = Message("", "")
    for key in keys:
        one = render("column", column=column_name(key, tables))
        named = render("plus", left=named, right=one) if named.zh else one
    return named
