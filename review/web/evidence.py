"""The source beside the figures: text with spans marked, tables with failing sums marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from report.edits import edits_for
from report.form import TableForm, table_form
from report.naming import column_names, row_names, split_key, table_name
from report.record import Record, RecordCell
from report.wire import cell_value
from review.web.html import tag

if TYPE_CHECKING:
    from report.document import Document, Span
    from report.finding import Finding, Outcome
    from review.web.speaker import Speaker

_MOST_SPANS = 12
_AROUND = 2
_WIDEST = 240
_MOST_WAYS = 3


def quotes(speaker: Speaker, document: Document, spans: Sequence[Span]) -> Iterator[Markup]:
    """Yield the lines around each span with the span marked, near ones together."""
    text = document.text
    for group in _near(text, list(dict.fromkeys(spans))[:_MOST_SPANS]):
        first, last = group[0].start, max(span.end for span in group)
        start, end = _back(text, first), _on(text, last)
        line = text.count("\n", 0, start) + 1
        yield tag(
            "figure",
            tag("figcaption", speaker.say("web.line", line=line)),
            tag("pre", _marked(speaker, text, start, end, group), tabindex="0"),
        )


def _near(text: str, spans: list[Span]) -> list[list[Span]]:
    groups: list[list[Span]] = []
    for span in sorted(spans):
        close = groups and text.count("\n", groups[-1][-1].end, span.start) <= 2 * _AROUND
        if close and span.start >= groups[-1][-1].end:
            groups[-1].append(span)
        elif not groups or span.start >= groups[-1][-1].end:
            groups.append([span])
    return groups


def _back(text: str, at: int) -> int:
    for _ in range(_AROUND + 1):
        at = text.rfind("\n", 0, max(at, 0))
        if at < 0:
            return 0
    return at + 1


def _on(text: str, at: int) -> int:
    for _ in range(_AROUND + 1):
        at = text.find("\n", at)
        if at < 0:
            return len(text)
        at += 1
    return at - 1


def _marked(
    speaker: Speaker, text: str, start: int, end: int, spans: Sequence[Span]
) -> Iterator[Markup | str]:
    at = start
    for span in spans:
        yield _shown(speaker, text[at : span.start], cut=at == start)
        yield tag("mark", _shown(speaker, text[span.start : span.end], cut=False))
        at = span.end
    yield _shown(speaker, text[at:end], cut=False)[: _WIDEST * 4]


def _shown(speaker: Speaker, text: str, *, cut: bool) -> str:
    """Return text on its lines, made safe to look at; a long line before a mark is cut."""
    lines = [
        " ".join(speaker.clean(part) for part in line.split("\t")) for line in text.split("\n")
    ]
    if cut and len(lines[-1]) > _WIDEST:
        lines[-1] = "…" + lines[-1][-_WIDEST:]
    return "\n".join(lines)


def tables(speaker: Speaker, outcome: Outcome, finding: Finding) -> Iterator[Markup]:
    """Yield the tables a finding concerns as they were read."""
    record = outcome.record
    if record is None:
        return
    concerned = dict.fromkeys(split_key(key)[0] for key in finding.cells)
    failed = {result.edit for result in outcome.results if result.state == "failed"}
    totals = {
        key: edit.id for edit in edits_for(record.tables) if edit.id in failed for key in edit.right
    }
    for name in concerned:
        if name in record.tables:
            edition, variant = record.tables[name]
            yield _table(speaker, record, finding, table_form(edition, name, variant), totals)


def _table(
    speaker: Speaker, record: Record, finding: Finding, form: TableForm, totals: dict[str, str]
) -> Markup:
    rows, columns = row_names(form), column_names(form)
    head = tag("tr", tag("td"), (tag("th", columns[id_], scope="col") for id_ in form.columns))
    body = (
        tag(
            "tr",
            tag("th", rows[row.id], scope="row"),
            (_cell(speaker, record, finding, form.key(row, id_), totals) for id_ in form.columns),
        )
        for row in form.rows
    )
    caption = getattr(table_name(form.table.id, record.tables), speaker.lang)
    made = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", body))
    return tag("div", made, class_="scroll", tabindex="0")


def _cell(
    speaker: Speaker, record: Record, finding: Finding, key: str, totals: dict[str, str]
) -> Markup:
    cell = record.cells.get(key)
    if cell is None:
        return tag("td", class_="none")
    value = cell_value(key, cell.effective)
    shown = str(value) if value is not None else _without_value(speaker, cell)
    fails, suspect = key in totals, key in finding.suspects
    classes = [
        name
        for name, is_so in (
            ("zero", value == 0),
            ("gap", value is None),
            ("concerned", key in finding.cells),
            ("suspect", suspect),
            ("fails", fails),
        )
        if is_so
    ]
    # Signs as well as colours, for who does not see them.
    signs = ("✗" if fails else "") + ("*" if suspect else "")
    corrected = tag("del", speaker.clean(cell.raw)) if cell.corrected is not None else None
    title = totals.get(key)
    return tag("td", corrected, shown, signs, class_=" ".join(classes) or None, title=title)


def _without_value(speaker: Speaker, cell: RecordCell) -> str:
    """Return what to show where no figure is settled: the ways to read it, if there are."""
    if cell.status == "blank" or cell.corrected is not None:
        return speaker.say("web.blank")
    if not cell.candidates:
        return speaker.say("web.unread")
    ways = " / ".join(str(one) for one in cell.candidates[:_MOST_WAYS])
    return ways + (" …" if len(cell.candidates) > _MOST_WAYS else "")
