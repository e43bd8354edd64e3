"""What is put in comes out again, in order, whatever the database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from report.document import SourceFile
from report.errors import StoreError, UsageError
from report.finding import Finding, Outcome, Reason
from store import Input, Wanted, open_store, printable, work_key
from tests.store.builders import (
    MANIFEST,
    PROCUREMENT,
    finish,
    make_document,
    make_finding,
    make_input,
    make_inputs,
    make_outcome,
    read_all,
)


def test_an_outcome_comes_back_as_it_was_with_the_types_of_its_numbers(url: str) -> None:
    entry = make_input("a.txt")
    with open_store(url) as store:
        read_all(store, [entry], make_finding())
        stored = next(store.outcomes())
    expected = make_outcome(entry.source, make_finding())
    assert stored.outcome == expected
    assert list(stored.outcome.record.cells) == list(expected.record.cells)
    for key in (PROCUREMENT, "requests.received.total"):
        assert type(stored.outcome.record.cells[key].value) is type(
            expected.record.cells[key].value
        )
    assert stored.id == expected.record.id
    assert stored.paths == ("a.txt",)


def test_the_document_keeps_text_pages_grids_and_reader(url: str) -> None:
    entry = make_input("a.txt")
    with open_store(url) as store:
        read_all(store, [entry])
        id_ = next(store.outcomes()).id
        assert store.document(id_) == make_document(entry.source)
        assert store.text(id_[:6]) == make_document(entry.source).text


def test_a_second_run_reads_nothing_and_still_gives_every_outcome(url: str) -> None:
    inputs = make_inputs(5)
    with open_store(url) as store:
        first = read_all(store, inputs)
        before = [stored.outcome for stored in store.outcomes(first)]
    with open_store(url) as store:
        run = store.start_run(MANIFEST)
        planned = store.plan(run, inputs)
        assert (planned.inputs, planned.known) == (5, 5)
        assert store.claim(run, 5) == ()
        assert store.pending(run) == 0
        assert [stored.outcome for stored in store.outcomes(run)] == before


def test_outcomes_come_in_path_order_over_many_pages(url: str) -> None:
    inputs = make_inputs(120)
    with open_store(url) as store:
        run = read_all(store, inputs[::-1])
        for wanted in (run, None):
            paths = [stored.paths[0] for stored in store.outcomes(wanted)]
            assert paths == sorted(entry.path for entry in inputs)


def test_paths_are_ordered_by_code_point_everywhere(url: str) -> None:
    paths = ["b.txt", "B.txt", "a b.txt", "a-b.txt", "一.txt", "丁.txt", "_.txt"]
    with open_store(url) as store:
        run = read_all(store, [make_input(path) for path in paths])
        assert [stored.paths[0] for stored in store.outcomes(run)] == sorted(paths)


def test_the_same_bytes_under_two_paths_are_one_record_with_both(url: str) -> None:
    inputs = [make_input("b.txt", "same"), make_input("a.txt", "same"), make_input("c.txt")]
    with open_store(url) as store:
        run = store.start_run(MANIFEST)
        store.plan(run, inputs)
        tasks = store.claim(run, 9)
        assert [task.path for task in tasks] == ["a.txt", "c.txt"]
        for task in tasks:
            finish(store, task)
        found = list(store.outcomes(run))
        assert [stored.paths for stored in found] == [("a.txt", "b.txt"), ("c.txt",)]
        assert store.summary().records == {"accepted": 2}


def test_two_files_of_one_issuer_and_year_are_both_kept(url: str) -> None:
    with open_store(url) as store:
        read_all(store, [make_input("a.txt"), make_input("b.txt")], make_finding())
        first, second = store.outcomes()
    assert first.outcome.record.issuer == second.outcome.record.issuer
    assert first.id != second.id


def test_a_changed_file_replaces_what_stood_at_its_path(url: str) -> None:
    with open_store(url) as store:
        read_all(store, [make_input("a.txt", "old")], make_finding())
        old = next(store.outcomes())
        run = store.start_run(MANIFEST)
        store.plan(run, [make_input("a.txt", "new")])
        # Until the new content is read, the old record stands.
        assert next(store.outcomes()).id == old.id
        finish(store, store.claim(run)[0])
        (new,) = store.outcomes()
        assert new.id != old.id
        assert store.findings() == []
        assert not store.record(old.id).current
        assert len(store.findings(Wanted(current=False))) == 1
        read_all(store, [make_input("a.txt", "old")])
        assert next(store.outcomes()).id == old.id


def test_a_moved_file_is_not_read_again_and_shows_its_new_path(url: str) -> None:
    with open_store(url) as store:
        read_all(store, [make_input("old/a.txt", "same")])
        run = store.start_run(MANIFEST)
        store.plan(run, [make_input("new/a.txt", "same")])
        (stored,) = store.outcomes(run)
        assert stored.outcome.source.path == "new/a.txt"
        assert stored.outcome.record.source.path == "new/a.txt"


def test_failed_inputs_are_outcomes_too_and_can_be_tried_again(url: str) -> None:
    source = SourceFile("locked.txt", "", "", 0)
    entry = Input("locked.txt", work_key("unreadable", "locked.txt"), source)
    failure = Outcome(source, "failed", Reason("no_permission", "The file may not be read."))
    with open_store(url) as store:
        run = store.start_run(MANIFEST)
        store.plan(run, [entry])
        assert store.finish(store.claim(run)[0], None, failure)
        run = store.start_run(MANIFEST)
        assert store.plan(run, [entry]).known == 1
        (stored,) = store.outcomes(run)
        assert stored.outcome == failure
        assert stored.id == failure.id
        assert store.summary().failures == {"no_permission": 1}
        with pytest.raises(UsageError, match="no text"):
            store.document(stored.id)
        run = store.start_run(MANIFEST)
        assert store.plan(run, [entry], retry_failed=True).known == 0
        finish(store, store.claim(run)[0])
        assert [stored.outcome.status for stored in store.outcomes(run)] == ["accepted"]


def test_a_text_no_encoding_can_write_is_a_named_failure(url: str) -> None:
    with open_store(url) as store:
        run = store.start_run(MANIFEST)
        store.plan(run, [make_input("a.txt")])
        (task,) = store.claim(run)
        document = make_document(task.source, "half \ud800 pair")
        assert store.finish(task, document, make_outcome(task.source))
        (stored,) = store.outcomes(run)
        assert stored.outcome.reason.code == "encoding"


def test_texts_and_issuers_may_hold_the_character_nul(url: str) -> None:
    with open_store(url) as store:
        run = store.start_run(MANIFEST)
        store.plan(run, [make_input("a.txt")])
        (task,) = store.claim(run)
        outcome = make_outcome(task.source)
        issuer = replace(outcome.record.issuer, value="云\x00河")
        outcome = replace(outcome, record=replace(outcome.record, issuer=issuer))
        assert store.finish(task, make_document(task.source, "a\x00b"), outcome)
        (stored,) = store.outcomes(run)
        assert stored.outcome == outcome
        assert store.text(stored.id) == "a\x00b"


@pytest.mark.parametrize(
    ("path", "shown"),
    [("报告.txt", "报告.txt"), ("a\udcff.txt", "a\\xff.txt"), ("a\ud800", "a\\ud800")],
)
def test_paths_that_are_no_text_are_shown_escaped(path: str, shown: str) -> None:
    assert printable(path) == shown


def test_a_path_that_is_no_text_is_stored_and_listed(url: str) -> None:
    entry = make_input("same")
    with open_store(url) as store:
        run = read_all(store, [replace(entry, path="a\udcff.txt")])
        assert [stored.paths for stored in store.outcomes(run)] == [("a\\xff.txt",)]


def test_unknown_and_ambiguous_ids_are_told_apart(url: str) -> None:
    with open_store(url) as store:
        read_all(store, make_inputs(20))
        ids = [stored.id for stored in store.outcomes()]
        for id_ in ids:
            assert store.record(id_).id == id_
        first = {id_[0] for id_ in ids}
        twice = next(digit for digit in first if sum(id_[0] == digit for id_ in ids) > 1)
        with pytest.raises(UsageError, match="several"):
            store.record(twice)
        for wrong in ("f" * 16, "", "%", "nothing"):
            with pytest.raises(UsageError):
                store.record(wrong)


def test_runs_keep_their_manifest_and_sums(url: str) -> None:
    with open_store(url) as store:
        number = read_all(store, make_inputs(2))
        unfinished = store.start_run(MANIFEST)
        newest, first = store.runs()
    assert (newest.id, newest.finished, newest.counts) == (unfinished, None, {})
    assert (first.id, first.manifest, first.counts) == (number, MANIFEST, {"read": 2})
    assert first.started <= first.finished


def test_findings_come_fatal_first_then_by_attribution(url: str) -> None:
    made = [
        replace(make_finding(), id=f"{at:012x}", severity=severity, attribution=attribution)
        for at, (severity, attribution) in enumerate(
            [("query", "source"), ("note", "definition"), ("fatal", "source"), ("fatal", "reading")]
        )
    ]
    with open_store(url) as store:
        read_all(store, [make_input("a.txt")], *made)
        found = [(one.finding.severity, one.finding.attribution) for one in store.findings()]
        assert found == [
            ("fatal", "reading"),
            ("fatal", "source"),
            ("query", "source"),
            ("note", "definition"),
        ]
        assert store.findings()[0].finding == made[3]
        assert len(store.findings(Wanted(severities=["query"]), limit=1)) == 1
        assert store.summary().queue == 3


def several(prefix: str) -> list[Finding]:
    kinds = [
        ("fatal", "source", "REQ03"),
        ("query", "unknown", "CLM06"),
        ("note", "source", "DIS04"),
    ]
    return [
        replace(
            make_finding(code), id=f"{prefix}{at:04x}", severity=severity, attribution=attribution
        )
        for at, (severity, attribution, code) in enumerate(kinds)
    ]


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(severities=("query", "fatal"), attributions=("source", "unknown")),
        Wanted(states=("open", "decided", "vanished"), codes=("REQ", "DIS04")),
        Wanted(codes=("%", "_")),
        Wanted(issuer="云河"),
        Wanted(issuer="%"),
        Wanted(finding="0a"),
        Wanted(finding="0A_"),
        Wanted(current=False),
    ],
)
def test_pages_of_findings_are_the_whole_and_the_count(url: str, wanted: Wanted) -> None:
    with open_store(url) as store:
        for name, prefix in (("a.txt", "0a"), ("b.txt", "0b"), ("c.txt", "a0")):
            read_all(store, [make_input(name)], *several(prefix))
        # What stood at a path before is current no more.
        read_all(store, [make_input("c.txt", "otherwise")], *several("ff"))
        whole = store.findings(wanted)
        pages = [store.findings(wanted, offset=at, limit=2) for at in range(0, 14, 2)]
        assert [one for page in pages for one in page] == whole
        if wanted.current:
            assert store.count_findings(wanted) == len(whole)
        marks = {"%", "_", "0A_"} & {*wanted.codes, wanted.issuer, wanted.finding}
        assert bool(whole) != bool(marks)
        assert all(one.finding.id.startswith(wanted.finding or "") for one in whole)
        assert all(one.finding.code.startswith(tuple(wanted.codes) or "") for one in whole)


@pytest.mark.parametrize("record", ["", "0", "ab", "f"])
def test_the_findings_of_records_whose_ids_begin_so_are_those_and_no_others(
    url: str, record: str
) -> None:
    with open_store(url) as store:
        for at in range(20):
            read_all(store, [make_input(f"{at}.txt")], make_finding())
        ids = {one.record for one in store.findings()}
        told = {one.record for one in store.findings(Wanted(record=record))}
        assert told == {one for one in ids if one.startswith(record)}
        full = min(ids)
        assert store.count_findings(Wanted(record=full)) == 1


def test_a_store_is_refused_in_a_process_that_did_not_open_it(url: str) -> None:
    with open_store(url) as store:
        store._pid += 1
        with pytest.raises(StoreError, match="did not open"):
            store.summary()
        store._pid -= 1
