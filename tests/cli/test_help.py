"""Every command says what it does, in both languages, and the documentation says the same."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from gouji.cli.base import asked_language
from gouji.words import LANGUAGES, language, load_words
from report.messages import parse_messages
from tests.cli.conftest import Invoke

ROOT = Path(__file__).resolve().parents[2]
PAGES: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "command_pages.py"))
COMMANDS: list[tuple[str, click.Command]] = list(PAGES["commands"]())
NAMES = [name for name, _ in COMMANDS]


def test_the_commands_of_the_contract_are_there() -> None:
    assert {
        "gouji run",
        "gouji check",
        "gouji show",
        "gouji review list",
        "gouji review show",
        "gouji review decide",
        "gouji review export",
        "gouji review import",
        "gouji review serve",
        "gouji export",
        "gouji rules list",
        "gouji rules explain",
        "gouji eval run",
        "gouji eval compare",
        "gouji schema",
        "gouji doctor",
    } <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_and_option_has_help(name: str, lang: str, invoke: Invoke) -> None:
    result = invoke("--lang", lang, *name.split()[1:], "--help")
    assert result.exit_code == 0
    command = dict(COMMANDS)[name]
    assert len(command.help or "") > 5
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"
            assert parameter.opts[0] in result.stdout
    chinese = any("\u4e00" <= character <= "\u9fff" for character in result.stdout)
    assert chinese == (lang == "zh")


def test_the_pages_are_up_to_date() -> None:
    # In a process of its own: commands keep the language they were last asked in.
    script = "import runpy; print(runpy.run_path('scripts/command_pages.py')['stale']())"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]", "run scripts/docs"


def test_every_entry_of_the_words_has_both_languages_and_no_leftover() -> None:
    for id_, words in load_words().items():
        assert words.zh.strip(), id_
        assert words.en.strip(), id_
        assert not any("\u4e00" <= character <= "\u9fff" for character in words.en), id_


def test_the_readme_names_only_commands_there_are() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = [line.split("#")[0].split() for line in readme.splitlines() if "bin/gouji " in line]
    assert named
    for words in named:
        assert any(name.split()[1] == words[1] for name in NAMES[1:]), words


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["--lang", "zh", "run"], "zh"),
        (["run", "--lang=en", "x"], "en"),
        (["run", "--", "--lang", "zh"], None),
        (["run", "--lang"], None),
        (["--lang", "fr"], None),
        (["--lang", "zh", "run", "--lang", "en"], "en"),
    ],
)
def test_the_language_is_found_wherever_it_stands(arguments: list[str], asked: str | None) -> None:
    assert asked_language(arguments) == asked


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN", "GOUJI_LANG": "en"}, "en"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_locale_gives_the_language(environment: dict[str, str], expected: str) -> None:
    assert language(environment) == expected


def test_an_unknown_language_is_a_usage_error(invoke: Invoke) -> None:
    assert invoke("--lang", "fr", "rules", "list").exit_code == 2


def test_an_unknown_command_is_a_usage_error(invoke: Invoke) -> None:
    assert invoke("runn").exit_code == 2


def test_starting_loads_nothing_heavy() -> None:
    code = "import sys, gouji.cli; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert loaded.isdisjoint({"sqlalchemy", "rich", "extractor", "verify", "store"})


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("runn",), "没有命令 runn。"),
        (("show", "--foo"), "没有选项 --foo。"),
        (("show", "--jsn"), "是不是 '--json'？"),
        (("review", "decide", "abc", "foo"), "没有 foo；可用 'accept_repair'"),
        (("review", "decide"), "缺少参数 'ITEM'"),
        (("run", "--jobs", "x"), "x 不是整数"),
        (("run", "--jobs", "0"), "0 超出范围 x>=1"),
        (("run", "--jobs"), "选项 --jobs 后面要有值"),
        (("show", "a", "b"), "多了参数（b）"),
    ],
)
def test_what_is_wrong_with_a_command_line_is_said_in_its_language(
    arguments: tuple[str, ...], says: str, invoke: Invoke
) -> None:
    result = invoke("--lang", "zh", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "rror" not in result.stderr
    assert "rror" in invoke("--lang", "en", *arguments).stderr


def test_words_of_the_command_line_library_are_found_by_its_english() -> None:
    # One that its next version words otherwise would be English among Chinese.
    import inspect

    from click import core, decorators, exceptions, formatting, parser, types

    source = "".join(
        inspect.getsource(module)
        for module in (core, decorators, exceptions, formatting, parser, types)
    )
    file = ROOT / "gouji" / "messages" / "click.toml"
    for id_ in parse_messages(file.read_text(encoding="utf-8"), file.name):
        assert f'"{id_}"' in source, id_
