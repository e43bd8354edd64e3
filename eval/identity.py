"""Scores who reports on which year, on which edition, and what kind of document it is."""

from __future__ import annotations

import re

from eval.labels import Label
from eval.records import Seen
from eval.scores import IdentityCounts, Item
from report.issuer import normal_issuer
from report.text import fold

_BRACKETED = re.compile(r"\(([^()]*)\)")


def score_identity(label: Label, seen: Seen) -> tuple[IdentityCounts, list[Item]]:
    """Return the counts of one report and what is not right.

    A file that is no report is right when it failed as `not_a_report` and its kind is
    named; nothing else is asked of it.
    """
    if not label.is_report:
        return _refused(label, seen)
    checks = {
        "edition": (label.edition, seen.edition, label.edition == seen.edition),
        "year": (label.year, seen.year, label.year == seen.year),
        "kind": (label.kind, _kind_read(seen), label.kind == seen.kind),
    }
    issuer = is_issuer(label.issuer, seen.issuer)
    if label.issuer is not None:
        checks["issuer"] = (label.issuer, seen.issuer, issuer)
    counts = dict.fromkeys(checks, 1)
    counts |= {f"{name}_right": int(right) for name, (_, _, right) in checks.items()}
    counts["issuer_literal"] = int(
        label.issuer is not None and fold(label.issuer) == fold(seen.issuer or "")
    )
    items = [
        Item(kind="identity", outcome="wrong", name=name, expected=str(wanted), found=str(got))
        for name, (wanted, got, right) in checks.items()
        if not right
    ]
    return IdentityCounts(**counts), items


def _kind_read(seen: Seen) -> str:
    """Return the kind, and for a failed file why nothing could be said."""
    reason = f" (failed: {seen.reason.code})" if seen.reason else ""
    return f"{seen.kind}{reason}"


def _refused(label: Label, seen: Seen) -> tuple[IdentityCounts, list[Item]]:
    reason = seen.reason.code if seen.reason else None
    wanted = f"failed not_a_report {label.kind}"
    got = f"{seen.status} {reason} {seen.kind}"
    if wanted == got:
        return IdentityCounts(kind=1, kind_right=1), []
    item = Item(kind="identity", outcome="wrong", name="kind", expected=wanted, found=got)
    return IdentityCounts(kind=1), [item]


def is_issuer(wanted: str | None, got: str | None) -> bool:
    """Return whether a name is the labelled one, as names are compared.

    A label may give a second name in brackets, the one the file itself uses.
    """
    if not wanted or not got:
        return wanted == got
    return normal_issuer(got) in {normal_issuer(name) for name in _names(wanted)}


def _names(label: str) -> list[str]:
    folded = fold(label)
    return [folded, *_BRACKETED.findall(folded)]
