"""Response classes as instructor wants them, each built once."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

from pydantic import BaseModel, create_model

Shape = TypeVar("Shape", bound=BaseModel)


@cache
def response_class(shape: type[Shape]) -> type[Shape]:
    """Return the shape on instructor's own base, with its schema computed once.

    instructor makes such a class, and pydantic its schema, at every call otherwise. The
    schema goes without the titles that pydantic makes from field names: they are tokens
    that say nothing.
    """
    import instructor

    schema = {**_without_titles(shape.model_json_schema()), "title": shape.__name__}
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
