"""Records, findings and decisions in SQL; a run can be killed and resumed."""

from store.finder import Finder, Overlap, Pair
from store.findings import QUEUE_ORDER, Wanted
from store.model import (
    Draft,
    FindingPlace,
    FindingState,
    Input,
    Lookup,
    Manifest,
    ModelAnswer,
    Placed,
    Planned,
    Run,
    Settle,
    Settled,
    Spent,
    Statement,
    Stored,
    StoredFinding,
    Summary,
    Surroundings,
    Task,
)
from store.store import Store, open_store, work_key
from store.work import MAX_ATTEMPTS, printable

__all__ = [
    "MAX_ATTEMPTS",
    "QUEUE_ORDER",
    "Draft",
    "Finder",
    "FindingPlace",
    "FindingState",
    "Input",
    "Lookup",
    "Manifest",
    "ModelAnswer",
    "Overlap",
    "Pair",
    "Placed",
    "Planned",
    "Run",
    "Settle",
    "Settled",
    "Spent",
    "Statement",
    "Store",
    "Stored",
    "StoredFinding",
    "Summary",
    "Surroundings",
    "Task",
    "Wanted",
    "open_store",
    "printable",
    "work_key",
]
