"""Errors that issuers make, put into a report before it is printed.

Each function returns the report with its error, or None where it cannot happen. What it
must lead to is worked out afterwards from the figures alone (`consequences`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from eval.generate.consequences import Visible, contradicts, visible
from eval.generate.prose import Said, fact_cells, fill, grammar, growth_words, with_figure
from eval.generate.report import Report, make_report, said_sum, without
from eval.generate.slips import NUMBERS
from eval.generate.world import FIRST_YEAR, make_issuer
from eval.labels import LabelFinding
from report.form import table_form
from report.record import Number

_WHOLES = ("received", "disclosed")
# Cells that are more where a statement of none or all becomes false; every sum still holds.
_REQUEST = tuple(
    f"requests.{row}.{column}"
    for row in ("received", "granted", "outcomes_total")
    for column in ("business", "total")
)
_REVIEW = ("disputes.reconsideration.overturned", "disputes.reconsideration.total")
_MORE = {
    "received": _REQUEST,
    "natural_person": _REQUEST,
    "disputes": _REVIEW,
    "reconsideration": _REVIEW,
    "upheld": _REVIEW,
}


@dataclass(frozen=True)
class Mistake:
    """One error and what it changed.

    Attributes:
        kind: Name of its class.
        before: What the changed cells truly are.
        codes: Codes of which one must be raised; none for what nothing can show.
        by: What shows it: `sums`, `glued` (sums of figures run together), `blank`, `sign`
            (a count below zero), `prose`, `list`, `years`, `growth` (which figure of two
            reports is wrong nobody knows), `form`, `definition` or `nothing`.
        quotes: Words it contradicts.
    """

    kind: str
    report: Report
    before: dict[str, Number | None]
    codes: tuple[str, ...]
    by: str
    cells: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


# ---- cells of the tables ------------------------------------------------------------------
Changes = dict[str, Number | None]


def one_number(kind: str) -> Callable[[Random, Report], Changes | None]:
    """Return the error that mistypes one cell."""

    def change(source: Random, report: Report) -> Changes | None:
        key = _cell(source, report, nonzero=kind not in ("digit_typo",))
        if key is None:
            return None
        number = int(report.values[key] or 0)
        wrong = NUMBERS[kind](source, abs(number))
        return None if wrong is None or wrong == number else {key: wrong}

    return change


def _cell(source: Random, report: Report, *, nonzero: bool) -> str | None:
    """Return a cell of whole numbers, table three more often than the others."""
    table = source.choices(("requests", "disputes", "disclosure"), (75, 13, 12))[0]
    keys = [
        key
        for key, value in report.values.items()
        if key.startswith(table)
        and not key.endswith((".amount", "items_change"))
        and (value or not nonzero)
    ]
    return source.choice(keys) if keys else None


def unit_slip(source: Random, report: Report) -> Changes | None:
    """Print a sum of money in yuan where 万元 are asked for, or the other way round."""
    keys = [key for key, value in report.values.items() if key.endswith(".amount") and value]
    if not keys:
        return None
    key = source.choice(keys)
    value = Decimal(report.values[key] or 0)
    return {key: source.choice((value * 10_000, value / 10_000))}


def swap_in_row(source: Random, report: Report) -> Changes | None:
    """Swap two different numbers of one row."""
    return _swap(source, report, lambda key: key.rpartition(".")[0])


def swap_in_column(source: Random, report: Report) -> Changes | None:
    """Swap two different numbers of one column of a table."""
    return _swap(source, report, lambda key: (key.partition(".")[0], key.rpartition(".")[2]))


def _swap(source: Random, report: Report, line: Callable[[str], object]) -> Changes | None:
    first = _cell(source, report, nonzero=True)
    if first is None:
        return None
    values = report.values
    others = [k for k in values if line(k) == line(first) and values[k] != values[first]]
    others = [k for k in others if not k.endswith((".amount", "items_change"))]
    if not others:
        return None
    second = source.choice(others)
    return {first: values[second], second: values[first]}


def swap_rows(source: Random, report: Report) -> Changes | None:
    """Swap all numbers of two rows of table three."""
    edition, variant = report.truth.tables["requests"]
    form = table_form(edition, "requests", variant)
    rows = {
        row.id: tuple(report.values[form.key(row, c)] for c in form.columns) for row in form.rows
    }
    full = [row for row, numbers in rows.items() if any(numbers)]
    if not full:
        return None
    one = source.choice(full)
    two = source.choice([row for row in rows if rows[row] != rows[one]] or [one])
    changes: Changes = {}
    for column in form.columns:
        first, second = form.key(one, column), form.key(two, column)
        if report.values[first] != report.values[second]:
            changes |= {first: report.values[second], second: report.values[first]}
    return changes


def total_zero(source: Random, report: Report) -> Changes | None:
    """Leave a total at 0 although its parts are not."""
    keys = [k for k, v in report.values.items() if k.endswith(".total") and v]
    return {source.choice(keys): 0} if keys else None


def blank(source: Random, report: Report) -> Changes | None:
    """Leave out a number."""
    key = _cell(source, report, nonzero=True)
    return None if key is None else {key: None}


def paired(source: Random, report: Report) -> Changes | None:
    """Count one too many in one cell and one too few in another of the same row."""
    keys = [k for k, v in report.values.items() if k.startswith("requests.") and v]
    keys = [k for k in keys if not k.endswith(".total")]
    if not keys:
        return None
    less = source.choice(keys)
    row = less.rpartition(".")[0]
    more = source.choice(
        [
            k
            for k in report.values
            if k.rpartition(".")[0] == row and k not in (less, f"{row}.total")
        ]
    )
    return {less: int(report.values[less] or 0) - 1, more: int(report.values[more] or 0) + 1}


CELLS: dict[str, Callable[[Random, Report], Changes | None]] = {
    **{kind: one_number(kind) for kind in NUMBERS},
    "unit_slip": unit_slip,
    "swap_in_row": swap_in_row,
    "swap_in_column": swap_in_column,
    "swap_rows": swap_rows,
    "total_zero": total_zero,
    "blank": blank,
    "paired": paired,
}


def _in_cells(kind: str, source: Random, report: Report) -> Mistake | None:
    if report.layout in ("L4", "L6", "L7", "L8", "rows") and kind == "blank":
        return None  # A blank leaves no trace there; that is damage, not an error.
    changes = CELLS[kind](source, report)
    if not changes:
        return None
    before = {key: report.values[key] for key in changes}
    wrong = replace(report, values={**report.values, **changes})
    seen = visible(wrong)
    return _mistake(kind, wrong, before, seen)


def _mistake(kind: str, report: Report, before: Changes, seen: Visible) -> Mistake:
    codes, by = seen.codes, seen.by
    if by == "blank":
        codes = (*codes, "RDG03")
    elif by == "prose":
        # Which of a sentence's figures is wrong depends on which is believed.
        codes = tuple(dict.fromkeys((*codes, "CLM01", "CLM03", "CLM05", "CLM07")))
    elif by == "sums" and report.layout == "L8":
        # Sums that fail cannot separate the figures either: the honest answer is a question.
        codes, by = (*codes, "RDG03", "RDG04"), "glued"
    if seen.by in ("sums", "blank", "sign"):
        finding = LabelFinding(
            code=codes[0], alt_codes=codes[1:], cells=seen.cells, attribution="source", why=kind
        )
        report = replace(report, findings=(finding,))
    elif seen.by == "prose":
        report = _with_quotes(report, seen.codes[0], seen.quotes[:1], kind)
    return Mistake(kind, report, before, codes, by, seen.cells, seen.quotes)


def _with_quotes(report: Report, code: str, quotes: tuple[str, ...], why: str) -> Report:
    findings = tuple(
        LabelFinding(code=code, quote=quote, attribution="source", why=why) for quote in quotes
    )
    return replace(report, findings=findings)


# ---- prose --------------------------------------------------------------------------------
def wrong_figure(source: Random, report: Report) -> Mistake | None:
    """State another figure in prose than the table does."""
    figures = [
        s for s in report.prose.claims if s.kind == "figure" and s.cells and "{n}" in s.words
    ]
    if not figures:
        return None
    said = source.choice(figures)
    number = int(said.value)
    wrong = NUMBERS[source.choice(("digit_typo", "transposition", "times_ten"))](source, number)
    if wrong is None or wrong == number:
        return None
    return _reworded("wrong_figure", report, said, Decimal(wrong), ("CLM01", "CLM02", "CLM05"))


def wrong_share(source: Random, report: Report) -> Mistake | None:
    """State a percentage that the figures do not give."""
    shares = [said for said in report.prose.claims if said.kind == "share"]
    if not shares:
        return None
    said = source.choice(shares)
    step = Decimal(1).scaleb(int(said.value.as_tuple().exponent))
    wrong = said.value + source.choice((-3, -2, 2, 3, 7)) * step
    return None if wrong < 0 else _reworded("wrong_share", report, said, wrong, ("CLM03",))


def _reworded(
    kind: str, report: Report, said: Said, value: Decimal, codes: tuple[str, ...]
) -> Mistake:
    new = with_figure(said, value)
    wrong = replace(report, prose=report.prose.changed(said, new))
    seen = contradicts(new, report.values)
    if seen:
        wrong = _with_quotes(wrong, codes[0], (new.quote,), kind)
    by, found = ("prose", codes) if seen else ("nothing", ())
    return Mistake(kind, wrong, {}, found, by, new.cells, (new.quote,))


def false_none(source: Random, report: Report) -> Mistake | None:
    """State that there was none of what the table counts."""
    return _said_otherwise(source, report, "none")


def false_all(source: Random, report: Report) -> Mistake | None:
    """State that all were of one kind, though the table shows others."""
    return _said_otherwise(source, report, "all")


def _said_otherwise(source: Random, report: Report, kind: str) -> Mistake | None:
    """Keep words that were true, of last year say, beside a table in which they are not."""
    kept = [said for said in report.prose.claims if said.kind == kind and said.fact in _MORE]
    kept = [said for said in kept if (kind, said.fact) != ("all", "received")]
    if not kept:
        return None
    said = source.choice(kept)
    more = source.choice((1, 2, 3, 12))
    keys = _MORE[said.fact]
    if any(report.values[key] is None for key in keys):
        return None
    values = {**report.values, **{key: int(report.values[key] or 0) + more for key in keys}}
    prose = report.prose
    for one in prose.claims:
        figure = said_sum(one.cells, values)
        if one.kind == "figure" and one.cells and figure != one.value:
            prose = prose.changed(one, with_figure(one, figure))
    wrong = replace(report, values=values, prose=prose)
    seen = visible(wrong)
    if seen.by != "prose" or seen.quotes != (said.quote,):
        return None
    wrong = _with_quotes(wrong, "CLM07", (said.quote,), f"false_{kind}")
    codes = ("CLM07", "CLM01")
    return Mistake(f"false_{kind}", wrong, {}, codes, "prose", seen.cells, seen.quotes)


def counted_otherwise(source: Random, report: Report) -> Mistake | None:
    """State a figure by another, known definition: no error of anybody's."""
    ways = {"refused": "unavailable", "received": "carried_over", "not_processed": "other_outcome"}
    cells = fact_cells(tuple(report.values))
    values = report.values
    figures = [
        (said, said_sum(cells[other], values))
        for said in report.prose.claims
        if (other := ways.get(said.fact)) and said.kind == "figure" and not said.list_id
    ]
    figures = [(said, more) for said, more in figures if more and said.value]
    # Beside a statement of the parts the same figure would be a contradiction.
    stated = {said.fact for said in report.prose.claims}
    if stated & {"carried_over", "todo", "natural_person", "organisations"}:
        figures = [pair for pair in figures if pair[0].fact != "received"]
    if not figures:
        return None
    said, more = source.choice(figures)
    new = with_figure(said, said.value + more)
    wrong = replace(report, prose=report.prose.changed(said, new))
    return Mistake("counted_otherwise", wrong, {}, ("CLM04",), "definition", (), (new.quote,))


