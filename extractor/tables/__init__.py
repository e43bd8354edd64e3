"""The deterministic reading of a report's tables."""

from extractor.tables.read import read_tables
from extractor.tables.rows import Row, rows_of

__all__ = ["Row", "read_tables", "rows_of"]
