"""Well-formed nonsense: random values that are valid under whatever schema is asked for.

A constrained decoder over a model that understands nothing answers like this. Whatever
is believed of it was believed for its form alone.
"""

from __future__ import annotations

import json
import random
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.model.fault_server import Reply, says

Schema = dict[str, Any]
_WORDS = "新收申请件数结转公开办理不予处理年度合计收到答复行政复议诉讼网站"


class Nonsense:
    """Makes values of schemas, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._defs: dict[str, Schema] = {}

    def value(self, schema: Schema, depth: int = 0) -> Any:
        """Return a random value that is valid under a schema."""
        self._defs = {**self._defs, **schema.get("$defs", {})}
        if "$ref" in schema:
            return self.value(self._defs[schema["$ref"].rpartition("/")[2]], depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._dice.choice(schema["enum"])
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return self.value(self._dice.choice(schema[union]), depth)
        kind = schema.get("type", "string")
        if isinstance(kind, list):
            kind = self._dice.choice(kind)
        return getattr(self, f"_{kind}")(schema, depth)

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        fields = schema.get("properties", {})
        return {name: self.value(field, depth + 1) for name, field in fields.items()}

    def _array(self, schema: Schema, depth: int) -> list[Any]:
        if "prefixItems" in schema:
            return [self.value(item, depth + 1) for item in schema["prefixItems"]]
        least = schema.get("minItems", 0)
        count = self._dice.randint(least, min(schema.get("maxItems", 6), least + 6))
        items = schema.get("items", {})
        return [self.value(items, depth + 1) for _ in range(count)]

    def _string(self, schema: Schema, _: int) -> str:
        least = schema.get("minLength", 0)
        count = self._dice.randint(least, min(schema.get("maxLength", 12), least + 12))
        text = "".join(self._dice.choices(_WORDS, k=count))
        return text if self._dice.random() < 0.5 else f"{text}{self._dice.randint(0, 999)}件"

    def _integer(self, schema: Schema, _: int) -> int:
        least = schema.get("minimum", 0)
        return self._dice.randint(least, min(schema.get("maximum", 9999), least + 9999))

    def _number(self, schema: Schema, depth: int) -> float | int:
        if self._dice.random() < 0.2:
            return round(self._dice.uniform(0, 100), 2)
        return self._integer(schema, depth)

    def _boolean(self, *_: Any) -> bool:
        return self._dice.random() < 0.5

    def _null(self, *_: Any) -> None:
        return None


def asked_schema(request: dict[str, Any]) -> Schema:
    """Return the schema a request asks for, wherever its mode puts it."""
    if "tools" in request:
        parameters: Schema = request["tools"][0]["function"]["parameters"]
        return parameters
    stated = request.get("response_format", {}).get("json_schema")
    if stated is not None:
        schema: Schema = stated["schema"]
        return schema
    said = request["messages"][0]["content"]
    begin = said.index("json_schema:")
    found, _ = json.JSONDecoder().raw_decode(said, said.index("{", begin))
    return dict(found)


def nonsense(seed: int = 0) -> Reply:
    """Answer every request with valid nonsense, another one each time."""
    maker = Nonsense(seed)

    def reply(request: dict[str, Any], handler: BaseHTTPRequestHandler) -> None:
        said = json.dumps(maker.value(asked_schema(request)), ensure_ascii=False)
        says(said)(request, handler)

    return reply
