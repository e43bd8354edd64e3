"""The deterministic reading of a report's tables."""

from extractor.tables.read import read_tables

__all__ = ["read_tables"]
