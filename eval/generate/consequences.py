"""What an error in a report can be seen by: sums that fail, claims that contradict.

This decides, apart from the program that is measured, which errors arithmetic can find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from eval.generate.prose import Said, fact_cells, grammar
from eval.generate.report import Report, Values, rounded_share, said_sum
from report.edits import Edit, edits_for


@dataclass(frozen=True)
class Visible:
    """By what an error shows.

    Attributes:
        codes: Codes of the rules it breaks, the most local first.
        cells: Operands of the sums it breaks.
        quotes: Claims it contradicts.
        by: `sums`, `blank` (a sum whose missing part stands blank), `sign` (a count below
            zero), `prose`, or `nothing`.
    """

    codes: tuple[str, ...]
    cells: tuple[str, ...]
    quotes: tuple[str, ...]
    by: str


def visible(report: Report) -> Visible:
    """Return by what the errors of a report show."""
    failed = [edit for edit in edits_for(dict(report.truth.tables)) if fails(edit, report.values)]
    printed = report.printed()
    blank = any(not printed[key] for edit in failed for key in edit.terms)
    claims = [said for said in report.prose.claims if contradicts(said, report.values)]
    codes = sorted({edit.code for edit in failed}, key=_ORDER.index)
    codes += sorted({_code(said) for said in claims})
    negative = below_zero(report.values)
    by = "sign" if negative else "prose" if claims else "nothing"
    by = ("blank" if blank else "sums") if failed else by
    codes += ["DIS01"] if negative and not failed else []
    cells = dict.fromkeys(key for edit in failed for key in edit.terms)
    cells |= dict.fromkeys(negative)
    cells |= dict.fromkeys(key for said in claims for key in said.cells)
    return Visible(tuple(codes), tuple(cells), tuple(said.quote for said in claims), by)


_ORDER = ("REQ03", "REQ02", "REQ01", "DSP01", "DIS01", "DIS02")


def fails(edit: Edit, values: Values) -> bool:
    """Return whether a rule fails with blanks taken as zero."""
    if any(key not in values for key in edit.terms):
        return False
    known = sum((sign * Decimal(values[k] or 0) for k, sign in edit.terms.items()), Decimal(0))
    if edit.relation == "=":
        return known != 0
    return known < 0 if edit.relation == ">=" else known > 0


def below_zero(values: Values) -> tuple[str, ...]:
    """Return the cells that hold less than none, changes apart."""
    counts = (key for key in values if not key.endswith("items_change"))
    return tuple(key for key in counts if (values[key] or 0) < 0)


def contradicts(said: Said, values: Values) -> bool:
    """Return whether a claim is wrong however its words may be meant."""
    if not said.cells or said.kind == "bait" or (said.kind, said.fact) == ("all", "handled"):
        return False
    right = said_sum(said.cells, values)
    if said.kind == "share":
        part = replace(said, fact=grammar()["shares"][said.fact]["part"])
        parts = {right, *other_ways(part, values)}
        whole = said_sum(said.whole, values)
        return bool(whole) and not any(_some_share(said, one, values) for one in parts)
    if said.kind == "all":
        cells = fact_cells(tuple(values))
        return said_sum(cells[grammar()["all_of"][said.fact]], values) > right
    blank = any(values[key] is None for key in said.cells)
    if said.value == right or (blank and said.value > right):
        return False
    return said.value not in other_ways(said, values)


def _some_share(said: Said, part: Decimal, values: Values) -> bool:
    totals = ("received", "carried_over", "outcomes_total", "carried_forward")
    each = [Decimal(values[f"requests.{row}.total"] or 0) for row in totals]
    wholes = {each[0], each[0] + each[1], each[2], said_sum(said.whole, values)} - {Decimal(0)}
    return any(rounded_share(part, whole, said.value) for whole in wholes)


def other_ways(said: Said, values: Values) -> set[Decimal]:
    """Return the figures that another known way of counting gives (`ways` of the grammar)."""
    cells = fact_cells(tuple(values))
    ways = {
        sum((said_sum(cells[fact], values) for fact in facts), Decimal(0))
        for facts in grammar()["ways"].get(said.fact, ())
    }
    outcomes = grammar()["lists"]["outcomes"]["facts"]
    if said.fact in outcomes:
        # Writers lump outcomes: what is said of one may hold any of the others, too.
        rest = [said_sum(cells[fact], values) for fact in outcomes if fact != said.fact]
        own = said_sum(said.cells, values)
        ways |= {own + more for more in _sums(rest)}
    return ways


def _sums(values: Sequence[Decimal]) -> set[Decimal]:
    """Return all sums of some of the numbers."""
    sums = {Decimal(0)}
    for value in values:
        sums |= {each + value for each in sums}
    return sums


def _code(said: Said) -> str:
    if said.kind == "share":
        return "CLM03"
    return "CLM07" if said.kind in ("none", "all") else "CLM01"
