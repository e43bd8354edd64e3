"""The deterministic reading of a report's tables."""

from extractor.tables.parted import observed_rows
from extractor.tables.read import read_tables
from extractor.tables.rows import Row

__all__ = ["Row", "observed_rows", "read_tables"]
