"""Damage that real files show, done to a report on its way into a file.

Labels stay as they are, or say which cells the file has lost.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from eval.generate.layouts import RUN_ON, Cell, Cover, Matrix
from eval.generate.office import OFFICE
from eval.generate.prose import fill
from eval.generate.report import Report
from eval.generate.world import make_issuer
from report.form import table_form
from report.signs import load_signs
from report.text import simplified

_ENCODINGS = ("gb18030", "utf-16", "utf-8-sig", "utf-8")


@dataclass(frozen=True)
class File:
    """A report as it is handed in: its bytes, and the label's report."""

    report: Report
    data: bytes
    damage: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """The file name's ending."""
        if self.report.layout == "html" or self.report.layout in OFFICE:
            return f".{self.report.layout}"
        return ".md" if self.report.layout == "L5" else ".txt"


@cache
def _data() -> dict[str, Any]:
    text = (resources.files("eval.generate") / "damage.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


# ---- to the tables ----------------------------------------------------------------------
def split_numbers(source: Random, report: Report) -> Report | None:
    """Put a blank inside a few numbers of two digits or more."""
    counts = {key: value for key, value in report.values.items() if isinstance(value, int)}
    long = [key for key, value in counts.items() if abs(value) > 9]
    if not long or report.layout in ("L7", "rows", "L8"):
        return None
    raws = dict(report.raws)
    for key in source.sample(long, min(len(long), 3)):
        text = str(report.values[key])
        at = source.randint(1, len(text) - 1)
        raws[key] = f"{text[:at]} {text[at:]}"
    return replace(report, raws=raws)


def ocr_digits(source: Random, report: Report) -> Report | None:
    """Print letters for some noughts and ones."""
    raws = dict(report.raws)
    keys = [key for key, value in report.values.items() if value is not None]
    for key in source.sample(keys, 4):
        text = report.printed()[key]
        slips = [c for c in text if c in _data()["digits"]]
        if slips and not key.endswith(".amount"):
            letter = source.choice(slips)
            raws[key] = text.replace(letter, source.choice(_data()["digits"][letter]), 1)
    return replace(report, raws=raws) if raws != report.raws else None


def marks(source: Random, report: Report) -> Report | None:
    """Leave a bookmark or a picture's name in a few cells."""
    raws, printed = dict(report.raws), report.printed()
    if report.layout == "L8":
        return None
    for key in source.sample(list(printed), 2):
        if report.values[key] is not None and printed[key] == str(report.values[key]):
            raws[key] = source.choice(_data()["chrome"]["marks"]) + printed[key]
    return replace(report, raws=raws)


def odd_blanks(source: Random, report: Report) -> Report | None:
    """Pad cells with blanks that are no ordinary spaces."""
    raws, printed = dict(report.raws), report.printed()
    blank = source.choice(("\u00a0", "\u3000", "\u200b"))
    for key in source.sample(list(printed), 12):
        if report.values[key] is not None and printed[key] == str(report.values[key]):
            raws[key] = f"{blank}{printed[key]}{blank}"
    return replace(report, raws=raws)


def _bent(
    report: Report, table: str, change: Callable[[Matrix], Matrix], *, first: bool = False
) -> Report:
    """Return the report with a table changed after, or before, all earlier changes."""
    before = report.bend

    def bend(which: str, matrix: Matrix) -> Matrix:
        made = change(matrix) if first and which == table else matrix
        made = made if before is None else before(which, made)
        return change(made) if which == table and not first else made

    return replace(report, bend=bend)


def _row_of(report: Report, row: str) -> tuple[str, ...]:
    return tuple(key for key in report.values if key.rpartition(".")[0] == row)


def lost_row(source: Random, report: Report) -> Report | None:
    """Lose one row of table three."""
    form = table_form(report.truth.tables["requests"][0], "requests", _variant(report))
    at = source.randrange(len(form.rows))
    lost = _row_of(report, f"requests.{form.rows[at].id}")
    heads = 3

    def change(matrix: Matrix) -> Matrix:
        kept = [list(row) for row in matrix]
        gone = kept.pop(at + heads)
        # The label of a merged bracket stays with the row that follows.
        for place, cell in enumerate(gone[:2]):
            below = kept[at + heads] if at + heads < len(kept) else None
            if below is not None and isinstance(cell, str) and below[place] is Cover.UP:
                below[place] = cell
        return kept

    # What is lost is known by its place in the whole table.
    bent = _bent(report, "requests", change, first=True)
    return replace(bent, lost=report.lost | frozenset(lost))


def _variant(report: Report) -> str:
    return report.truth.tables["requests"][1]


def lost_column(source: Random, report: Report) -> Report | None:
    """Lose one applicant's column of table three, its head and all its numbers."""
    if report.layout in ("L4", "L6", "L7", "L8", "rows"):
        return None
    column = source.randrange(1, 6)
    ids = list(table_form(report.truth.tables["requests"][0], "requests", _variant(report)).columns)
    lost = {key for key in report.values if key.startswith("requests.")}
    lost = {key for key in lost if key.rpartition(".")[2] == ids[column]}

    def change(matrix: Matrix) -> Matrix:
        place = 3 + column
        bent: Matrix = []
        for at, row in enumerate(matrix):
            kept = list(row)
            gone = kept.pop(place)
            if at == 1 and isinstance(gone, str):
                kept[place] = gone
            bent.append(kept)
        return bent

    bent = _bent(report, "requests", change, first=True)
    return replace(bent, lost=report.lost | frozenset(lost))


def shifted_row(source: Random, report: Report) -> Report | None:
    """Put an empty cell before the numbers of one row."""
    if report.layout not in ("L1", "L2", "L3_tabs", "L3_bars", "L5"):
        return None
    at = source.randrange(3, 12)

    def change(matrix: Matrix) -> Matrix:
        bent = [list(row) for row in matrix]
        bent[at].insert(3, "")
        return bent

    return _bent(report, "requests", change)


def run_together(source: Random, report: Report) -> Report | None:
    """Run two neighbouring numbers of one row into one cell."""
    if report.layout == "L8":
        return None
    at, place = source.randrange(3, 15), source.randrange(3, 8)

    def change(matrix: Matrix) -> Matrix:
        bent = [list(row) for row in matrix]
        left, right = bent[at][place], bent[at][place + 1]
        bent[at][place : place + 2] = [f"{left}{right}"]
        return bent

    return _bent(report, "requests", change)


def page_break(source: Random, report: Report) -> Report | None:
    """Repeat the heads in the middle of table three, and cut the label before in two."""
    at, cut = source.randrange(5, 22), source.random() < 0.5

    def change(matrix: Matrix) -> Matrix:
        bent = [list(row) for row in matrix]
        heads = [list(row) for row in bent[:3]]
        rest = ""
        if cut:
            rest = _cut_label(bent[at])
        tail: list[Cell] = [rest, *[Cover.LEFT] * (len(bent[at]) - 1)]
        return [*bent[: at + 1], *heads, *([tail] if rest else []), *bent[at + 1 :]]

    return _bent(report, "requests", change)


def _cut_label(row: list[Cell]) -> str:
    place = max(at for at in range(3) if isinstance(row[at], str))
    label = str(row[place])
    row[place] = label[: len(label) // 2]
    return label[len(label) // 2 :]


def split_columns(source: Random, report: Report) -> Report | None:
    """Part table three between two columns: what did not fit follows on the next page.

    The labels stand again beside the second part, as a program that prints wide sheets
    repeats them, or they do not.
    """
    if report.layout in RUN_ON:
        return None
    at, again = source.randrange(5, 9), source.random() < 0.6

    def change(matrix: Matrix) -> Matrix:
        left = [list(row[:at]) for row in matrix]
        right = [[*(row[:3] if again else []), *_uncovered(row, at)] for row in matrix]
        return [*left, *right]

    return _bent(report, "requests", change)


def _uncovered(row: list[Cell], at: int) -> list[Cell]:
    """Return a row from a place on; a cell cut in two is printed in both parts."""
    rest = list(row[at:])
    if rest and rest[0] is Cover.LEFT:
        rest[0] = next(cell for cell in reversed(row[:at]) if cell is not Cover.LEFT)
    return rest


def ocr_labels(source: Random, report: Report) -> Report | None:
    """Change characters of labels for ones that look alike."""
    slips = {wrong: right for wrong, right in _data()["slips"].items() if source.random() < 0.3}
    if not slips:
        return None
    table = str.maketrans(slips)

    def change(matrix: Matrix) -> Matrix:
        return [[c.translate(table) if isinstance(c, str) else c for c in row] for row in matrix]

    return _bent(report, source.choice(("requests", "disputes", "disclosure")), change)


def broken_labels(source: Random, report: Report) -> Report | None:
    """Put a line break or a blank inside labels."""
    if report.layout in ("L3_tabs", "L3_bars", "L5", "rows", "L7", "L8"):
        return None
    seed = source.random()

    def change(matrix: Matrix) -> Matrix:
        draw = Random(seed)
        return [
            [_broken(draw, cell) if at < 3 else cell for at, cell in enumerate(row)]
            for row in matrix
        ]

    return _bent(report, "requests", change)


def _broken(source: Random, cell: Cell) -> Cell:
    if not isinstance(cell, str) or len(cell) < 6 or source.random() < 0.7:
        return cell
    at = source.randint(3, len(cell) - 2)
    return cell[:at] + source.choice(("\n", " ")) + cell[at:]


def lost_characters(source: Random, report: Report) -> Report | None:
    """Lose characters of labels, or print a sign for what could not be converted."""
    seed, sign = source.random(), source.choice(("", "?", "□", "*"))

    def change(matrix: Matrix) -> Matrix:
        draw = Random(seed)
        return [[_worn(draw, cell, sign) for cell in row] for row in matrix]

    return _bent(report, source.choice(("requests", "disputes", "disclosure")), change)


def _worn(source: Random, cell: Cell, sign: str) -> Cell:
    # A sum of money that lost its unit, or its head that did, is another sum, and no longer
    # what the label says.
    money = isinstance(cell, str) and load_signs().money.yuan in cell
    if not isinstance(cell, str) or money or len(cell) < 5 or source.random() < 0.6:
        return cell
    places = [at for at, character in enumerate(cell) if character.isalpha()]
    if not places:
        return cell
    at = source.choice(places)
    return cell[:at] + sign + cell[at + 1 :]


TABLE_DAMAGE: dict[str, Callable[[Random, Report], Report | None]] = {
    "split_numbers": split_numbers,
    "ocr_digits": ocr_digits,
    "marks": marks,
    "odd_blanks": odd_blanks,
    "lost_row": lost_row,
    "lost_column": lost_column,
    "shifted_row": shifted_row,
    "run_together": run_together,
    "page_break": page_break,
    "split_columns": split_columns,
    "ocr_labels": ocr_labels,
    "broken_labels": broken_labels,
    "lost_characters": lost_characters,
}


# ---- to the text ------------------------------------------------------------------------
def chrome(source: Random, report: Report, text: str) -> str:
    """Return the text between what a site prints around it."""
    data = _data()["chrome"]
    return _words(source, report, data["before"]) + text + _words(source, report, data["after"])


def stray_title(source: Random, report: Report, text: str) -> str:
    """Return the text followed by the title of another document."""
    return text + _words(source, report, _data()["chrome"]["stray"])


def _words(source: Random, report: Report, choices: list[str]) -> str:
    words = source.choice(choices).replace("{n}", str(source.randint(100, 9999)))
    words = words.replace("{d}", str(source.randint(10, 28)))
    words = words.replace("{m}", str(source.randint(10, 59)))
    return fill(words.replace("{other}", make_issuer(source).name), report.truth)


def lost_units(source: Random, report: Report, text: str) -> str:
    """Return the text whose prose has lost some 年, 月, 日 and measure words behind figures."""
    head, heading, rest = text.partition(report.frame.get("head.disclosure", "\0"))
    lost = _data()["units"]
    kept = [
        "" if at and c in lost and head[at - 1].isdigit() and source.random() < 0.4 else c
        for at, c in enumerate(head)
    ]
    return "".join(kept) + heading + rest


def windows_lines(source: Random, report: Report, text: str) -> str:
    """Return the text with other line ends."""
    del report
    return text.replace("\n", source.choice(("\r\n", "\r")))


@cache
def _traditional() -> dict[int, int]:
    """Return the traditional character that is printed for each simplified one."""
    pairs: dict[int, int] = {}
    for traditional, plain in simplified().items():
        pairs.setdefault(plain, traditional)
    return pairs


def traditional(source: Random, report: Report, text: str) -> str:
    """Return the text in traditional characters, as mirrors of sites print it."""
    del source, report
    return text.translate(_traditional())


TEXT_DAMAGE: dict[str, Callable[[Random, Report, str], str]] = {
    "chrome": chrome,
    "stray_title": stray_title,
    "lost_units": lost_units,
    "windows_lines": windows_lines,
    "traditional": traditional,
}
DAMAGE = (*TABLE_DAMAGE, *TEXT_DAMAGE, "encoding")


def make_file(source: Random, report: Report, damage: tuple[str, ...] = ()) -> File:
    """Return the report's file with the damage that its layout can show.

    The damage that was really done is named; some cannot happen to some layouts.
    """
    done = []
    # A table is parted when it is printed, whatever has become of it before.
    for name in sorted(damage, key=lambda name: name == "split_columns"):
        if name in TABLE_DAMAGE and (bent := TABLE_DAMAGE[name](source, report)) is not None:
            report = bent
            done.append(name)
    if report.layout in OFFICE:
        return File(report, OFFICE[report.layout](report), tuple(done))
    text = report.text()
    for name in damage:
        if name in TEXT_DAMAGE and report.layout != "html":
            text = TEXT_DAMAGE[name](source, report, text)
            done.append(name)
    encoding = "utf-8"
    if "encoding" in damage and report.layout != "html":
        encoding = source.choice(_ENCODINGS)
        done.append("encoding")
    return File(report, text.encode(encoding), tuple(done))
