"""Reads prompt files: front matter in TOML between `+++` lines, then the instruction.

A prompt holds `{{ name }}` where an input goes. What a prompt asks for must be given and
nothing else may be; there are no expressions, and the text of a report never comes here.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_FENCE = "+++"
_INPUT = re.compile(r"\{\{ *([a-z_]+) *\}\}")
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}")


class PromptError(Exception):
    """A prompt file breaks its own format, or was rendered with the wrong inputs."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"prompts/{file}: {problem}.")


class Example(BaseModel):
    """One answer shown to the model; its quotes stand in its text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    answer: dict[str, Any]


class _Front(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z]+$")]
    version: Annotated[int, Field(ge=1)]
    inputs: tuple[str, ...]
    output: str
    delimiter: str
    words: dict[str, str] = {}
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt with its inputs in place.

    Attributes:
        name: Id and version, as in `claims@1`.
        sha256: Hash of everything that is sent beside the report's text.
        system: The instruction.
        delimiter: The word between whose marks the report's text stands.
    """

    name: str
    sha256: str
    system: str
    delimiter: str

    def user(self, text: str) -> str:
        """Return a report's text between marks that it cannot close itself."""
        mark = self.delimiter
        while f"<{mark}>" in text or f"</{mark}>" in text:
            mark += self.delimiter[-1]
        return f"<{mark}>\n{text}\n</{mark}>"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file.

    Attributes:
        output: Name of the shape its answers have.
        words: Words of the prompt that stand in its inputs and before its examples.
        body: The instruction with its inputs still open.
    """

    id: str
    version: int
    inputs: tuple[str, ...]
    output: str
    delimiter: str
    words: Mapping[str, str]
    examples: tuple[Example, ...]
    body: str
    file: str

    @property
    def name(self) -> str:
        """Id and version, as they are kept with answers."""
        return f"{self.id}@{self.version}"

    def render(self, inputs: Mapping[str, str]) -> Rendered:
        """Return the prompt with its inputs in place.

        Raises:
            PromptError: An input is missing or unknown.
        """
        if missing := [name for name in self.inputs if name not in inputs]:
            raise PromptError(self.file, f"the input {missing[0]!r} was not given")
        if unknown := [name for name in inputs if name not in self.inputs]:
            raise PromptError(self.file, f"there is no input {unknown[0]!r}")
        system = _INPUT.sub(lambda found: inputs[found[1]], self.body)
        system = "\n".join([system, *map(self._shown, self.examples)])
        sha256 = hashlib.sha256(f"{self.name}\0{self.delimiter}\0{system}".encode()).hexdigest()
        return Rendered(self.name, sha256, system, self.delimiter)

    def _shown(self, example: Example) -> str:
        answer = json.dumps(example.answer, ensure_ascii=False, separators=(",", ":"))
        return f"{self.words.get('example', '')}{example.text}\n{answer}"


def parse_prompt(text: str, file: str) -> Prompt:
    """Return the prompt a file holds.

    Raises:
        PromptError: The front matter is missing, malformed or has a key nobody knows, or
            the body names other inputs than the front matter.
    """
    before, fence, rest = text.partition(f"{_FENCE}\n")
    front, closing, body = rest.partition(f"\n{_FENCE}\n")
    if before or not fence or not closing:
        raise PromptError(file, "the front matter must stand first, between two +++ lines")
    try:
        told = _Front.model_validate(tomllib.loads(front))
    except tomllib.TOMLDecodeError as error:
        raise PromptError(file, f"the front matter is no TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise PromptError(file, f"{place}: {first['msg']}") from None
    body = body.strip()
    used = set(_INPUT.findall(body))
    if used != set(told.inputs):
        odd = sorted(used ^ set(told.inputs))[0]
        raise PromptError(file, f"{odd!r} stands in the inputs or in the body, not in both")
    if _BRACES.search(_INPUT.sub("", body)):
        raise PromptError(file, "a placeholder is not of the form {{ name }}")
    return Prompt(**dict(told), body=body, file=file)


@cache
def load_prompt(id_: str) -> Prompt:
    """Return a shipped prompt.

    Raises:
        PromptError: There is none of that id, or its file is malformed.
    """
    file = f"{id_}.md"
    path = resources.files("prompts") / file
    if not path.is_file():
        raise PromptError(file, "there is no such prompt")
    prompt = parse_prompt(path.read_text(encoding="utf-8"), file)
    if prompt.id != id_:
        raise PromptError(file, f"its id is {prompt.id!r}, not that of the file")
    return prompt


@cache
def prompt_ids() -> tuple[str, ...]:
    """Return the ids of all shipped prompts."""
    files = resources.files("prompts").iterdir()
    return tuple(sorted(f.name.removesuffix(".md") for f in files if f.name.endswith(".md")))
