"""Records, findings and decisions in SQL; a run can be killed and resumed."""

from store.model import (
    Draft,
    FindingState,
    Input,
    Lookup,
    Manifest,
    ModelAnswer,
    Planned,
    Run,
    Settle,
    Settled,
    Spent,
    Stored,
    StoredFinding,
    Summary,
    Task,
)
from store.store import QUEUE_ORDER, Store, open_store, work_key
from store.work import MAX_ATTEMPTS, printable

__all__ = [
    "MAX_ATTEMPTS",
    "QUEUE_ORDER",
    "Draft",
    "FindingState",
    "Input",
    "Lookup",
    "Manifest",
    "ModelAnswer",
    "Planned",
    "Run",
    "Settle",
    "Settled",
    "Spent",
    "Store",
    "Stored",
    "StoredFinding",
    "Summary",
    "Task",
    "open_store",
    "printable",
    "work_key",
]
