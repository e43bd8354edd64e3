"""The same reports asked for through Gouji, plain instructor and LangExtract: tokens, calls, CPU.

    python bench/model_seeds.py [FILE ...] [--answers RECORDINGS.jsonl]

Without files it takes the five seeds of GOUJI_SHARED (default ../shared). Tokens are counted
with Qwen's tokenizer as dashscope ships it (`qwen.tiktoken`), prompts over messages and schema.
Needs the environment that bench/README.md describes.

Prompts, calls, CPU and throughput are those of the clients against a stub that says nothing.
How long answers are cannot be had from a stub. With --answers, Gouji's are what independent
readers answered to exactly these questions; those of the baselines are the same facts (cells
of the record, figures of the same answers) written in each baseline's own schema, so every
way is charged for the same reading and none for what a model might add.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from model import server, settings
from pydantic import BaseModel, create_model

from eval.recordings import key_of, read_recordings
from extractor import asked_alone, asked_beside, read_parts
from extractor.model.client.client import open_client
from extractor.model.client.estimate import tokens_of
from extractor.model.client.shape import response_class
from extractor.model.question import Answer, Question
from extractor.model.read import plan_for, read_by_model
from extractor.model.repair import reread
from gouji.pipeline import Job, Options, process
from gouji.second import read_again
from report.document import Document
from report.form import load_forms, table_form
from report.naming import row_names, split_key
from report.record import Record

_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_TASK = "抽取这份政府信息公开工作年度报告中的所有数字，逐字引用原文，不要编造。"
_REPEAT = 5


def tokenizer() -> Callable[[str], int]:
    """Return what counts tokens as Qwen does."""
    import tiktoken

    found = find_spec("dashscope")
    if found is None or found.origin is None:
        sys.exit("dashscope is not installed; see bench/README.md")
    file = Path(found.origin).with_name("resources") / "qwen.tiktoken"
    lines = (line.split() for line in file.read_bytes().splitlines())
    ranks = {base64.b64decode(token): int(rank) for token, rank in lines}
    qwen = tiktoken.Encoding("qwen", pat_str=_SPLIT, mergeable_ranks=ranks, special_tokens={})
    return lambda text: len(qwen.encode(text, disallowed_special=()))


def size(request: dict[str, Any], count: Callable[[str], int]) -> int:
    """Return the tokens of a request: its messages and the schema it carries."""
    texts = [message["content"] for message in request["messages"]]
    for name in ("tools", "response_format"):
        if name in request:
            texts.append(_json(request[name]))
    return sum(count(text) for text in texts)


class Row(BaseModel):
    """One row of a table: its label and its numbers from left to right."""

    label: str
    values: list[int | None]


class Figure(BaseModel):
    """One figure of the prose, with the words it stands in."""

    quote: str
    value: float | None = None


class Compact(BaseModel):
    """The whole report: tables by row, figures of the prose."""

    issuer: str = ""
    year: int | None = None
    rows: list[Row] = []
    figures: list[Figure] = []


@cache
def _row_of(columns: tuple[str, ...]) -> Any:
    fields: dict[str, Any] = dict.fromkeys(columns, (int | None, None))
    return create_model("_".join(columns)[:40], **fields)


def full() -> type[BaseModel]:
    """Return one nested schema with a field for every cell of the 2021 form."""
    tables: dict[str, Any] = {"issuer": (str, ""), "year": (int | None, None)}
    for table in load_forms()["2021"].tables:
        form = table_form("2021", table.id, table.variants[0].id)
        fields: dict[str, Any] = {}
        for row in form.rows:
            columns = tuple(column.id for column in form.columns_of(row))
            fields[row.id.replace(".", "_")] = (_row_of(columns) | None, None)
        tables[table.id] = (create_model(table.id, **fields) | None, None)
    return create_model("Report", **tables)


async def by_gouji(url: str, files: list[Path]) -> None:
    """Ask as `gouji run --reader both` does."""
    options = Options(reader="both", model=("bench",))
    done = [process(Job(n, str(f), f.name), options) for n, f in enumerate(files)]
    async with open_client(settings(url, 8)) as client:
        for one in done:
            await read_again(one, client, options)


async def by_instructor(url: str, files: Iterable[Path], shape: type[BaseModel]) -> None:
    """Ask for everything at once with one schema."""
    import instructor
    import openai

    async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as sdk:
        client = instructor.from_openai(sdk, mode=instructor.Mode.JSON_SCHEMA)
        for file in files:
            asked = [
                {"role": "system", "content": _TASK},
                {"role": "user", "content": file.read_text(encoding="utf-8")},
            ]
            await client.chat.completions.create(
                model="bench", messages=asked, response_model=shape, max_retries=0, max_tokens=8000
            )


def by_langextract(url: str, files: list[Path], buffer: int) -> None:
    """Ask as LangExtract does, with pieces of so many characters."""
    for file in files:
        _extract(url, file.read_text(encoding="utf-8"), buffer)


def _extract(url: str, what: Any, buffer: int, at_once: int = 10) -> None:
    import langextract
    from langextract.core.tokenizer import UnicodeTokenizer
    from langextract.providers.openai import OpenAILanguageModel

    said = "收到申请12件"
    extraction = langextract.data.Extraction("figure", said, attributes={"value": "12"})
    example = langextract.data.ExampleData(text=said, extractions=[extraction])
    model = OpenAILanguageModel(model_id="bench", api_key="none", base_url=url, max_workers=at_once)
    found = langextract.extract(
        what,
        prompt_description=_TASK,
        examples=[example],
        model=model,
        max_char_buffer=buffer,
        max_workers=at_once,
        batch_length=at_once,
        tokenizer=UnicodeTokenizer(),
        show_progress=False,
        fence_output=False,
        use_schema_constraints=False,
    )
    # Of several documents it gives an iterator, which does the work.
    if not hasattr(found, "extractions"):
        list(found)


class Silent:
    """A model that answers nothing and keeps what it was asked."""

    def __init__(self) -> None:
        self.questions: list[Question[Any]] = []

    async def ask(self, question: Question[Any]) -> Answer[Any]:
        """Return an empty answer."""
        self.questions.append(question)
        return Answer(question.shape.model_validate({}), "{}")


def sent(question: Question[Any], count: Callable[[str], int]) -> tuple[int, int, int]:
    """Return the tokens of a question's text, its instruction, and the schema beside them."""
    schema = _json(response_class(question.shape).model_json_schema())
    return count(question.user), count(question.system), count(schema)


