"""How much is read of texts that converters make, which often drop what told cells apart.

    /tmp/bench/bin/python bench/converters.py [--reports N]

It writes generated reports as Word, web page and PDF, lets every converter that is there make
text of them, and reads that text like any other. The labels are the figures the reports were
written from. Beside the share of cells read it says how many were read wrongly and how many
reports got a finding that blames their issuer: both must be nought, as the reports are
consistent. Reports that leave noughts blank are counted apart: where a converter drops blank
cells, nothing tells their columns.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from eval.generate import office
from eval.generate.report import Report, make_report
from eval.generate.world import make_truth
from extractor import extract
from extractor.documents import read_bytes
from report.errors import InputError
from verify import verify

Convert = Callable[[Path], str]


def _optional(module: str, way: Callable[[object], Convert]) -> Convert | None:
    try:
        return way(importlib.import_module(module))
    except ImportError:
        return None


def _pdftotext(*options: str) -> Convert | None:
    program = shutil.which("pdftotext")
    if program is None:
        return None

    def convert(path: Path) -> str:
        command = [program, *options, str(path), "-"]
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()

    return convert


def _html2text(module: object) -> Convert:
    def convert(path: Path) -> str:
        converter = module.HTML2Text()  # type: ignore[attr-defined]
        converter.body_width = 0
        return str(converter.handle(path.read_text(encoding="utf-8")))

    return convert


def _markitdown(module: object) -> Convert:
    converter = module.MarkItDown(enable_plugins=False)  # type: ignore[attr-defined]
    return lambda path: str(converter.convert_local(str(path)).text_content)


def _pandoc(to: str) -> Callable[[object], Convert]:
    return lambda module: lambda path: module.convert_file(str(path), to)  # type: ignore[attr-defined]


def ways() -> Iterator[tuple[str, str, Convert]]:
    """Yield name, kind of file and function of every converter that is installed."""
    known: list[tuple[str, str, Convert | None]] = [
        ("docx2txt", "docx", _optional("docx2txt", lambda m: lambda p: str(m.process(str(p))))),  # type: ignore[attr-defined]
        ("markitdown", "docx", _optional("markitdown", _markitdown)),
        ("markitdown", "html", _optional("markitdown", _markitdown)),
        ("html2text", "html", _optional("html2text", _html2text)),
        ("pandoc plain", "docx", _optional("pypandoc", _pandoc("plain"))),
        ("pandoc gfm", "docx", _optional("pypandoc", _pandoc("gfm"))),
        ("pandoc gfm", "html", _optional("pypandoc", _pandoc("gfm"))),
        ("pdftotext", "pdf", _pdftotext()),
        ("pdftotext -layout", "pdf", _pdftotext("-layout")),
        ("pdftotext -raw", "pdf", _pdftotext("-raw")),
    ]
    yield from ((name, kind, way) for name, kind, way in known if way is not None)


def written(number: int, kind: str) -> tuple[Report, bytes]:
    """Return a consistent report and it as a file."""
    source = Random(f"converters/{number}")
    report = make_report(source, make_truth(source), "html")
    made = office.OFFICE.get(kind, lambda report: report.text().encode())
    return report, made(report)


def score(report: Report, text: str, suffix: str) -> tuple[int, int, int, bool]:
    """Return cells read, cells read wrongly, cells there are, and whether somebody is blamed."""
    printed = report.printed()
    try:
        record = extract(read_bytes(text.encode(), f"a.{suffix}"))
    except InputError:
        return 0, 0, len(printed), False
    read = wrong = 0
    for key, raw in printed.items():
        cell = record.cells.get(key)
        if cell is None or cell.status in ("unread", "disputed"):
            continue
        read += 1
        stands = any(map(str.isdigit, raw))
        wrong += (str(cell.value) != str(report.values[key])) if stands else cell.value is not None
    findings = verify(record).findings
    blamed = any(f.attribution == "source" and f.asks_a_person for f in findings)
    return read, wrong, len(printed), blamed


def main() -> None:
    """Print a row for every converter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=20)
    options = parser.parse_args()
    print("converter           of     noughts printed   noughts blank   wrong   blamed")
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, convert in ways():
            plain, blank, wrong, blamed = [0, 0], [0, 0], 0, 0
            for number in range(options.reports):
                report, data = written(number, kind)
                path = Path(folder) / f"{number}.{kind}"
                path.write_bytes(data)
                suffix = "md" if "gfm" in name or name in ("markitdown", "html2text") else "txt"
                read, bad, all_, guilty = score(report, convert(path), suffix)
                group = plain if report.style.zero else blank
                group[0] += read
                group[1] += all_
                wrong, blamed = wrong + bad, blamed + guilty
            shares = [f"{100 * a / b:6.1f} %" if b else "      –" for a, b in (plain, blank)]
            row = f"{name:18}  {kind:5}  {shares[0]:>14}  {shares[1]:>14}  {wrong:6}  {blamed:7}"
            print(row, flush=True)


if __name__ == "__main__":
    main()
