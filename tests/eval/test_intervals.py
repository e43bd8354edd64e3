from __future__ import annotations

import pytest
from scipy.stats import binomtest

from eval.intervals import exact_interval


@pytest.mark.parametrize(
    ("part", "whole"), [(0, 1), (1, 1), (0, 16), (16, 16), (15, 16), (3, 40), (99, 100)]
)
def test_the_interval_is_the_one_of_the_textbook(part: int, whole: int) -> None:
    known = binomtest(part, whole).proportion_ci(0.95, method="exact")
    assert exact_interval(part, whole) == pytest.approx((known.low, known.high), abs=1e-9)


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (2, 1), (-1, 3)])
def test_what_is_no_share_has_no_interval(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        exact_interval(part, whole)
