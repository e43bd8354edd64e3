"""Consecutive years of one real body: what is carried over agrees, nobody is accused."""

from __future__ import annotations

from pathlib import Path

from gouji.corpus.register import read_corpus
from gouji.corpus.settle import settle_corpus
from report.number import parse_cell
from review import Filter, Request, decide, queue
from tests.years.cities import found_in, open_at, read_into
from verify.years import compare_years

STOCK = "disclosure.normative_documents"


def _texts(shared: Path) -> dict[str, str]:
    folder = shared / "reports" / "text"
    return {
        f"pingtan_{year}.txt": (folder / f"pingtan_{year}.txt").read_text("utf-8")
        for year in (2022, 2019, 2021)
    }


def test_consecutive_years_agree_in_every_column(shared: Path, tmp_path: Path) -> None:
    with open_at(tmp_path / "s.db") as store:
        read_into(store, _texts(shared), tmp_path)
        done = settle_corpus(store)
        assert (done.reports, done.with_previous) == (3, 1)
        assert found_in(store) == set()
        (body,) = {body for body, _ in read_corpus(store).versions}
        versions = read_corpus(store).versions
        keys = [versions[body, year].current.key for year in (2022, 2021)]
        this, last = (stored.outcome.record for stored in store.outcomes_of(keys))
        assert this is not None
        assert last is not None
        found = compare_years(this, last)
        carried = {one.cells[0].rpartition(".")[2]: one for one in found if one.code == "YRS01"}
        assert {one.state for one in carried.values()} == {"passed"}
        assert (carried["total"].found, carried["natural_person"].found) == (1, 1)
        stock = next(one for one in found if one.cells[0] == f"{STOCK}.in_force")
        assert (stock.state, stock.reason) == ("undecided", "unread")


def test_what_a_person_reads_in_one_year_settles_the_next(shared: Path, tmp_path: Path) -> None:
    """The digits 693665 of 2021 cannot be told apart; 69, 3 and 665 carry into 2022."""
    with open_at(tmp_path / "s.db") as store:
        read_into(store, _texts(shared), tmp_path)
        settle_corpus(store)
        item = next(i for i in queue(store) if i.finding.code == "RDG04" and i.year == "2021")
        for column, value in (("issued", "69"), ("repealed", "3"), ("in_force", "665")):
            request = Request("correct_cell", "李", cell=f"{STOCK}.{column}", value=value)
            left = queue(store, Filter(record=item.record))
            finding = next((i.finding.id for i in left), item.finding.id)
            decide(store, finding, request, again=True)
        versions = read_corpus(store).versions
        (body,) = {body for body, _ in versions}
        keys = [versions[body, year].current.key for year in (2022, 2021)]
        this, last = (stored.outcome.record for stored in store.outcomes_of(keys))
        assert this is not None
        assert last is not None
        assert last.cells[f"{STOCK}.in_force"].effective == parse_cell("665", "count").value
        stock = next(
            one for one in compare_years(this, last) if one.cells[0] == f"{STOCK}.in_force"
        )
        assert (stock.state, stock.found, stock.expected) == ("passed", 698, 698)
        assert found_in(store) == set()