def parts_do_not_sum(source: Random, report: Report) -> Mistake | None:
    """List parts that make neither the whole that was stated nor another known one."""
    parts = [s for s in report.prose.claims if s.list_id in ("channels", "columns")]
    if not parts:
        return None
    said = source.choice(parts)
    more = source.choice((1, 2, 10))
    # Those carried over came by some channel, too.
    over = report.values["requests.carried_over.total"]
    new = with_figure(said, said.value + (more if more != over else more + 2))
    wrong = replace(report, prose=report.prose.changed(said, new))
    wrong = _with_quotes(wrong, "CLM02", (new.quote,), "parts_do_not_sum")
    # The list is wrong as a whole: the finding may quote the whole or any part.
    wholes = [s.quote for s in report.prose.claims if s.list_id or s.fact in _WHOLES]
    quotes = (new.quote, *wholes)
    return Mistake("parts_do_not_sum", wrong, {}, ("CLM02", "CLM01"), "list", (), quotes)


# ---- years, identity, form ----------------------------------------------------------------
def carried_mismatch(source: Random, report: Report) -> Mistake | None:
    """Carry over another number than last year's report carried forward."""
    truth = report.truth
    if truth.previous is None:
        return None
    columns = [c for c in ("natural_person", "business") if truth.values[f"requests.received.{c}"]]
    if not columns:
        return None
    values = dict(truth.values)
    for place in (source.choice(columns), "total"):
        values[f"requests.received.{place}"] -= 1
        values[f"requests.carried_over.{place}"] += 1
    new = make_report(source, replace(truth, values=values), report.layout)
    cells = tuple(k for k in values if k.startswith("requests.carried_over."))
    return Mistake("carried_mismatch", new, {}, ("YRS01",), "years", cells)