def facts(file: Path) -> tuple[Record, Document]:
    """Return what the deterministic reading reads of a report."""
    parts = read_parts(process(Job(0, str(file), file.name), Options()).document)
    return parts.record, parts.document


def in_baselines(record: Record, claims: list[dict[str, Any]]) -> dict[str, str]:
    """Return the same facts as each baseline would have them answered."""
    told = {"issuer": record.issuer and record.issuer.value, "year": record.year_number}
    cells = {key: cell for key, cell in record.cells.items() if cell.value is not None}
    rows: dict[tuple[str, str], dict[str, int]] = {}
    for key, cell in cells.items():
        table, row, column = split_key(key)
        rows.setdefault((table, row), {})[column] = int(cell.value or 0)
    labels = {table: row_names(table_form(*_form(record, table))) for table, _ in rows}
    compact = told | {
        "rows": [
            {"label": labels[table][row], "values": list(values.values())}
            for (table, row), values in rows.items()
        ],
        "figures": [{"quote": claim["q"], "value": claim.get("v")} for claim in claims],
    }
    nested: dict[str, Any] = dict(told)
    for (table, row), values in rows.items():
        nested.setdefault(table, {})[row.replace(".", "_")] = values
    extractions = [
        {"figure": claim["q"], "figure_attributes": {"value": str(claim.get("v"))}}
        for claim in claims
    ] + [
        {"figure": cell.raw or str(cell.value), "figure_attributes": {"value": str(cell.value)}}
        for cell in cells.values()
    ]
    return {
        "instructor, compact schema": _json(compact),
        "instructor, full schema (tables alone)": _json(nested),
        "langextract": _json({"extractions": extractions}),
    }


