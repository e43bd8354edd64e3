"""Scores figures in prose: found, invented, and judged as a careful reader judges them."""

from __future__ import annotations

from decimal import Decimal

from eval.labels import Label, LabelClaim
from eval.matching import assign, overlap
from eval.records import Seen, SeenClaim
from eval.scores import ClaimCounts, Item
from report.number import MONEY_UNITS
from report.signs import load_signs
from report.text import fold

# Tables and rows that a label restricted to "requests, disputes, fees, normative
# documents" covers.
_SCOPE = ("requests.", "disputes.", "disclosure.fees.", "disclosure.normative_documents.")

# A measure word that begins with one of these is no measure word alone: 万条.
_LARGE = {word: n for word, n in load_signs().numerals.scales.items() if n >= 10_000}


def score_claims(label: Label, seen: Seen) -> tuple[ClaimCounts, list[Item]]:
    """Return the counts over labelled and invented claims, and what is not right.

    Figures in a file that is no report are no claims of a report and are not scored.
    """
    if not label.is_report:
        return ClaimCounts(), []
    weights = [
        {
            number: weight
            for number, claim in enumerate(seen.claims)
            if (weight := _weight(wanted, claim, place - number))
        }
        for place, wanted in enumerate(label.claims)
    ]
    required = [at for at, wanted in enumerate(label.claims) if not wanted.optional]
    optional = [at for at, wanted in enumerate(label.claims) if wanted.optional]
    pairs = _pairs(required, weights, set())
    extra_pairs = _pairs(optional, weights, set(pairs.values()))
    items = [_missed(label.claims[at]) for at in required if at not in pairs]
    right = 0
    for at, number in pairs.items():
        wanted, got = label.claims[at], seen.claims[number]
        right += wanted.verdict == got.verdict
        if wanted.verdict != got.verdict:
            items.append(_verdict(wanted, got))
    used = {*pairs.values(), *extra_pairs.values()}
    left = [claim for number, claim in enumerate(seen.claims) if number not in used]
    extra = [claim for claim in left if label.all_claims or _in_scope(claim)]
    items += [
        Item(kind="claim", outcome="extra", name=claim.quote, found=_shown(claim.value))
        for claim in extra
    ]
    counts = ClaimCounts(
        labelled=len(required),
        matched=len(pairs),
        optional_matched=len(extra_pairs),
        extra=len(extra),
        verdicts_right=right,
        verdicts=len(pairs),
        cells_right=sum(
            set(label.claims[at].cells) == set(seen.claims[number].cells)
            for at, number in pairs.items()
        ),
    )
    return counts, items


def _pairs(places: list[int], weights: list[dict[int, float]], taken: set[int]) -> dict[int, int]:
    chosen = assign([weights[at] for at in places], taken)
    return {places[at]: number for at, number in chosen.items()}


def _weight(wanted: LabelClaim, got: SeenClaim, distance: int) -> float:
    """Return how well two claims fit, 0 for not at all; ties go to the nearer in order."""
    shared = overlap(wanted.quote, got.quote)
    if not shared or not _same_value(wanted, got):
        return 0
    return shared + 1 / (2 + abs(distance))


def _same_value(wanted: LabelClaim, got: SeenClaim) -> bool:
    if got.value is None or wanted.value is None:
        statement = got.implied or got.role in ("none", "all")
        return got.value == wanted.value or (_is_statement(wanted) and statement)
    factors = {Decimal(1), *_scales(wanted.unit)}
    return any(wanted.value * factor == got.value for factor in factors)


def _is_statement(wanted: LabelClaim) -> bool:
    """Return whether the label stands for words like "none" or "all", not for digits."""
    return wanted.implied or wanted.stated_none


def _scales(unit: str | None) -> set[Decimal]:
    """Return what a figure may have been multiplied by: 62.7 with unit 万条 is 627000."""
    folded = fold(unit or "")
    scales = {Decimal(factor) for word, factor in MONEY_UNITS.items() if word == folded}
    return scales | {Decimal(factor) for word, factor in _LARGE.items() if folded[:1] == word}


def _in_scope(claim: SeenClaim) -> bool:
    return any(key.startswith(_SCOPE) for key in claim.cells)


def _shown(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:f}"


def _missed(wanted: LabelClaim) -> Item:
    return Item(kind="claim", outcome="missed", name=wanted.quote, expected=_shown(wanted.value))


def _verdict(wanted: LabelClaim, got: SeenClaim) -> Item:
    return Item(
        kind="claim",
        outcome="verdict",
        name=wanted.quote,
        expected=wanted.verdict,
        found=got.verdict,
        detail=f"{_shown(wanted.value)}; {wanted.why}",
    )
