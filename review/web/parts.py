"""What all pages are made of: the frame, and how a finding is named and linked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from markupsafe import Markup

from report.finding import Finding
from review.web.asked import Asked
from review.web.html import Content, tag

if TYPE_CHECKING:
    from review.queue import ReviewItem
    from review.web.speaker import Speaker


def whole_page(speaker: Speaker, title: str, *content: Content | Iterator[Content]) -> Markup:
    """Return a whole page around its content."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("link", rel="stylesheet", href="/style.css"),
    )
    skip = tag("a", speaker.say("web.skip"), href="#main", class_="skip")
    home = tag("header", tag("a", speaker.say("web.title"), href="/", accesskey="q"))
    body = tag("body", skip, home, tag("main", *content, id="main"))
    lang = "zh-CN" if speaker.lang == "zh" else "en"
    return Markup("<!doctype html>\n") + tag("html", head, body, lang=lang)


def said(speaker: Speaker, finding: Finding) -> str:
    """Return a finding's sentence."""
    return speaker.clean(getattr(finding.message, speaker.lang))


def badges(speaker: Speaker, finding: Finding) -> Markup:
    """Return codes, severity and whose mistake it may be."""
    return tag(
        "span",
        tag("b", " ".join(finding.codes)),
        " ",
        speaker.say(f"severity.{finding.severity}"),
        " · ",
        speaker.say(f"attribution.{finding.attribution}"),
        class_=f"badge {finding.severity}",
    )


def state(speaker: Speaker, item: ReviewItem) -> str:
    """Return the mark of an item that does not simply wait."""
    if item.reopened:
        return speaker.say("review.reopened")
    return "" if item.state == "open" else speaker.say(f"review.state.{item.state}")


def address(finding: str, record: str, asked: Asked) -> str:
    """Return where an item is, with the filters under which it was listed."""
    filters = asked.query()
    return f"/item/{quote(finding)}?{urlencode({'record': record})}" + (
        f"&{filters[1:]}" if filters else ""
    )
