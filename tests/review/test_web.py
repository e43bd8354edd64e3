"""The review pages: what they show, who may see them, and what they let be decided."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from markupsafe import Markup

from gouji.terminal import clean
from gouji.words import LANGUAGES, say
from report.document import Span
from report.other import OtherReport
from review import find, queue, settler, show
from review.queue import Beside, Neighbours
from review.web import Guard, make_app
from review.web.asked import Asked
from review.web.evidence import tables
from review.web.html import tag
from review.web.pages import item_page
from store import Store, open_store
from tests.records import make_record
from tests.review.fakes import read_report, verify
from verify import verify as real_verify

WRONG = {"received.natural_person": 10, "received.business": 2, "received.total": 13}
TOTAL = "requests.received.total"
PORT = 8017
HOST = f"127.0.0.1:{PORT}"


@dataclass(frozen=True)
class Voice:
    lang: str = "en"

    def say(self, id_: str, /, **values: Any) -> str:
        return say(id_, self.lang, **values)

    def clean(self, text: object) -> str:
        return clean(text)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Browser:
    """Calls the application as a server does, with the key in its cookie."""

    app: Callable[..., Any]
    guard: Guard
    host: str = HOST
    key: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, address: str, body: bytes = b"", **more: str) -> Answer:
        path, _, query = address.partition("?")
        key = self.guard.key if self.key is None else self.key
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": self.host,
            "HTTP_COOKIE": f"{self.guard.cookie_name}={key}",
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "wsgi.input": io.BytesIO(body),
            **self.headers,
            **more,
        }
        told: list[Any] = []
        parts = self.app(environ, lambda status, headers: told.append((status, headers)))
        status, headers = told[0]
        text = b"".join(parts).decode()
        return Answer(int(status.split()[0]), dict(headers), text)

    def get(self, address: str) -> Answer:
        return self.call("GET", address)

    def post(self, address: str, **fields: str) -> Answer:
        made = {"token": self.guard.token, **fields}
        return self.call("POST", address, urlencode(made).encode())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "store.db"), settle=settler(verify)) as opened:
        read_report(opened, "a.txt", WRONG)
        yield opened


@pytest.fixture
def browser(store: Store) -> Browser:
    guard = Guard(PORT)
    return Browser(make_app(store, guard, Voice(), "王审"), guard)


def only(store: Store) -> str:
    (item,) = queue(store)
    return item.finding.id


def test_the_queue_leads_to_the_item_and_the_item_to_its_form(
    browser: Browser, store: Store
) -> None:
    page = browser.get("/")
    assert page.status == 200
    (link,) = re.findall(r'href="(/item/[^"]+)"', page.text)
    item = browser.get(link.replace("&amp;", "&"))
    assert item.status == 200
    for part in ('<form method="post"', "accept_repair:1", "correct_cell", "<mark>", "<table>"):
        assert part in item.text
    assert only(store) in item.text


def test_failing_sums_and_cells_that_matter_are_marked_by_signs_as_well() -> None:
    # The stub of verification has no results of edits, so a real one is asked for.
    outcome = real_verify(
        make_record(cells={f"requests.{key}": value for key, value in WRONG.items()})
    )
    finding = next(one for one in outcome.findings if one.code == "REQ03")
    text = str(Markup("").join(tables(Voice(), outcome, finding)))
    assert re.search(r'<td class="[^"]*suspect fails" title="REQ03.received">13✗\*</td>', text)
    failed = {one.edit for one in outcome.results if one.state == "failed"}
    marked = set(re.findall(r'title="([^"]+)">[^<]*✗', text))
    assert marked == failed


def test_accepting_a_repair_in_the_form_decides_and_says_what_it_did(
    browser: Browser, store: Store
) -> None:
    finding = only(store)
    answer = browser.post(f"/item/{finding}", action="accept_repair:1", reason="台账")
    assert (answer.status, answer.headers["Location"]) == (303, f"/item/{finding}")
    (item,) = find(store, finding)
    assert item.decision is not None
    assert (item.decision.who, item.decision.reason) == ("王审", "台账")
    assert item.decision.after == {TOTAL: 12}
    page = browser.get(f"/item/{finding}")
    assert 'role="status"' in page.text
    assert "mended REQ03" in page.text
    assert 'role="status"' not in browser.get(f"/item/{finding}").text
    assert "0 items wait" in browser.get("/").text
    assert finding in browser.get("/?all=1").text


def test_a_cell_is_corrected_with_the_value_that_was_typed(browser: Browser, store: Store) -> None:
    finding = only(store)
    browser.post(f"/item/{finding}", action="correct_cell", cell=TOTAL, value=" 12 ")
    assert find(store, finding)[0].state == "vanished"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"action": "correct_cell", "cell": TOTAL, "value": "-3"}, "negative"),
        ({"action": "correct_cell", "cell": TOTAL, "value": ""}, "Which cell"),
        ({"action": "accept_repair:9"}, "repairs 1 to 2"),
        ({"action": "dismiss"}, "without a reason"),
        ({"action": "invent"}, "no action"),
        ({}, "no action"),
    ],
)
def test_what_cannot_be_decided_is_said_and_changes_nothing(
    browser: Browser, store: Store, fields: dict[str, str], says: str
) -> None:
    answer = browser.post(f"/item/{only(store)}", **fields)
    assert answer.status == 400
    assert says in answer.text
    assert store.decisions() == []


def test_a_decided_item_is_decided_anew_by_the_same_form(browser: Browser, store: Store) -> None:
    finding = only(store)
    browser.post(f"/item/{finding}", action="unreadable")
    assert browser.post(f"/item/{finding}", action="misread").status == 400
    assert 'name="again"' in browser.get(f"/item/{finding}").text
    assert browser.post(f"/item/{finding}", action="misread", again="1").status == 303


def test_the_key_in_the_address_lets_a_browser_in_and_leaves_the_address(
    browser: Browser,
) -> None:
    browser.key = ""
    assert browser.get("/").status == 403
    answer = browser.get(f"/item/ab?record=cd&key={browser.guard.key}")
    assert (answer.status, answer.headers["Location"]) == (303, "/item/ab?record=cd")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    browser.key = "wrong"
    assert browser.get("/").status == 403
    assert browser.get("/?key=wrong").status == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8017", "127.0.0.1:1", "", "[::1]"])
def test_a_request_for_another_host_gets_nothing_even_with_the_key(
    browser: Browser, host: str
) -> None:
    browser.host = host
    answer = browser.get(f"/?key={browser.guard.key}")
    assert answer.status == 400
    assert "Set-Cookie" not in answer.headers
    assert browser.get("/").status == 400


def test_a_form_of_another_page_changes_nothing(browser: Browser, store: Store) -> None:
    address = f"/item/{only(store)}"
    for token in ("", "0" * 64, browser.guard.key):
        assert browser.post(address, action="misread", token=token).status == 403
    browser.headers = {"HTTP_ORIGIN": "http://evil.example"}
    assert browser.post(address, action="misread").status == 400
    browser.headers = {"HTTP_ORIGIN": "null"}
    assert browser.post(address, action="misread").status == 400
    assert store.decisions() == []
    browser.headers = {"HTTP_ORIGIN": f"http://{HOST}"}
    assert browser.post(address, action="misread").status == 303


def test_nothing_is_changed_by_looking(browser: Browser, store: Store) -> None:
    fields = urlencode({"token": browser.guard.token, "action": "misread"})
    browser.get(f"/item/{only(store)}?{fields}")
    assert store.decisions() == []


@pytest.mark.parametrize(
    ("length", "kind", "body"),
    [
        ("99999999", "application/x-www-form-urlencoded", b""),
        ("-1", "application/x-www-form-urlencoded", b""),
        ("x", "application/x-www-form-urlencoded", b""),
        ("5", "text/plain", b"token"),
        ("2", "application/x-www-form-urlencoded", b"\xff\xfe"),
        ("99", "application/x-www-form-urlencoded", b"&a=1" * 40),
    ],
)
def test_what_is_no_small_form_is_refused(
    browser: Browser, store: Store, length: str, kind: str, body: bytes
) -> None:
    answer = browser.call(
        "POST", f"/item/{only(store)}", body, CONTENT_LENGTH=length, CONTENT_TYPE=kind
    )
    assert answer.status == 403


def test_unknown_addresses_and_methods_are_pages_of_their_own(browser: Browser) -> None:
    assert browser.get("/nothing").status == 404
    assert browser.get("/../etc/passwd").status == 404
    assert browser.call("PUT", "/").status == 404
    assert browser.get("/item/zzzz").status == 400
    assert "no finding" in browser.get("/item/zzzz").text
    assert browser.call("HEAD", "/").text == ""


def test_the_pages_load_nothing_from_elsewhere_and_run_no_script(
    browser: Browser, store: Store
) -> None:
    for address in ("/", f"/item/{only(store)}", "/style.css", "/nothing"):
        answer = browser.get(address)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        for word in ("<script", "http://", "https://", "@import", "url("):
            assert word not in answer.text


class _Tags(HTMLParser):
    """Collects elements, and checks that they are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.elements: list[str] = []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        self.elements.append(name)
        self.ids += [known["id"]] if known.get("id") else []
        self.labels += [known["for"]] if known.get("for") else []
        if name not in ("meta", "link", "input", "br"):
            self.open.append(name)

    def handle_endtag(self, name: str) -> None:
        assert self.open.pop() == name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_field_has_its_label_and_every_element_its_end(store: Store, lang: str) -> None:
    guard = Guard(PORT)
    browser = Browser(make_app(store, guard, Voice(lang), "王审"), guard)
    for address in ("/", f"/item/{only(store)}", "/nothing"):
        tags = _Tags()
        tags.feed(browser.get(address).text)
        assert tags.open == []
        assert len(tags.ids) == len(set(tags.ids))
        assert set(tags.labels) <= set(tags.ids)
        fields = set(tags.ids) - {"main"}
        assert fields <= set(tags.labels)


