"""Which labels and which findings or claims are the same thing: one to one, most pairs first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from report.text import fold


def overlap(a: str, b: str) -> int:
    """Return how many characters two quotes of one text have in common, blanks removed.

    Two quotes of the same text overlap when one holds the other, or when one ends as the
    other begins; a shared word in the middle of both is no overlap.
    """
    a, b = fold(a), fold(b)
    if not a or not b:
        return 0
    if a in b or b in a:
        return min(len(a), len(b))
    return max(_tail(a, b), _tail(b, a))


def _tail(a: str, b: str) -> int:
    """Return the length of the longest end of `a`, of two or more, that begins `b`."""
    for length in range(min(len(a), len(b)), 1, -1):
        if a.endswith(b[:length]):
            return length
    return 0


def assign(weights: Sequence[Mapping[int, float]], taken: set[int] | None = None) -> dict[int, int]:
    """Return label → partner so that as many labels as possible have one.

    Heavier pairs are preferred, but never at the price of a pair less.

    Args:
        weights: For each label, the partners that fit and how well.
        taken: Partners that are already given away; not altered.
    """
    closed = taken or set()
    owner: dict[int, int] = {}

    def place(label: int, seen: set[int]) -> bool:
        for partner in sorted(weights[label], key=lambda p: (-weights[label][p], p)):
            if partner in seen or partner in closed:
                continue
            seen.add(partner)
            if partner not in owner or place(owner[partner], seen):
                owner[partner] = label
                return True
        return False

    strongest = sorted(
        (label for label in range(len(weights)) if weights[label]),
        key=lambda label: (-max(weights[label].values()), label),
    )
    for label in strongest:
        place(label, set())
    return {label: partner for partner, label in sorted(owner.items(), key=lambda kv: kv[1])}
