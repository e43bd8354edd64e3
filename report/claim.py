"""A figure stated in prose, before and after it was held against the tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from report.document import Span
from report.frozen import frozen

Role = Literal["total", "part", "share", "change", "none", "all"]
Period = Literal["year", "cumulative", "other"]
Qualifier = Literal["exact", "about", "at_least", "more_than", "at_most", "less_than"]
ClaimStatus = Literal["single", "agreed", "disputed"]
Verdict = Literal["agrees", "conflicts", "explained", "not_comparable", "undecided"]


@frozen
class Claim:
    """One counting figure in prose, with all that is needed to judge it later.

    Attributes:
        id: `c1`, `c2`, … in text order.
        metric: Id of a metric in `report/lexicon`, or `other`.
        value: The figure, scaled (1.2万条 → 12000); None when the number is missing.
        unit: Measure word or % as printed, None when there is none.
        approx: True for 余, 约, 近, 超过, 万-scaled figures and the like.
        step: Half-width of the rounding a scaled figure allows: 1.2万 → 500.
        scope: `self`, `area` (全区/全市…), `subordinate`, or `office`.
        period: `year`, `cumulative` (累计, 历年) or `other`.
        role: `total`, `part` of a list, `share`, `change` against last year, `none`
            ("未收到"), or `all` ("均为自然人").
        quote: The words around the figure, verbatim.
        span: Where the quote stands; `text[span.start:span.end] == quote`.
        figure_span: Where the digits stand inside the text.
        cells: Keys of the form whose sum it is to be compared with.
        list_id: Claims of one enumeration share it; its whole has role `total`.
        closed: Whether that enumeration claims to be complete.
        base: Id of the claim this share, change or statement refers to.
        certain: Whether the words leave no doubt which cells are meant; a doubtful claim
            may agree with them but never conflicts.
        other_year: The year the words give it to, when that is not the one reported on.
        reader: Which reading found it: `tables` or `model`.
        status: Whether both readings found it and take it for the same, both found it and
            take it for something else, or one of them found it.
        rival: Of a disputed claim, the cells the other reading takes it for.
    """

    id: str
    metric: str
    value: Decimal | None
    unit: str | None
    approx: bool
    qualifier: Qualifier
    scope: str
    period: Period
    role: Role
    quote: str
    span: Span
    figure_span: Span
    cells: tuple[str, ...] = ()
    step: Decimal = Decimal(0)
    list_id: str | None = None
    closed: bool = False
    base: str | None = None
    implied: bool = False
    certain: bool = True
    other_year: int | None = None
    reader: str = "tables"
    status: ClaimStatus = "single"
    rival: tuple[str, ...] = ()


@frozen
class CheckedClaim:
    """A claim and what the tables say of it; `why` names the comparison made."""

    claim: Claim
    verdict: Verdict
    why: str
    explained_by: tuple[str, ...] = ()
