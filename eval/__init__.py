"""Scores any path-to-record function against labels."""

from eval.compare import Comparison, compare
from eval.datasets import Dataset, Entry, open_dataset, pair
from eval.gate import Gate, GateResult, check_gate, load_gate
from eval.render import render
from eval.run import Read, evaluate, load_result, save_result
from eval.scores import EvalResult, Item, ReportScore, Totals

__all__ = [
    "Comparison",
    "Dataset",
    "Entry",
    "EvalResult",
    "Gate",
    "GateResult",
    "Item",
    "Read",
    "ReportScore",
    "Totals",
    "check_gate",
    "compare",
    "evaluate",
    "load_gate",
    "load_result",
    "open_dataset",
    "pair",
    "render",
    "save_result",
]
