"""Asks once more for single cells, sending no more than the lines they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.model.cells import Rows, ground_cells, printed_cells
from extractor.model.layout import FoundLine, FoundTable, find_tables
from extractor.model.material import brief_table
from extractor.model.question import Model, Usage, text_key
from extractor.model.questions import Field, repair_question
from extractor.model.read import Asked, ModelReading
from report.document import Document
from report.naming import column_names, row_names, split_key

# One call of at most some six hundred tokens: lines of a table are short.
MOST_CELLS = 12
_MOST_TEXT = 500


async def reread(
    document: Document, model: Model, read: ModelReading, keys: Sequence[str], asked: Asked
) -> ModelReading | None:
    """Return the reading with some cells read once more, or None when there is no use.

    Cells whose line in the text is not known are not asked for: no answer could be
    borne out.

    Raises:
        ModelError: The question got no answer.
    """
    tables = _tables(document.text, read)
    chosen = list(_chosen(document.text, tables, keys))
    if not chosen:
        return None
    shown = document.text if asked.shown is None else asked.shown
    lines = dict.fromkeys(line for _, line in chosen)
    text = "\n".join(_line(shown, line) for line in lines)
    fields = [_field(tables, key) for key, _ in chosen]
    sha256 = text_key(document.text)
    answer = await model.ask(repair_question(text, fields, sha256))
    values = () if answer.value is None else answer.value.values
    if len(values) != len(chosen):
        return replace(read, usage=read.usage + answer.usage)
    told = {key: value for (key, _), value in zip(chosen, values, strict=True)}
    return _with(read, _grounded(document.text, tables, told), answer.usage)


def _tables(text: str, read: ModelReading) -> dict[str, FoundTable]:
    """Return the tables as they stand in the text, by the forms the reading has."""
    return {
        table: found
        for table, found in find_tables(text).items()
        if read.reading.tables.get(table) == (found.form.edition, found.form.variant)
    }


def _chosen(
    text: str, tables: Mapping[str, FoundTable], keys: Sequence[str]
) -> Iterator[tuple[str, FoundLine]]:
    """Yield the cells to ask for with their lines, as many as one question holds."""
    wanted, length = set(keys[: 4 * MOST_CELLS]), 0
    seen: set[FoundLine] = set()
    count = 0
    for table in tables.values():
        for line in table.lines:
            if not wanted.intersection(line.keys) or printed_cells(text, line) is None:
                # Where cells cannot be told apart no answer could be borne out.
                continue
            for key in line.keys:
                if key not in wanted or count >= MOST_CELLS:
                    continue
                if line not in seen:
                    length += len(_line(text, line))
                    seen.add(line)
                if length > _MOST_TEXT:
                    return
                count += 1
                yield key, line


def _line(text: str, line: FoundLine) -> str:
    return brief_table(text[line.label.start : line.body.end])


def _field(tables: Mapping[str, FoundTable], key: str) -> Field:
    table, row, column = split_key(key)
    form = tables[table].form
    return Field(row_names(form)[row], column_names(form)[column])


def _grounded(
    text: str, tables: Mapping[str, FoundTable], told: Mapping[str, Decimal | None]
) -> Rows:
    found = Rows({})
    for id_, table in tables.items():
        own = {key: value for key, value in told.items() if key.partition(".")[0] == id_}
        if own:
            found = found + ground_cells(text, table.form, table, own)
    return found


def _with(read: ModelReading, found: Rows, usage: Usage) -> ModelReading:
    """Return the reading with cells that were read once more in place of what was there."""
    again = {*found.cells, *(one.what for one in found.unfounded)}
    old = read.reading
    reading = replace(
        old,
        cells={k: c for k, c in old.cells.items() if k not in again} | found.cells,
        unfounded=(
            *(one for one in old.unfounded if one.kind != "cell" or one.what not in again),
            *found.unfounded,
        ),
        used_edits=tuple(dict.fromkeys((*old.used_edits, *found.used_edits))),
    )
    return replace(read, reading=reading, usage=read.usage + usage)
