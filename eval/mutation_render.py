"""A mutation result for people."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.table import Table

from eval.mutation_scores import Breakdown, MutationResult
from eval.render import texts

_RATES = (".count", ".cases", ".reports", ".detectable", "_count", "_reports")


def render_mutation(result: MutationResult, lang: str = "en", limit: int = 20) -> str:
    """Return measures, breakdowns and the worst troubles as text."""
    words = texts(lang)
    out = StringIO()
    console = Console(file=out, width=110, no_color=True, highlight=False)
    console.print(
        words["mutate_head"].format(
            reports=result.reports, errors=result.errors, seed=result.seed, seconds=result.seconds
        ),
        markup=False,
    )
    if result.done < result.reports + result.errors:
        console.print(words["mutate_partial"].format(done=result.done), markup=False)
    table = Table(words["mutate_measure"], words["mutate_value"], box=None)
    for name, value in result.measures.items():
        table.add_row(name, shown(name, value))
    console.print(table)
    for breakdown in result.breakdowns:
        console.print(_table(breakdown))
    console.print(words["mutate_troubles"], markup=False)
    for kept in result.troubles[:limit]:
        line = f"  {kept.count:6}  {kept.trouble}  [{' '.join(kept.cases[:3])}]"
        console.print(line, markup=False, soft_wrap=True)
    if len(result.troubles) > limit:
        console.print(words["omitted"].format(count=len(result.troubles) - limit), markup=False)
    return out.getvalue().rstrip()


def shown(name: str, value: float | None) -> str:
    """Return a measure's value: counts as they are, shares as percentages."""
    if value is None:
        return "-"
    if name in ("cases", "skipped", "crashes") or name.endswith(_RATES):
        return f"{value:g}"
    return f"{100 * value:.4f} %"


def _table(breakdown: Breakdown) -> Table:
    table = Table(breakdown.by, *breakdown.columns, box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, counts in breakdown.rows.items():
        table.add_row(name, *[str(count) for count in counts])
    return table
