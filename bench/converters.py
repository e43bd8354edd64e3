"""How much is read of texts that converters make, which often drop what told cells apart.

    /tmp/bench/bin/python bench/converters.py [--reports N]

It writes generated reports as Word, web page and PDF, and lets a browser print the web page into a
PDF (`print`); every converter that is there makes text of them, which is read like any other. The
labels are the figures the reports were written from. Beside the share of cells read it says how
many were read wrongly and how many reports got a finding that blames their issuer: both must be
nought, as the reports are consistent. Reports that leave noughts blank are counted apart: where a
converter drops blank cells, nothing tells their columns.
"""

from __future__ import annotations

import argparse
import importlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from urllib.parse import unquote

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


def _plain_call(name: str) -> Callable[[object], Convert]:
    """Return a converter that is one function of a path."""
    return lambda module: lambda path: str(getattr(module, name)(str(path)))


def _pymupdf(module: object) -> Convert:
    def convert(path: Path) -> str:
        return "\n".join(page.get_text() for page in module.open(str(path)))  # type: ignore[attr-defined]

    return convert


def _pdfplumber(module: object) -> Convert:
    def convert(path: Path) -> str:
        with module.open(str(path)) as opened:  # type: ignore[attr-defined]
            return "\n".join(page.extract_text() or "" for page in opened.pages)

    return convert


def _beautiful_soup(module: object) -> Convert:
    def convert(path: Path) -> str:
        page = module.BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")  # type: ignore[attr-defined]
        return str(page.get_text("\n"))

    return convert


def _program(*command: str) -> Convert | None:
    """Return a converter that is a program whose output is the text; `{}` is the file."""
    if shutil.which(command[0]) is None:
        return None

    def convert(path: Path) -> str:
        made = [str(path) if part == "{}" else part for part in command]
        return subprocess.run(made, capture_output=True, check=True).stdout.decode()

    return convert


def _office() -> Convert | None:
    """Return the text export of LibreOffice, if it is installed."""
    if shutil.which("soffice") is None:
        return None

    def convert(path: Path) -> str:
        with tempfile.TemporaryDirectory() as folder:
            home = f"-env:UserInstallation=file://{folder}/home"
            export = ["--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder]
            command = ["soffice", home, "--headless", *export, str(path)]
            subprocess.run(command, capture_output=True, check=True)
            return (Path(folder) / f"{path.stem}.txt").read_text(encoding="utf-8")

    return convert


_PAPER = "<style>body{font-size:12px}table{border-collapse:collapse}</style>"
_INNER_TEXT = (
    "<script>onload=()=>{const t=document.body.innerText;"
    "document.documentElement.innerHTML='<body></body>';"
    "document.body.dataset.t=encodeURIComponent(t)}</script></head>"
)


def _browser() -> Convert | None:
    """Return what copying the whole page out of Chromium gives, if it is installed."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        return None

    def convert(path: Path) -> str:
        page = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "page.html"
            head = page if "</head>" in page else f"<head></head>{page}"
            file.write_text(head.replace("</head>", _INNER_TEXT, 1), encoding="utf-8")
            flags = [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={folder}/home",
            ]
            command = [program, *flags, "--dump-dom", f"file://{file}"]
            shown = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        found = re.search(r'data-t="([^"]*)"', shown)
        return unquote(found[1]) if found else ""

    return convert


@cache
def printed(number: int) -> bytes:
    """Return a report as a browser prints its web page into a PDF file; nothing without one."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        return b""
    page = written(number, "html")[1].decode().replace("</head>", f"{_PAPER}</head>", 1)
    with tempfile.TemporaryDirectory() as folder:
        file, made = Path(folder) / "page.html", Path(folder) / "page.pdf"
        file.write_text(page, encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/home"]
        command = [program, *flags, "--no-pdf-header-footer", f"--print-to-pdf={made}"]
        subprocess.run([*command, f"file://{file}"], capture_output=True, check=True)
        return made.read_bytes()


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
        ("pandoc plain", "html", _optional("pypandoc", _pandoc("plain"))),
        ("LibreOffice", "docx", _office()),
        ("LibreOffice", "html", _office()),
        ("w3m", "html", _program("w3m", "-dump", "-cols", "200", "-O", "UTF-8", "{}")),
        ("lynx", "html", _program("lynx", "-dump", "-width=200", "-display_charset=utf-8", "{}")),
        ("BeautifulSoup", "html", _optional("bs4", _beautiful_soup)),
        ("copied from Chromium", "html", _browser()),
        ("pdfminer.six", "pdf", _optional("pdfminer.high_level", _plain_call("extract_text"))),
        ("markitdown", "pdf", _optional("markitdown", _markitdown)),
        ("pdfplumber", "pdf", _optional("pdfplumber", _pdfplumber)),
        ("PyMuPDF", "pdf", _optional("pymupdf", _pymupdf)),
        ("pdftotext", "pdf", _pdftotext()),
        ("pdftotext -layout", "pdf", _pdftotext("-layout")),
        ("pdftotext -raw", "pdf", _pdftotext("-raw")),
        ("pdfminer.six", "print", _optional("pdfminer.high_level", _plain_call("extract_text"))),
        ("markitdown", "print", _optional("markitdown", _markitdown)),
        ("pdfplumber", "print", _optional("pdfplumber", _pdfplumber)),
        ("PyMuPDF", "print", _optional("pymupdf", _pymupdf)),
        ("pdftotext", "print", _pdftotext()),
        ("pdftotext -layout", "print", _pdftotext("-layout")),
        ("pdftotext -raw", "print", _pdftotext("-raw")),
    ]
    yield from ((name, kind, way) for name, kind, way in known if way is not None)


def written(number: int, kind: str) -> tuple[Report, bytes]:
    """Return a consistent report and it as a file."""
    source = Random(f"converters/{number}")
    report = make_report(source, make_truth(source), "html")
    if kind == "print":
        return report, printed(number)
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
    parser.add_argument("--kind", choices=["docx", "html", "pdf", "print"])
    options = parser.parse_args()
    print("converter             of     noughts printed   noughts blank   wrong   blamed")
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, convert in ways():
            if options.kind not in (None, kind):
                continue
            plain, blank, wrong, blamed = [0, 0], [0, 0], 0, 0
            for number in range(options.reports):
                report, data = written(number, kind)
                path = Path(folder) / f"{number}.{'pdf' if kind == 'print' else kind}"
                path.write_bytes(data)
                suffix = "md" if "gfm" in name or name in ("markitdown", "html2text") else "txt"
                read, bad, all_, guilty = score(report, convert(path), suffix)
                group = plain if report.style.zero else blank
                group[0] += read
                group[1] += all_
                wrong, blamed = wrong + bad, blamed + guilty
            shares = [f"{100 * a / b:6.1f} %" if b else "      –" for a, b in (plain, blank)]
            row = f"{name:20}  {kind:5}  {shares[0]:>14}  {shares[1]:>14}  {wrong:6}  {blamed:7}"
            print(row, flush=True)


if __name__ == "__main__":
    main()
