"""The ruled lines of a PDF page, drawn as strokes, thin boxes or frames."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import pypdfium2.raw as raw

from extractor.documents.limits import Budget
from extractor.documents.pdf_turn import Box, Transform

# A box thinner than this, in points, is a line somebody drew as a box.
_THIN = 3.0
_MAX_OBJECTS = 200_000
_MAX_FORM_DEPTH = 6
_MAX_PATH_POINTS = 20_000


class Ruling(NamedTuple):
    """One line along an axis: where it lies on the other axis, and from where to where."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Rulings:
    """The lines of one page; `fills` are coloured boxes, whose edges may stand for lines.

    Attributes:
        pictures: Boxes of the page's images.
        drawn: How many paths the page draws, lines or not.
        texts: How many pieces of text it holds, and how many of them are invisible, as
            character recognition lays them over a scan.
    """

    horizontal: list[Ruling] = field(default_factory=list)
    vertical: list[Ruling] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    drawn: int = 0
    texts: int = 0
    invisible: int = 0

    def add_line(self, box: Box) -> None:
        """Add a thin box as the line it looks like."""
        x0, y0, x1, y1 = box
        if x1 - x0 >= y1 - y0:
            self.horizontal.append(Ruling((y0 + y1) / 2, x0, x1))
        else:
            self.vertical.append(Ruling((x0 + x1) / 2, y0, y1))

    def add_picture(self, box: Box) -> None:
        """Add an image; some printers write even lines as images."""
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            self.add_line(box)
        else:
            self.pictures.append(box)

    def add_frame(self, box: Box) -> None:
        """Add the four edges of a box."""
        x0, y0, x1, y1 = box
        self.horizontal += [Ruling(y0, x0, x1), Ruling(y1, x0, x1)]
        self.vertical += [Ruling(x0, y0, y1), Ruling(x1, y0, y1)]


# A matrix as PDF writes it: a, b, c, d, e, f.
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read_rulings(page: raw.FPDF_PAGE, transform: Transform, budget: Budget) -> Rulings:
    """Return every straight line along an axis that the page draws."""
    rulings = Rulings()
    for count, (handle, matrix) in enumerate(_objects(page)):
        if count % 1_000 == 0:
            budget.check_time()
        if count > _MAX_OBJECTS:
            break
        kind = raw.FPDFPageObj_GetType(handle)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            rulings.drawn += 1
            _read_path(handle, matrix, transform, rulings)
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            rulings.texts += 1
            mode = raw.FPDFTextObj_GetTextRenderMode(handle)
            rulings.invisible += mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            rulings.add_picture(transform(*_bounds(handle, matrix)))
    return rulings


def _objects(page: raw.FPDF_PAGE) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, _Matrix]]:
    for index in range(raw.FPDFPage_CountObjects(page)):
        yield from _with_inner(raw.FPDFPage_GetObject(page, index), _IDENTITY, 0)


def _with_inner(
    handle: raw.FPDF_PAGEOBJECT, outer: _Matrix, depth: int
) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, _Matrix]]:
    """Yield the object, or for a form what is in it, with the way to page coordinates."""
    if raw.FPDFPageObj_GetType(handle) != raw.FPDF_PAGEOBJ_FORM:
        yield handle, outer
    elif depth < _MAX_FORM_DEPTH:
        matrix = _times(_matrix_of(handle), outer)
        for index in range(raw.FPDFFormObj_CountObjects(handle)):
            yield from _with_inner(raw.FPDFFormObj_GetObject(handle, index), matrix, depth + 1)


def _matrix_of(handle: raw.FPDF_PAGEOBJECT) -> _Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(handle, found):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _apply(matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(handle: raw.FPDF_PAGEOBJECT, matrix: _Matrix) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
    if matrix is _IDENTITY:
        return left.value, bottom.value, right.value, top.value
    corners = [
        _apply(matrix, x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)
    ]
    return _around(corners)


def _around(points: Iterable[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _read_path(
    handle: raw.FPDF_PAGEOBJECT, matrix: _Matrix, transform: Transform, rulings: Rulings
) -> None:
    box = transform(*_bounds(handle, matrix))
    if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
        rulings.add_line(box)
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(handle, fill, stroke)
    segments = min(raw.FPDFPath_CountSegments(handle), _MAX_PATH_POINTS)
    if stroke.value or segments > 5:
        _read_segments(handle, segments, matrix, transform, rulings, stroked=bool(stroke.value))
    elif fill.value:
        rulings.fills.append(box)


def _read_segments(
    handle: raw.FPDF_PAGEOBJECT,
    count: int,
    matrix: _Matrix,
    transform: Transform,
    rulings: Rulings,
    *,
    stroked: bool,
) -> None:
    """Read a path of many pieces: strokes one by one, filled pieces each as a box."""
    full = _times(_matrix_of(handle), matrix)
    for points in _subpaths(handle, count, full):
        boxes = [transform(*_around(pair)) for pair in pairwise(points)]
        if stroked:
            for box in boxes:
                if min(box[2] - box[0], box[3] - box[1]) <= 1:
                    rulings.add_line(box)
            continue
        whole = transform(*_around(points))
        if min(whole[2] - whole[0], whole[3] - whole[1]) <= _THIN:
            rulings.add_line(whole)
        elif len(points) <= 5:
            rulings.fills.append(whole)


def _subpaths(
    handle: raw.FPDF_PAGEOBJECT, count: int, matrix: _Matrix
) -> Iterator[list[tuple[float, float]]]:
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(handle, index)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points = []
        points.append(_apply(matrix, x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if len(points) > 1:
        yield points
