"""Each report of a store with its body and its place; nearest names."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from gouji.corpus.register import Corpus, Versions
from report.issuer import normal_issuer
from review.near import Near

_ALIKE = 45


def around(corpus: Corpus) -> dict[str, Near]:
    """Return record → what it stands beside, for all current reports of a store."""
    names = called(corpus)
    found: dict[str, Near] = {}
    for (body, _), versions in corpus.versions.items():
        for other in versions.others:
            found[other.record] = Near(body, names[body], other.path, current=False)
        here = versions.current
        found[here.record] = Near(body, names[body], here.path)
    for one in corpus.unplaced:
        # A name without a place may be many bodies: it is joined to nothing.
        found.setdefault(one.record, Near(f"record:{one.record}", one.issuer, one.path))
    return found


def called(corpus: Corpus) -> dict[str, str]:
    """Return body → the roster's name for it, else the longest that its reports print."""
    printed: dict[str, set[str]] = {}
    for (body, _), versions in corpus.versions.items():
        printed.setdefault(body, set()).update(_names(versions))
    found = {}
    for body, names in printed.items():
        longest = min(names, key=lambda name: (-len(name), name))
        expected = corpus.register.expected(longest)
        found[body] = longest if expected is None else expected.name
    return found


def _names(versions: Versions) -> set[str]:
    return {one.issuer for one in (versions.current, *versions.others)}


def nearest(wanted: str, names: Mapping[str, str], most: int = 8) -> tuple[str, ...]:
    """Return names of known bodies to choose from: those that hold the one asked for first."""
    part = normal_issuer(wanted) or wanted
    holding = sorted(name for name in set(names.values()) if part and part in normal_issuer(name))
    # One choice is not taken for the body: a name may be alike and mean another one.
    alike = process.extract(
        part,
        sorted(set(names.values()) - set(holding)),
        scorer=fuzz.ratio,
        limit=most,
        score_cutoff=_ALIKE,
    )
    return (*holding, *(name for name, _, _ in alike))[:most]