def _form(record: Record, table: str) -> tuple[str, str, str]:
    edition, variant = record.tables[table]
    return edition, table, variant


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def tell_answers(files: list[Path], count: Callable[[str], int], answers: dict[str, str]) -> None:
    """Print a line for each question of Gouji's, and how long the same facts are elsewhere."""
    print("\nprompt = text + instruction + schema (where a server counts it); answer as recorded")
    for file in files:
        record, document = facts(file)
        parts = read_parts(document)
        asked = plan_for(document, asked_beside(record, parts))
        alone = plan_for(document, asked_alone(parts))
        claims: list[dict[str, Any]] = []
        for question in asked.prose:
            said = answers.get(key_of(question), "")
            claims += json.loads(said)["claims"] if said else []
            _tell_question(f"{file.stem[:8]} prose", question, said, count)
        for one in alone.rows:
            said = answers.get(key_of(one.question), "")
            _tell_question(f"{file.stem[:8]} {one.form.table.id}", one.question, said, count)
        if claims:
            for name, text in in_baselines(record, claims).items():
                print(f"  {file.stem[:8]} {name:40} answer {count(text):5}")


def _tell_question(
    name: str, question: Question[Any], said: str, count: Callable[[str], int]
) -> None:
    text, system, schema = sent(question, count)
    # Readers wrote blanks and line ends that a model under a schema does not.
    answer = f"{count(_json(json.loads(said))):4}" if said else "not recorded"
    print(f"  {name:22} prompt {text:5} + {system:3} + {schema:3}   answer {answer}")


async def tell_repair(files: list[Path], count: Callable[[str], int]) -> None:
    """Print what it takes to have one bad cell read again."""
    print("\none bad cell: prompt and answer of the second call")
    for file in files:
        record, document = facts(file)
        parts = read_parts(document)
        silent = Silent()
        asked = asked_alone(parts)
        read = await read_by_model(document, silent, asked)
        key = next(
            k for k, c in record.cells.items() if k.startswith("requests.") and c.value is not None
        )
        silent.questions.clear()
        await reread(document, silent, read, [key], asked)
        own = "its line is not found" if not silent.questions else ""
        for question in silent.questions:
            own = f"{sum(sent(question, count)):5} + {count(_json({'values': [12]})):3}"
        good = in_baselines(record, [])["instructor, compact schema"]
        bad = good.replace('"values":[', '"values":["?",', 1)
        prompt = _second_prompt(file, bad, count)
        print(f"  {file.stem[:8]} gouji {own}   instructor's re-ask {prompt:5} + {count(good):5}")


def _second_prompt(file: Path, bad: str, count: Callable[[str], int]) -> int:
    """Return the tokens of what instructor sends after an answer with one bad cell."""
    import instructor
    import openai
    from instructor.core import InstructorRetryException

    logging.getLogger("instructor").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "requests"
        with server(0.0, 0.0, "--says", bad, "--record", str(record)) as url:
            sdk = openai.OpenAI(base_url=url, api_key="none", max_retries=0)
            client = instructor.from_openai(sdk, mode=instructor.Mode.JSON_SCHEMA)
            with suppress(InstructorRetryException):
                client.chat.completions.create(
                    model="bench",
                    messages=[
                        {"role": "system", "content": _TASK},
                        {"role": "user", "content": file.read_text(encoding="utf-8")},
                    ],
                    response_model=Compact,
                    max_retries=1,
                    max_tokens=8000,
                )
        _, second = [json.loads(line) for line in record.read_text().splitlines()]
    return size(second, count)


async def _at_once(asks: Iterable[Awaitable[Any]]) -> None:
    await asyncio.gather(*asks)


def tell_throughput(files: list[Path], delay: float, in_flight: int) -> None:
    """Print reports a second with a slow server and so many calls at once."""
    many = (files * in_flight)[: in_flight * 4]
    print(f"\n{len(many)} reports, a server of {delay} s, {in_flight} at once")
    ways: dict[str, tuple[str, Callable[[str], Any]]] = {
        "gouji run --reader both": ("{}", lambda u: _gouji_at_once(u, many, in_flight)),
        "instructor, compact schema": ("{}", lambda u: _instructor_at_once(u, many, in_flight)),
        "langextract, whole report": (
            '{"extractions": []}',
            lambda u: _langextract_at_once(u, many, in_flight),
        ),
    }
    for name, (says, ask) in ways.items():
        with server(delay, 0.0, "--says", says) as url:
            clock, cpu = time.perf_counter(), time.process_time()
            pending = ask(url)
            if pending is not None:
                asyncio.run(pending)
            clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
        rate = len(many) / clock
        print(
            f"  {name:28} {rate:6.1f} reports/s, {cpu / len(many) * 1000:6.1f} ms CPU a report, "
            f"at most {len(many) / cpu:6.1f}/s on a core"
        )


