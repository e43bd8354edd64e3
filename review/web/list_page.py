"""The page with the queue: its filters, some of its items, and the way to the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from report.finding import ATTRIBUTIONS, QUEUED
from review.web.asked import PAGE, Asked
from review.web.html import joined, tag
from review.web.parts import address, badges, said, state, whole_page

if TYPE_CHECKING:
    from review.queue import ReviewItem
    from review.web.speaker import Speaker


def queue_page(
    speaker: Speaker, items: Sequence[ReviewItem], asked: Asked, waiting: int, whole: int
) -> Markup:
    """Return one page of the list of what waits, or of everything.

    Args:
        speaker: For the words.
        items: Those of the page.
        asked: Which page, under which filters.
        waiting: How many items wait under these filters.
        whole: How many the list has.
    """
    title = speaker.say("web.queue", count=waiting)
    words = "web.only_open" if asked.decided else "web.all"
    other = tag("a", speaker.say(words), href=f"/{asked.query(all=not asked.decided, page=1)}")
    entries = (_entry(speaker, item, asked) for item in items)
    nothing = "web.past_end" if whole else "review.empty"
    empty = None if items else tag("p", speaker.say(nothing), class_="message")
    pages = _pages(speaker, asked, whole)
    return whole_page(
        speaker,
        title,
        tag("h1", title),
        _filters(speaker, asked),
        tag("p", other),
        pages,
        empty,
        tag("ol", entries, class_="queue", start=str(asked.offset + 1)),
        pages,
    )


def _entry(speaker: Speaker, item: ReviewItem, asked: Asked) -> Markup:
    file = f" {item.path}" if item.shared and item.issuer else ""
    whose = speaker.clean(f"{item.issuer or item.path} {item.year}{file}")
    return tag(
        "li",
        tag(
            "a",
            badges(speaker, item.finding),
            " ",
            tag("span", whose, class_="who"),
            href=address(item.finding.id, item.record, asked),
        ),
        tag("p", state(speaker, item), said(speaker, item.finding)),
        class_=item.state,
    )


def _filters(speaker: Speaker, asked: Asked) -> Markup:
    severities = [(one, speaker.say(f"severity.{one}")) for one in QUEUED]
    blames = [(one, speaker.say(f"attribution.{one}")) for one in ATTRIBUTIONS]
    return tag(
        "form",
        _choice(speaker, "severity", severities, asked.severity),
        _choice(speaker, "attribution", blames, asked.attribution),
        _words(speaker, "code", asked.code, "8"),
        _words(speaker, "issuer", asked.issuer, "20"),
        tag("input", type="hidden", name="all", value="1") if asked.decided else None,
        tag("button", speaker.say("web.filter")),
        tag("a", speaker.say("web.no_filter"), href="/") if Asked() != asked else None,
        method="get",
        action="/",
        role="search",
        class_="filters",
    )


def _choice(speaker: Speaker, name: str, known: Sequence[tuple[str, str]], chosen: str) -> Markup:
    options = [tag("option", speaker.say("web.any"), value="")]
    options += [
        tag("option", words, value=value, selected=value == chosen) for value, words in known
    ]
    label = tag("label", speaker.say(f"web.filter.{name}"), for_=f"filter-{name}")
    return tag("span", label, tag("select", options, name=name, id=f"filter-{name}"))


def _words(speaker: Speaker, name: str, value: str, size: str) -> Markup:
    label = tag("label", speaker.say(f"web.filter.{name}"), for_=f"filter-{name}")
    field = tag("input", type="text", name=name, id=f"filter-{name}", value=value, size=size)
    return tag("span", label, field)


def _pages(speaker: Speaker, asked: Asked, whole: int) -> Markup | None:
    last = max(1, -(-whole // PAGE))
    if last == 1 and asked.page == 1:
        return None
    here = speaker.say("web.page", page=asked.page, pages=last)
    links = list(_links(speaker, asked, last))
    return tag("nav", tag("span", here, class_="here"), joined(*links), class_="pages")


def _links(speaker: Speaker, asked: Asked, last: int) -> Iterator[Markup]:
    before, after = min(asked.page - 1, last), asked.page + 1
    if before >= 1:
        yield tag("a", speaker.say("web.page.first"), href=f"/{asked.query(page=1)}")
        yield tag(
            "a",
            speaker.say("web.page.before"),
            href=f"/{asked.query(page=before)}",
            rel="prev",
        )
    if after <= last:
        yield tag(
            "a", speaker.say("web.page.after"), href=f"/{asked.query(page=after)}", rel="next"
        )
        yield tag("a", speaker.say("web.page.last"), href=f"/{asked.query(page=last)}")
