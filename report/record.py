"""What was read from one report: cells, identity, extra rows and facts on the text.

Dataclasses here are frozen and hold only plain values, so that pydantic's adapters
(`record_adapter`, `report.finding.outcome_adapter`) store and restore them without a word
of mapping code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import TypeAdapter

from report.claim import Claim
from report.document import Place, SourceFile, Span
from report.frozen import frozen

How = Literal["cell", "position", "split", "ocr", "model", "hidden"]
CellStatus = Literal["agreed", "single", "disputed", "unread", "blank"]
UnitSource = Literal["cell", "header", "none"]
Number = int | Decimal
Kind = Literal[
    "annual_report",
    "blank_form",
    "circular",
    "website_report",
    "interpretation",
    "rule_of_law_report",
    "university_report",
    "other",
]


@dataclass(frozen=True, slots=True)
class Unit:
    """Where the unit of a sum of money stood and what it multiplies by.

    `factor` is the number of yuan in one printed unit (10000 for 万元); `source` says
    whether the unit stood in the cell, in the header, or nowhere.
    """

    factor: int
    source: UnitSource


@frozen
class CellReading:
    """One cell as one reader saw it.

    Attributes:
        value: The number (money in yuan), or None for a blank or wordy cell.
        raw: The cell's own text, exactly `document.text[span.start:span.end]`.
        how: `cell` the cell stood alone under a label the reader matched; `position`
            its row or column was told from order only; `split` its digits were
            separated by the form's equations; `hidden` it stands in a part of the page
            that is not shown.
        label: The printed row label it was read at, empty when there was none.
        candidates: Other readings of the same characters that fit equally well. A
            cell with candidates has no value.
    """

    value: Number | None
    raw: str
    span: Span
    how: How
    place: Place | None = None
    unit: Unit | None = None
    label: str = ""
    candidates: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtraRow:
    """A row of numbers that the official form does not have, kept as printed.

    Attributes:
        copy_of: The row of the form (`requests.received`) it is printed as once more, with
            other figures; empty when it is a row of its own.
    """

    table: str
    parent: str
    label: str
    values: tuple[str, ...]
    span: Span
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class Unfounded:
    """Something a reader gave that the report does not bear out; never a value.

    Attributes:
        reader: Who gave it.
        kind: A cell, a figure in prose, or a whole answer.
        what: A cell key, or the name of what a figure in prose was said to count; for an
            answer that could not be used, the table, or `prose`.
        value: The value given, in digits; None when none was.
        quote: The words given for it, or what stands at the cell's place.
        why: `quote` the words stand nowhere, `value` they hold another figure, `unit`
            a figure of another measure, `sign` of the other direction, `statement` they
            say no such thing, `place` no place of this cell was found.
        span: Where the cell's row or the quote stands, when that is known.
    """

    reader: str
    kind: Literal["cell", "claim", "answer"]
    what: str
    value: str | None
    quote: str
    why: Literal["quote", "value", "unit", "sign", "statement", "place", "answer"]
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one reader read from the tables, made without sight of any other.

    Attributes:
        reader: `tables` (deterministic) or `model`.
        edition: Edition of the form told from table three, or `other`.
        tables: Table id → (edition, variant) whose rows and columns it was read by.
            A table that was not found is absent.
        cells: Cell key → what was read; a key that is absent was not read.
        regions: Parts of the text that are tables; the rest is prose.
        heads: Table id → (edition its printed head belongs to, edition its body
            belongs to, span of the head), for the heads that were recognised.
        used_edits: Ids of the edits that were needed to separate digits, and of the
            claims (`claim.c2`); they are no independent evidence.
        unfounded: What the reader gave and the report does not bear out.
    """

    reader: str
    edition: str
    tables: dict[str, tuple[str, str]]
    cells: dict[str, CellReading]
    extra_rows: tuple[ExtraRow, ...] = ()
    regions: tuple[Span, ...] = ()
    heads: dict[str, tuple[str, str, Span]] = field(default_factory=dict)
    used_edits: tuple[str, ...] = ()
    unfounded: tuple[Unfounded, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact the text states: its normal form, its words, and where they stand."""

    value: str
    raw: str
    span: Span


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text holds beside figures; the obligations are checked against it.

    Attributes:
        title: The report's own title, if it has one.
        sections: Section or table id → its heading, for those found.
        circulars: Circulars the text cites as the basis of its form, as printed,
            normalised to the form's spelling.
        period: The statistics period; value `YYYY-MM-DD/YYYY-MM-DD`.
        fee_statement: What is said of 信息处理费.
        table_heads: Table id → (edition its head belongs to, edition its body
            belongs to, span of the head).
        agencies: Names of agencies the text calls itself by, fullest first.
        announced_issuer, announced_year: Whose report on which year the opening announces.
        further_report: First row of a second table three with other figures, whose report
            cannot be told; its value is the row's label.
        published: The day on which the page says it was published; value `YYYY-MM-DD`.
        part_of_year: Words of the title for less than a year (上半年); such a text is no
            annual report.
    """

    title: Stated | None = None
    sections: dict[str, Stated] = field(default_factory=dict)
    circulars: tuple[Stated, ...] = ()
    period: Stated | None = None
    fee_statement: Stated | None = None
    table_heads: dict[str, tuple[str, str, Span]] = field(default_factory=dict)
    agencies: tuple[Stated, ...] = ()
    announced_issuer: Stated | None = None
    announced_year: Stated | None = None
    further_report: Stated | None = None
    published: Stated | None = None
    part_of_year: Stated | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A value a person put over what was read; the reading itself stays."""

    value: Number | None
    decision: int


@frozen
class RecordCell:
    """One cell of the form, reconciled from all readings.

    `value` is what was read; a correction lies over it in `corrected` and is used by
    the checks through `effective`. An unread cell has span None and raw "". `doubted` is
    set by verification on its own copy, where a cell's place may be that of another.
    """

    value: Number | None
    raw: str
    span: Span | None
    status: CellStatus
    how: How | None = None
    place: Place | None = None
    unit: Unit | None = None
    label: str = ""
    candidates: tuple[Number, ...] = ()
    readings: dict[str, Number | None] = field(default_factory=dict)
    corrected: Correction | None = None
    doubted: bool = False

    @property
    def effective(self) -> Number | None:
        """The corrected value where a person gave one, else the value read."""
        return self.value if self.corrected is None else self.corrected.value

    @property
    def is_doubtful(self) -> bool:
        """Whether nobody can say yet what stands here: disputed or unread, not corrected."""
        return self.status in ("disputed", "unread") and self.corrected is None

    @property
    def is_blank(self) -> bool:
        """Whether the cell was read and holds no number."""
        return self.status == "blank" and self.corrected is None


@dataclass(frozen=True, slots=True)
class Record:
    """One report, read: the contract between reading and verification.

    Attributes:
        id: Sixteen hex digits naming this report in the store.
        edition: 2019, 2021 or other; follows table three.
        tables: Table id → (edition, variant) whose keys it holds.
        cells: Every key of the form's tables → the cell, in form order.
        used_edits: Ids of the edits, and claims, that served to separate digits.
        unfounded: What a reader gave and the report does not bear out.
    """

    id: str
    source: SourceFile
    text_sha256: str
    kind: Kind
    issuer: Stated | None
    year: Stated | None
    edition: str
    tables: dict[str, tuple[str, str]]
    cells: dict[str, RecordCell]
    extra_rows: tuple[ExtraRow, ...] = ()
    claims: tuple[Claim, ...] = ()
    facts: Facts = field(default_factory=Facts)
    used_edits: tuple[str, ...] = ()
    unfounded: tuple[Unfounded, ...] = ()

    @property
    def year_number(self) -> int | None:
        """The year reported on, or None when the text states none."""
        return int(self.year.value) if self.year is not None else None


@cache
def record_adapter() -> TypeAdapter[Record]:
    """Return the adapter that turns a record into JSON and back without loss."""
    return TypeAdapter(Record)
