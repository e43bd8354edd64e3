"""Records, findings and decisions in SQL; a run can be killed and resumed."""

from store.model import (
    Draft,
    Input,
    Manifest,
    Planned,
    Run,
    Settled,
    Stored,
    StoredFinding,
    Summary,
    Task,
)
from store.store import Store, open_store, work_key
from store.work import MAX_ATTEMPTS, printable

__all__ = [
    "MAX_ATTEMPTS",
    "Draft",
    "Input",
    "Manifest",
    "Planned",
    "Run",
    "Settled",
    "Store",
    "Stored",
    "StoredFinding",
    "Summary",
    "Task",
    "open_store",
    "printable",
    "work_key",
]
