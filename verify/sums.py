"""Findings for sums and bounds that fail: one for each root cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from report.edits import Edit
from report.finding import Attribution, Change, Finding, Result
from report.record import Number, Record, RecordCell
from verify import localise
from verify.attribute import at_label, attribute, holds_hidden
from verify.confront import CompiledEdit, compiled_edits, compiled_table
from verify.evidence import evidence_of, operands_of, subject_id
from verify.explain import Diagnosis, bound_message, sum_message
from verify.plausible import Hints, hints, plausibility
from verify.shifted import Direction, shifted_row

# The sum that says most exactly where the mistake is comes first.
_LOCALITY = ("REQ03", "REQ02", "REQ01", "DSP01")


def sum_findings(record: Record, results: Sequence[Result]) -> list[Finding]:
    """Return the findings for all failed edits of a record."""
    failed = {result.edit for result in results if result.state == "failed"}
    if not failed:
        return []
    compiled = {one.edit.id: one for one in compiled_edits(record)}
    about = hints(record)
    findings = [
        _bound_finding(record, compiled[id_].edit)
        for id_ in failed
        if compiled[id_].edit.relation != "="
    ]
    open_ = frozenset(
        result.edit
        for result in results
        if result.state == "undecided" and result.edit not in record.used_edits
    )
    for table, (edition, variant) in record.tables.items():
        for system in _systems(edition, table, variant, open_):
            ids = [one.id for one in system.sums if one.id in failed]
            if ids:
                findings += _system_findings(record, system, ids, compiled, about)
    return findings


def _bound_finding(record: Record, edit: Edit) -> Finding:
    cells = tuple(edit.terms)
    found, expected = _side(record, edit.left), _side(record, edit.right)
    attribution = attribute(record, cells, (), Hints({}, {}), misread=False)
    if attribution == "source" and any(record.cells[key].how == "position" for key in cells):
        # A whole and its part may have changed places, and no sum shows that they did not.
        attribution = "unknown"
    return Finding(
        id=subject_id(record, [edit.id]),
        code=edit.code,
        codes=(edit.code,),
        severity=edit.severity,
        attribution=attribution,
        message=bound_message(
            edit, expected, found, attribution, record.tables, _holds_hidden(record, cells)
        ),
        cells=cells,
        expected=expected,
        found=found,
        evidence=evidence_of(record, cells),
        operands=operands_of(record, cells),
    )


def _side(record: Record, keys: Iterable[str]) -> Number:
    total: Number = 0
    for key in keys:
        total += _least(record.cells[key])
    return total


def _least(cell: RecordCell) -> Number:
    """Return the figure a cell holds, or the least of those it may hold.

    A sum that fails whatever its open cells hold fails with the least as well.
    """
    if cell.effective is None and cell.corrected is None and cell.status != "disputed":
        return min(cell.candidates, default=0)
    return cell.effective or 0


@lru_cache(maxsize=256)
def _systems(
    edition: str, table: str, variant: str, left_out: frozenset[str]
) -> tuple[localise.System, ...]:
    """Return the sums of a table that can be decided, by connected parts."""
    return localise.systems(
        localise.Sum(one.edit.id, one.edit.code, one.terms)
        for one in compiled_table(edition, table, variant)
        if one.edit.relation == "=" and one.edit.id not in left_out
    )


@dataclass(frozen=True, slots=True)
class _Cause:
    """One root cause: its failed edits, what mends them, and how that was found.

    Attributes:
        repairs: All smallest repairs, the likeliest first; a shifted row stands before them.
        misread: Whether the repairs leave every cell read at its label as it is.
        exhausted: Whether the search had to stop before it was done.
    """

    failed: tuple[str, ...]
    repairs: tuple[dict[str, int], ...]
    misread: bool
    exhausted: bool
    shifted: Direction | None


def _system_findings(
    record: Record,
    system: localise.System,
    failed: Sequence[str],
    compiled: Mapping[str, CompiledEdit],
    about: Hints,
) -> list[Finding]:
    located, misread = _locate(record, system)
    findings = []
    for group in localise.group(system, failed, located):
        repairs = sorted(group.repairs, key=lambda repair: -plausibility(record, repair, about))
        shift = None
        if not repairs or len(repairs[0]) >= localise.MAX_COST:
            shift = shifted_row(system, _values(record, system), group.sums)
        cause = _Cause(
            failed=group.sums,
            repairs=(*([shift.repair] if shift else []), *repairs),
            misread=misread,
            exhausted=not located.complete,
            shifted=shift.direction if shift else None,
        )
        findings.append(_cause_finding(record, cause, compiled, about))
    return findings


def _values(record: Record, system: localise.System) -> dict[str, Number]:
    return {key: _least(record.cells[key]) for key in system.cells}


def _locate(record: Record, system: localise.System) -> tuple[localise.Located, bool]:
    """Return the smallest repairs, and whether they leave proven cells as they are.

    A repair among the cells that were not read at their label is looked for first: we are
    likelier to be wrong there than the report is. Where no cell or every cell was read so,
    there is nothing to prefer.
    """
    cells = {key: record.cells[key] for key in system.cells}
    values = _values(record, system)
    proven = {key for key, cell in cells.items() if at_label(cell)}
    if proven and len(proven) < len(cells):
        located = localise.localise(system, values, proven)
        if located.repairs:
            return located, True
    return localise.localise(system, values), False


def _cause_finding(
    record: Record, cause: _Cause, compiled: Mapping[str, CompiledEdit], about: Hints
) -> Finding:
    changes = _changes(record, cause.repairs)
    suspects = tuple(dict.fromkeys(change.cell for repair in changes for change in repair))
    edits = sorted((compiled[id_].edit for id_ in cause.failed), key=_locality)
    concerned = {key for edit in edits for key in edit.terms}
    cells = tuple(key for key in record.cells if key in concerned)
    attribution = _attribution(record, cells, cause, about)
    main = edits[0]
    expected, found = _side(record, main.left), _side(record, main.right)
    return Finding(
        id=subject_id(record, cause.failed),
        code=main.code,
        codes=tuple(dict.fromkeys(edit.code for edit in edits)),
        severity=main.severity,
        attribution=attribution,
        message=sum_message(
            edits,
            expected,
            found,
            Diagnosis(changes, cause.exhausted, cause.shifted),
            attribution,
            record.tables,
            _holds_hidden(record, cells),
        ),
        cells=cells,
        expected=expected,
        found=found,
        evidence=evidence_of(record, (*suspects, *_telling(record, main))),
        suspects=suspects,
        repairs=changes,
        operands=operands_of(record, cells),
    )


def _attribution(
    record: Record, operands: Sequence[str], cause: _Cause, about: Hints
) -> Attribution:
    """Return whose mistake it is; figures in the wrong column may well be our doing."""
    attribution = attribute(record, operands, cause.repairs, about, cause.misread)
    return "unknown" if cause.shifted and attribution == "source" else attribution


def _holds_hidden(record: Record, keys: Iterable[str]) -> bool:
    return holds_hidden(record.cells[key] for key in keys)


def _changes(
    record: Record, repairs: Sequence[Mapping[str, int]]
) -> tuple[tuple[Change, ...], ...]:
    """Return the repairs, each in the order in which the form prints its cells."""
    printed = {key: at for at, key in enumerate(record.cells)} if repairs else {}
    return tuple(
        tuple(
            Change(key, record.cells[key].effective, repair[key])
            for key in sorted(repair, key=printed.__getitem__)
        )
        for repair in repairs
    )


def _locality(edit: Edit) -> int:
    """Return how exactly a sum says where the mistake is; less is more exact."""
    return _LOCALITY.index(edit.code)


def _telling(record: Record, edit: Edit) -> list[str]:
    """Return the cells of a sum that are not zero, its total first."""
    return [*edit.right, *(key for key in edit.left if record.cells[key].effective)]
