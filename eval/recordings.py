"""Recorded answers: questions written out for readers, and answers given from a folder.

A question's folder holds nothing but what a model would be sent (`request.txt`); whoever
reads it writes `reply.json` beside it. Collected replies stand in one file of JSON lines,
keyed by everything that was asked, so that a changed prompt finds no answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.model.question import Answer, Question, Shape, Usage
from report.errors import DataFileError, ModelError

REQUEST = "request.txt"
REPLY = "reply.json"
_INSTRUCTION = """\
You are asked what a language model would be asked. Read the system message and the user
message below, and write your answer, a JSON object of the given JSON Schema and nothing
else, to the file reply.json beside this one. Work from this file alone.
"""


class Recording(BaseModel):
    """One recorded answer.

    Attributes:
        key: Hash of everything that was asked; see `key_of`.
        reply: The answer's text exactly as it was given.
        answered_by: Who answered: a model's name, or `independent reader`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    prompt: str
    prompt_sha256: str
    reply: str
    answered_by: str
    date: str


def key_of(question: Question[Shape]) -> str:
    """Return the hash of all that decides an answer: prompt, messages and shape."""
    schema = json.dumps(question.shape.model_json_schema(), sort_keys=True)
    parts = (question.prompt, question.prompt_sha256, question.system, question.user, schema)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass
class Recorded:
    """A model that gives recorded answers; it keeps what nobody has answered yet.

    Attributes:
        pending: Key → question, in the order they were asked.
    """

    answers: Mapping[str, str]
    pending: dict[str, Question[BaseModel]] = field(default_factory=dict)
    asked: int = 0

    async def ask(self, question: Question[Shape]) -> Answer[Shape]:
        """Return the recorded answer.

        Raises:
            ModelError: There is none for exactly this question.
        """
        key = key_of(question)
        self.asked += 1
        raw = self.answers.get(key)
        if raw is None:
            self.pending[key] = question  # type: ignore[assignment]
            raise ModelError(
                f"There is no recorded answer to this question of {question.prompt}.",
                "Record it: `gouji eval run --replay … --pending FOLDER`.",
            )
        usage = Usage(calls=1, cached=1)
        try:
            value = question.shape.model_validate_json(raw)
        except ValidationError as error:
            return Answer(None, raw, str(error), model="recorded", usage=usage)
        return Answer(value, raw, model="recorded", usage=usage)


def read_recordings(path: Path) -> dict[str, str]:
    """Return key → reply of a file of recordings, or of a folder of answered questions.

    Raises:
        DataFileError: The file is malformed.
    """
    if path.is_dir():
        found = {}
        for file in sorted(path.glob("*.jsonl")):
            found.update(read_recordings(file))
        for reply in sorted(path.glob(f"*/{REPLY}")):
            found[_key_in(reply.parent)] = _unfenced(reply.read_text(encoding="utf-8"))
        return found
    return {one.key: one.reply for one in _lines(path)}


def _lines(path: Path) -> Iterator[Recording]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield Recording.model_validate_json(line)
        except ValidationError as error:
            raise DataFileError(path.name, f"line {number}", error.errors()[0]["msg"]) from None


def _key_in(folder: Path) -> str:
    request = (folder / REQUEST).read_text(encoding="utf-8")
    return request.rpartition("key: ")[2].strip()


def _unfenced(reply: str) -> str:
    """Return a reply without the fence that readers put around JSON."""
    text = reply.strip()
    if text.startswith("```"):
        text = text.partition("\n")[2].rpartition("```")[0]
    return text.strip()


def write_questions(questions: Iterable[Question[BaseModel]], folder: Path) -> int:
    """Write each question into a folder of its own; return how many are new.

    A question that already has a folder, answered or not, is left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = {_key_in(path.parent) for path in folder.glob(f"*/{REQUEST}")}
    before = number = len(known)
    for question in questions:
        key = key_of(question)
        if key in known:
            continue
        known.add(key)
        number += 1
        place = folder / f"{number:04d}"
        place.mkdir()
        (place / REQUEST).write_text(_request(question, key), encoding="utf-8")
    return number - before


def _request(question: Question[BaseModel], key: str) -> str:
    schema = json.dumps(question.shape.model_json_schema(), ensure_ascii=False)
    parts = (
        _INSTRUCTION,
        f"=== system ===\n{question.system}\n",
        f"=== user ===\n{question.user}\n",
        f"=== JSON Schema of the answer ===\n{schema}\n",
        f"prompt: {question.prompt} {question.prompt_sha256}\nkey: {key}\n",
    )
    return "\n".join(parts)


def collect(
    folder: Path, into: Path, answered_by: str, date: str, *, keep_others: bool = True
) -> int:
    """Add the answers of a folder to a file of recordings; return how many it holds now.

    Args:
        folder: Questions with their replies.
        into: A file of JSON lines; made when it is not there.
        answered_by: Who answered.
        date: On which day.
        keep_others: Whether what the file held before stays.
    """
    held = {one.key: one for one in _lines(into)} if keep_others and into.exists() else {}
    for reply in sorted(folder.glob(f"*/{REPLY}")):
        request = (reply.parent / REQUEST).read_text(encoding="utf-8")
        told = request.rpartition("prompt: ")[2].partition("\n")[0]
        prompt, _, sha256 = told.partition(" ")
        key = _key_in(reply.parent)
        held[key] = Recording(
            key=key,
            prompt=prompt,
            prompt_sha256=sha256,
            reply=_unfenced(reply.read_text(encoding="utf-8")),
            answered_by=answered_by,
            date=date,
        )
    lines = (held[key].model_dump_json() for key in sorted(held))
    into.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(held)
