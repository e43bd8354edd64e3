"""Notices and exports over a store of several bodies and years."""

from __future__ import annotations

from pathlib import Path

import pytest
from rapidfuzz import fuzz

from eval.generate.city import City
from gouji.corpus.around import around, called, nearest
from gouji.corpus.register import read_corpus
from gouji.corpus.settle import settle_corpus
from gouji.exports.catalogue import table_rows
from gouji.tally import in_path_order
from review.queue import Filter, count, queue
from tests.years.cities import city, open_at, read_into, roster_of, settings_of


@pytest.fixture(scope="module")
def made() -> City:
    return city("around")


@pytest.fixture(scope="module")
def store(made: City, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("around")
    with open_at(folder / "s.db") as opened:
        read_into(opened, made.files, Path(folder) / "in")
        settle_corpus(opened, settings_of(made))
        yield opened


def test_findings_that_rest_on_other_reports_name_them_with_their_year(store) -> None:
    told = {
        finding.code: finding.others
        for stored in store.outcomes()
        for finding in stored.outcome.findings
    }
    for code in ("YRS01", "YRS02", "CLM06"):
        assert [one.year for one in told[code]] == ["2022"]
    assert {one.year for one in told["BOD01"]} == {"2023"}
    assert len(told["BOD01"]) > 5
    assert len(told["FRM08"]) == 1
    assert told["FRM07"] == ()
    for code in ("YRS01", "YRS02", "CLM06", "BOD01", "FRM08"):
        for one in told[code]:
            there = store.record(one.record).outcome.record
            assert (one.issuer, one.year) == (there.issuer.value, there.year.value)


def test_a_copy_shows_the_same_passages_in_both_texts(store) -> None:
    copies = [
        (stored, finding)
        for stored in store.outcomes()
        for finding in stored.outcome.findings
        if finding.code == "FRM08"
    ]
    # Two copies were planted; of one, both bodies reported on the same year.
    assert len(copies) == 3
    for stored, finding in copies:
        (other,) = finding.others
        own, there = store.text(stored.id), store.text(other.record)
        assert len(finding.evidence) == len(other.spans) > 0
        for here, beside in zip(finding.evidence, other.spans, strict=True):
            one, two = own[here.start : here.end], there[beside.start : beside.end]
            assert one == two or fuzz.ratio(one, two) > 70


def test_what_last_year_said_stands_in_the_other_text(store) -> None:
    found = {
        finding.code: finding
        for stored in store.outcomes()
        for finding in stored.outcome.findings
        if finding.code in ("YRS01", "CLM06", "YRS02")
    }
    for code, finding in found.items():
        (other,) = finding.others
        text = store.text(other.record)
        last = {v for key, v in finding.operands.items() if key.startswith("previous:")}
        assert last, code
        assert {text[span.start : span.end] for span in other.spans} <= last


def test_a_body_that_changes_its_spelling_keeps_one_trend(made: City, store) -> None:
    roster = roster_of(made)
    corpus = read_corpus(store, roster)
    rows = table_rows("trends", in_path_order(store.outcomes()), around(corpus))
    years: dict[object, set[object]] = {}
    for row in rows:
        years.setdefault(row["issuer"], set()).add(row["year"])
    official = {expected.name for expected in roster.bodies}
    assert set(years) == official
    missing = {one.issuer for one in made.planted if one.kind == "missing"}
    assert {name for name, had in years.items() if had != {2021, 2022, 2023}} == missing


def test_a_name_not_found_proposes_the_nearest_bodies(made: City, store) -> None:
    names = called(read_corpus(store, roster_of(made)))
    name = next(name for name in names.values() if name.endswith("教育局"))
    assert nearest(name[3:], names)[0] == name
    assert name in nearest(name.replace("区", "县"), names)
    assert nearest("Ω", names) == ()


def test_the_queue_is_counted_as_it_is_listed(store) -> None:
    for decided in (False, True):
        assert (
            count(store, Filter(decided=decided)) == len(queue(store, Filter(decided=decided))) > 1
        )
    record = queue(store)[0].record
    assert count(store, Filter(record=record)) == len(queue(store, Filter(record=record)))
