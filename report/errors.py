"""Every error Gouji raises on purpose, in one tree.

    GoujiError                        exit 4
    ├── UsageError                    exit 2   the command line or gouji.toml is wrong
    ├── DataFileError                 exit 4   a form, rule, lexicon or label file is wrong
    ├── InputError                    exit 3   one input cannot be read; the batch goes on
    ├── StoreError                    exit 4   the store cannot be opened or is too new
    ├── ModelError                    exit 4   the model's server gave no usable answer
    │   └── BudgetError               exit 4   the run's budget for the model is used up
    ├── OutputError                   exit 4   a file cannot be written: the disk is full or failed
    └── InstallationError            exit 4   something the installation needs is missing

A broken *rule* (DataFileError) is never reported as a broken *record* (a finding).
"""

from __future__ import annotations

from typing import ClassVar, Literal, Protocol, get_args

FailureCode = Literal[
    "empty",
    "not_text",
    "encoding",
    "too_large",
    "password",
    "needs_ocr",
    "not_a_report",
    "timeout",
    "no_permission",
    "unsupported",
    "damaged",
]
FAILURE_CODES: tuple[FailureCode, ...] = get_args(FailureCode)


class Bilingual(Protocol):
    """The same words in Chinese and English; `report.messages.render` makes them."""

    @property
    def zh(self) -> str: ...  # noqa: D102

    @property
    def en(self) -> str: ...  # noqa: D102


class GoujiError(Exception):
    """Something a person has to act on; `str(error)` says what happened, in English.

    Args:
        problem: What went wrong, naming the file and the place. Words in both languages
            say the remedy themselves.
        remedy: What the reader of the message can do about it.
    """

    exit_code: ClassVar[int] = 4

    def __init__(self, problem: str | Bilingual, remedy: str = "") -> None:
        self.words = None if isinstance(problem, str) else problem
        self.problem = problem if isinstance(problem, str) else problem.en
        self.remedy = remedy
        super().__init__(self.problem)

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()

    def text(self, lang: str) -> str:
        """Return what happened in a language; in English where nobody put it otherwise."""
        return str(self) if self.words is None else str(getattr(self.words, lang))


class UsageError(GoujiError):
    """The command line or the configuration file asks for something impossible."""

    exit_code = 2


class DataFileError(GoujiError):
    """A data file shipped with or given to Gouji breaks its own format.

    Args:
        file: The file's name.
        where: The place inside it, such as `tables[1].rows[3].label`.
        problem: What is wrong at that place.
    """

    def __init__(self, file: str, where: str, problem: str) -> None:
        place = f"{file}: {where}" if where else file
        super().__init__(f"{place}: {problem}.", "Correct the file at that place.")
        self.file = file
        self.where = where


class InputError(GoujiError):
    """One input cannot be read; its code is part of the record JSON.

    Args:
        code: The reason, one of FAILURE_CODES.
        words: What was found in the file and what its sender can do; see
            `report.messages.unreadable`.
    """

    exit_code = 3

    def __init__(self, code: FailureCode, words: Bilingual) -> None:
        super().__init__(words)
        self.code: FailureCode = code
        self.said = words


class StoreError(GoujiError):
    """The store cannot be opened, migrated or written."""


class ModelError(GoujiError):
    """The model's server could not be reached, refused, or gave no answer in time."""


class BudgetError(ModelError):
    """Another call could cost more than what the run may still spend; nothing was sent."""


class OutputError(GoujiError):
    """A file could not be written because the disk is full or failed."""


class InstallationError(GoujiError):
    """Something the installation needs is missing or broken."""
