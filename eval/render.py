"""Turns results into tables for people, in Chinese or English."""

from __future__ import annotations

import io
import tomllib
from functools import cache
from importlib import resources

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.intervals import exact_interval
from eval.scores import EvalResult, Item, ReportScore, Totals

_COLUMNS = (
    "cells",
    "silent",
    "flagged",
    "unread",
    "coverage",
    "identity",
    "claims",
    "precision",
    "verdicts",
    "findings",
    "extra",
    "attribution",
)
# Items of one kind beyond this many on one report are told as a number with examples.
_MANY = 6


@cache
def _texts() -> dict[str, dict[str, str]]:
    file = resources.files("eval") / "messages.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def texts(lang: str) -> dict[str, str]:
    """Return the words of a language; English for one that is not there."""
    return _texts().get(lang, _texts()["en"])


def render(result: EvalResult, lang: str = "en", limit: int = 40, width: int = 160) -> str:
    """Return the table of scores and below it what is not as labelled.

    Args:
        result: What `evaluate` gave.
        lang: `zh` or `en`.
        limit: The most items listed a report; the rest is counted.
        width: Columns of the terminal.
    """
    words = texts(lang)
    table = Table(box=box.SIMPLE, header_style="", padding=(0, 1))
    table.add_column(words["report"], no_wrap=True)
    for name in _COLUMNS:
        table.add_column(words[name], justify="right", min_width=4)
    for report in result.reports:
        table.add_row(escape(f"{report.dataset}/{report.name}"), *_cells_of(report, words))
    table.add_section()
    table.add_row(f"{words['total']} {result.totals.reports}", *_numbers(result.totals))
    parts = [
        plain(table, width=width),
        words["legend"],
        *_whole_reports(result, words),
        _listing(result, words, limit),
    ]
    return "\n".join(parts)


def _whole_reports(result: EvalResult, words: dict[str, str]) -> list[str]:
    """Return how many reports are right as wholes, with the exact interval over reports."""
    lines = []
    for name, right in (
        ("what_cells", [r.cells_right for r in result.reports if r.cells.expected]),
        ("what_findings", [r.findings_right for r in result.reports if r.is_report]),
    ):
        if right:
            low, high = exact_interval(sum(right), len(right))
            share = {"part": sum(right), "whole": len(right)}
            bounds = {"low": percent(low), "high": percent(high)}
            lines.append(words["whole"].format(what=words[name], **share, **bounds))
    return lines


def plain(*parts: Table | str, width: int = 160) -> str:
    """Return what rich would print, without colour."""
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None, force_terminal=False)
    for part in parts:
        console.print(part, markup=not isinstance(part, str), highlight=False, soft_wrap=True)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def _cells_of(report: ReportScore, words: dict[str, str]) -> list[str]:
    if report.is_report:
        return _numbers(report)
    right = report.identity.kind_right == report.identity.kind
    word = words["refused_right" if right else "refused_wrong"]
    return [word, str(report.cells.silent), *[""] * (len(_COLUMNS) - 3), str(report.findings.extra)]


def _numbers(scores: ReportScore | Totals) -> list[str]:
    cells, who, claims, found = scores.cells, scores.identity, scores.claims, scores.findings
    return [
        f"{cells.right}/{cells.expected}",
        str(cells.silent),
        str(cells.flagged),
        str(cells.unread),
        percent(cells.coverage),
        f"{who.edition_right}/{who.issuer_right}/{who.year_right}",
        f"{claims.matched}/{claims.labelled}",
        percent(claims.precision),
        f"{claims.verdicts_right}/{claims.verdicts}",
        f"{found.found}/{found.required}",
        str(found.extra),
        f"{found.attribution_right}/{found.attributed}",
    ]


def percent(rate: float | None) -> str:
    """Return a share with one decimal, never rounded up to 100; a dash for none."""
    if rate is None:
        return "-"
    shown = int(rate * 1000) / 10
    return f"{shown:.1f}%"


def _listing(result: EvalResult, words: dict[str, str], limit: int) -> str:
    lines: list[str] = []
    for report in result.reports:
        if report.items:
            lines.append(f"  {report.dataset}/{report.name}")
            told = _told(report.items, words)
            lines += [f"    {line}" for line in told[:limit]]
            if len(told) > limit:
                lines.append("    " + words["omitted"].format(count=len(told) - limit))
    heading = words["items"] + ":" if lines else words["none"]
    warnings = [f"  {text}" for report in result.reports for text in report.warnings]
    if warnings:
        warnings.insert(0, words["warnings"] + ":")
    return "\n".join(["", heading, *lines, *warnings])


def _told(items: tuple[Item, ...], words: dict[str, str]) -> list[str]:
    """Return one line an item, but one line for many unread cells together."""
    unread = [item for item in items if item.kind == "cell" and item.outcome == "unread"]
    if len(unread) <= _MANY:
        return [line_of(item, words) for item in items]
    lines = [line_of(item, words) for item in items if item not in unread]
    examples = " ".join(item.name for item in unread[:_MANY])
    place = f"{words['kind_cell']} · {words['outcome_unread']}"
    return [*lines, f"{place} · {len(unread)}: {examples} …"]


def line_of(item: Item, words: dict[str, str]) -> str:
    """Return one line on one item."""
    line = f"{words['kind_' + item.kind]} · {words['outcome_' + item.outcome]} · {item.name}"
    if item.expected or item.found:
        line += f" · {item.expected} → {item.found}"
    return f"{line} · {item.detail}" if item.detail else line
