"""How well and how fast planted errors are found and placed.

    .venv/bin/python bench/localise.py [REPORTS] [SEED]

Plants one to four wrong figures into random consistent records and prints, for each number
of errors and kind of table, the CPU time of `verify` (p50, p99), how often the smallest repair is
unique, unique and exactly the planted one, ambiguous, or not found, and how often the errors
left no trace. A last table gives the blind spots: damage that sums see only in part.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gouji.worker import search_less_for_cycles
from report.document import Span
from report.form import table_form
from report.record import Facts, Record, Stated
from tests.records import make_record
from verify import verify

FORM = table_form("2021", "requests", "three_other_rows")
COLUMNS = [id_ for id_, column in FORM.columns.items() if column.role != "total"]
OUTCOMES = [row.id for row in FORM.rows if row.role == "outcome"]
HERE = Stated("here", "here", Span(0, 4))
PARTS = ("overview", "disclosure", "requests", "disputes", "problems", "other_matters")
FACTS = Facts(
    sections=dict.fromkeys(PARTS, HERE),
    period=Stated("2023-01-01/2023-12-31", "", Span(0, 0)),
    fee_statement=HERE,
)
TABLE = {"table three": "requests.", "table four": "disputes."}


def consistent(rng: random.Random) -> Record:
    """Return a record whose sums hold, with figures as small offices have them."""
    cells = dict.fromkeys(FORM.keys, 0)
    busy = rng.choice((5, 30, 400))
    for _ in range(rng.randint(3, 14)):
        column = rng.choices(COLUMNS, (8, 2, 1, 1, 1, 1))[0]
        cells[FORM.key(rng.choice(OUTCOMES), column)] = rng.randint(1, busy)
    for column in COLUMNS:
        handled = sum(cells[FORM.key(row, column)] for row in OUTCOMES)
        forward, over = rng.randint(0, 3), rng.randint(0, 3)
        cells[FORM.key("outcomes_total", column)] = handled
        cells[FORM.key("carried_forward", column)] = forward
        cells[FORM.key("carried_over", column)] = min(over, handled + forward)
        cells[FORM.key("received", column)] = handled + forward - min(over, handled + forward)
    for row in FORM.rows:
        cells[FORM.key(row, "total")] = sum(cells[FORM.key(row, column)] for column in COLUMNS)
    for block in ("reconsideration", "direct_suit", "suit_after_reconsideration"):
        parts = {part: rng.randint(0, 9) for part in ("upheld", "overturned", "other", "pending")}
        for column, value in {**parts, "total": sum(parts.values())}.items():
            cells[f"disputes.{block}.{column}"] = value
    return make_record(2023, cells=cells, facts=FACTS)


def slip(rng: random.Random, value: int) -> int:
    """Return another figure than this one, as a slip of the pen or the eye makes it."""
    text = str(value)
    at = rng.randrange(len(text))
    ways: tuple[Callable[[], str], ...] = (
        lambda: text[:at] + rng.choice("0123456789") + text[at + 1 :],
        lambda: text[:at] + text[at + 1 :] or "0",
        lambda: text[:at] + rng.choice("0123456789") + text[at:],
        lambda: str(value + rng.choice((-1, 1))),
        lambda: text[::-1],
    )
    while True:
        new = rng.choice(ways)()
        if new.isdigit() and int(new) != value:
            return int(new)


def with_values(record: Record, values: dict[str, int]) -> Record:
    """Return the record with these figures in place of what stood there."""
    cells = {
        key: replace(record.cells[key], value=value, raw=str(value))
        for key, value in values.items()
    }
    return replace(record, cells=record.cells | cells)


def percentile(times: Sequence[float], share: float) -> float:
    """Return the time in ms below which this share of the runs stays."""
    return 1000 * sorted(times)[min(len(times) - 1, int(len(times) * share))]


def planted(
    rng: random.Random, reports: int, errors: int, prefix: str
) -> tuple[list[float], Counter[str]]:
    """Return the times and the verdicts over reports with this many wrong figures."""
    times: list[float] = []
    verdicts: Counter[str] = Counter()
    for _ in range(reports):
        right = consistent(rng)
        keys = rng.sample([key for key in right.cells if key.startswith(prefix)], errors)
        wrong = with_values(
            right, {key: slip(rng, int(right.cells[key].value or 0)) for key in keys}
        )
        start = time.process_time()
        outcome = verify(wrong)
        times.append(time.process_time() - start)
        sums = [finding for finding in outcome.findings if finding.code[:3] in ("REQ", "DSP")]
        verdicts[verdict(right, keys, sums)] += 1
    return times, verdicts


def verdict(right: Record, keys: Sequence[str], findings: Sequence) -> str:
    """Return how the findings on planted errors turned out."""
    if not findings:
        return "no trace"
    if any(not finding.repairs for finding in findings):
        return "not located"
    truth = {(key, right.cells[key].value) for key in keys}
    if all(len(finding.repairs) == 1 for finding in findings):
        changed = {(c.cell, c.after) for f in findings for c in f.repairs[0]}
        return "unique, right" if changed == truth else "unique, wrong"
    covered = {(c.cell, c.after) for f in findings for repair in f.repairs for c in repair}
    return "ambiguous, right among them" if truth <= covered else "ambiguous, right not among them"


VERDICTS = (
    "unique, right",
    "unique, wrong",
    "ambiguous, right among them",
    "ambiguous, right not among them",
    "not located",
    "no trace",
)


def report_planted(rng: random.Random, reports: int) -> None:
    """Print the table of planted errors."""
    print(f"| where | errors | p50 ms | p99 ms | {' | '.join(VERDICTS)} |")
    print("|---|---:|---:|---:|" + "---:|" * len(VERDICTS))
    for name, prefix in TABLE.items():
        for errors in (1, 2, 3, 4):
            times, verdicts = planted(rng, reports, errors, prefix)
            shares = " | ".join(f"{verdicts[verdict] / reports:.1%}" for verdict in VERDICTS)
            p50, p99 = statistics.median(times) * 1000, percentile(times, 0.99)
            print(f"| {name} | {errors} | {p50:.2f} | {p99:.2f} | {shares} |")


def lost_row(rng: random.Random, record: Record) -> dict[str, int]:
    """Lose one row of outcomes; the rest moves up and zeros fill the gap."""
    at = rng.randrange(len(OUTCOMES))
    rows = [*OUTCOMES[:at], *OUTCOMES[at + 1 :]]
    return {
        FORM.key(to, column): int(record.cells[FORM.key(rows[i], column)].value or 0)
        if i < len(rows)
        else 0
        for i, to in enumerate(OUTCOMES)
        for column in FORM.columns
    }


def swapped(rng: random.Random, record: Record, rows: bool) -> dict[str, int]:
    """Exchange two rows of outcomes, or two columns of applicants."""
    one, two = rng.sample(OUTCOMES if rows else COLUMNS, 2)
    pairs = (
        [(FORM.key(one, c), FORM.key(two, c)) for c in FORM.columns]
        if rows
        else [(FORM.key(r, one), FORM.key(r, two)) for r in FORM.rows]
    )
    return {
        to: int(record.cells[source].value or 0)
        for a, b in pairs
        for to, source in ((a, b), (b, a))
    }


def scaled(record: Record, factor: int) -> dict[str, int]:
    """Multiply every figure of table three."""
    return {key: int(record.cells[key].value or 0) * factor for key in FORM.keys}


def shifted(rng: random.Random, record: Record) -> dict[str, int]:
    """Move one row that is not all zero one column to the right."""
    rows = [r for r in OUTCOMES if any(record.cells[FORM.key(r, c)].value for c in COLUMNS)]
    row, columns = rng.choice(rows), list(FORM.columns)
    values = [0, *(int(record.cells[FORM.key(row, c)].value or 0) for c in columns[:-1])]
    return {FORM.key(row, column): value for column, value in zip(columns, values, strict=True)}


def report_blind_spots(rng: random.Random, reports: int) -> None:
    """Print how often sums notice damage they are partly blind to."""
    damages: dict[str, Callable[[Record], dict[str, int]]] = {
        "an outcome row lost, the rest moved up": lambda record: lost_row(rng, record),
        "two outcome rows exchanged": lambda record: swapped(rng, record, rows=True),
        "two applicant columns exchanged": lambda record: swapped(rng, record, rows=False),
        "a row moved one column to the right": lambda record: shifted(rng, record),
        "every figure ten times too large": lambda record: scaled(record, 10),
        "every figure 0": lambda record: scaled(record, 0),
    }
    print("\n| damage to table three | altered a figure | of these seen by the sums |")
    print("|---|---:|---:|")
    for name, damage in damages.items():
        altered = seen = 0
        for _ in range(reports):
            right = consistent(rng)
            changes = damage(right)
            if all(right.cells[key].value == value for key, value in changes.items()):
                continue
            altered += 1
            seen += verify(with_values(right, changes)).checks.failed > 0
        print(f"| {name} | {altered} | {seen / max(altered, 1):.1%} |")


def main() -> None:
    """Print both tables."""
    reports = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng = random.Random(seed)
    print(f"{reports} reports a line, seed {seed}\n")
    verify(consistent(random.Random(seed)))
    search_less_for_cycles()  # As the processes that verify for `gouji run` do.
    times = [time_of(consistent(rng)) for _ in range(reports)]
    print(f"A consistent report: p50 {statistics.median(times) * 1000:.2f} ms, ", end="")
    print(f"p99 {percentile(times, 0.99):.2f} ms\n")
    report_planted(rng, reports)
    report_blind_spots(rng, reports)


def time_of(record: Record) -> float:
    """Return the CPU seconds that verifying this record takes."""
    start = time.process_time()
    verify(record)
    return time.process_time() - start


if __name__ == "__main__":
    main()
