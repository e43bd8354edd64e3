"""The catalogue of all finding codes: what each means, why, and what to do.

One TOML file per family stands in `report/rules/`. Codes are permanent. The severity of a
linear rule stands in the form files with its operands, and there alone.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import Field, StringConstraints

from report.data_file import Data, parse_toml
from report.errors import DataFileError
from report.finding import Message, Severity
from report.form import Source, load_forms

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}\d{2}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Words(Data):
    """The same words in Chinese and English."""

    zh: Text
    en: Text

    @property
    def message(self) -> Message:
        """The words as a message."""
        return Message(self.zh, self.en)


class Explanation(Data):
    """What the rule finds, why it matters, and what its reader does about it."""

    what: Words
    why: Words
    do: Words


class RuleEntry(Data):
    """One code as its file describes it."""

    code: Code
    name: Name
    reserved: bool = False
    severity: Severity | None = None
    title: Words
    explanation: Explanation
    source: Source = Field(default_factory=Source)
    example: Words


class _RuleFile(Data):
    rules: tuple[RuleEntry, ...]


class Rule(Data):
    """One code of the catalogue, complete.

    Attributes:
        linear: Whether it is compiled from edits of the form files.
        reserved: Whether this version only keeps the code and never raises it.
        sources: Where it comes from; more than one when editions have their own.
    """

    code: Code
    name: Name
    severity: Severity
    title: Words
    explanation: Explanation
    sources: tuple[Source, ...]
    example: Words
    linear: bool
    reserved: bool


def parse_rules(text: str, file: str) -> tuple[RuleEntry, ...]:
    """Return the entries of one rule file.

    Raises:
        DataFileError: A key is unknown, missing or malformed; the message names the place.
    """
    return parse_toml(_RuleFile, text, file).rules


def _of_the_forms() -> dict[str, list[tuple[str, Severity, Source]]]:
    found: dict[str, list[tuple[str, Severity, Source]]] = {}
    for edition, form in load_forms().items():
        for edit in form.edits:
            found.setdefault(edit.code, []).append((edition, edit.severity, edit.source))
    return found


def complete(entry: RuleEntry, file: str) -> Rule:
    """Return the rule with what the form files say of it.

    Raises:
        DataFileError: Severity or source stand in both places or in neither, or the
            editions give the code different severities.
    """
    edits = _of_the_forms().get(entry.code, [])
    stated = entry.source != Source()
    if bool(edits) == (entry.severity is not None) or bool(edits) == stated:
        where = "in the form files" if edits else "here"
        problem = f"severity and source of this rule stand {where} and nowhere else"
        raise DataFileError(file, entry.code, problem)
    severities = {severity for _, severity, _ in edits}
    if len(severities) > 1:
        raise DataFileError(file, entry.code, "the editions' form files disagree on its severity")
    severity = entry.severity if entry.severity is not None else severities.pop()
    sources = tuple(dict.fromkeys(source for _, _, source in edits)) or (entry.source,)
    return Rule(
        code=entry.code,
        name=entry.name,
        severity=severity,
        title=entry.title,
        explanation=entry.explanation,
        sources=sources,
        example=entry.example,
        linear=bool(edits),
        reserved=entry.reserved,
    )


def catalogue(entries: list[tuple[str, RuleEntry]]) -> dict[str, Rule]:
    """Return the rules by code; `entries` are pairs of file name and entry.

    Raises:
        DataFileError: A code or a name stands twice, or an edit has no entry.
    """
    rules: dict[str, Rule] = {}
    names: set[str] = set()
    for file, entry in entries:
        if entry.code in rules or entry.name in names:
            raise DataFileError(file, entry.code, "the code or its name stands twice")
        rules[entry.code] = complete(entry, file)
        names.add(entry.name)
    if missing := sorted(set(_of_the_forms()) - set(rules)):
        raise DataFileError("report/rules", missing[0], "an edit of a form has no entry")
    return rules


@cache
def load_rules() -> dict[str, Rule]:
    """Return the shipped catalogue by code, in the order of the families."""
    folder = resources.files("report") / "rules"
    entries = [
        (file.name, entry)
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
        for entry in parse_rules(file.read_text(encoding="utf-8"), file.name)
    ]
    return catalogue(entries)
