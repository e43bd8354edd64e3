"""What the store offers to whoever holds reports against one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from report.record import Record
from store import neighbours
from store.connected import Connected
from store.model import Placed, Settle, Statement, Surroundings

_PORTION = 200


class Around(Connected):
    """The part of a store that knows which reports belong together."""

    _settle: Settle

    def placed(self) -> list[Placed]:
        """Return all current reports in path order, each with what it was held against."""
        found = self._do("read", neighbours.placed)
        bare = [one.key for one in found if not one.stamp]
        if not bare:
            return found
        for at in range(0, len(bare), _PORTION):
            some = bare[at : at + _PORTION]
            self._do("write", lambda c, some=some: neighbours.stamp_all(c, some))  # type: ignore[misc]
        return self._do("read", neighbours.placed)

    def surround(self, todo: Sequence[tuple[str, str, Surroundings]]) -> int:
        """Hold outcomes against new surroundings, all or none; return how many changed.

        Each entry is the key of the work, a fingerprint of the surroundings, and those.
        One whose fingerprint is stored already was done by another process.
        """
        return self._do("write", lambda c: neighbours.surround(c, todo, self._settle))

    def without_sentences(self, version: str, limit: int) -> list[str]:
        """Return keys of current reports whose sentences are not kept in this version."""
        return self._do("read", lambda c: neighbours.without_sentences(c, version, limit))

    def texts(self, works: Sequence[str]) -> list[tuple[str, bytes, Record, bool]]:
        """Return key, document JSON and record of outcomes, and whether others share the text.

        A file that holds several reports is one text with several records.
        """
        return self._do("read", lambda c: neighbours.texts(c, works))

    def keep_sentences(self, version: str, bodies: Sequence[tuple[str, bytes]]) -> None:
        """Keep the sentences of outcomes, in a form that is the caller's."""
        self._do("write", lambda c: neighbours.keep_sentences(c, version, bodies))

    def sentences(self, version: str) -> Iterator[tuple[str, bytes]]:
        """Yield key and kept sentences of all outcomes in the order of keys."""
        after = ""
        while True:
            some = self._do(
                "read",
                lambda c, after=after: neighbours.sentences_after(c, version, after, _PORTION * 10),  # type: ignore[misc]
            )
            yield from some
            if not some:
                return
            after = some[-1][0]

    def say_of_names(
        self, one: str, other: str, verdict: str, who: str, reason: str = ""
    ) -> Statement:
        """Append that two names mean one body (`same`), or two (`different`)."""
        body = {"one": one, "other": other, "verdict": verdict}
        return self._do(
            "durable", lambda c: neighbours.add_statement(c, "names", who, reason, body)
        )

    def say_of_version(self, record: str, who: str, reason: str = "") -> Statement:
        """Append that a record is the one that counts for its issuer and year."""
        body = {"record": record}
        return self._do(
            "durable", lambda c: neighbours.add_statement(c, "version", who, reason, body)
        )

    def statements(self) -> list[Statement]:
        """Return what people said of names and versions, oldest first."""
        return self._do("read", neighbours.statements)
