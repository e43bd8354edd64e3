"""Figures in the prose of the real reports, against their labels."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from eval.matching import assign, overlap
from extractor import extract
from extractor.documents import read_document
from report.claim import CheckedClaim
from report.finding import Finding
from verify.prose import check_prose, prose_findings

# A label whose own text says that it can be left.
OPTIONAL = "optional"


def _labelled(shared: Path) -> list[tuple[Path, dict[str, Any]]]:
    files = {file.stem: file for file in (shared / "reports").rglob("*") if file.is_file()}
    labels = []
    for gold in sorted((shared / "gold").glob("*.json")):
        label = json.loads(gold.read_text(encoding="utf-8"))
        if label.get("is_report", True) and gold.stem in files:
            labels.append((files[gold.stem], label))
    return labels


def _read(file: Path) -> tuple[tuple[CheckedClaim, ...], tuple[Finding, ...]]:
    record = extract(read_document(file))
    prose = check_prose(record)
    return prose.claims, prose_findings(prose)


def _same(label: dict[str, Any], one: CheckedClaim) -> int:
    value = one.claim.value
    if label["value"] is None or value is None:
        return 0
    factors = (1, 10_000) if (label["unit"] or "").startswith("万") else (1,)
    if not any(Decimal(str(label["value"])) * factor == value for factor in factors):
        return 0
    return overlap(label["quote"], one.claim.quote)


def test_figures_are_found_and_judged_as_a_careful_reader_does(shared: Path) -> None:
    labelled = matched = right = 0
    for file, label in _labelled(shared):
        if label.get("claims_scope") != "all":
            continue
        checked, _ = _read(file)
        weights = [
            {at: float(w) for at, one in enumerate(checked) if (w := _same(claim, one))}
            for claim in label["claims"]
        ]
        pairs = assign(weights)
        labelled += len(label["claims"])
        matched += len(pairs)
        right += sum(label["claims"][a]["verdict"] == checked[b].verdict for a, b in pairs.items())
    assert labelled > 100
    assert matched >= 0.95 * labelled
    assert right >= 0.97 * matched


def test_every_required_finding_on_prose_is_raised_and_few_others(shared: Path) -> None:
    extra = reports = 0
    for file, label in _labelled(shared):
        _, findings = _read(file)
        reports += 1
        wanted = [f for f in label["findings"] if f["code"].startswith("CLM")]
        for want in wanted:
            codes = {want["code"], *want.get("alt_codes", ())}
            raised = [f for f in findings if codes & set(f.codes)]
            assert raised or want.get(OPTIONAL), (file.name, want["code"], want.get("quote"))
            if not want.get(OPTIONAL):
                assert want["attribution"] in {f.attribution for f in raised}
        known = {c for want in wanted for c in (want["code"], *want.get("alt_codes", ()))}
        extra += sum(f.severity != "note" and f.code not in known for f in findings)
    assert reports > 10
    assert extra <= 0.2 * reports
