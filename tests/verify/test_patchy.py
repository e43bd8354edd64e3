"""Nobody is accused from a table much of which could not be read."""

from __future__ import annotations

import pytest

from tests.records import make_record
from verify.outcome import verify

ROWS = ("refused.state_secret", "refused.other_law", "refused.third_party")
COLUMNS = ("natural_person", "business", "research", "public_benefit", "legal_service")


@pytest.mark.parametrize(("rows", "accused"), [(0, True), (1, True), (3, False)])
def test_a_wrong_sum_in_a_table_with_many_unread_cells_accuses_nobody(
    rows: int, accused: bool
) -> None:
    unread = {
        f"requests.{row}.{column}": "unread"
        for row in ROWS[:rows]
        for column in (*COLUMNS, "other_organisation", "total")
    }
    wrong = {"requests.not_processed.repeat.total": 2}
    found = verify(make_record(cells={**unread, **wrong})).findings
    told = {f.attribution for f in found if "REQ03" in f.codes}
    assert told == ({"source"} if accused else {"unknown"})
