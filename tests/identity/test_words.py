"""The word file is checked when it is loaded, and its mistakes are named."""

from __future__ import annotations

from importlib import resources

import pytest

from report.errors import DataFileError
from report.identity_words import FILE, identity_words, parse_identity_words


def _shipped() -> str:
    return (resources.files("report") / "lexicon" / FILE).read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("[year]", "[year]\nguess = true", "year.guess"),
        ("similarity = 82", "similarity = 0", "sections"),
        ("reach = 45", "", "period.reach"),
        ("numbering = '", "numbering = '(", "sections.numbering"),
        ("[title]", "[title", FILE),
    ],
)
def test_a_mistake_in_the_word_file_is_named_with_its_place(
    before: str, after: str, where: str
) -> None:
    with pytest.raises(DataFileError) as caught:
        parse_identity_words(_shipped().replace(before, after, 1))
    assert where in str(caught.value)


def test_heads_that_name_a_body_for_sure_are_heads() -> None:
    names = identity_words().names
    assert all(names.head.search(head) for head in names.sure_heads)
    assert all(any(head.endswith(office) for head in names.heads) for office in names.offices)
