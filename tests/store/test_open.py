"""Opening a store: made, migrated, or refused with a message that helps."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import store.migrations
from report.decision import Decision
from report.errors import StoreError, UsageError
from store import Draft, Store, Wanted, open_store
from store.engine import begin, parse_url
from store.migrate import VERSION_TABLE
from store.schema import METADATA
from tests.store.builders import make_finding, make_input, read_all


def decide(opened: Store) -> Decision:
    finding = make_finding()
    decision, _ = opened.decide(
        finding.id,
        lambda items: Draft(
            items[0][0].finding, items[0][0].record, "李", datetime.now(UTC), "report_inconsistent"
        ),
    )
    return decision


def test_migrations_from_nothing_give_exactly_the_tables_the_program_uses(url: str) -> None:
    with open_store(url) as opened, begin(opened._engine, "read") as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "version_table": VERSION_TABLE,
                "include_object": lambda thing, *_: getattr(thing, "name", "") != VERSION_TABLE,
            },
        )
        assert compare_metadata(context, METADATA) == []


def test_the_newest_migration_is_the_one_the_program_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(store.migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [store.migrations.HEAD]


def test_a_store_written_by_a_newer_program_is_refused_and_left_alone(url: str) -> None:
    with open_store(url) as opened:
        read_all(opened, [make_input("a.txt")])
        with begin(opened._engine, "write") as connection:
            connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"'9999'.*newer Gouji"):
        open_store(url)


def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "report.txt"
    text.write_text("年度报告" * 500, encoding="utf-8")
    with pytest.raises(StoreError, match="not a database") as caught:
        open_store(str(text))
    assert "不是数据库文件" in caught.value.text("zh")
    assert "file is not" not in caught.value.text("zh")
    assert text.read_text(encoding="utf-8") == "年度报告" * 500
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine (id INTEGER)")
    connection.close()
    with pytest.raises(StoreError, match="'mine'"):
        open_store(str(other))


def test_a_place_where_nothing_can_be_written_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="folder"):
        open_store(str(tmp_path / "file" / "store.db"))
    with pytest.raises(StoreError, match="folder"):
        open_store(str(tmp_path))


@pytest.mark.parametrize(
    "address", ["sqlite://", "mysql://host/name", "sqlite:///:memory:", "a://"]
)
def test_an_address_of_no_store_is_a_usage_error(address: str) -> None:
    with pytest.raises(UsageError):
        open_store(address)


def test_paths_and_urls_name_the_same_store(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "store.db"
    with open_store(str(path)) as opened:
        read_all(opened, [make_input("a.txt")])
    with open_store(f"sqlite:///{path}") as opened:
        assert opened.summary().records == {"accepted": 1}
    assert parse_url("postgresql://me:secret@host/name").drivername == "postgresql+psycopg"


def test_no_message_shows_a_password() -> None:
    address = "postgresql://me:secret@127.0.0.1:1/name"
    with pytest.raises(StoreError) as caught:
        open_store(address)
    assert "secret" not in str(caught.value)
    assert "me" in str(caught.value)


@pytest.mark.parametrize("statement", ["UPDATE decisions SET who = 'x'", "DELETE FROM decisions"])
def test_the_database_itself_refuses_to_change_a_decision(url: str, statement: str) -> None:
    with open_store(url) as opened:
        read_all(opened, [make_input("a.txt")], make_finding())
        made = decide(opened)
        with (
            pytest.raises(StoreError, match="append-only"),
            begin(opened._engine, "write") as connection,
        ):
            connection.execute(sa.text(statement))
        assert opened.decisions() == [made]


def test_a_store_has_no_way_to_change_or_remove_a_decision() -> None:
    words = ("update", "delete", "remove", "edit", "undo")
    assert not [name for name in dir(Store) if any(word in name for word in words)]


def test_a_decision_holds_for_the_same_operands_after_the_work_was_done_again(url: str) -> None:
    with open_store(url) as opened:
        read_all(opened, [make_input("a.txt")], make_finding())
        made = decide(opened)
        read_all(opened, [make_input("a.txt", reader="2")], make_finding())
        assert opened.findings() == []
        (found,) = opened.findings(Wanted(states=["decided"]))
        assert found.decision == made
        changed = make_finding(operands={"requests.received.total": "7"})
        read_all(opened, [make_input("a.txt", reader="3")], changed)
        (found,) = opened.findings()
        assert found.decision is None
        assert opened.history([found.finding.id]) == {found.finding.id: [made]}