EVIL = "<script>alert(1)</script>\"'&\u202egpj.txt"


def test_text_of_reports_and_people_is_never_markup(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "s.db"), settle=settler(verify)) as opened:
        read_report(opened, f"{EVIL}.txt", WRONG)
        guard = Guard(PORT)
        browser = Browser(make_app(opened, guard, Voice(), EVIL), guard)
        finding = only(opened)
        browser.post(f"/item/{finding}", action="unreadable", reason=EVIL)
        for address in (f"/item/{finding}", "/", "/?all=1", f"/item/{EVIL}"):
            text = browser.get(address).text
            assert "<script" not in text
            assert "\u202e" not in text


def test_elements_escape_what_they_are_given() -> None:
    assert tag("p", "<b>", tag("i", "&"), [None, 3]) == "<p>&lt;b&gt;<i>&amp;</i>3</p>"
    made = tag("input", value='" onfocus="x', required=True, autofocus=False)
    assert made == '<input value="&#34; onfocus=&#34;x" required>'


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[Browser]:
    """A queue of three pages: a fatal item and a query in each of sixty reports."""
    with open_store(str(tmp_path / "many.db"), settle=settler(verify)) as opened:
        for at in range(60):
            read_report(opened, f"{at:02}.txt", {**WRONG, "other.other.total": "unread"})
        guard = Guard(PORT)
        yield Browser(make_app(opened, guard, Voice(), "王审"), guard)


