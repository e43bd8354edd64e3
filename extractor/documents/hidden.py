"""What a page keeps out of sight: dropped where the page shows another copy of it.

Sites keep the tabs that nobody pressed yet in hidden containers, and there the only copy
of a table may stand; they keep old versions and templates there, too. So what is shown is
what counts. What is hidden is read where nothing shown says the same, and marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractor.documents.flow import Flow, FlowCell, Line, Table

Sight = Literal["shown", "gone", "unseen"]

# Scripts reveal whole containers later; a hidden cell, row or run is hidden for good.
_FOR_GOOD = re.compile(
    r"t[dhr]|tbody|thead|tfoot|col|colgroup|caption|d[dt]|li|p"
    r"|span|a|b|i|u|font|em|strong|label|small|su[bp]"
)
# A page whose whole body is out of sight is one that a script shows when it has loaded.
_WHOLE = frozenset(("html", "body"))
_GONE = re.compile(r"display\s*:\s*none|visibility\s*:\s*collapse", re.IGNORECASE)
_UNSEEN = re.compile(r"visibility\s*:\s*hidden|opacity\s*:\s*0*(?:\.0*)?(?![\d.])", re.IGNORECASE)
_SHOWN = re.compile(r"display\s*:", re.IGNORECASE)
_DISPLAY = re.compile(r"display\s*:\s*(\w+)", re.IGNORECASE)
# Letters of no size; the last size that an element states is the one it has.
_SIZE = re.compile(r"(?<![\w-])font(?:-size)?\s*:\s*([^;]*)", re.IGNORECASE)
_NO_SIZE = re.compile(
    r"0*(?:\.0*)?(?:px|pt|r?em|ex|ch|%|cm|mm|in|pc|vw|vh)?(?![\w.%])", re.IGNORECASE
)
_NAME = re.compile(r"[.#][\w-]+")
_ONE_NAME = re.compile(r"\w*[.#][\w-]+")
_LONGEST_SHEET = 200_000
# A container in a cell with no more text than this hides a figure, not a report.
_SMALL = 300
# So much of what is hidden, in hundredths, stands elsewhere when it is another copy of that.
_COPY = 50
# A page that shows less than this beside what it hides, in hundredths, shows it later.
_FRAME = 10
_SENTENCES = re.compile(r"[。；;！!\n]")
_NOT_WORDS = re.compile(r"[\W\d_]+")
_FEWEST = 2


@dataclass(slots=True)
class Region:
    """A hidden container: the flow it stands in, at which place, and what it holds."""

    parent: Flow
    at: int
    in_cell: bool
    flow: Flow = field(default_factory=list)


class Sheets:
    """The names that the page's own style sheets hide, read as they come."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._shown: set[str] = set()
        self._without_size: set[str] = set()
        self._sized: set[str] = set()

    def read(self, css: str) -> None:
        """Take the rules of one sheet into account, but for those of a medium.

        A name that another rule shows, with a state or a place beside it, hides nothing for
        certain: scripts move the state.
        """
        if len(css) > _LONGEST_SHEET or ("display" not in css and "font" not in css):
            return
        for selectors, style in _rules(css):
            size = _has_size(style)
            for selector in selectors.split(",") if size is not None else ():
                if size or not _ONE_NAME.fullmatch(selector.strip()):
                    self._sized.update(_NAME.findall(selector))
                else:
                    self._without_size.update(_NAME.findall(selector))
            display = _DISPLAY.search(style)
            for selector in selectors.split(",") if display else ():
                names = _NAME.findall(selector)
                if display is None or display[1].lower() != "none":
                    self._shown.update(names)
                elif _ONE_NAME.fullmatch(selector.strip()):
                    self._names.update(names)

    def hide(self, attributes: dict[str, str]) -> bool:
        """Return whether an element goes by a name that is hidden."""
        return bool(self._names) and bool(_names(attributes) & (self._names - self._shown))

    def shrink(self, attributes: dict[str, str]) -> bool:
        """Return whether an element goes by a name whose letters have no size."""
        if not self._without_size:
            return False
        return bool(_names(attributes) & (self._without_size - self._sized))


def _names(attributes: dict[str, str]) -> set[str]:
    return {
        *(f".{name}" for name in attributes.get("class", "").split()),
        f"#{attributes.get('id', '')}",
    }


