"""The pages by their addresses: the queue, an item, and what is decided on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import resources
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from markupsafe import Markup

from report.errors import GoujiError
from review.decide import Request, Taken, decide
from review.queue import count, find, neighbours, queue, show
from review.web.asked import PAGE, Asked, asked_in
from review.web.guard import Guard
from review.web.list_page import queue_page
from review.web.pages import item_page, message_page
from review.web.parts import address
from review.web.speaker import Speaker
from store import Store

_MOST = 64 << 10
_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Answer = tuple[str, list[tuple[str, str]], bytes]


def make_app(
    store: Store, guard: Guard, speaker: Speaker, who: str
) -> Callable[[Environ, StartResponse], Iterable[bytes]]:
    """Return the WSGI application.

    Args:
        store: Opened with `settle=settler()`; used by one request at a time.
        guard: Who may speak to it.
        speaker: For the words.
        who: Name under which decisions are kept.
    """
    app, lock = _App(store, guard, speaker, who), Lock()

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        with lock:
            status, headers, body = app.answer(environ)
        start_response(status, [*headers, *_SAFE, ("Content-Length", str(len(body)))])
        return [body] if environ.get("REQUEST_METHOD") != "HEAD" else [b""]

    return answer


_SAFE = [
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
]


class _App:
    def __init__(self, store: Store, guard: Guard, speaker: Speaker, who: str) -> None:
        self._store, self._guard, self._speaker, self._who = store, guard, speaker, who
        self._taken: tuple[str, Taken] | None = None

    def answer(self, environ: Environ) -> Answer:
        """Return status, headers and body; what goes wrong is a page as well."""
        if not self._guard.host_is_ours(environ):
            return self._message("400 Bad Request", "web.host")
        given = parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=20)
        path, method = environ.get("PATH_INFO", "/"), environ.get("REQUEST_METHOD", "GET")
        if path == "/style.css":
            body = (resources.files("review.web") / "style.css").read_bytes()
            return "200 OK", [("Content-Type", "text/css; charset=utf-8")], body
        if method == "GET" and self._guard.fits(given.pop("key", [""])[0]):
            # The key leaves the address at once: it would stay in the history and on screen.
            query = f"?{urlencode(given, doseq=True)}" if given else ""
            cookie = ("Set-Cookie", self._guard.cookie())
            return self._moved(f"/{quote(path.lstrip('/'))}{query}", [cookie])
        if not self._guard.knows(environ):
            return self._message("403 Forbidden", "web.key")
        try:
            if method in ("GET", "HEAD"):
                return self._get(path, given)
            return self._post(path, environ) if method == "POST" else self._missing()
        except GoujiError as error:
            status = "400 Bad Request" if error.exit_code == 2 else "500 Internal Server Error"
            return self._page(status, message_page(self._speaker, error.text(self._speaker.lang)))

    def _get(self, path: str, given: dict[str, list[str]]) -> Answer:
        if path == "/":
            return self._queue(asked_in(given))
        if path.startswith("/item/"):
            record = given.get("record", [None])[0]
            return self._item(path.removeprefix("/item/"), record, asked_in(given))
        return self._missing()

    def _queue(self, asked: Asked) -> Answer:
        which = asked.which
        items = queue(self._store, which, offset=asked.offset, limit=PAGE)
        whole = count(self._store, which)
        waiting = count(self._store, replace(which, decided=False)) if asked.decided else whole
        return self._page("200 OK", queue_page(self._speaker, items, asked, waiting, whole))

    def _item(self, finding: str, record: str | None, asked: Asked) -> Answer:
        shown = show(self._store, finding, record)
        told, self._taken = self._taken, None
        taken = told[1] if told is not None and told[0] == shown.item.finding.id else None
        beside = neighbours(self._store, shown.item, asked.which)
        page = item_page(self._speaker, shown, asked, beside, self._guard.token, self._who, taken)
        return self._page("200 OK", page)

    def _post(self, path: str, environ: Environ) -> Answer:
        form = _form(environ)
        if form is None or not self._guard.is_our_form(form.get("token", "")):
            return self._message("403 Forbidden", "web.form")
        if not path.startswith("/item/"):
            return self._missing()
        finding = path.removeprefix("/item/")
        record = form.get("record") or None
        full = find(self._store, finding, record)[0].finding.id
        taken = decide(self._store, full, self._request(form), record=record, again="again" in form)
        self._taken = full, taken
        asked = asked_in(parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=20))
        where = f"/item/{full}{asked.query()}" if record is None else address(full, record, asked)
        return self._moved(where, [])

    def _request(self, form: dict[str, str]) -> Request:
        action, _, number = form.get("action", "").partition(":")
        correcting = action in ("correct_cell", "misread") and bool(form.get("value", "").strip())
        return Request(
            action=action,  # type: ignore[arg-type]  # decide() refuses any other word.
            who=self._who,
            reason=form.get("reason", ""),
            repair=int(number) if number.isdecimal() else None,
            cell=form.get("cell") if correcting else None,
            value=form.get("value") if correcting else None,
        )

    def _page(self, status: str, page: Markup) -> Answer:
        body = str(page).encode("utf-8", "backslashreplace")
        return status, [("Content-Type", "text/html; charset=utf-8")], body

    def _message(self, status: str, id_: str) -> Answer:
        return self._page(status, message_page(self._speaker, self._speaker.say(id_)))

    def _missing(self) -> Answer:
        return self._message("404 Not Found", "web.missing")

    def _moved(self, where: str, headers: list[tuple[str, str]]) -> Answer:
        return "303 See Other", [("Location", where), *headers], b""


def _form(environ: Environ) -> dict[str, str] | None:
    """Return the fields of a small form, None for anything else."""
    length = str(environ.get("CONTENT_LENGTH") or "")
    kind = str(environ.get("CONTENT_TYPE", "")).partition(";")[0]
    if not length.isdecimal() or int(length) > _MOST:
        return None
    if kind != "application/x-www-form-urlencoded":
        return None
    try:
        text = environ["wsgi.input"].read(int(length)).decode("utf-8")
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return None
    return {name: values[-1] for name, values in fields.items()}