def links(text: str, start: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(rf'href="({start}[^"]*)"', text)]


def test_the_pages_of_the_queue_hold_each_item_once(crowded: Browser) -> None:
    seen: list[str] = []
    address = "/"
    for page in (1, 2, 3):
        text = crowded.get(address).text
        assert f"page {page} of 3" in text
        assert "120 items wait" in text
        seen += [link.split("&")[0] for link in links(text, "/item/")]
        address = f"/?page={page + 1}"
        assert (address in links(text, "/")) == (page < 3)
    assert len(seen) == len(set(seen)) == 120
    assert "nothing on this page" in crowded.get("/?page=4").text
    for odd in ("-1", "x", "0", "９", "9" * 30):
        assert crowded.get(f"/?page={odd}").status == 200


def test_filters_stay_on_the_way_through_pages_and_items(crowded: Browser) -> None:
    text = crowded.get("/?severity=query&code=rdg&issuer=%E6%B2%B3&page=2").text
    assert "60 items wait" in text
    assert "page 2 of 2" in text
    kept = "severity=query&code=RDG&issuer=%E6%B2%B3"
    assert f"/?{kept}" in links(text, "/")
    item = links(text, "/item/")[0]
    assert item.endswith(f"&{kept}&page=2")
    shown = crowded.get(item).text
    assert f"/?{kept}&page=2" in links(shown, "/")
    beside = links(shown.rpartition("<nav")[2], "/item/")
    assert len(beside) == 2
    same = links(shown.rpartition("<nav")[0], "/item/")
    assert len(same) == 12
    assert "and 47 more" in shown
    assert all(link.endswith(kept + "&page=2") for link in (*beside, *same))
    finding, _, query = item.removeprefix("/item/").partition("?")
    record = query.partition("&")[0].removeprefix("record=")
    (form,) = re.findall(r'<form method="post" action="([^"]+)"', shown)
    saved = crowded.post(
        html.unescape(form), action="dismiss", reason="r", record=record, finding=finding
    )
    assert saved.headers["Location"].endswith(f"{kept}&page=2")
    assert "0 items wait" in crowded.get("/?issuer=%E6%B0%B4").text
    # What is no filter is left out; one finding is decided wherever it stands on the same values.
    assert "60 items wait" in crowded.get("/?severity=worst&attribution=nobody").text


def test_one_item_in_two_files_names_both_and_leads_from_one_to_the_other(
    browser: Browser, store: Store
) -> None:
    assert "a.txt" not in browser.get("/").text
    read_report(store, "b.txt", {**WRONG, "carried_over.total": 1})
    page = browser.get("/").text
    assert "a.txt" in page
    assert "b.txt" in page
    item = next(one for one in queue(store) if one.path == "a.txt")
    shown = browser.get(f"/item/{item.finding.id}?record={item.record}").text
    there = shown.partition("Other files have this item")[2]
    (link,) = re.findall(r'href="(/item/[^"]+)">b\.txt</a> on the same values', there)
    assert "a.txt</a>" in browser.get(link.replace("&amp;", "&")).text


def test_another_report_is_shown_with_its_words(store: Store) -> None:
    id_ = only(store)
    other = read_report(store, "last.txt", {"received.total": 7})
    stored = store.record(other)
    there = OtherReport(other, "云河县民政局", "2022", (Span(0, 4),))
    shown = show(store, id_)
    finding = replace(shown.item.finding, others=(there,))
    item = replace(shown.item, finding=finding)
    beside = (Beside(there, store.document(stored.id)),)
    page = item_page(
        Voice(), replace(shown, item=item, beside=beside), Asked(), Neighbours(), "t", "w", None
    )
    told = page.partition("Other reports it rests on:")[2]
    assert "云河县民政局 2022" in told
    assert other in told
    assert f"<mark>{store.text(other)[:4]}</mark>" in told
