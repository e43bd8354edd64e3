"""Plain text and Markdown: the text is the document, its tables are found in the text."""

from __future__ import annotations

from extractor.documents.decode import decode, normalise_newlines, refuse_lost
from extractor.documents.limits import Budget
from extractor.documents.source import describe
from report.document import Document
from report.messages import unreadable

READER = "text 2"


def read_plain(data: bytes, name: str, budget: Budget) -> Document:
    r"""Return the decoded text with `\n` line ends and no grids.

    Raises:
        InputError: `not_text`, `encoding`, `empty` or `too_large`.
    """
    text = normalise_newlines(decode(data).text)
    require_text(text)
    refuse_lost(text)
    budget.spend_characters(len(text))
    markdown = name.lower().endswith((".md", ".markdown"))
    media_type = "text/markdown" if markdown else "text/plain"
    return Document(describe(data, name, media_type), text, READER)


def require_text(text: str) -> None:
    """Refuse a text in which nothing stands."""
    if not text.strip("\ufeff\u200b \t\n\u3000\xa0"):
        raise unreadable("empty", "blanks")
