"""One item with its evidence and its form, and pages that say one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from report.finding import Finding
from report.naming import cell_place
from report.wire import cell_value
from review.web.asked import Asked
from review.web.evidence import quotes, tables
from review.web.html import Content, tag
from review.web.parts import address, badges, said, state, whole_page

if TYPE_CHECKING:
    from report.decision import Decision
    from report.finding import Change
    from report.record import Record
    from review.decide import Taken
    from review.queue import Neighbours, ReviewItem, Shown
    from review.web.speaker import Speaker

_MOST_ALSO = 12
_JUDGEMENTS = ("report_inconsistent", "misread", "counts_otherwise", "unreadable", "dismiss")


def message_page(speaker: Speaker, text: str) -> Markup:
    """Return a page that says one thing."""
    return whole_page(
        speaker,
        speaker.say("web.title"),
        tag("p", speaker.clean(text), role="alert", class_="message"),
        tag("p", tag("a", speaker.say("web.back"), href="/")),
    )


def item_page(
    speaker: Speaker,
    shown: Shown,
    asked: Asked,
    beside: Neighbours,
    token: str,
    who: str,
    taken: Taken | None,
) -> Markup:
    """Return one item: evidence beside the cells, repairs, the form, earlier decisions."""
    item, outcome = shown.item, shown.stored.outcome
    finding, record = item.finding, outcome.record
    title = speaker.clean(f"{finding.code} {item.issuer or item.path} {item.year}")
    evidence = None
    if shown.document is not None and finding.evidence:
        evidence = tag(
            "section",
            tag("h2", speaker.say("web.evidence")),
            quotes(speaker, shown.document, finding.evidence),
        )
    read = list(tables(speaker, outcome, finding))
    as_read = None
    if read:
        legend = tag("p", speaker.say("web.legend"), class_="legend")
        as_read = tag("section", tag("h2", speaker.say("web.as_read")), legend, read)
    return whole_page(
        speaker,
        title,
        _taken(speaker, taken, asked),
        tag("h1", title),
        tag(
            "p",
            badges(speaker, finding),
            " ",
            tag("code", finding.id),
            " ",
            speaker.clean(item.path),
        ),
        _also(speaker, shown, asked),
        tag("p", state(speaker, item), said(speaker, finding), class_="finding"),
        _changed(speaker, item, record),
        _form(speaker, item, record, token, who, asked),
        tag("div", evidence, as_read, class_="beside"),
        _others(speaker, shown),
        _history(speaker, item, record),
        _links(speaker, asked, beside),
    )


def _taken(speaker: Speaker, taken: Taken | None, asked: Asked) -> Markup | None:
    """Return what the decision just taken changed."""
    if taken is None:
        return None
    lines: list[Markup] = [tag("p", tag("b", speaker.say("web.taken")))]
    lines += [
        tag("p", speaker.say("review.mended", code=one.code, message=said(speaker, one)))
        for one in taken.mended
    ]
    for item in taken.raised:
        words = {"id": item.finding.id, "code": item.finding.code}
        told = speaker.say("review.raised", message=said(speaker, item.finding), **words)
        lines.append(tag("p", tag("a", told, href=address(item.finding.id, item.record, asked))))
    return tag("div", lines, role="status", class_="taken")


def _also(speaker: Speaker, shown: Shown, asked: Asked) -> Markup | None:
    """Return links to the same item in other files, and how far a decision reaches."""
    if not shown.also:
        return None
    own = shown.item.finding.operands
    entries = []
    for one in shown.also[:_MOST_ALSO]:
        words = "review.also.same" if one.finding.operands == own else "web.also.other"
        link = tag("a", speaker.clean(one.path), href=address(one.finding.id, one.record, asked))
        entries.append(tag("li", link, " ", speaker.say(words)))
    more = len(shown.also) - _MOST_ALSO
    rest = tag("p", speaker.say("review.also.more", count=more)) if more > 0 else None
    return tag("div", tag("p", speaker.say("review.also")), tag("ul", entries), rest, class_="also")


def _others(speaker: Speaker, shown: Shown) -> Markup | None:
    """Return the other reports a finding rests on, with their words where there are any."""
    if not shown.beside:
        return None
    entries = (
        tag(
            "li",
            tag(
                "p",
                tag("b", speaker.clean(f"{one.other.issuer} {one.other.year}".strip())),
                " ",
                tag("code", one.other.record),
            ),
            None if one.document is None else quotes(speaker, one.document, one.other.spans),
        )
        for one in shown.beside
    )
    return tag(
        "section", tag("h2", speaker.say("review.others")), tag("ul", entries, class_="others")
    )


def _place(speaker: Speaker, key: str, record: Record | None) -> str:
    if key.startswith("claim:"):
        return speaker.say("review.claim")
    for beside in ("previous", "children"):
        if key.startswith(f"{beside}:"):
            place = _place(speaker, key.partition(":")[2], record)
            return speaker.say(f"review.{beside}", place=place)
    if record is None or key not in record.cells:
        return key
    return str(getattr(cell_place(key, record.tables), speaker.lang))


def _changed(speaker: Speaker, item: ReviewItem, record: Record | None) -> Markup | None:
    """Return what holds other values than when the item was last decided."""
    if not item.reopened:
        return None
    old, now = item.history[-1].operands, item.finding.operands
    none = speaker.say("review.no_number")
    changes = [
        tag(
            "li",
            speaker.say(
                "review.was",
                place=_place(speaker, key, record),
                before=old.get(key) or none,
                after=now.get(key) or none,
            ),
        )
        for key in dict.fromkeys((*old, *now))
        if old.get(key) != now.get(key)
    ]
    if not changes:
        return None
    return tag("div", tag("p", speaker.say("review.changed")), tag("ul", changes), class_="changed")


def _change(speaker: Speaker, change: Change, record: Record | None) -> str:
    before = cell_value(change.cell, change.before)
    shown = speaker.say("review.blank") if before is None else str(before)
    after = str(cell_value(change.cell, change.after))
    place = _place(speaker, change.cell, record)
    return speaker.say("check.change", cell=place, before=shown, after=after)


def _radio(value: str, words: Content, *, first: bool = False) -> Markup:
    id_ = f"action-{value.replace(':', '-')}"
    button = tag(
        "input", type="radio", name="action", value=value, id=id_, required=True, autofocus=first
    )
    return tag("p", button, tag("label", words, for_=id_))


def _form(
    speaker: Speaker,
    item: ReviewItem,
    record: Record | None,
    token: str,
    who: str,
    asked: Asked,
) -> Markup:
    finding = item.finding
    choices: list[Markup] = []
    for number, repair in enumerate(finding.repairs, 1):
        changes = speaker.say("review.and").join(_change(speaker, one, record) for one in repair)
        words = speaker.say("web.repair", changes=changes)
        choices.append(_radio(f"accept_repair:{number}", words, first=number == 1))
    if finding.cells and record is not None:
        choices.append(_radio("correct_cell", speaker.say("web.correct"), first=not choices))
        choices.append(_cell_fields(speaker, finding, record))
    choices += [_radio(name, speaker.say(f"web.{name}")) for name in _JUDGEMENTS]
    again = None if item.state == "open" else _hidden("again", "1")
    legend = speaker.say("web.decide" if item.state == "open" else "web.again")
    return tag(
        "form",
        _hidden("token", token),
        _hidden("record", item.record),
        again,
        tag("fieldset", tag("legend", legend), choices),
        tag("p", tag("label", speaker.say("web.reason"), for_="reason")),
        tag("p", tag("input", type="text", name="reason", id="reason", maxlength="2000")),
        tag("p", tag("button", speaker.say("web.save", who=speaker.clean(who)), accesskey="s")),
        method="post",
        action=f"/item/{quote(finding.id)}{asked.query()}",
    )


def _cell_fields(speaker: Speaker, finding: Finding, record: Record) -> Markup:
    keys = [*finding.suspects, *(key for key in finding.cells if key not in finding.suspects)]
    options = (
        tag("option", _option(speaker, key, record), value=key)
        for key in keys
        if key in record.cells
    )
    return tag(
        "p",
        tag("label", speaker.say("web.cell"), for_="cell"),
        tag("select", options, name="cell", id="cell"),
        tag("label", speaker.say("web.value"), for_="value"),
        tag("input", type="text", name="value", id="value", size="12", autocomplete="off"),
        class_="fields",
    )


def _option(speaker: Speaker, key: str, record: Record) -> str:
    value = cell_value(key, record.cells[key].effective)
    shown = speaker.say("review.no_number") if value is None else str(value)
    return f"{_place(speaker, key, record)} = {shown}"


def _hidden(name: str, value: str) -> Markup:
    return tag("input", type="hidden", name=name, value=value)


def _history(speaker: Speaker, item: ReviewItem, record: Record | None) -> Markup | None:
    if not item.history:
        return None
    entries = (tag("li", _decision(speaker, one, record)) for one in item.history)
    return tag("section", tag("h2", speaker.say("review.history")), tag("ul", entries))


def _decision(speaker: Speaker, decision: Decision, record: Record | None) -> str:
    none = speaker.say("review.no_number")
    changes = [
        f"{_place(speaker, key, record)} {_or(key, decision.before.get(key), none)} → "
        f"{_or(key, value, none)}"
        for key, value in decision.after.items()
    ]
    when = decision.when.astimezone().strftime("%Y-%m-%d %H:%M")
    action = speaker.say(f"action.{decision.action}")
    parts = (when, decision.who, action, *changes, decision.reason)
    return speaker.clean("  ".join(part for part in parts if part))


def _or(key: str, value: object, none: str) -> str:
    shown = cell_value(key, value)  # type: ignore[arg-type]  # Decisions hold numbers.
    return none if shown is None else str(shown)


def _links(speaker: Speaker, asked: Asked, beside: Neighbours) -> Markup:
    links = [
        tag("a", speaker.say(id_), href=address(one.finding, one.record, asked), accesskey=key)
        for id_, one, key in (
            ("web.previous", beside.before, "p"),
            ("web.next", beside.after, "n"),
        )
        if one is not None
    ]
    return tag("nav", links, tag("a", speaker.say("web.back"), href=f"/{asked.query()}"))
