"""Writes docs/rules/ from the rule catalogue; `scripts/docs` runs it."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from report.form import Source
from report.rules import Rule, Words, load_rules

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "rules"
MARK = "<!-- Written by scripts/docs from report/rules and report/forms. Do not edit. -->\n"
RESERVED = (
    "保留：含义已定，本版本不报这个代码。\n\n"
    "Reserved: its meaning is settled, but this version never raises it."
)
SEVERITY = {"fatal": "严重 fatal", "query": "存疑 query", "note": "提示 note"}


def pages() -> dict[str, str]:
    """Return file name → text of every page."""
    rules = load_rules()
    return {"README.md": _index(rules), **{f"{code}.md": _page(r) for code, r in rules.items()}}


def _index(rules: dict[str, Rule]) -> str:
    lines = [
        MARK,
        "# 规则 Rules\n",
        "Every finding carries one of these codes. Codes are permanent.\n",
        "- fatal 严重: two figures cannot both be right, or a part is missing.",
        "- query 存疑: a person should look.",
        "- note 提示: an explanation or a hint; it decides nothing.",
        "- reserved 保留: the code has its meaning already, but this version never raises it.\n",
        "| code | name | severity | 中文 | English |",
        "|---|---|---|---|---|",
    ]
    for code, rule in rules.items():
        titles = f"{rule.title.zh} | {rule.title.en}"
        severity = f"{rule.severity}, reserved" if rule.reserved else rule.severity
        lines.append(f"| [{code}]({code}.md) | {rule.name} | {severity} | {titles} |")
    return "\n".join(lines) + "\n"


def _page(rule: Rule) -> str:
    explanation = rule.explanation
    sections: list[tuple[str, Words]] = [
        ("查什么 What", explanation.what),
        ("为什么 Why", explanation.why),
        ("怎么办 What to do", explanation.do),
        ("举例 Example", rule.example),
    ]
    lines = [
        MARK,
        f"# {rule.code} {rule.name}\n",
        f"**{rule.title.zh}** · **{rule.title.en}** · {SEVERITY[rule.severity]}\n",
    ]
    if rule.reserved:
        lines.append(f"{RESERVED}\n")
    for head, words in sections:
        lines += [f"## {head}\n", f"{words.zh}\n", f"{words.en}\n"]
    lines += ["## 依据 Source\n", *(f"- {_source(source)}" for source in rule.sources)]
    if not rule.reserved:
        lines += ["", f"Examples, which are its tests: {_examples(rule.code)}."]
    return "\n".join(lines) + "\n"


def _source(source: Source) -> str:
    if source.circular is None:
        return f"通行做法 practice: {source.practice}"
    return f"{source.circular}: {source.clause}"


def _examples(code: str) -> str:
    return f"[tests/rules/{code}.md](../../tests/rules/{code}.md)"


def main() -> None:
    """Write every page and remove those of codes that are no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
