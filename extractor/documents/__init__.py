"""Files become documents: text with positions, and tables where the file states them."""

from __future__ import annotations

from extractor.documents.archive import Member, is_archive, iter_members, members_of
from extractor.documents.limits import DEFAULT_LIMITS, Limits
from extractor.documents.read import read_bytes, read_document

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "Member",
    "is_archive",
    "iter_members",
    "members_of",
    "read_bytes",
    "read_document",
]
