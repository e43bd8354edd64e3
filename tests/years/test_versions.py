"""A planted district in which some reports are there several times: other formats, revisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.generate.city import City, page_of
from eval.generate.office import pdf
from eval.generate.report import Report
from gouji.changes import change
from gouji.corpus.register import differences, read_corpus
from gouji.corpus.roster_check import check_roster, roll_ups
from gouji.corpus.settle import settle_corpus
from report.errors import UsageError
from store import Store
from tests.conftest import absent
from tests.years.cities import CODES, city, found_in, open_at, read_into, roster_of, settings_of

FORWARD = "requests.carried_forward"
LATER, EARLIER = "2023-06-30", "2023-01-02"


@pytest.fixture(scope="module")
def made() -> City:
    return city("valley")


def name_of(made: City, part: str, year: int) -> str:
    return next(name for name in made.files if name.startswith(f"{year}/") and part in name)


def other_forward(report: Report, by: int) -> Report:
    """Return the report with other figures carried to next year that agree with one another."""
    values = dict(report.values)
    for column in ("natural_person", "total"):
        for row in ("carried_forward", "received"):
            values[f"requests.{row}.{column}"] += by
    return replace(report, values=values)


def printed(report: Report) -> bytes:
    try:
        return pdf(report)
    except UsageError as error:
        absent("font", error.en)
        raise


@pytest.fixture
def several(made: City) -> dict[str, str | bytes]:
    """The district with further versions of three bodies' reports, none of them in the right."""
    plain = made.reports[name_of(made, "交通运输局", 2023)]
    draft = made.reports[name_of(made, "教育局", 2022)]
    return {
        **made.files,
        # The same report as a page and as a PDF, which tell no day of publication.
        "2023/other/page.html": replace(plain, layout="html").text(),
        "2023/other/print.pdf": printed(plain),
        # A first version of last year's report with other figures.
        "2022/other/draft.txt": page_of(other_forward(draft, 3), EARLIER),
        # The same text with a line more, published the same day.
        "2023/zz.txt": made.files[name_of(made, "民政局", 2023)] + "\n附注\n",
    }


def settled(store: Store, made: City, files: dict[str, str | bytes], folder: Path) -> None:
    read_into(store, files, folder)
    settle_corpus(store, settings_of(made))


def expected(made: City) -> set[tuple[str, str, str]]:
    return {(p.code, p.issuer, str(p.year)) for p in made.planted if p.code in CODES}


def test_further_versions_invent_and_hide_no_finding(
    made: City, several: dict[str, str | bytes], tmp_path: Path
) -> None:
    with open_at(tmp_path / "s.db") as store:
        settled(store, made, several, tmp_path)
        assert found_in(store) == expected(made)
        roster = roster_of(made)
        corpus = read_corpus(store, roster)
        (rolled,) = roll_ups(store, corpus, roster, 2023)
        # A body with three versions is one body below.
        assert (rolled.known, rolled.expected) == (10, 11)
        kept = {one.expected.name: one for one in check_roster(store, corpus, roster, 2023)}
        counts = {name: one.versions for name, one in kept.items() if one.versions > 1}
        assert sorted(counts.values()) == [2, 3]
        standing = {p.issuer: p.kind for p in made.planted if p.kind in ("missing", "late")}
        assert {n: o.standing for n, o in kept.items() if o.standing != "on_time"} == standing


def test_versions_in_three_formats_hold_the_same_figures(
    made: City, several: dict[str, str | bytes], tmp_path: Path
) -> None:
    with open_at(tmp_path / "s.db") as store:
        settled(store, made, several, tmp_path)
        versions = read_corpus(store, roster_of(made)).versions.values()
        (three,) = [one for one in versions if len(one.others) == 2]
        assert {Path(one.path).suffix for one in (three.current, *three.others)} == {
            ".txt",
            ".html",
            ".pdf",
        }
        # The page that tells its day of publication counts.
        assert three.current.path.endswith(".txt")
        (current,) = store.outcomes_of([three.current.key])
        for other in store.outcomes_of([one.key for one in three.others]):
            assert differences(current, other) == []
            assert change("x", current.outcome, other.outcome).cells == ()
        (draft,) = [one for one in versions if any("draft" in two.path for two in one.others)]
        both = store.outcomes_of([draft.current.key, draft.others[0].key])
        assert {one.key for one in differences(*both)} == {
            f"requests.{row}.{column}"
            for row in ("received", "carried_forward")
            for column in ("natural_person", "total")
        }


def test_a_revision_published_later_settles_next_years_report(made: City, tmp_path: Path) -> None:
    (carried,) = [p for p in made.planted if p.kind == "carried"]
    name = f"2022/{carried.issuer}.txt"
    with open_at(tmp_path / "s.db") as store:
        settled(store, made, dict(made.files), tmp_path)
        (found,) = [one for one in store.findings() if one.finding.code == "YRS01"]
        columns = [key.rpartition(".")[2] for key in found.finding.cells]
        assert len(columns) == 2
        report = made.reports[name]
        values = dict(report.values)
        for column in columns:
            for row in ("carried_forward", "received"):
                values[f"requests.{row}.{column}"] += 1
        revised = page_of(replace(report, values=values), LATER)
        settled(store, made, {"2022/revised.txt": revised}, tmp_path)
        assert found_in(store) == expected(made) - {("YRS01", carried.issuer, "2023")}
        # A person who holds that the first one counts brings the finding back.
        corpus = read_corpus(store, roster_of(made))
        (versions,) = [one for one in corpus.versions.values() if one.others]
        store.say_of_version(versions.others[0].record, "李")
        settle_corpus(store, settings_of(made))
        assert found_in(store) == expected(made)
        (again,) = [one for one in store.findings() if one.finding.code == "YRS01"]
        assert again.finding.id == found.finding.id
        assert again.finding.others[0].record == versions.others[0].record
