"""Every test that takes `url` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from tests.store.conftest import url

__all__ = ["url"]
