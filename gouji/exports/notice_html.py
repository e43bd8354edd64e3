"""A notice as one page that needs nothing else: no script, no font and no address."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from gouji.exports.atomic import replacing
from gouji.exports.notice_lines import Fact, Page, Part

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.7 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif;
  color: #222; background: #fff; max-width: 54rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.5rem; text-align: center; line-height: 1.4; }
h2 { font-size: 1.15rem; border-bottom: 2px solid #444; margin-top: 2.4rem;
  overflow-wrap: anywhere; }
h3 { font-size: 1.05rem; margin-bottom: .2rem; }
.lead, .notes { color: #555; font-size: .92rem; }
article { border: 1px solid #ccc; border-left: 6px solid #c0504d; border-radius: 4px;
  padding: .2rem 1rem .6rem; margin: .9rem 0; break-inside: avoid; }
article.questions { border-left-color: #d9a400; }
h4 { margin: .4rem 0; font-size: 1rem; }
dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: .15rem .8rem; margin: 0; }
dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
mark { background: #ffe08a; } footer { color: #777; font-size: .85rem; margin-top: 2.5rem; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .3rem; } }
@media print { body { margin: 0; max-width: none; } }
"""


def write_html(path: Path, page: Page) -> None:
    """Write a notice as a page; everything from reports is escaped."""
    with (
        replacing(path) as draft,
        draft.open("w", encoding="utf-8", errors="xmlcharrefreplace", newline="\n") as file,
    ):
        file.writelines(html(page))


def html(page: Page) -> Iterator[str]:
    """Yield the page's source."""
    lang = {"zh": "zh-Hans", "en": "en"}[page.lang]
    yield f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    yield "style-src 'unsafe-inline'\">\n"
    yield f"<title>{_safe(page.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    yield f"<h1>{_safe(page.title)}</h1>\n"
    for lead in page.leads:
        yield f"<p>{_safe(lead)}</p>\n"
    for heading, parts, notes in page.reports:
        yield f"<section>\n<h2>{_safe(heading)}</h2>\n"
        for part in parts:
            yield from _part(part)
        yield '<div class="notes">\n'
        for note in notes:
            yield f"<p>{_safe(note)}</p>\n"
        yield "</div>\n</section>\n"
    yield f"<footer>{_safe(page.foot)}</footer>\n</body>\n</html>\n"


def _part(part: Part) -> Iterator[str]:
    yield f'<h3>{_safe(part.heading)}</h3>\n<p class="lead">{_safe(part.lead)}</p>\n'
    for item in part.items:
        yield f'<article class="{_safe(item.tone)}">\n<h4>{_safe(item.heading)}</h4>\n<dl>\n'
        for fact in item.facts:
            yield f"<dt>{_safe(fact.name)}</dt><dd>{_fact(fact)}</dd>\n"
        yield "</dl>\n</article>\n"


def _fact(fact: Fact) -> str:
    quote = fact.quote
    if quote is None:
        return _safe(fact.text)
    marked = f"<mark>{_safe(quote.marked)}</mark>"
    return f"{_safe(fact.text)}{_safe(quote.before)}{marked}{_safe(quote.after)}"


def _safe(text: str) -> str:
    """Return text that is shown as it is; what no page may hold is made visible."""
    return escape("".join(c if _shows(c) else "\ufffd" for c in text), quote=True)


def _shows(character: str) -> bool:
    """Return whether a page may hold the character, and it turns no text around."""
    code = ord(character)
    if code < 0x20:
        return character in "\t\n"
    return not (0x7F <= code <= 0x9F or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069) and (
        not 0xD800 <= code <= 0xDFFF
    )
