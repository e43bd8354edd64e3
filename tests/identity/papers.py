"""Invented documents for the tests of identity: heads, bodies and readings made by hand."""

from __future__ import annotations

from extractor.identity import Identity, read_identity
from report.document import Document, SourceFile, Span
from report.edits import keys_for
from report.record import CellReading, Reading

ISSUER = "莲江市水利局"
TITLE = f"{ISSUER}2022年政府信息公开工作年度报告"
PREAMBLE = "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
BODY = """一、总体情况
2022年，我局按照要求做好公开工作，全年主动公开信息50条。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
公开形式不够丰富。2023年将改进。
六、其他需要报告的事项
本年度未收取信息处理费。
"""
TABLES = {
    "disclosure": ("2021", "standard"),
    "requests": ("2021", "three_other_rows"),
    "disputes": ("2021", "standard"),
}


def document(text: str) -> Document:
    return Document(SourceFile("report.txt", "0" * 64, "text/plain", len(text)), text, "plain 1")


def reading(
    text: str = "",
    edition: str = "2021",
    tables: dict[str, tuple[str, str]] | None = None,
    value: int | None = 0,
    reader: str = "tables",
) -> Reading:
    """A reading in which every cell of the tables holds the same number."""
    tables = TABLES if tables is None else tables
    cell = CellReading(value, text[:1], Span(0, len(text[:1])), "cell")
    return Reading(reader, edition, tables, dict.fromkeys(keys_for(tables), cell))


def identity(text: str, made: Reading | None = None) -> Identity:
    return read_identity(document(text), made or Reading("tables", "2021", {}, {}))
