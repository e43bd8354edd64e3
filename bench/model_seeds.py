"""The same reports asked for through Gouji, plain instructor and LangExtract: tokens, calls, CPU.

    python bench/model_seeds.py [FILE ...]

Without files it takes the five seeds of GOUJI_SHARED (default ../shared). The stub says
nothing in the shape each way wants, so these are the prompts and the work of the client; how
long an answer is depends on the model. Tokens are counted with Qwen's tokenizer as dashscope
ships it (`qwen.tiktoken`), over messages and schema. Needs the environment that
bench/README.md describes.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from model import server, settings
from pydantic import BaseModel, create_model

from extractor.model.client.client import open_client
from extractor.model.client.estimate import tokens_of
from gouji.pipeline import Job, Options, process
from gouji.second import read_again
from report.form import load_forms, table_form

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
            texts.append(json.dumps(request[name], ensure_ascii=False))
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


async def by_instructor(url: str, files: list[Path], shape: type[BaseModel]) -> None:
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
    import langextract
    from langextract.core.tokenizer import UnicodeTokenizer
    from langextract.providers.openai import OpenAILanguageModel

    said = "收到申请12件"
    extraction = langextract.data.Extraction("figure", said, attributes={"value": "12"})
    example = langextract.data.ExampleData(text=said, extractions=[extraction])
    for file in files:
        langextract.extract(
            file.read_text(encoding="utf-8"),
            prompt_description=_TASK,
            examples=[example],
            model=OpenAILanguageModel(model_id="bench", api_key="none", base_url=url),
            max_char_buffer=buffer,
            tokenizer=UnicodeTokenizer(),
            show_progress=False,
            fence_output=False,
        )


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    files = parser.parse_args().files
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


def _run(ask: Callable[[str, list[Path]], Any], url: str, files: list[Path]) -> None:
    pending = ask(url, files)
    if pending is not None:
        asyncio.run(pending)


if __name__ == "__main__":
    main()