async def _gouji_at_once(url: str, files: list[Path], in_flight: int) -> None:
    """The model's part of a run; the other reading is made in processes of its own."""
    options = Options(reader="both", model=("bench",))
    read = {file: process(Job(0, str(file), file.name), options) for file in set(files)}
    cpu = time.process_time()
    waiting = iter(files)
    async with open_client(settings(url, in_flight)) as client:

        async def worker() -> None:
            for file in waiting:
                await read_again(read[file], client, options)

        await _at_once(worker() for _ in range(in_flight))
    print(
        f"  (gouji's model stage alone: {(time.process_time() - cpu) / len(files) * 1000:.1f} ms)"
    )


async def _instructor_at_once(url: str, files: list[Path], in_flight: int) -> None:
    waiting = iter(files)

    async def worker() -> None:
        await by_instructor(url, waiting, Compact)

    await _at_once(worker() for _ in range(in_flight))


def _langextract_at_once(url: str, files: list[Path], in_flight: int) -> None:
    import langextract

    texts = (file.read_text(encoding="utf-8") for file in files)
    _extract(url, [langextract.data.Document(text) for text in texts], 20_000, in_flight)


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--answers", type=Path, help="recorded answers, a file or a folder")
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--in-flight", type=int, default=32)
    told = parser.parse_args()
    files = told.files
    if not files:
        root = Path(__file__).resolve().parents[2]
        shared = Path(os.environ.get("GOUJI_SHARED", root / "shared"))
        files = sorted((shared / "reports" / "seeds").glob("*.txt"))
    count = tokenizer()
    whole = sum(count(file.read_text(encoding="utf-8")) for file in files)
    print(
        f"{len(files)} reports of {whole} tokens together (Qwen, dashscope {version('dashscope')})"
    )
    ratios = [tokens_of([t]).likely / count(t) for t in (f.read_text("utf-8") for f in files)]
    print("estimate without a tokenizer:", *[f"{ratio:.2f}" for ratio in ratios], "of Qwen's count")
    ways: dict[str, tuple[str, Callable[[str, list[Path]], Any]]] = {
        "gouji run --reader both": ("{}", by_gouji),
        "instructor, compact schema": ("{}", lambda u, f: by_instructor(u, f, Compact)),
        "instructor, full schema": ("{}", lambda u, f: by_instructor(u, f, full())),
        "langextract, as it comes": (
            '{"extractions": []}',
            lambda u, f: by_langextract(u, f, 1000),
        ),
        "langextract, whole report": (
            '{"extractions": []}',
            lambda u, f: by_langextract(u, f, 20_000),
        ),
    }
    for name, (says, ask) in ways.items():
        with tempfile.TemporaryDirectory() as folder:
            record = Path(folder) / "requests"
            with server(0.0, 0.0, "--says", says, "--record", str(record)) as url:
                # Once for what is imported and built the first time.
                _run(ask, url, files[:1])
                record.unlink()
                cpu = time.process_time()
                for _ in range(_REPEAT):
                    _run(ask, url, files)
                cpu = time.process_time() - cpu
            sent = [json.loads(line) for line in record.read_text().splitlines()]
        calls = len(sent) / _REPEAT
        tokens = sum(size(request, count) for request in sent) / _REPEAT
        print(
            f"{name:28} {calls / len(files):5.1f} calls, {tokens / len(files):7.0f} prompt tokens "
            f"a report ({tokens / whole:4.0%} of the text), "
            f"{cpu / _REPEAT / len(files) * 1000:6.1f} ms CPU"
        )
    tell_answers(files, count, read_recordings(told.answers) if told.answers else {})
    asyncio.run(tell_repair(files, count))
    tell_throughput(files, told.delay, told.in_flight)


def _run(ask: Callable[[str, list[Path]], Any], url: str, files: list[Path]) -> None:
    pending = ask(url, files)
    if pending is not None:
        asyncio.run(pending)


if __name__ == "__main__":
    main()
