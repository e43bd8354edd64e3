"""Figures in prose that two readings found: whether they take them for the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from report.claim import Claim
from report.record import Unfounded

_STATEMENTS = ("none", "all")


def merge_claims(tables: Sequence[Claim], model: Sequence[Claim]) -> tuple[Claim, ...]:
    """Return the claims of both readings in text order, each figure once.

    A claim of the deterministic reading keeps its id and its words. One that only the
    model found may agree with the cells, but accuses nobody alone; without figure or cells
    it says nothing.
    """
    partners = _partners(tables, model)
    known = {model[number].id: tables[at].id for at, number in partners.items()}
    names = {claim.id: known.get(claim.id, f"m{claim.id[1:]}") for claim in model}
    merged = [
        _together(claim, model[partners[at]]) if at in partners else claim
        for at, claim in enumerate(tables)
    ]
    taken = set(partners.values())
    merged += [
        replace(
            claim,
            id=names[claim.id],
            base=names.get(claim.base or ""),
            list_id=_renamed(claim.list_id, names),
            certain=False,
        )
        for number, claim in enumerate(model)
        if number not in taken and (claim.cells or not claim.implied)
    ]
    return tuple(sorted(merged, key=lambda claim: claim.figure_span))


def _renamed(list_id: str | None, names: dict[str, str]) -> str | None:
    if list_id is None:
        return None
    whole, dot, dimension = list_id.partition(".")
    return f"{names.get(whole, whole)}{dot}{dimension}"


def _partners(tables: Sequence[Claim], model: Sequence[Claim]) -> dict[int, int]:
    """Return index among the tables' claims → index among the model's, of the same figure."""
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for fits in (_same_meaning, _same_place):
        for at, claim in enumerate(tables):
            if at in partners:
                continue
            found = (
                number
                for number, other in enumerate(model)
                if number not in taken and fits(claim, other)
            )
            number = next(found, None)
            if number is not None:
                partners[at] = number
                taken.add(number)
    return partners


def _is_statement(claim: Claim) -> bool:
    return claim.role in _STATEMENTS and claim.implied


def _same_place(one: Claim, other: Claim) -> bool:
    if _is_statement(one) != _is_statement(other):
        return False
    if not _is_statement(one):
        return one.figure_span.start == other.figure_span.start
    overlap = one.span.start < other.span.end and other.span.start < one.span.end
    return overlap and one.role == other.role


def _same_meaning(one: Claim, other: Claim) -> bool:
    return _same_place(one, other) and _alike(one, other)


def _alike(one: Claim, other: Claim) -> bool:
    """Return whether two readings of one figure take it for the same."""
    compared = {"total", "part", *_STATEMENTS}
    if one.role not in compared or other.role not in compared:
        return one.role == other.role
    return set(one.cells) == set(other.cells)


def _together(claim: Claim, other: Claim) -> Claim:
    if _alike(claim, other):
        return replace(claim, status="agreed")
    return replace(claim, status="disputed", rival=other.cells)


def still_unfounded(
    unfounded: Iterable[Unfounded], claims: Sequence[Claim]
) -> tuple[Unfounded, ...]:
    """Return what is not borne out and was not read by the other reading either.

    Words a model gave inexactly for a figure that the other reading did find need nobody,
    nor do words that stand there and only are not seen to say what they were quoted for.
    """
    values = {f"{claim.value:f}" for claim in claims if claim.value is not None}

    def needed(one: Unfounded) -> bool:
        return one.kind != "claim" or (one.why != "statement" and one.value not in values)

    return tuple(one for one in unfounded if needed(one))
