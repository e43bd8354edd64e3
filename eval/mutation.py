"""What came of one generated case: cells, findings, and whom they were laid to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from eval.generate.damage import File
from eval.generate.issuer_errors import Mistake
from eval.labels import Label
from eval.reader_errors import Misreading
from eval.records import Seen, SeenFinding
from eval.scores import ReportScore
from report.text import fold

Section = Literal["report", "issuer", "reader"]
# What a finding says of an error: whose it is; `none` when nothing was raised.
NONE = "none"
# What two readings say of a cell that only one of them has, and has right.
FILLED = "filled"


class Trouble(BaseModel):
    """One thing that went wrong, to be looked up by the case's name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    name: str
    expected: str = ""
    found: str = ""


class Case(BaseModel):
    """The outcome of one case.

    Attributes:
        kind: Damage done, or class of the error.
        by: What shows the error (see the modules that make it).
        cells: Table → outcome of a cell → how many.
        open: Whether a person is asked for.
        extra: Codes of fatal and query findings that nothing explains.
        claims: Labelled, found, and judged rightly.
        identity: Whether issuer, year and edition are right.
        wanted: Codes of which one must be raised.
        raised: Codes of the findings on the error; empty when it passed unseen.
        said: Whom the error was laid to, `none` when nothing was raised.
        located: Whether the wrong cell is among the suspects; None if it was not one cell.
        unique: Whether the only repair named is the right one.
        second: Whom the disagreement of two readings was laid to; `filled` where the error
            was to leave cells out and the other reading's right figures stand in them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    section: Section
    layout: str
    kind: str = ""
    by: str = ""
    skipped: bool = False
    error: str = ""
    cells: dict[str, dict[str, int]] = {}
    open: bool = False
    extra: tuple[str, ...] = ()
    claims: tuple[int, int, int] = (0, 0, 0)
    identity: tuple[bool, bool, bool] | None = None
    wanted: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    said: str = ""
    located: bool | None = None
    unique: bool | None = None
    second: str = ""
    troubles: tuple[Trouble, ...] = ()

    @classmethod
    def crashed(
        cls, name: str, layout: str, kind: str, error: Exception, section: Section = "report"
    ) -> Case:
        """Return the outcome of a case on which the measured program failed."""
        text = f"{type(error).__name__}: {error}"[:200]
        return cls(name=name, section=section, layout=layout, kind=kind, error=text)


# ---- reports ------------------------------------------------------------------------------
def report_case(name: str, file: File, label: Label, scored: ReportScore) -> Case:
    """Return how a report without errors, but maybe with damage, was read."""
    wrong = {item.name: item.outcome for item in scored.items if item.kind == "cell"}
    cells: dict[str, Counter[str]] = {}
    for key in (*label.cells, *(key for key in wrong if key not in label.cells)):
        cells.setdefault(key.partition(".")[0], Counter())[wrong.get(key, "right")] += 1
    extra = tuple(
        item.name.partition(" ")[0]
        for item in scored.items
        if item.kind == "finding" and item.outcome == "extra"
    )
    who = scored.identity
    return Case(
        name=name,
        section="report",
        layout=file.report.layout,
        kind="+".join(file.damage),
        cells={table: dict(counts) for table, counts in cells.items()},
        open=scored.status != "accepted",
        extra=extra,
        claims=(scored.claims.labelled, scored.claims.matched, scored.claims.verdicts_right),
        identity=(bool(who.issuer_right), bool(who.year_right), bool(who.edition_right)),
        troubles=tuple(
            Trouble(
                what=f"{item.kind} {item.outcome}",
                name=item.name[:80],
                expected=item.expected[:40],
                found=item.found[:60],
            )
            for item in scored.items
        ),
    )


# ---- errors of the issuer -----------------------------------------------------------------
def issuer_case(name: str, mistake: Mistake, label: Label, seen: Seen) -> Case:
    """Return whether an error of the issuer was found, laid to him, and located."""
    found = _about(mistake, seen)
    cell = _single_cell(mistake)
    suspects = [key for finding in found for key in finding.suspects]
    repairs = [repair for finding in found for repair in finding.repairs]
    unread = sum(c.unread for key, c in seen.cells.items() if key in label.cells)
    return Case(
        name=name,
        section="issuer",
        layout=mistake.report.layout,
        kind=mistake.kind,
        by=mistake.by,
        open=seen.status != "accepted",
        extra=_accusations(seen) if mistake.by == "definition" else (),
        wanted=mistake.codes,
        raised=_codes(found),
        said=_said(found),
        located=None if cell is None else cell in suspects,
        unique=None if cell is None else _is_the_repair(repairs, cell, mistake.before[cell]),
        troubles=_issuer_troubles(mistake, found, unread),
    )


def _about(mistake: Mistake, seen: Seen) -> list[SeenFinding]:
    """Return the findings that speak of the error, the nearest first."""
    wanted, cells = set(mistake.codes), set(mistake.cells) | set(mistake.before)
    quotes = [fold(quote) for quote in mistake.quotes]
    found = []
    for finding in seen.findings:
        if not (finding.asks_a_person or mistake.by == "definition"):
            continue
        if not wanted & finding.all_codes:
            continue
        if _same_place(finding, cells, quotes):
            found.append(finding)
    return sorted(found, key=lambda f: mistake.codes.index(_first(f, mistake.codes)))


def _accusations(seen: Seen) -> tuple[str, ...]:
    """Return the codes that ask a person about figures in prose."""
    asked = (finding.code for finding in seen.findings if finding.asks_a_person)
    return tuple(code for code in asked if code.startswith("CLM"))


def _first(finding: SeenFinding, codes: Sequence[str]) -> str:
    return next(code for code in codes if code in finding.all_codes)


def _same_place(finding: SeenFinding, cells: set[str], quotes: Sequence[str]) -> bool:
    if not cells and not quotes:
        return True
    if cells & set(finding.cells):
        return True
    words = fold(finding.quote or "")
    return any(words and (words in quote or quote in words) for quote in quotes)


def _single_cell(mistake: Mistake) -> str | None:
    """Return the one wrong cell, when sums show it."""
    if len(mistake.before) != 1 or mistake.by != "sums":
        return None
    return next(iter(mistake.before))


def _is_the_repair(repairs: Sequence[Sequence[object]], cell: str, value: object) -> bool:
    if len(repairs) != 1 or len(repairs[0]) != 1:
        return False
    change = repairs[0][0]
    return getattr(change, "cell", None) == cell and str(getattr(change, "to", "")) == str(value)


def _issuer_troubles(
    mistake: Mistake, found: Sequence[SeenFinding], unread: int
) -> tuple[Trouble, ...]:
    place = next(iter((*mistake.before, *mistake.quotes, *mistake.cells)), "")
    if mistake.codes and not found:
        what = "unseen" if not unread else "unseen, cells unread"
        return (Trouble(what=what, name=place, expected=" ".join(mistake.codes)),)
    said, right = _said(found), "definition" if mistake.by == "definition" else "source"
    if mistake.by == "growth" and said == "unknown":
        return ()
    if found and said != right:
        return (
            Trouble(
                what="attribution", name=place, expected=right, found=f"{said} {found[0].code}"
            ),
        )
    return ()


# ---- errors of a reader -------------------------------------------------------------------
def reader_case(
    name: str, layout: str, misreading: Misreading, right: Seen, alone: Seen, both: Seen
) -> Case:
    """Return whether a reader's error was asked about, alone and beside a right reading."""
    wrong = set(misreading.wrong)
    found = _new(right, alone, wrong)
    pair = _new(right, both, wrong)
    left_out = misreading.kind == "unread" and not pair
    filled = left_out and all(both.cells[k].value == right.cells[k].value for k in wrong)
    troubles = []
    if wrong and not found:
        troubles.append(Trouble(what="unseen", name=misreading.wrong[0]))
    if any(finding.attribution == "source" for finding in found):
        code = next(f.code for f in found if f.attribution == "source")
        troubles.append(Trouble(what="accused", name=misreading.wrong[0], found=code))
    if not wrong and found:
        troubles.append(Trouble(what="false alarm", name=found[0].code))
    return Case(
        name=name,
        section="reader",
        layout=layout,
        kind=misreading.kind,
        by=misreading.by if wrong else "nothing",
        open=alone.status != "accepted",
        raised=_codes(found),
        said=_said(found),
        second=FILLED if filled else _said(pair),
        troubles=tuple(troubles),
    )


def _new(right: Seen, wrong: Seen, cells: set[str]) -> list[SeenFinding]:
    """Return the findings about the cells that the right reading did not give."""
    before = {(f.code, f.cells, f.quote) for f in right.findings}
    return [
        finding
        for finding in wrong.findings
        if finding.asks_a_person
        and (finding.code, finding.cells, finding.quote) not in before
        and (not cells or cells & {*finding.cells, *finding.suspects})
    ]


def _codes(found: Iterable[SeenFinding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for f in found for code in sorted(f.all_codes)))


def _said(found: Sequence[SeenFinding]) -> str:
    """Return whom the findings blame; any accusation of the issuer counts before the rest."""
    said = {finding.attribution for finding in found}
    return next(
        (who for who in ("source", "reading", "definition", "unknown") if who in said), NONE
    )