def wrong_growth(source: Random, report: Report) -> Mistake | None:
    """Compare with last year's requests by a percentage that they do not give."""
    told = growth_words(report.truth, source.choice((1, 7, 20)))
    if not told:
        return None
    prose = replace(report.prose, pieces=(*report.prose.pieces, told))
    wrong = replace(report, prose=prose)
    return Mistake("wrong_growth", wrong, {}, ("CLM06",), "growth", quotes=(told,))


def wrong_circular(source: Random, report: Report) -> Mistake | None:
    """Cite the circular of the other edition, or its number mistyped."""
    circulars = grammar()["frame"]["circulars"]
    right = circulars[report.truth.edition]
    if right not in report.frame["preamble"]:
        return None
    other = next(text for edition, text in circulars.items() if edition != report.truth.edition)
    wrong = source.choice((other, right.replace("2019", "2018").replace("2021", "2020")))
    return _reframed("wrong_circular", report, "preamble", right, wrong, "FRM05")


def wrong_year(source: Random, report: Report) -> Mistake | None:
    """Leave last year's number in the period or the title."""
    del source
    year = str(report.truth.year)
    return _reframed("wrong_year", report, "preamble", year, str(int(year) - 1), "FRM06")


def wrong_issuer(source: Random, report: Report) -> Mistake | None:
    """Leave another body's name in the preamble."""
    # An address may well name another body; the sentence that announces the report not.
    data, name = grammar()["frame"], report.truth.issuer.name
    words = source.choice(data["plain_preambles"]).replace(
        "{period}", source.choice(data["periods"])
    )
    plain = replace(report, frame={**report.frame, "preamble": fill(words, report.truth)})
    return _reframed("wrong_issuer", plain, "preamble", name, make_issuer(source).name, "FRM06")


