"""Reports for tests of the model reading: prose of our own, tables printed from the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from extractor.model.question import Answer, Question, Shape, Usage
from extractor.model.questions import row_numbers
from extractor.model.shapes import Prose, Repair, Rows
from report.document import Document, SourceFile
from report.form import TableForm, table_form

VARIANTS = {"disclosure": "standard", "requests": "three_other_rows", "disputes": "standard"}
TITLE = "云河县水务局2022年政府信息公开工作年度报告"
PERIOD = "本报告所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
PROSE = (
    "一、总体情况\n2022年，本局主动公开政府信息310余条。全年新收政府信息公开申请12件，其中自然人9件、"
    "商业企业3件，自然人占75%。上年结转1件，办结11件，结转下年度继续办理2件。"
    "申请中予以公开4件，不予公开7件。全年未发生行政复议，被提起行政诉讼2件。\n"
)
END = (
    "五、存在的主要问题及改进情况\n公开栏目更新不够及时。\n"
    "六、其他需要报告的事项\n本年度未收取信息处理费。\n"
)
CELLS: dict[str, int] = {
    "requests.received.natural_person": 9,
    "requests.received.business": 3,
    "requests.received.total": 12,
    "requests.carried_over.natural_person": 1,
    "requests.carried_over.total": 1,
    "requests.granted.natural_person": 4,
    "requests.granted.total": 4,
    "requests.refused.deliberative.natural_person": 5,
    "requests.refused.deliberative.business": 2,
    "requests.refused.deliberative.total": 7,
    "requests.outcomes_total.natural_person": 9,
    "requests.outcomes_total.business": 2,
    "requests.outcomes_total.total": 11,
    "requests.carried_forward.natural_person": 1,
    "requests.carried_forward.business": 1,
    "requests.carried_forward.total": 2,
    "disputes.direct_suit.upheld": 2,
    "disputes.direct_suit.total": 2,
    "disclosure.normative_documents.issued": 3,
    "disclosure.normative_documents.in_force": 8,
    "disclosure.licensing.decisions": 140,
}
Print = Callable[[TableForm, str], str]


def form_of(table: str) -> TableForm:
    return table_form("2021", table, VARIANTS[table])


def printed(table: str, cells: Mapping[str, Any], joint: str = "\t") -> str:
    """Return a table as text: heading, one line a row, its numbers behind its label."""
    form = form_of(table)
    lines = [f"{form.table.section}、{form.table.heading}"]
    if form.table.layout == "single_row":
        heads = [column.label for column in form.columns.values()]
        lines.append(joint.join(row.label for row in form.rows))
        lines += [joint.join(heads) for _ in form.rows]
        lines.append(joint + joint.join(str(cells.get(key, 0)) for key in form.keys))
        return "\n".join(lines) + "\n"
    for row in form.rows:
        values = [str(cells.get(form.key(row, column), 0)) for column in form.columns_of(row)]
        mark = "." if row.number.isdigit() else "、" if row.number in "一二四" else ""
        number = row.number + (mark if row.number else "")
        lines.append(f"{number}{row.label}{joint}{joint.join(values)}")
    return "\n".join(lines) + "\n"


def paper(cells: Mapping[str, Any] | None = None, prose: str = PROSE, joint: str = "\t") -> str:
    """Return a whole report with the given cells; all others are 0."""
    held = CELLS if cells is None else cells
    tables = "".join(printed(table, held, joint) for table in VARIANTS)
    return f"{TITLE}\n{PERIOD}\n{prose}{tables}{END}"


def document(text: str) -> Document:
    return Document(SourceFile("报告.txt", "ab" * 32, "text/plain", len(text)), text, "plain 1")


def rows_of(table: str, cells: Mapping[str, Any] | None = None) -> Rows:
    """Return what a reader who copies right answers about a table."""
    held, form = CELLS if cells is None else cells, form_of(table)
    rows = []
    for row in form.rows:
        values = [held.get(form.key(row, column), 0) for column in form.columns_of(row)]
        if any(values):
            rows.append((Decimal(row_numbers(form)[row.id]), *map(_decimal, values)))
    return Rows(rows=tuple(rows))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def claims(*answers: dict[str, Any], **more: Any) -> Prose:
    return Prose.model_validate({"claims": answers, **more})


RIGHT = claims(
    {"q": "主动公开政府信息310余条", "v": 310, "m": "主动公开"},
    {"q": "新收政府信息公开申请12件", "v": 12, "m": "收到"},
    {"q": "自然人9件", "v": 9, "m": "收到", "c": "自然人", "r": "part", "of": 2},
    {"q": "商业企业3件", "v": 3, "m": "收到", "c": "商业企业", "r": "part", "of": 2},
    {"q": "占75%", "v": 75, "r": "share", "of": 3},
    {"q": "上年结转1件", "v": 1, "m": "上年结转"},
    {"q": "办结11件", "v": 11, "m": "答复办结"},
    {"q": "结转下年度继续办理2件", "v": 2, "m": "结转下年度"},
    {"q": "予以公开4件", "v": 4, "m": "予以公开"},
    {"q": "不予公开7件", "v": 7, "m": "不予公开"},
    {"q": "未发生行政复议", "v": 0, "m": "行政复议", "r": "none"},
    {"q": "被提起行政诉讼2件", "v": 2, "m": "行政诉讼"},
    {"q": "未收取信息处理费", "v": 0, "m": "信息处理费", "r": "none"},
    issuer="云河县水务局",
    year=2022,
)


class Reader:
    """A model that answers as told: by shape, or by table for rows.

    Attributes:
        questions: Everything it was asked, in order.
    """

    def __init__(
        self,
        prose: BaseModel | None = RIGHT,
        rows: Mapping[str, Rows | None] | None = None,
        repair: Repair | None = None,
    ) -> None:
        self.questions: list[Question[Any]] = []
        self._prose = prose
        self._rows = {table: rows_of(table) for table in VARIANTS} if rows is None else rows
        self._repair = repair

    async def ask(self, question: Question[Shape]) -> Answer[Shape]:
        """Return what it was made to say; without that, an answer without value."""
        self.questions.append(question)
        value: Any = self._value(question)
        problem = "" if value is not None else "the answer had not the shape asked for"
        usage = Usage(calls=1, prompt_tokens=10, completion_tokens=5)
        return Answer(value, "", problem, usage=usage)

    def _value(self, question: Question[Any]) -> BaseModel | None:
        if question.shape is Prose:
            return self._prose
        if question.shape is Repair:
            return self._repair
        return next(
            (
                answer
                for table, answer in self._rows.items()
                if form_of(table).rows[-1].label in question.system
            ),
            Rows(),
        )
