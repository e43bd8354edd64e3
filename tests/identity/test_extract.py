"""From a document to its record in one call."""

from __future__ import annotations

from extractor import extract
from report.record import record_adapter
from tests.identity.papers import BODY, ISSUER, PREAMBLE, TITLE, document

ROWS = """（一）予以公开\t2\t0\t0\t0\t0\t0\t2
（七）总计\t2\t0\t0\t0\t0\t0\t2
四、结转下年度继续办理\t0\t0\t0\t0\t0\t0\t0"""
TABLE = f"""三、收到和处理政府信息公开申请情况
一、本年新收政府信息公开申请数量\t2\t0\t0\t0\t0\t0\t2
二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0
{ROWS}"""


def test_a_document_becomes_a_record_with_identity_cells_and_claims() -> None:
    body = BODY.replace("三、收到和处理政府信息公开申请情况", TABLE)
    text = f"{TITLE}\n{PREAMBLE}\n{body.replace('50条。', '50条，收到政府信息公开申请2件。')}"
    record = extract(document(text))
    assert record.issuer is not None
    assert (record.issuer.value, record.year_number) == (ISSUER, 2022)
    assert record.cells["requests.received.total"].value == 2
    assert 2 in [claim.value for claim in record.claims]
    assert record_adapter().validate_json(record_adapter().dump_json(record)) == record


def test_a_document_of_another_kind_becomes_a_record_without_cells() -> None:
    record = extract(document("关于开展防汛工作的意见\n加强值守。\n"))
    assert (record.kind, record.cells, record.issuer) == ("other", {}, None)


def test_an_empty_text_becomes_a_record_that_says_nothing() -> None:
    record = extract(document(""))
    assert (record.kind, record.cells, record.claims) == ("other", {}, ())
