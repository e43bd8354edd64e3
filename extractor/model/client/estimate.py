"""How many tokens a text is, without a tokenizer: an estimate, and two bounds.

No tokenizer is fetched or shipped: servers have different ones. The weights were fitted on
Chinese reports against Qwen's and OpenAI's o200k_base (bench/README.md says how far off
they are); what the server itself counts always replaces the estimate.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Tokens that a chat template puts around each message, generously.
_FRAME = 16


class _Weights(NamedTuple):
    ideograph: float
    letter: float
    digit: float
    blank_run: float
    other: float


_LIKELY = _Weights(0.75, 0.35, 1.0, 0.9, 0.9)
# Half of what any tokenizer in use needs: a prompt counted below it was cut.
_LEAST = _Weights(0.3, 0.15, 0.3, 0.2, 0.4)
_CLASSES = (
    re.compile(r"[\u3400-\u9fff\uf900-\ufaff]"),
    re.compile(r"[A-Za-z]"),
    re.compile(r"\d"),
    re.compile(r"\s+"),
    re.compile(r"[^\sA-Za-z\d\u3400-\u9fff\uf900-\ufaff]"),
)


def likely_tokens(*texts: str) -> int:
    """Return about how many tokens the texts are as messages of one prompt."""
    return round(sum(_count(text, _LIKELY) for text in texts)) + _FRAME * len(texts)


def least_tokens(*texts: str) -> int:
    """Return fewer tokens than the texts can be with any tokenizer in use."""
    return int(sum(_count(text, _LEAST) for text in texts))


def most_tokens(*texts: str) -> int:
    """Return more tokens than the texts can be: tokenizers fall back to bytes at worst."""
    return sum(len(text.encode("utf-8", "replace")) for text in texts) + _FRAME * len(texts)


def _count(text: str, weights: _Weights) -> float:
    return sum(
        weight * sum(1 for _ in pattern.finditer(text))
        for pattern, weight in zip(_CLASSES, weights, strict=True)
    )
