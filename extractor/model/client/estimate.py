"""How many tokens a text is, without a tokenizer: an estimate, and two bounds.

No tokenizer is fetched or shipped: servers have different ones. The weights were fitted on
Chinese reports against Qwen's and OpenAI's o200k_base (bench/README.md says how far off
they are); what the server itself counts always replaces the estimate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import mul
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
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_LETTERS = re.compile(r"[A-Za-z]+")
_DIGITS = re.compile(r"\d+")
_BLANKS = re.compile(r"\s+")


def _counts(text: str) -> _Weights:
    """Return how many characters of each kind a text has, and how many runs of blanks."""
    # Taking runs away is several times faster than finding characters one by one.
    left, counts = text, list[float]()
    for pattern in (_IDEOGRAPHS, _LETTERS, _DIGITS):
        rest = pattern.sub("", left)
        counts.append(len(left) - len(rest))
        left = rest
    other = len(_BLANKS.sub("", left))
    ideographs, letters, digits = counts
    return _Weights(ideographs, letters, digits, len(_BLANKS.findall(text)), other)


class Tokens(NamedTuple):
    """How many tokens some texts are as messages of one prompt.

    Attributes:
        least: Fewer than with any tokenizer in use.
        likely: About how many.
        most: More than with any: tokenizers fall back to bytes at worst.
    """

    least: int
    likely: int
    most: int


def tokens_within(text: str) -> Tokens:
    """Return the estimate and its bounds for a part of a message."""
    counts = _counts(text)
    least, likely = sum(map(mul, _LEAST, counts)), sum(map(mul, _LIKELY, counts))
    return Tokens(int(least), round(likely), len(text.encode("utf-8", "replace")))


def tokens_of(texts: Iterable[str]) -> Tokens:
    """Return the estimate and its bounds for whole messages."""
    least = likely = most = 0
    for own in map(tokens_within, texts):
        least += own.least
        likely += own.likely + _FRAME
        most += own.most + _FRAME
    return Tokens(least, likely, most)
