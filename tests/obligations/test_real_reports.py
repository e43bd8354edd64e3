"""Identity and obligations on the real reports, held against their labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from extractor.documents import read_document
from extractor.identity import read_identity
from extractor.reconcile import reconcile
from extractor.tables import read_tables
from report.issuer import same_issuer
from report.record import Record
from verify.obligations import obligation_findings


def _read(file: Path) -> Record:
    document = read_document(file)
    reading = read_tables(document)
    return reconcile(document, [reading], read_identity(document, reading), ())


def _labelled(shared: Path) -> list[tuple[Path, dict[str, Any]]]:
    files = {file.stem: file for file in sorted((shared / "reports").rglob("*.*"))}
    labels = [
        json.loads(label.read_text("utf-8")) for label in sorted((shared / "gold").glob("*.json"))
    ]
    return [(files[label["file"]], label) for label in labels if label.get("is_report", True)]


def _form_findings(label: dict[str, Any], optional: bool) -> list[dict[str, Any]]:
    return [
        finding
        for finding in label["findings"]
        if finding["code"].startswith("FRM") and bool(finding.get("optional")) == optional
    ]


def test_issuer_and_year_of_real_reports_are_right(shared: Path) -> None:
    wrong = []
    for file, label in _labelled(shared):
        record = _read(file)
        named = record.issuer.value if record.issuer is not None else None
        misread = any(f.get("attribution") == "reading" for f in _form_findings(label, True))
        if not misread and not same_issuer(named, label["issuer"]):
            wrong.append((file.name, named, label["issuer"]))
        if record.year_number != label["year"]:
            wrong.append((file.name, str(record.year_number), label["year"]))
    assert wrong == []


def test_every_form_finding_of_real_reports_is_raised_and_no_other(shared: Path) -> None:
    for file, label in _labelled(shared):
        raised = {(f.code, f.attribution) for f in obligation_findings(_read(file))}
        required = {(f["code"], f["attribution"]) for f in _form_findings(label, False)}
        allowed = {f["code"] for f in _form_findings(label, True)}
        assert required <= raised, file.name
        assert {code for code, _ in raised - required} <= allowed, file.name


def test_the_empty_form_is_known_as_such_and_has_no_obligations(shared: Path) -> None:
    record = _read(shared / "reports" / "template" / "template.docx")
    assert (record.kind, record.issuer, record.year) == ("blank_form", None, None)
    assert obligation_findings(record) == ()
    assert all(cell.value is None for cell in record.cells.values())
