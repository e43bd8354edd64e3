"""Why a file cannot be read is told in Chinese and English alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gouji.tally import Failure
from gouji.words import say
from report.document import SourceFile
from report.errors import FAILURE_CODES, InputError
from report.finding import Reason, failed_outcome
from report.messages import cause, load_messages, unreadable
from tests.conftest import ROOT

INPUTS = {id_: words for id_, words in load_messages().items() if id_.startswith("input.")}
FORMATS = re.compile(
    r"\{\w+\}|--[a-z-]+|gouji run|[A-Z][A-Za-z]*(?:-?\d+)?(?: 2003 XML)?|\.[a-z]+|gzip|-8"
)


@pytest.mark.parametrize("id_", sorted(INPUTS))
def test_the_chinese_sentence_is_chinese_and_says_what_to_do(id_: str) -> None:
    words = INPUTS[id_]
    assert not re.search(r"[A-Za-z]{2,}", FORMATS.sub("", words.zh))
    assert "请" in words.zh or id_.startswith("input.cause.")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", FAILURE_CODES)
def test_every_reason_has_a_name_in_both_languages(code: str, lang: str) -> None:
    assert say(f"reason.{code}", lang)


def test_no_sentence_is_there_for_nothing() -> None:
    folders = ("extractor", "gouji", "store")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    code = "\n".join(Path(path).read_text(encoding="utf-8") for path in files)
    kinds = {f"input.other.{kind}" for kind in ("ppt", "visio", "ofd", "opendocument")}
    unused = [
        id_
        for id_ in INPUTS
        if f'"{id_}"' not in code and f'"{id_.removeprefix("input.")}"' not in code
    ]
    assert {id_ for id_ in unused if not id_.startswith("input.cause.")} == kinds


@pytest.mark.parametrize(
    ("said", "zh"),
    [
        ("File is not a zip file", "不是 ZIP 结构"),
        ("Bad CRC-32 for file 'word/document.xml'", "校验和不符"),
        ("Failed to load document (PDFium: Data format error).", "格式有误"),
        ("something new", "内部结构有误"),
    ],
)
def test_what_a_library_says_is_told_in_words_of_ours(said: str, zh: str) -> None:
    assert cause(said).zh == zh


def test_a_failure_keeps_its_words_in_both_languages() -> None:
    error = unreadable("damaged", "damaged.no_part", name="word/document.xml")
    assert isinstance(error, InputError)
    outcome = failed_outcome(SourceFile("甲.docx", "", "", 0), error.code, error.said)
    told = Failure.of(outcome)
    assert told.text("zh").startswith("损坏或出错：文件已损坏")
    assert told.text("en").startswith("damaged or failed: The file is damaged")


def test_a_failure_stored_by_an_earlier_version_is_told_in_its_own_words() -> None:
    told = Failure("a.pdf", Reason("damaged", "The PDF is damaged."), None)
    assert told.text("zh") == "损坏或出错：The PDF is damaged."