def _has_size(style: str) -> bool | None:
    """Return whether the letters of a style have a size, None where it states none."""
    sizes = _SIZE.findall(style) if "font" in style.lower() else ()
    return _NO_SIZE.match(sizes[-1].strip() or "1") is None if sizes else None


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules that hold for every medium."""
    first, *rest = css.split("/*")
    plain = first + " ".join([part.partition("*/")[2] for part in rest])
    depth = 0
    for piece in plain.split("}"):
        opened = piece.count("{")
        if not depth and opened == 1:
            selectors, _, style = piece.partition("{")
            selectors = selectors.rpartition(";")[2]
            if "@" not in selectors:
                yield selectors, style
        depth = max(0, depth + opened - 1)


def sight(tag: str, attributes: dict[str, str], sheets: Sheets) -> Sight:
    """Return whether an element is shown, takes no room, or takes room and shows nothing."""
    if tag in _WHOLE:
        return "shown"
    style = attributes.get("style", "")
    if "hidden" in attributes or (style and _GONE.search(style)):
        return "gone"
    if style and _UNSEEN.search(style):
        return "unseen"
    return "gone" if sheets.hide(attributes) and not _SHOWN.search(style) else "shown"


def letters(tag: str, attributes: dict[str, str], sheets: Sheets, *, shrunk: bool) -> Sight | None:
    """Return whether an element's letters have no size, so that they are not shown.

    None where they are those of what it stands in. Sites give containers no size for the sake
    of the gaps in them, and what stands in them one; so a container shrinks nothing for
    certain, and what may be given a size by its name has one.
    """
    size = _has_size(attributes.get("style", ""))
    if size is None and for_good(tag) and sheets.shrink(attributes):
        size = False
    if size is False and for_good(tag):
        return "gone"
    if size is not None:
        return "shown"
    named = "class" in attributes or "id" in attributes or "size" in attributes
    return "shown" if shrunk and (named or tag == "table") else None


def for_good(tag: str) -> bool:
    """Return whether nothing reveals an element of this kind that is hidden."""
    return _FOR_GOOD.fullmatch(tag) is not None


def place_hidden(flow: Flow, regions: Sequence[Region]) -> None:
    """Put back what the page hides and shows nowhere else, and mark it.

    `flow` is what the page shows; `regions` are its hidden containers, as they begin.
    """
    if not regions:
        return
    shown = frozenset(_pieces(flow))
    kept = [region for region in regions if _counts(region, shown)]
    within_sight = sum(map(len, _pieces(flow)))
    hidden = sum(len(piece) for region in kept for piece in _pieces(region.flow))
    revealed = 100 * within_sight < _FRAME * hidden and not any(_tables(flow))
    # From the last on, so that the places of those before it stay what they are.
    for region in reversed(kept):
        if not revealed:
            _mark(region.flow)
        region.parent[region.at : region.at] = region.flow


def _counts(region: Region, shown: frozenset[str]) -> bool:
    """Return whether a hidden container holds what is shown nowhere."""
    tables = list(_tables(region.flow))
    if region.in_cell and not tables and sum(map(len, _pieces(region.flow))) <= _SMALL:
        return False
    units: list[Flow] = [[table] for table in tables]
    return not any(_is_copy(unit, shown) for unit in units or [region.flow])


def _is_copy(flow: Flow, shown: frozenset[str]) -> bool:
    """Return whether most of the words, figures left out, are shown as well."""
    pieces = set(_pieces(flow))
    known = sum(len(piece) for piece in pieces if piece in shown)
    return known > 0 and 100 * known >= _COPY * sum(map(len, pieces))


def _pieces(flow: Flow) -> Iterator[str]:
    """Yield the words of each sentence and of each cell's paragraphs, without figures."""
    for node in flow:
        if isinstance(node, Line):
            for sentence in _SENTENCES.split(node.text):
                words = _NOT_WORDS.sub("", sentence)
                if len(words) >= _FEWEST:
                    yield words
        else:
            for cell in node.cells:
                yield from _pieces(cell.flow)


def _tables(flow: Flow) -> Iterator[Table]:
    """Yield the tables with more than one row and column, outer ones that only hold others left."""
    for node in flow:
        if isinstance(node, Table):
            inner = [table for cell in node.cells for table in _tables(cell.flow)]
            yield from inner
            if not inner and _is_wide(node.cells):
                yield node


def _is_wide(cells: Sequence[FlowCell]) -> bool:
    return len({cell.row for cell in cells}) > 1 and len({cell.column for cell in cells}) > 1


def _mark(flow: Flow) -> None:
    for node in flow:
        node.hidden = True
        if isinstance(node, Table):
            for cell in node.cells:
                _mark(cell.flow)
