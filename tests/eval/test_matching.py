from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from eval.matching import assign, overlap
from report.text import fold

texts = st.text(alphabet="收到12件申 　１", max_size=12)


@given(texts, texts)
def test_overlap_is_the_same_from_both_sides_and_never_longer_than_either(a: str, b: str) -> None:
    assert overlap(a, b) == overlap(b, a) <= min(len(fold(a)), len(fold(b)))


@given(texts, texts, texts)
def test_two_pieces_of_one_text_that_share_two_characters_overlap(a: str, b: str, c: str) -> None:
    if len(fold(b)) >= 2:
        assert overlap(a + b, b + c) >= 2


def test_a_word_in_the_middle_of_both_is_no_overlap() -> None:
    assert overlap("共收到申请3件", "未收到申请书") == 0


weights = st.lists(
    st.dictionaries(st.integers(0, 4), st.floats(0.1, 9), max_size=4), min_size=1, max_size=4
)


@given(weights)
def test_as_many_pairs_are_made_as_any_assignment_could_make(
    options: list[dict[int, float]],
) -> None:
    partners = [*range(5), None, None, None, None]
    best = max(
        sum(p is not None and p in options[n] for n, p in enumerate(chosen))
        for chosen in permutations(partners, len(options))
    )
    pairs = assign(options)
    assert len(pairs) == best
    assert len(set(pairs.values())) == len(pairs)
    assert all(partner in options[label] for label, partner in pairs.items())


def test_taken_partners_are_left_alone() -> None:
    taken = {0}
    assert assign([{0: 5.0, 1: 1.0}], taken) == {0: 1}
    assert taken == {0}
