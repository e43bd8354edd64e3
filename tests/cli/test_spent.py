"""What a model would take is told before, and what it took afterwards."""

from __future__ import annotations

import re
from pathlib import Path

from store import open_store
from tests.cli.conftest import Invoke
from tests.cli.program import sample, write_reports
from tests.model.fault_server import FaultServer, refuses, says, serving

_PRICES = "[model.prices]\nprompt = 2\ncompletion = 8\ncurrency = 'CNY'\n"


def _configure(server: FaultServer, more: str = "") -> None:
    lines = ["[model]", "name = 'm'", f"base_url = '{server.url}'", "mode = 'json_schema'", more]
    Path("gouji.toml").write_text("\n".join(lines), encoding="utf-8")


def test_a_dry_run_estimates_and_sends_nothing(invoke: Invoke):
    with serving(says("{}")) as server:
        _configure(server, _PRICES)
        result = invoke("run", "--samples", "--dry-run")
        assert server.requests == []
    told = re.search(
        r"(\d+) first questions, about (\d+) tokens sent, at most (\d+)", result.stdout
    )
    assert told is not None
    assert int(told[1]) >= 19
    assert "CNY" in result.stdout
    assert not Path("gouji.db").exists()


def test_the_estimate_counts_the_questions_that_a_run_then_asks(invoke: Invoke, tmp_path: Path):
    write_reports(tmp_path / "reports", 5)
    with serving(says("{}")) as server:
        _configure(server)
        estimate = invoke("run", "reports", "--dry-run").stdout
        invoke("run", "reports")
        prompts = [request["messages"][0]["content"][:20] for request in server.requests]
    told = re.search(r"(\d+) first questions", estimate)
    assert told is not None
    # Answers that say nothing may lead to repairs, which are asked by another prompt.
    assert int(told[1]) <= len(prompts)


def test_without_a_model_a_dry_run_says_so(invoke: Invoke):
    assert "No model would be asked" in invoke("run", "--samples", "--dry-run").stdout


def test_a_run_and_a_record_tell_what_was_spent(invoke: Invoke):
    with serving(says("{}", prompt_tokens=1000, completion_tokens=10)) as server:
        _configure(server, _PRICES)
        invoke("run", str(sample("baichuan_shichang_2023")))
        count = len(server.requests)
        assert count
        again = invoke("run", str(sample("baichuan_shichang_2023")))
        assert len(server.requests) == count
    assert "model spent" not in again.stdout
    line = f"{count} answers, {count * 1000} tokens sent, {count * 10} received, "
    with open_store("gouji.db") as store:
        (stored,) = store.outcomes()
        first = store.runs()[-1]
    assert first.counts["model_calls"] == count
    assert first.manifest.versions["model"].startswith("m ")
    shown = invoke("show", stored.id).stdout
    assert line in shown
    assert f"{count * (1000 * 2 + 10 * 8) / 10**6:.4f} CNY" in shown


def test_a_run_stops_at_its_budget_and_goes_on_when_run_again(invoke: Invoke, tmp_path: Path):
    """The first run does not get through, the next ones do, and none spends too much."""
    write_reports(tmp_path / "reports", 16)
    budget = 14_000
    with serving(says("{}", prompt_tokens=1000, completion_tokens=10)) as server:
        _configure(server, f"[model.budget]\ntokens = {budget}\n")
        said, asked, before = [], [], 0
        while not asked or asked[-1]:
            said.append(invoke("run", "reports").stdout)
            asked.append(len(server.requests) - before)
            before = len(server.requests)
    assert max(asked) * 1010 <= budget
    assert len(asked) > 2
    assert "to be read by the model" in said[0]
    assert "to be read by the model" not in said[-1]


def test_a_server_that_is_down_leaves_the_other_reading_and_exit_code_4(invoke: Invoke):
    with serving(refuses(401, "bad key")) as server:
        _configure(server)
        result = invoke("run", str(sample("baichuan_shichang_2023")))
    assert result.exit_code == 4
    assert "bad key" in result.stdout


def test_of_a_file_with_several_reports_each_tells_what_it_cost(invoke: Invoke):
    names = ("chengling_minzheng", "guancen")
    text = "\n".join(sample(name).read_text(encoding="utf-8") for name in names)
    Path("both.txt").write_text(text, encoding="utf-8")
    with serving(says("{}", prompt_tokens=1000, completion_tokens=10)) as server:
        _configure(server)
        invoke("run", "both.txt")
        asked = len(server.requests)
    with open_store("gouji.db") as store:
        ids = [stored.id for stored in store.outcomes()]
    shown = [invoke("show", id_).stdout for id_ in ids]
    told = [int(found[1]) for one in shown if (found := re.search(r"(\d+) answers, ", one))]
    assert len(told) == len(names)
    assert sum(told) == asked


def test_trimmed_answers_are_gone_and_are_asked_for_again_when_needed(invoke: Invoke):
    name = "baichuan_shichang_2023"
    with serving(says("{}", prompt_tokens=1000, completion_tokens=10)) as server:
        _configure(server)
        invoke("run", str(sample(name)))
        count = len(server.requests)
        assert "Deleted 0 answers" in invoke("store", "trim", "--days", "1").stdout
        trimmed = invoke("store", "trim", "--days", "0")
        assert f"Deleted {count} answers" in trimmed.stdout
        # Another file with the same text is another piece of work over the same questions.
        text = sample(name).read_text(encoding="utf-8")
        Path("again.txt").write_text(f"\ufeff{text}", encoding="utf-8")
        invoke("run", "again.txt")
        assert len(server.requests) == 2 * count
    assert invoke("show").exit_code == 0
