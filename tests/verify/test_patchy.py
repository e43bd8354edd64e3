"""Nobody is accused from a table much of which could not be read."""

from __future__ import annotations

import pytest

from tests.records import make_record
from verify.outcome import verify

ROWS = ("refused.state_secret", "refused.other_law", "refused.third_party")
COLUMNS = ("natural_person", "business", "research", "public_benefit", "legal_service")


@pytest.mark.parametrize(("rows", "told"), [(1, "source"), (3, "unknown")])
def test_a_wrong_sum_is_the_reports_only_where_nearly_all_of_its_table_was_read(
    rows: int, told: str
) -> None:
    unread = {
        f"requests.{row}.{column}": "unread"
        for row in ROWS[:rows]
        for column in (*COLUMNS, "other_organisation", "total")
    }
    wrong = {"requests.received.business": 5, "requests.received.total": 9}
    found = verify(make_record(cells={**unread, **wrong})).findings
    assert {f.attribution for f in found if "REQ03" in f.codes} == {told}
