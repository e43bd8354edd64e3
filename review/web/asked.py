"""What an address asks of the queue: which items, which page, and the same as an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from report.finding import ATTRIBUTIONS, QUEUED
from review.queue import Filter
from store import QUEUE_ORDER

PAGE: Final = 50
_LONGEST = 200
_MOST_PAGES = 10_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A page of the queue under some filters; what fits nothing known is left out.

    Attributes:
        page: From one.
    """

    severity: str = ""
    attribution: str = ""
    code: str = ""
    issuer: str = ""
    decided: bool = False
    page: int = 1

    @property
    def which(self) -> Filter:
        """The items of the queue that are meant."""
        return Filter(
            severities=[one for one in QUEUED if self.severity in ("", one)],
            attributions=[one for one in QUEUE_ORDER if self.attribution in ("", one)],
            codes=(self.code,) if self.code else (),
            issuer=self.issuer,
            decided=self.decided,
        )

    @property
    def offset(self) -> int:
        """How many items come before the page."""
        return (self.page - 1) * PAGE

    def query(self, **changes: str | int | bool) -> str:
        """Return the filters as the end of an address, "" where there are none."""
        fields: dict[str, str | int | bool] = {
            "severity": self.severity,
            "attribution": self.attribution,
            "code": self.code,
            "issuer": self.issuer,
            "all": self.decided,
            "page": self.page,
            **changes,
        }
        told = {
            name: "1" if value is True else str(value)
            for name, value in fields.items()
            if value and (name, value) != ("page", 1)
        }
        return f"?{urlencode(told)}" if told else ""


def asked_in(given: Mapping[str, Sequence[str]]) -> Asked:
    """Return what the fields of an address ask for."""

    def one(name: str) -> str:
        return given.get(name, ("",))[-1].strip()[:_LONGEST]

    severity, attribution, page = one("severity"), one("attribution"), one("page")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 9 else 1
    return Asked(
        severity=severity if severity in QUEUED else "",
        attribution=attribution if attribution in ATTRIBUTIONS else "",
        code=one("code").upper(),
        issuer=one("issuer"),
        decided=one("all") == "1",
        page=min(max(number, 1), _MOST_PAGES),
    )
