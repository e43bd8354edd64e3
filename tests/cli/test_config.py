"""gouji.toml: what it may say, where it is found, and what it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.config import Config, load_config, parse_config
from gouji.project import find_config
from report.errors import UsageError
from tests.cli.conftest import Invoke
from tests.cli.program import lines_of, sample


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[run]\nspeed = 3", "run.speed"),
        ("colour = 'red'", "colour"),
        ("[run]\njobs = 0", "run.jobs"),
        ("[check]\nselect = ['REQ99']", "REQ99"),
        ("[check]\nignore = ['']", "''"),
        ("[check", "TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_key(text: str, named: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_config(text, "team/gouji.toml")
    assert named in str(caught.value)
    assert "team/gouji.toml" in str(caught.value)


def test_an_empty_file_changes_nothing() -> None:
    assert parse_config("") == Config()


def test_the_nearest_file_above_holds(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "gouji.toml").write_text("lang = 'zh'", encoding="utf-8")
    assert find_config(deep) == tmp_path / "gouji.toml"
    (deep / "gouji.toml").write_text("lang = 'en'", encoding="utf-8")
    assert load_config(deep).config.lang == "en"


def test_a_store_named_in_the_file_is_the_same_from_every_folder_below(tmp_path: Path) -> None:
    deep = tmp_path / "a"
    deep.mkdir()
    (tmp_path / "gouji.toml").write_text("[run]\nstore = 'all.db'", encoding="utf-8")
    assert load_config(deep).store(None) == str(tmp_path / "all.db")
    assert load_config(deep).store("mine.db") == "mine.db"


def test_the_environment_names_the_store_before_the_file_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gouji.toml").write_text("[run]\nstore = 'all.db'", encoding="utf-8")
    monkeypatch.setenv("GOUJI_STORE", "env.db")
    assert load_config(tmp_path).store(None) == "env.db"


def test_ignored_codes_are_left_out_everywhere(invoke: Invoke, tmp_path: Path) -> None:
    report = str(sample("ningpu"))
    before = lines_of(invoke("check", report, "--json"))[0]
    codes = {finding["code"] for finding in before["findings"]}
    assert "REQ03" in codes
    (tmp_path / "gouji.toml").write_text("[check]\nignore = ['REQ']", encoding="utf-8")
    for command in (("check", report, "--json"), ("run", report, "--json")):
        after = lines_of(invoke(*command))[0]
        assert {f["code"] for f in after["findings"]} == {c for c in codes if c[:3] != "REQ"}


def test_the_language_of_the_file_holds_unless_asked_otherwise(
    invoke: Invoke, tmp_path: Path
) -> None:
    (tmp_path / "gouji.toml").write_text("lang = 'zh'", encoding="utf-8")
    assert "收办不平衡" in invoke("rules", "list").stdout
    assert "收办不平衡" not in invoke("rules", "list", "--lang", "en").stdout


def test_a_broken_file_is_a_usage_error_of_every_command(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "gouji.toml").write_text("[runs]", encoding="utf-8")
    result = invoke("check", str(sample("ningpu")))
    assert result.exit_code == 2
    assert "runs" in result.stderr