def _reframed(
    kind: str, report: Report, part: str, old: str, new: str, code: str
) -> Mistake | None:
    if old not in report.frame[part] or old == new:
        return None
    frame = {**report.frame, part: report.frame[part].replace(old, new)}
    finding = LabelFinding(code=code, attribution="source", why=kind)
    return Mistake(kind, replace(report, frame=frame, findings=(finding,)), {}, (code,), "form")


def missing_section(source: Random, report: Report) -> Mistake | None:
    """Leave out a table with its heading, or a section of text."""
    parts = ("requests", "disputes", "disclosure", "problems")
    # The reports on 2019 did not have to keep to the form's sections of text.
    part = source.choice(parts if report.truth.year > FIRST_YEAR else parts[:-1])
    wrong = without(report, f"head.{part}", part)
    finding = LabelFinding(code="FRM02", attribution="source", why="missing_section")
    wrong = replace(wrong, findings=(finding,))
    return Mistake("missing_section", wrong, {}, ("FRM02", "RDG03"), "form")


def missing_period(source: Random, report: Report) -> Mistake | None:
    """Leave out the statistics period."""
    data = grammar()["frame"]
    preamble = source.choice(data["preambles"]).replace("{period}。", "")
    preamble = preamble.replace("{circular}", data["circulars"][report.truth.edition])
    frame = {**report.frame, "preamble": fill(preamble, report.truth)}
    finding = LabelFinding(code="FRM03", attribution="source", why="missing_period")
    wrong = replace(report, frame=frame, findings=(finding,))
    return Mistake("missing_period", wrong, {}, ("FRM03",), "form")


def missing_fee(source: Random, report: Report) -> Mistake | None:
    """Say nothing of the fee for processing information."""
    if report.truth.edition != "2021":
        return None
    frame = {**report.frame, "other_matters": source.choice(grammar()["frame"]["plain_others"])}
    finding = LabelFinding(code="FRM04", attribution="source", why="missing_fee")
    wrong = replace(report, frame=frame, findings=(finding,))
    return Mistake("missing_fee", wrong, {}, ("FRM04",), "form")


WORDS: dict[str, Callable[[Random, Report], Mistake | None]] = {
    "wrong_figure": wrong_figure,
    "wrong_share": wrong_share,
    "false_none": false_none,
    "false_all": false_all,
    "counted_otherwise": counted_otherwise,
    "parts_do_not_sum": parts_do_not_sum,
    "carried_mismatch": carried_mismatch,
    "wrong_growth": wrong_growth,
    "wrong_circular": wrong_circular,
    "wrong_year": wrong_year,
    "wrong_issuer": wrong_issuer,
    "missing_section": missing_section,
    "missing_period": missing_period,
    "missing_fee": missing_fee,
}
KINDS = (*CELLS, *WORDS)


def make_mistake(source: Random, report: Report, kind: str) -> Mistake | None:
    """Return the report with one error of that class, or None where it cannot happen."""
    if kind in CELLS:
        return _in_cells(kind, source, report)
    return WORDS[kind](source, report)
