"""The nonsense server is as well-formed as it claims, in every mode, for every shape we ask for."""

from __future__ import annotations

from typing import Literal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from extractor.model.client.profiles import MODES, Mode
from tests.model.asking import Figures, ask, question, settings
from tests.model.fault_server import serving
from tests.model.nonsense import Nonsense, nonsense


class Odd(BaseModel):
    """A shape with all that schemas have."""

    kind: Literal["total", "part"]
    rows: tuple[tuple[int, str], ...] = ()
    share: float | None = None
    figures: list[Figures] = Field(default_factory=list, max_length=2)
    certain: bool = True
    small: int = Field(ge=3, le=5)


@given(st.integers())
def test_every_value_is_valid_under_its_schema(seed: int):
    for shape in (Odd, Figures):
        value = Nonsense(seed).value(shape.model_json_schema())
        jsonschema.validate(value, shape.model_json_schema())
        shape.model_validate(value)


@pytest.mark.parametrize("mode", MODES)
def test_the_client_reads_nonsense_as_the_shape_it_has(mode: Mode):
    with serving(nonsense(3)) as server:
        answers = ask(settings(server.url, mode), *(question(f"{n}") for n in range(5)))
    assert all(answer.value is not None for answer in answers)
    assert len({answer.raw for answer in answers}) > 1
