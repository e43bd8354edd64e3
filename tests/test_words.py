"""Chinese words live in data files; programs hold marks and ranges of characters only."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("eval", "extractor", "gouji", "prompts", "report", "review", "store", "verify")
# Marks such as 、 and 《 are no words, and a range of characters is written with escapes.
HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff]")


def words_in(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of every string that holds a Chinese word and is no docstring."""
    docstrings = {
        node.value.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        string = token.type == tokenize.STRING and token.start[0] not in docstrings
        if string and HAN.search(token.string):
            yield token.start[0], token.string


@pytest.mark.parametrize("package", PACKAGES)
def test_no_chinese_word_stands_in_a_program(package: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text[:60]}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, text in words_in(path.read_text(encoding="utf-8"))
    ]
    assert not found, "move these into report/lexicon or report/forms"


def test_a_word_is_found_in_plain_raw_and_formatted_strings() -> None:
    source = 'a = "元"\nb = r"[一-龥]件"\nc = f"{a}年"\n'
    assert [line for line, _ in words_in(source)] == [1, 2, 3]


def test_docstrings_comments_and_marks_are_no_words() -> None:
    source = '"""Reads 政府 reports."""\n\na = "、《》（）"  # 例\nb = "\\u4e00-\\u9fa5"\n'
    assert not list(words_in(source))
