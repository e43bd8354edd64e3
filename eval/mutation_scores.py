"""What a mutation run says: measures for the gate, breakdowns for people, troubles to mend.

A measure is None when there was nothing to measure. The interval of the silent error rate
is a bootstrap over reports: cells of one report go wrong together.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.mutation import FILLED, NONE, Case
from eval.scores import Manifest
from report.errors import DataFileError

_OUTCOMES = ("right", "silent", "flagged", "unread")
_DRAWS = 2_000_000
# Damage under which no cell may be lost or doubtful: a report that says so is falsely open.
_CLEAN = frozenset({"", "chrome", "stray_title", "windows_lines", "encoding"})


class _Score(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Breakdown(_Score):
    """Counts by one property of the cases: table, layout, damage or class of error."""

    by: str
    columns: tuple[str, ...]
    rows: dict[str, tuple[int, ...]]


class Kept(_Score):
    """Cases with the same trouble: how many, and the first of them."""

    trouble: str
    count: int
    cases: tuple[str, ...]


class MutationResult(_Score):
    """The result of one run.

    Attributes:
        generator: Hash of the generator: with the same one, seed and layouts, cases of the
            same name are the same.
        done: How many cases were run; fewer than planned in what a stopped run leaves.
        cases: Name of a case → its marks, see `marks_of`.
    """

    schema_version: Literal[2] = 2
    manifest: Manifest
    generator: str
    layouts: tuple[str, ...]
    seed: int
    reports: int
    errors: int
    done: int
    seconds: float
    measures: dict[str, float | None]
    breakdowns: tuple[Breakdown, ...]
    troubles: tuple[Kept, ...]
    cases: dict[str, str]


def marks_of(case: Case) -> str:
    """Return what a case says of each measure it counts for: `silent=0/198 quiet=1`.

    1 is good and 0 is bad; cells are those silently wrong, of all.
    """
    if case.skipped or case.error:
        return "crash=0" if case.error else ""
    marks = {"crash": 1}
    if case.section == "report":
        total = _outcomes([case])
        quiet = f" quiet={int(not case.extra)}" if is_clean(case) else ""
        return f"silent={total['silent']}/{sum(total.values())} crash=1{quiet}"
    if case.section == "issuer" and _is_detectable(case):
        marks["detected"] = int(bool(case.raised))
        if case.raised and case.by != "growth":
            marks["attributed"] = int(case.said == "source")
    if case.section == "reader" and case.by != "nothing":
        marks["flagged"] = int(bool(case.raised))
        marks["unaccused"] = int(case.said != "source")
        marks["second"] = int(case.second != NONE)
    return " ".join(f"{name}={value}" for name, value in marks.items())


def _is_detectable(case: Case) -> bool:
    return bool(case.wanted) and case.by not in ("blank", "glued", "definition")


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def measures_of(cases: Sequence[Case], seed: int) -> dict[str, float | None]:
    """Return every measure a gate may name."""
    done = [case for case in cases if not case.skipped and not case.error]
    reports = [case for case in done if case.section == "report"]
    return {
        "cases": len(done),
        "skipped": sum(case.skipped for case in cases),
        "crashes": sum(bool(case.error) for case in cases),
        **_cell_measures(reports, seed),
        **_report_measures(reports),
        **_issuer_measures([case for case in done if case.section == "issuer"]),
        **_reader_measures([case for case in done if case.section == "reader"]),
    }


# ---- reports ------------------------------------------------------------------------------
def _outcomes(cases: Iterable[Case]) -> Counter[str]:
    total: Counter[str] = Counter()
    for case in cases:
        for counts in case.cells.values():
            total.update(counts)
    return total


def _cell_measures(reports: Sequence[Case], seed: int) -> dict[str, float | None]:
    total = _outcomes(reports)
    cells = sum(total.values())
    low, high = silent_interval(reports, seed)
    undamaged = _outcomes(case for case in reports if not case.kind)
    whole = sum(undamaged.values())
    return {
        "cells.count": cells,
        "cells.right": _share(total["right"], cells),
        "cells.unread": _share(total["unread"], cells),
        "cells.flagged": _share(total["flagged"], cells),
        "cells.silent": _share(total["silent"], cells),
        "cells.silent_low": low,
        "cells.silent_high": high,
        "cells.silent_count": total["silent"],
        "cells.silent_reports": sum(bool(_outcomes([case])["silent"]) for case in reports),
        "undamaged.right": _share(undamaged["right"], whole),
        "undamaged.silent": _share(undamaged["silent"], whole),
    }


def silent_interval(
    reports: Sequence[Case], seed: int, level: float = 0.95
) -> tuple[float | None, float | None]:
    """Return the bootstrap interval of the silent error rate, drawing whole reports."""
    pairs = []
    for case in reports:
        total = _outcomes([case])
        pairs.append((total["silent"], sum(total.values())))
    if not pairs:
        return None, None
    source = Random(seed)
    rates = []
    for _ in range(max(200, min(1000, _DRAWS // len(pairs)))):
        drawn = source.choices(pairs, k=len(pairs))
        cells = sum(count for _, count in drawn)
        rates.append(sum(silent for silent, _ in drawn) / cells if cells else 0.0)
    rates.sort()
    tail = round(len(rates) * (1 - level) / 2)
    return rates[tail], rates[-1 - tail]


def _report_measures(reports: Sequence[Case]) -> dict[str, float | None]:
    clean = [case for case in reports if is_clean(case)]
    labelled = sum(case.claims[0] for case in clean)
    found = sum(case.claims[1] for case in clean)
    who = [case.identity for case in reports if case.identity is not None]
    return {
        "review_load": _share(sum(case.open for case in reports), len(reports)),
        "clean.reports": len(clean),
        "clean.false_findings": _share(sum(bool(case.extra) for case in clean), len(clean)),
        "clean.open": _share(sum(case.open for case in clean), len(clean)),
        "claims.recall": _share(found, labelled),
        "claims.accuracy": _share(sum(case.claims[2] for case in clean), found),
        "identity.issuer": _share(sum(one[0] for one in who), len(who)),
        "identity.year": _share(sum(one[1] for one in who), len(who)),
        "identity.edition": _share(sum(one[2] for one in who), len(who)),
    }


def is_clean(case: Case) -> bool:
    """Return whether nothing in the file is a reason to ask a person.

    Figures that were run together (L8) may be separable in more than one way.
    """
    return case.layout != "L8" and set(case.kind.split("+")) <= _CLEAN


# ---- errors of the issuer -----------------------------------------------------------------
def _issuer_measures(cases: Sequence[Case]) -> dict[str, float | None]:
    by_rule = [case for case in cases if _is_detectable(case)]
    found = [case for case in by_rule if case.raised]
    single = [case for case in found if case.located is not None]
    sums = [case for case in by_rule if case.by == "sums"]
    ways = [case for case in cases if case.by == "definition"]
    blamed = [case for case in found if case.by != "growth"]
    right = sum(case.said == "source" for case in blamed)
    accused = sum(bool(case.extra) for case in ways)
    return {
        "issuer.cases": len(cases),
        "issuer.detectable": len(by_rule),
        "issuer.detected": _share(len(found), len(by_rule)),
        "issuer.detected_sums": _share(sum(bool(case.raised) for case in sums), len(sums)),
        "issuer.blind": _share(sum(case.by == "nothing" for case in cases), len(cases)),
        "issuer.attributed": _share(right, len(blamed)),
        "issuer.located": _share(sum(bool(case.located) for case in single), len(single)),
        "issuer.unique": _share(sum(bool(case.unique) for case in single), len(single)),
        "definition.cases": len(ways),
        "definition.explained": _share(sum(case.said == "definition" for case in ways), len(ways)),
        "definition.accused": _share(accused, len(ways)),
    }


# ---- errors of a reader -------------------------------------------------------------------
def _reader_measures(cases: Sequence[Case]) -> dict[str, float | None]:
    wrong = [case for case in cases if case.by != "nothing"]
    evident = [case for case in wrong if case.by == "evidence"]
    harmless = [case for case in cases if case.by == "nothing"]
    found = [case for case in wrong if case.raised]
    # A cell that one reader left out is no error where the other's figure stands in it.
    filled = [case for case in wrong if case.second == FILLED]
    paired = [case for case in wrong if case.second != FILLED]
    return {
        "reader.cases": len(wrong),
        "reader.flagged": _share(len(found), len(wrong)),
        "reader.flagged_evident": _share(sum(bool(c.raised) for c in evident), len(evident)),
        "reader.accused": _share(sum(case.said == "source" for case in wrong), len(wrong)),
        "reader.attributed": _share(sum(case.said == "reading" for case in found), len(found)),
        "reader.second_filled": _share(len(filled), len(wrong)),
        "reader.second_flagged": _share(sum(c.second != NONE for c in paired), len(paired)),
        "reader.second_accused": _share(sum(c.second == "source" for c in wrong), len(wrong)),
        "reader.false_alarm": _share(sum(bool(c.raised) for c in harmless), len(harmless)),
    }


# ---- for people ---------------------------------------------------------------------------
def breakdowns_of(cases: Sequence[Case]) -> tuple[Breakdown, ...]:
    """Return the counts by table, layout, damage and class of error."""
    done = [case for case in cases if not case.skipped and not case.error]
    reports = [case for case in done if case.section == "report"]
    tables: dict[str, Counter[str]] = defaultdict(Counter)
    for case in reports:
        for table, counts in case.cells.items():
            tables[table].update(counts)
    undamaged = [case for case in reports if not case.kind]
    return (
        _cells_by("table", tables),
        _cells_by("layout", _grouped(undamaged, lambda case: (case.layout,))),
        _cells_by("damage", _grouped(reports, lambda case: tuple(case.kind.split("+")))),
        _findings(done),
        _errors("issuer", done, ("source", "reading", "definition", "unknown", NONE)),
        _errors("reader", done, ("source", "reading", "definition", "unknown", NONE)),
    )


def _cells_by(name: str, groups: Mapping[str, Counter[str]]) -> Breakdown:
    rows = {key: tuple(counts[o] for o in _OUTCOMES) for key, counts in sorted(groups.items())}
    return Breakdown(by=name, columns=_OUTCOMES, rows=rows)


def _grouped(
    cases: Iterable[Case], names: Callable[[Case], tuple[str, ...]]
) -> dict[str, Counter[str]]:
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        for name in names(case):
            groups[name or NONE].update(_outcomes([case]))
    return groups


def _findings(cases: Sequence[Case]) -> Breakdown:
    """Return, by code, how often it was wanted, raised, and raised on clean reports."""
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for case in cases:
        if case.section == "issuer" and case.wanted:
            wanted[case.wanted[0]] += 1
            found[case.wanted[0]] += bool(case.raised)
        if case.section == "report" and is_clean(case):
            false.update(set(case.extra))
    codes = sorted({*wanted, *false})
    rows = {code: tuple(c[code] for c in (wanted, found, false)) for code in codes}
    return Breakdown(by="code", columns=("wanted", "found", "false"), rows=rows)


def _errors(section: str, cases: Sequence[Case], said: tuple[str, ...]) -> Breakdown:
    """Return, by class and what shows it, whom the errors were laid to."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        if case.section == section:
            groups[f"{case.kind} ({case.by})"][case.said] += 1
    rows = {key: tuple(groups[key][who] for who in said) for key in sorted(groups)}
    return Breakdown(by=section, columns=said, rows=rows)


