"""What is in a store is held against what else is in it, in whatever order it came."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from gouji.corpus.register import differences, read_corpus
from gouji.corpus.roster_check import check_roster, not_expected, roll_ups
from gouji.corpus.settle import Settings, settle_corpus
from review import Request, decide, queue
from store import Store
from tests.conftest import ROOT
from tests.years.cities import (
    CODES,
    city,
    found_in,
    open_at,
    read_into,
    roster_of,
    settings_of,
)


@pytest.mark.parametrize("seed", ["valley", "ridge", "harbour"])
def test_every_planted_case_is_found_and_none_invented(seed: str, tmp_path: Path) -> None:
    made = city(seed)
    with open_at(tmp_path / "s.db") as store:
        read_into(store, made.files, tmp_path)
        settle_corpus(store, settings_of(made))
        expected = {(p.code, p.issuer, str(p.year)) for p in made.planted if p.code in CODES}
        assert len(expected) == 8
        assert found_in(store) == expected


@pytest.mark.parametrize("seed", ["valley", "ridge", "harbour"])
def test_nothing_is_found_where_nothing_is_wrong(seed: str, tmp_path: Path) -> None:
    made = city(seed, planted=False)
    with open_at(tmp_path / "s.db") as store:
        read_into(store, made.files, tmp_path)
        done = settle_corpus(store, settings_of(made))
        assert done.with_previous == 36
        assert found_in(store) == set()
        corpus, roster = read_corpus(store, roster_of(made)), roster_of(made)
        assert not_expected(corpus, roster, 2023) == []
        assert {one.standing for one in check_roster(store, corpus, roster, 2023)} == {"on_time"}
        (rolled,) = roll_ups(store, corpus, roster, 2023)
        assert (rolled.known, rolled.expected, rolled.missing) == (11, 11, ())
        assert not any(row.exceeds for row in rolled.rows)


def test_missing_and_late_bodies_are_told_and_no_others(tmp_path: Path) -> None:
    made = city("valley")
    with open_at(tmp_path / "s.db") as store:
        read_into(store, made.files, tmp_path)
        roster = roster_of(made)
        corpus = read_corpus(store, roster)
        standing = {
            one.expected.name: one.standing
            for one in check_roster(store, corpus, roster, 2023)
            if one.standing != "on_time"
        }
        planted = {p.issuer: p.kind for p in made.planted if p.kind in ("missing", "late")}
        assert standing == planted
        (rolled,) = roll_ups(store, corpus, roster, 2023)
        assert (rolled.known, rolled.expected) == (10, 11)
        assert rolled.missing == tuple(p.issuer for p in made.planted if p.kind == "missing")


def everything(store: Store) -> list[tuple[object, ...]]:
    return sorted(
        (
            stored.outcome.source.path,
            stored.outcome.status,
            *((f.id, f.code, f.message.zh) for f in stored.outcome.findings),
            *((c.claim.id, c.verdict, c.why) for c in stored.outcome.claims),
        )
        for stored in store.outcomes()
    )


@pytest.mark.parametrize("order", ["forward", "backward", "shuffled"])
def test_the_order_in_which_reports_arrive_changes_nothing(order: str, tmp_path: Path) -> None:
    made = city("valley")
    names = sorted(made.files)
    if order == "backward":
        names.reverse()
    if order == "shuffled":
        Random(order).shuffle(names)
    with open_at(tmp_path / "once.db") as store:
        read_into(store, made.files, tmp_path / "once")
        settle_corpus(store, settings_of(made))
        expected = everything(store)
    with open_at(tmp_path / "often.db") as store:
        for at in range(0, len(names), 9):
            some = {name: made.files[name] for name in names[at : at + 9]}
            read_into(store, some, tmp_path / "often")
            settle_corpus(store, settings_of(made))
        assert everything(store) == expected


def test_a_report_that_arrives_later_settles_what_was_undecided(url: str, tmp_path: Path) -> None:
    made = city("valley")
    (carried,) = [p for p in made.planted if p.kind == "carried"]
    this = {n: t for n, t in made.files.items() if n == f"2023/{carried.issuer}.txt"}
    last = {n: t for n, t in made.files.items() if n == f"2022/{carried.issuer}.txt"}
    with open_at(url) as store:
        read_into(store, this, tmp_path)
        assert settle_corpus(store).changed == 0
        assert found_in(store) == set()
        read_into(store, last, tmp_path)
        assert settle_corpus(store).changed == 1
        assert found_in(store) == {("YRS01", carried.issuer, "2023")}
        (item,) = queue(store)
        assert item.finding.code == "YRS01"
        assert store.record(item.record).outcome.status == "review"


def test_a_second_pass_finds_nothing_left_to_do(tmp_path: Path) -> None:
    made = city("valley")
    with open_at(tmp_path / "s.db") as store:
        read_into(store, made.files, tmp_path)
        assert settle_corpus(store, settings_of(made)).changed > 0
        before = everything(store)
        assert settle_corpus(store, settings_of(made)).changed == 0
        assert everything(store) == before


def test_a_decision_survives_what_arrives_after_it(url: str, tmp_path: Path) -> None:
    made = city("valley")
    (carried,) = [p for p in made.planted if p.kind == "carried"]
    own = {n: t for n, t in made.files.items() if n.endswith(f"{carried.issuer}.txt")}
    recent = {n: t for n, t in own.items() if n[:4] in ("2022", "2023")}
    with open_at(url) as store:
        read_into(store, recent, tmp_path)
        settle_corpus(store)
        (item,) = queue(store)
        decide(store, item.finding.id, Request("report_inconsistent", "李"))
        read_into(store, own, tmp_path)
        settle_corpus(store)
        assert queue(store) == []
        assert found_in(store, {"YRS01"}) == {("YRS01", carried.issuer, "2023")}


def test_a_corrected_figure_settles_next_years_report_at_once(url: str, tmp_path: Path) -> None:
    made = city("valley")
    (carried,) = [p for p in made.planted if p.kind == "carried"]
    own = {n: t for n, t in made.files.items() if n.endswith(f"{carried.issuer}.txt")}
    with open_at(url) as store:
        read_into(store, own, tmp_path)
        settle_corpus(store)
        (item,) = queue(store)
        # Whoever finds this year's figures misread corrects them; the finding goes.
        changes = {
            key: item.finding.operands[f"previous:{_forward(key)}"] for key in item.finding.cells
        }
        for key, value in changes.items():
            request = Request("correct_cell", "李", cell=key, value=value)
            decide(store, item.finding.id, request, again=True)
        assert ("YRS01", carried.issuer, "2023") not in found_in(store)


def _forward(key: str) -> str:
    return key.replace("carried_over", "carried_forward")


def test_last_years_corrected_figure_settles_this_years_report_at_once(
    url: str, tmp_path: Path
) -> None:
    made = city("valley", planted=False)
    issuer = next(n[5:-4] for n in made.files if "教育局" in n)
    names = [f"2021/{issuer}.txt", f"2022/{issuer}.txt", f"2023/{issuer}.txt"]
    files = {name: made.files[name] for name in names}
    files[names[1]], right = _with_wrong_total(files[names[1]])
    with open_at(url) as store:
        read_into(store, files, tmp_path)
        settle_corpus(store)
        assert found_in(store) == {("YRS01", issuer, "2023")}
        item = next(item for item in queue(store) if item.finding.code.startswith("REQ"))
        request = Request("correct_cell", "李", cell=TOTAL, value=right)
        decide(store, item.finding.id, request)
        # The report on 2023 is told of it without another pass, and a pass agrees.
        assert found_in(store) == set()
        settle_corpus(store)
        assert found_in(store) == set()
        assert {one.status for one in store.placed()} == {"accepted"}


TOTAL = "requests.carried_forward.total"


def _with_wrong_total(text: str) -> tuple[str, str]:
    """Return a report whose requests carried forward are 5 too many in all, and the right total."""
    row = re.search(r"(结转下年度继续办理 \|\n(?:\d+ \|\n){6})(\d+)( \|)", text)
    assert row is not None
    wrong = text[: row.start(2)] + str(int(row[2]) + 5) + text[row.end(2) :]
    return wrong, row[2]


def test_two_processes_settling_at_once_agree(tmp_path: Path) -> None:
    made = city("valley")
    roster = tmp_path / "roster.csv"
    roster.write_text(made.roster, encoding="utf-8")
    with open_at(tmp_path / "s.db") as store:
        read_into(store, made.files, tmp_path)
    program = (
        "import sys; from pathlib import Path; from tests.years.cities import open_at; "
        "from gouji.corpus.settle import Settings, settle_corpus; "
        "from report.roster import read_roster; "
        "settle_corpus(open_at(sys.argv[1]), Settings(read_roster(Path(sys.argv[2]))))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "s.db"), str(roster)]
    running = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    with open_at(tmp_path / "s.db") as store:
        together = everything(store)
        assert settle_corpus(store, settings_of(made)).changed == 0
    with open_at(tmp_path / "alone.db") as store:
        read_into(store, made.files, tmp_path)
        settle_corpus(store, settings_of(made))
        assert everything(store) == together


class TestVersions:
    """The same body and year twice: one counts, the others are kept."""

    @pytest.fixture
    def files(self) -> dict[str, str]:
        made = city("valley", planted=False)
        name = next(n for n in made.files if n.startswith("2022/") and "教育局" in n)
        # A revised version, published later, with another figure in table two.
        revised = made.files[name].replace("发布时间：2023-01", "发布时间：2023-06")
        return {"a/first.txt": made.files[name], "b/revised.txt": revised + "\n更正版\n"}

    def test_the_one_published_last_counts_whatever_came_first(
        self, files: dict[str, str], tmp_path: Path
    ) -> None:
        for at, order in enumerate((list(files), list(reversed(files)))):
            with open_at(tmp_path / f"{at}.db") as store:
                for name in order:
                    read_into(store, {name: files[name]}, tmp_path)
                (versions,) = read_corpus(store).versions.values()
                assert versions.current.path == "b/revised.txt"
                assert [other.path for other in versions.others] == ["a/first.txt"]
                assert not versions.chosen
                assert len(list(store.outcomes())) == 2

    def test_a_person_can_choose_another(
        self, files: dict[str, str], url: str, tmp_path: Path
    ) -> None:
        with open_at(url) as store:
            read_into(store, files, tmp_path)
            (versions,) = read_corpus(store).versions.values()
            store.say_of_version(versions.others[0].record, "李")
            (versions,) = read_corpus(store).versions.values()
            assert versions.current.path == "a/first.txt"
            assert versions.chosen

    def test_what_they_differ_in_is_listed(self, tmp_path: Path) -> None:
        made = city("valley", planted=False)
        name = next(n for n in made.files if n.startswith("2022/") and "教育局" in n)
        other = next(n for n in made.files if n.startswith("2022/") and "民政局" in n)
        with open_at(tmp_path / "s.db") as store:
            read_into(store, {name: made.files[name], other: made.files[other]}, tmp_path)
            one, two = store.outcomes()
            listed = differences(one, two)
            assert one.outcome.record is not None
            assert two.outcome.record is not None
            cells, others = one.outcome.record.cells, two.outcome.record.cells
            differing = [key for key in cells if cells[key].value != others[key].value]
            assert [each.key for each in listed] == differing
            assert differences(one, one) == []


def test_names_apart_are_joined_once_a_person_says_so(url: str, tmp_path: Path) -> None:
    made = city("valley")
    (carried,) = [p for p in made.planted if p.kind == "carried"]
    renamed = carried.issuer.replace("教育局", "教育委员会")
    this, last = f"2023/{carried.issuer}.txt", f"2022/{carried.issuer}.txt"
    files = {this: made.files[this], last: made.files[last].replace(carried.issuer, renamed)}
    with open_at(url) as store:
        read_into(store, files, tmp_path)
        assert settle_corpus(store).with_previous == 0
        (proposal,) = read_corpus(store).register.proposals()
        assert {proposal.one, proposal.other} == {carried.issuer, renamed}
        assert found_in(store) == set()
        store.say_of_names(proposal.one, proposal.other, "same", "李", "更名")
        assert settle_corpus(store).changed == 1
        assert found_in(store) == {("YRS01", carried.issuer, "2023")}
        store.say_of_names(proposal.one, proposal.other, "different", "李")
        settle_corpus(store)
        assert found_in(store) == set()
        assert read_corpus(store).register.proposals() == []


def test_without_repeated_text_wanted_none_is_looked_for(tmp_path: Path) -> None:
    made = city("valley")
    with open_at(tmp_path / "s.db") as store:
        read_into(store, made.files, tmp_path)
        settle_corpus(store, Settings(roster=roster_of(made), past=0, other=0))
        assert found_in(store, {"FRM08"}) == set()
        assert found_in(store) != set()
