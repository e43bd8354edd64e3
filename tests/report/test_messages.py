"""Sentences exist in both languages and take the same values."""

from __future__ import annotations

import errno
import os
from decimal import Decimal

import pytest

from report.errors import DataFileError
from report.finding import Message
from report.form import load_forms, table_forms
from report.messages import concat, listed, load_messages, parse_messages, refused, render
from report.naming import cell_place, column_names, row_names


def test_every_shipped_sentence_loads():
    assert load_messages()


def test_a_value_is_inserted_and_never_interpreted():
    message = render("column", column="{row} {0} %s")
    assert message.zh == "“{row} {0} %s”"


def test_each_language_takes_its_own_words():
    left, right = Message("甲", "A"), Message("乙", "B")
    assert render("or", left=left, right=right) == Message("甲或乙", "A or B")


def test_money_is_written_without_an_exponent():
    assert render("column", column=Decimal("1E+4")).en == "“10000”"


def test_a_long_list_gives_its_first_items_and_the_number_of_all():
    items = [Message(f"第{n}", f"no. {n}") for n in range(9)]
    assert listed(items[:2]) == Message("第0、第1", "no. 0, no. 1")
    assert "9" in listed(items).zh
    assert "no. 4" not in listed(items).en


def test_parts_run_together_language_by_language():
    assert concat(Message("甲", "A"), Message("乙", "B")) == Message("甲乙", "AB")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[a]\nzh = "{x}"\nen = "{y}"', "a"),
        ('[a]\nzh = "{x"\nen = "{x}"', "a"),
        ('[a]\nzh = "x"', "a.en"),
        ('[a]\nzh = "x"\nen = "x"\nfr = "x"', "a.fr"),
        ("[a", ""),
    ],
)
def test_a_broken_entry_is_refused_with_its_place(text, where):
    with pytest.raises(DataFileError) as error:
        parse_messages(text, "m.toml")
    assert (error.value.file, error.value.where) == ("m.toml", where)


def test_names_tell_all_rows_and_columns_of_a_table_apart():
    for table in {table.id for form in load_forms().values() for table in form.tables}:
        for form in table_forms(table):
            for names in (row_names(form), column_names(form)):
                assert len(set(names.values())) == len(names)


def test_a_cell_is_placed_by_table_row_and_column_as_printed():
    place = cell_place(
        "requests.refused.third_party.business", {"requests": ("2021", "three_other_rows")}
    )
    assert place.zh == "表三“（三）不予公开4.保护第三方合法权益”行“法人或其他组织·商业企业”栏"
    assert place.en.startswith("table 3 row “")


@pytest.mark.parametrize("name", ["EACCES", "ENOSPC", "ENOENT", "EISDIR", "EROFS"])
def test_what_the_system_says_of_a_file_is_told_in_both_languages(name: str):
    number = getattr(errno, name)
    told = refused(OSError(number, os.strerror(number)))
    assert told.en == os.strerror(number)
    assert told.zh == load_messages()[f"system.{name}"].zh
    assert not told.zh.isascii()


def test_what_the_system_seldom_says_is_told_in_its_own_words():
    assert refused(OSError(None, "odd")) == Message("odd", "odd")
    assert refused(ValueError("embedded null byte")).zh == "embedded null byte"
