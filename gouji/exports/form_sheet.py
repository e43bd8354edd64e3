"""One report on one sheet, as it is printed: flagged cells coloured and explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gouji.exports.layout import WIDTH, Box, boxes
from gouji.exports.sheet_text import is_active, shown
from gouji.exports.styles import Styles
from gouji.words import say
from report.decision import Decision
from report.finding import Finding, Outcome
from report.form import table_form
from report.record import Record, RecordCell
from report.signs import load_signs
from report.wire import cell_value, money_keys
from review import accused, figure_states, standing

_LEGEND = ("inconsistent", "question", "disputed", "unread", "corrected")
_COMMENT = {"x_scale": 2.6, "y_scale": 1.6, "font_size": 9, "author": "Gouji"}
_MOST_COMMENT = 1500
_CHARACTERS = 46
_LINE = 14
_EXACT = 15


@dataclass(frozen=True, slots=True)
class _Flag:
    """What is said of one cell."""

    state: str
    words: tuple[str, ...]


class FormSheet:
    """Writes one report; every text goes in as text."""

    def __init__(self, sheet: Any, styles: Styles, lang: str) -> None:
        self.sheet, self.styles, self.lang = sheet, styles, lang
        self.row = 0

    def write(self, outcome: Outcome, decisions: Mapping[str, Decision]) -> None:
        """Write the head, the tables of the report's own forms, the legend and the findings."""
        record = outcome.record
        if record is None:
            return
        self.sheet.set_column(0, WIDTH - 1, 9.5)
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self._head(outcome, record)
        flags = self._flags(outcome, record, decisions)
        for table, (edition, variant) in record.tables.items():
            form = table_form(edition, table, variant)
            self._line(f"{form.table.section}、{form.table.heading}", self.styles.heading)
            for box in boxes(form):
                self._box(box, record, flags)
            self.row += max(box.bottom for box in boxes(form)) + 2
        self._extra_rows(record)
        self._legend()
        self._findings(outcome, decisions)

    # ---- parts ------------------------------------------------------------------------
    def _head(self, outcome: Outcome, record: Record) -> None:
        issuer = "" if record.issuer is None else record.issuer.value
        year = "" if record.year is None else record.year.value
        self._line(self._say("form.title", issuer=issuer, year=year), self.styles.title, 24)
        status = say(f"status.{outcome.status}", self.lang)
        words = self._say(
            "form.caption", status=status, edition=record.edition, path=outcome.source.path
        )
        self._line(words, self.styles.caption)
        self.row += 1

    def _box(self, box: Box, record: Record, flags: Mapping[str, _Flag]) -> None:
        top, left = self.row + box.top, box.left
        bottom, right = self.row + box.bottom, box.right
        if box.kind != "figure":
            style = self.styles.head if box.kind == "head" else self.styles.label
            self._put(top, left, bottom, right, box.text, style)
            self._heighten(box)
            return
        cell, flag = record.cells.get(box.key), flags.get(box.key)
        state = flag.state if flag else "unread" if cell is None else "read"
        styles = self.styles.money if box.key in money_keys() else self.styles.figures
        self._put(top, left, bottom, right, _value(box.key, cell), styles[state])
        if flag is not None and flag.words:
            words = "\n".join(flag.words)
            self.sheet.write_comment(top, left, _tidy(words)[:_MOST_COMMENT], _COMMENT)

    def _heighten(self, box: Box) -> None:
        """Give a row of long labels the height they need."""
        width = (box.right - box.left + 1) * 4.6
        lines = -(-len(box.text) // max(1, int(width)))
        if box.top == box.bottom and lines > 1:
            self.sheet.set_row(self.row + box.top, _LINE * lines)

    def _put(self, top: int, left: int, bottom: int, right: int, value: Any, style: Any) -> None:
        if (top, left) != (bottom, right):
            # Merging writes a blank; the value goes over its first cell, as text if it is one.
            self.sheet.merge_range(top, left, bottom, right, "", style)
        if isinstance(value, str):
            self.sheet.write_string(top, left, _tidy(value), style)
        elif value is None:
            self.sheet.write_blank(top, left, None, style)
        else:
            self.sheet.write_number(top, left, value, style)

    def _line(self, text: str, style: Any, height: float | None = None) -> None:
        """Write a text over the whole width and go on below it."""
        text = _tidy(text)
        self.sheet.merge_range(self.row, 0, self.row, WIDTH - 1, "", style)
        self.sheet.write_string(self.row, 0, text, style)
        lines = sum(-(-len(line) // (_CHARACTERS * 2)) or 1 for line in text.split("\n"))
        if height is not None or lines > 1:
            self.sheet.set_row(self.row, height or _LINE * lines)
        self.row += 1

    def _extra_rows(self, record: Record) -> None:
        if not record.extra_rows:
            return
        self._line(self._say("form.extra"), self.styles.heading)
        for extra in record.extra_rows:
            label = f"{extra.parent} {extra.label}".strip()
            self._line(f"{label}: {' | '.join(extra.values)}", self._note(label))
        self.row += 1

    def _legend(self) -> None:
        for state in _LEGEND:
            self.sheet.write_blank(self.row, 0, None, self.styles.figures[state])
            self.sheet.write_string(self.row, 1, self._say(f"figure.{state}"), self.styles.text)
            self.row += 1
        self.row += 1

    def _findings(self, outcome: Outcome, decisions: Mapping[str, Decision]) -> None:
        if outcome.findings:
            self._line(self._say("sheet.findings"), self.styles.heading)
        for finding in outcome.findings:
            words = self._words(finding, decisions.get(finding.id))
            self._line(words, self._note(words))

    # ---- what is said -----------------------------------------------------------------
    def _flags(
        self, outcome: Outcome, record: Record, decisions: Mapping[str, Decision]
    ) -> dict[str, _Flag]:
        states: dict[str, str] = dict(figure_states(outcome, decisions))
        words: dict[str, list[str]] = {}
        for finding in outcome.findings:
            decision = decisions.get(finding.id)
            for key in accused(finding):
                words.setdefault(key, []).append(self._words(finding, decision))
                if states.get(key) == "read" and standing(finding, decision) == "question":
                    states[key] = "question"
        found = {}
        for key, state in states.items():
            said = [*self._of_cell(key, record.cells[key]), *words.get(key, ())]
            found[key] = _Flag(state, tuple(said))
        return found

    def _of_cell(self, key: str, cell: RecordCell) -> list[str]:
        if cell.corrected is not None:
            return [self._say("form.corrected", raw=cell.raw or "∅", value=_shown(key, cell.value))]
        if cell.status == "disputed":
            read = ", ".join(f"{name}: {_shown(key, v)}" for name, v in cell.readings.items())
            return [self._say("form.disputed", readings=read)]
        if cell.status == "unread":
            return [self._say("figure.unread")]
        return []

    def _words(self, finding: Finding, decision: Decision | None) -> str:
        message = str(getattr(finding.message, self.lang))
        severity = say(f"severity.{finding.severity}", self.lang)
        said = f"{finding.code} {severity}: {message}"
        if decision is not None:
            action = say(f"action.{decision.action}", self.lang)
            said += " " + self._say("form.decided", who=decision.who, action=action)
        return said

    def _note(self, text: str) -> Any:
        return self.styles.note_quoted if is_active(text) else self.styles.note

    def _say(self, id_: str, **values: Any) -> str:
        return say(id_, self.lang, **values)


def _value(key: str, cell: RecordCell | None) -> Any:
    """Return what stands in the cell: the figure in force, else the words found there."""
    if cell is None:
        return None
    value = cell_value(key, cell.effective)
    if value is None:
        return cell.raw.strip() or None if cell.corrected is None else None
    if isinstance(value, str):
        # Money in digits is a number for Excel as long as it holds it exactly.
        return (
            float(value)
            if len(value.replace(".", "")) <= _EXACT
            else f"{value} {load_signs().money.yuan}"
        )
    return shown(value)


def _shown(key: str, value: Any) -> str:
    found = cell_value(key, value)
    return "∅" if found is None else str(found)


def _tidy(text: str) -> str:
    return str(shown(text))