def troubles_of(cases: Sequence[Case], most: int = 8) -> tuple[Kept, ...]:
    """Return what went wrong, the worst kinds first, with the names of a few cases."""
    seen: dict[str, list[str]] = defaultdict(list)
    for case in cases:
        if case.error:
            seen[f"crash: {case.error}"].append(case.name)
        for trouble in case.troubles:
            words = f"{case.section}: {trouble.what}"
            if case.section != "report":
                words += f": {case.kind} ({case.by})"
            elif trouble.what.startswith(("cell", "row")):
                words += f": {case.layout}, {case.kind or NONE}"
            elif trouble.what == "finding extra":
                words += f": {trouble.name.partition(' ')[0]}, {case.kind or NONE}"
            seen[words].append(case.name)
    ranked = sorted(seen, key=lambda words: (_rank(words), -len(seen[words]), words))
    return tuple(
        Kept(trouble=words, count=len(seen[words]), cases=tuple(dict.fromkeys(seen[words]))[:most])
        for words in ranked
    )


def _rank(words: str) -> int:
    worst = ("crash", "cell silent", "accused", "unseen", "attribution", "finding", "cell flagged")
    return next((at for at, word in enumerate(worst) if word in words), len(worst))


def save_mutation(result: MutationResult, path: Path) -> None:
    """Write the result file; it is whole at every moment, also while it is replaced."""
    draft = path.with_name(f"{path.name}.part")
    draft.write_text(result.model_dump_json(indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def load_mutation(path: Path) -> MutationResult:
    """Return the result a file holds.

    Raises:
        DataFileError: There is no such file, or it is no result of this version.
    """
    try:
        return MutationResult.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise DataFileError(path.name, place, first["msg"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(path.name, "", str(error)) from None


def is_mutation(path: Path) -> bool:
    """Return whether a file holds the result of a mutation run, of whatever version."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(data, dict) and "breakdowns" in data
