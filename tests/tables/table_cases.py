"""Readings of invented tables, for the tests of single cases."""

from __future__ import annotations

from table_layouts import MATRICES, Matrix, document, forms_of
from table_values import table_of

from extractor.tables import read_tables
from report.record import Reading

SEED = 11


def printed(edition: str, variant: str = "") -> dict[str, str]:
    forms = forms_of(edition, variant)
    return {key: str(number) for key, number in table_of(forms, SEED).items()}


def matrix_of(table: str, edition: str, values: dict[str, str], variant: str = "") -> Matrix:
    form = forms_of(edition, variant)[table]
    return MATRICES[table](form, values)


def read(text: str) -> Reading:
    return read_tables(document(text))


def values_of(reading: Reading) -> dict[str, str]:
    """Return the printed numbers of all cells that hold one."""
    return {key: cell.raw for key, cell in reading.cells.items() if cell.value is not None}
