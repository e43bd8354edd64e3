"""Response classes as instructor wants them, each built once."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import BaseModel, create_model

Shape = TypeVar("Shape", bound=BaseModel)
_REF = "$ref"


@cache
def response_class(shape: type[Shape]) -> type[Shape]:
    """Return the shape on instructor's own base, with its schema computed once.

    instructor makes such a class, and pydantic its schema, at every call otherwise. The
    schema is made short, for servers count it: without the titles that pydantic makes from
    field names, without definitions apart, with types side by side.
    """
    import instructor

    schema = _in_place({**_without_titles(shape.model_json_schema()), "title": shape.__name__})
    bases = (shape, instructor.OpenAISchema)
    built = create_model(shape.__name__, __base__=bases, __doc__=shape.__doc__)
    made = cast("Any", built)
    made.model_json_schema = lambda *_, **__: schema
    # What comes out is of the caller's own class: pydantic's equality looks at it.
    made.model_validate_json = lambda text, *, strict=None, **_: shape.model_validate_json(
        text, strict=strict
    )
    return cast("type[Shape]", made)


def _without_titles(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_titles(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kinds = _kinds(schema)
    if kinds:
        return {"type": kinds}
    return {
        name: (
            {field: _without_titles(part) for field, part in value.items()}
            # A field may be called "title"; only the keyword goes.
            if name in ("properties", "$defs")
            else _without_titles(value)
        )
        for name, value in schema.items()
        if name != "title" or not isinstance(value, str)
    }


def _kinds(schema: dict[str, Any]) -> list[str]:
    """Return the types that are all a schema allows, where it names each in a schema apart."""
    parts = schema.get("anyOf")
    if set(schema) - {"anyOf", "title", "default"} or not isinstance(parts, list):
        return []
    plain = all(set(part) == {"type"} and isinstance(part["type"], str) for part in parts)
    return [part["type"] for part in parts] if plain else []


def _in_place(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema whose definitions stand where they are used, if each is used once."""
    text = json.dumps(schema)
    defined: dict[str, Any] = schema.get("$defs", {})
    if any(text.count(f'"#/$defs/{name}"') != 1 or _REF in str(defined[name]) for name in defined):
        return schema

    def placed(part: Any) -> Any:
        if isinstance(part, list):
            return [placed(one) for one in part]
        if not isinstance(part, dict):
            return part
        if set(part) == {_REF}:
            return defined[part[_REF].rpartition("/")[2]]
        return {name: placed(one) for name, one in part.items() if name != "$defs"}

    return cast("dict[str, Any]", placed(schema))
