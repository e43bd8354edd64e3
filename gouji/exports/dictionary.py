"""The data dictionary: what every column and every letter of the tables means."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.exports.rates import RANKINGS, TRENDS, definitions, rates_columns
from gouji.exports.tables import ABSENT, LETTERS, Row, columns, form_keys
from gouji.exports.wide import wide_columns
from gouji.words import load_words
from report.edits import keys_for
from report.form import load_forms
from report.naming import cell_place

DICTIONARY = ("table", "name", "meaning_zh", "meaning_en", "source")


def dictionary_rows() -> Iterator[Row]:
    """Yield a row for every column of the tables, letter of `cell_states`, rate and cell."""
    tables = {
        "cells": (*columns("cells"), "number"),
        "reports": wide_columns(columns("reports")),
        "findings": columns("findings"),
        "rates": rates_columns(),
        "trends": TRENDS,
        "rankings": RANKINGS,
    }
    cells = set(form_keys())
    rates = {rate.id for rate in definitions().rates}
    for table, names in tables.items():
        for name in names:
            if name not in cells and name not in rates and name.removesuffix("_state") not in rates:
                yield _row(table, name, f"column.{name}")
    for state, letter in (*LETTERS.items(), ("absent", ABSENT)):
        yield _row("cell_states", letter, f"figure.{state}")
    yield from _rates()
    yield from _cells()


def _row(table: str, name: str, words: str) -> Row:
    said = load_words()[words]
    return {
        "table": table,
        "name": name,
        "meaning_zh": said.zh,
        "meaning_en": said.en,
        "source": "",
    }


def _rates() -> Iterator[Row]:
    for rate in definitions().rates:
        cells = f"100 * ({' + '.join(rate.numerator)}) / ({' + '.join(rate.denominator)})"
        yield {
            "table": "rates",
            "name": rate.id,
            "meaning_zh": f"{rate.label.zh}（%）= {rate.formula.zh}",
            "meaning_en": f"{rate.label.en} (%) = {rate.formula.en}",
            "source": cells,
        }


def _cells() -> Iterator[Row]:
    """Yield what each cell is, by the labels of the newest form that has it."""
    places: dict[str, tuple[str, str, str]] = {}
    for edition, form in load_forms().items():
        for table in form.tables:
            for variant in table.variants:
                tables = {table.id: (edition, variant.id)}
                for key in keys_for(tables):
                    place = cell_place(key, tables)
                    places[key] = (place.zh, place.en, form.circular.number)
    for key in form_keys():
        chinese, english, circular = places[key]
        yield {
            "table": "reports",
            "name": key,
            "meaning_zh": chinese,
            "meaning_en": english,
            "source": circular,
        }
