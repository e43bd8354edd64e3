"""Which slips make one number out of another."""

import pytest

from verify.plausible import digits


@pytest.mark.parametrize(
    ("slip", "no_slip"),
    [
        (("16", "10"), ("16", "93")),  # confusable digits before unlike ones
        (("15", "13"), ("15", "93")),  # one digit before two
        (("171", "117"), ("171", "305")),  # two digits exchanged
        (("12", "112"), ("12", "345")),  # a digit lost
        (("112", "12"), ("112", "45")),  # a digit too many
        (("10", "9"), ("10", "4")),  # off by one over a change of length
    ],
)
def test_a_slip_is_likelier_than_another_number(slip, no_slip):
    assert digits(*slip) > digits(*no_slip)


def test_confusable_digits_are_likelier_than_other_single_digits():
    assert digits("38", "36") == digits("18", "16")
    assert digits("18", "10") > digits("18", "15")


def test_a_zero_lost_from_nothing_is_no_slip():
    assert digits("0", "47") == 0
