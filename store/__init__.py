"""Records, findings and decisions in SQL; a run can be killed and resumed."""

from store.finder import Finder, Overlap, Pair
from store.model import (
    Draft,
    FindingState,
    Input,
    Lookup,
    Manifest,
    Placed,
    Planned,
    Run,
    Settle,
    Settled,
    Statement,
    Stored,
    StoredFinding,
    Summary,
    Surroundings,
    Task,
)
from store.store import QUEUE_ORDER, Store, open_store, work_key
from store.work import MAX_ATTEMPTS, printable

__all__ = [
    "MAX_ATTEMPTS",
    "QUEUE_ORDER",
    "Draft",
    "Finder",
    "FindingState",
    "Input",
    "Lookup",
    "Manifest",
    "Overlap",
    "Pair",
    "Placed",
    "Planned",
    "Run",
    "Settle",
    "Settled",
    "Statement",
    "Store",
    "Stored",
    "StoredFinding",
    "Summary",
    "Surroundings",
    "Task",
    "open_store",
    "printable",
    "work_key",
]
