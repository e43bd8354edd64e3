"""A file that names a Chinese font it does not hold reads the same on every machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents.paper import Sheet, pdf

ROOT = Path(__file__).resolve().parents[2]
# A machine on which no font is installed: the library is told to look in no folder.
WITHOUT_FONTS = """
import ctypes, sys
import pypdfium2 as pdfium
import pypdfium2.raw as raw
raw.FPDF_DestroyLibrary()
nowhere = (ctypes.POINTER(ctypes.c_char) * 1)()
config = raw.FPDF_LIBRARY_CONFIG()
config.version = 2
config.m_pUserFontPaths = nowhere
raw.FPDF_InitLibraryWithConfig(config)
data = open(sys.argv[1], "rb").read()
"""
BY_US = """
from extractor.documents import read_bytes
sys.stdout.buffer.write(read_bytes(data, "a.pdf").text.encode())
"""
BY_THE_LIBRARY_ALONE = """
page = pdfium.PdfDocument(data)[0].get_textpage()
sys.stdout.buffer.write(page.get_text_range().encode())
"""


def read_without_fonts(file: Path, how: str) -> str:
    command = [sys.executable, "-c", WITHOUT_FONTS + how, str(file)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()


@pytest.fixture
def spaced(tmp_path: Path) -> Path:
    """A page whose labels are set character by character in a font that is not in it."""
    sheet = Sheet()
    sheet.table(72, 72, [["", "乙", "丙"], ["规章", "3", "15"]], [120, 60, 60])
    for number, char in enumerate("总计"):
        sheet.write(80 + 20 * number, 78, char, 10)
    file = tmp_path / "spaced.pdf"
    file.write_bytes(pdf(sheet))
    return file


def test_single_characters_are_read_on_a_machine_without_fonts(spaced: Path) -> None:
    assert read_without_fonts(spaced, BY_US) == "总计\t乙\t丙\n规章\t3\t15\n"


def test_the_library_alone_would_lose_them_there(spaced: Path) -> None:
    text = read_without_fonts(spaced, BY_THE_LIBRARY_ALONE)
    assert "规章" in text
    assert "总" not in text
    assert "乙" not in text
