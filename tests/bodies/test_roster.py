"""A roster is read as spreadsheets write it, and refused with the line that is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from report.errors import DataFileError, UsageError
from report.roster import parse_roster, read_roster

ROSTER = """name,aliases,level,parent,kind,published_2023
青石县人民政府,青石县政府；青石县,county,,government,2024-02-18
青石县水利局,水利局,,青石县人民政府,,2024/1/9
青石县教育局,,,青石县人民政府,department,
"""


def test_names_levels_parents_and_days_are_read() -> None:
    top, water, school = parse_roster(ROSTER).bodies
    assert top.aliases == ("青石县政府", "青石县")
    assert (top.level, top.kind, top.parent) == ("county", "government", "")
    assert water.published == {2023: date(2024, 1, 9)}
    assert (water.body.kind, water.body.levels) == ("department", ("county",))
    assert school.published == {}
    assert [one.line for one in (top, water, school)] == [2, 3, 4]
    assert parse_roster(ROSTER).children("青石县人民政府") == (water, school)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_what_spreadsheets_write_is_read(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(ROSTER.replace("\n", "\r\n").encode(encoding))
    assert read_roster(file) == parse_roster(ROSTER)


def test_the_roster_wins_over_the_name() -> None:
    (body,) = parse_roster("name,level,kind\n莲江市人民政府,city,government\n").bodies
    assert body.body.levels == ("city",)
    assert body.body.because == ("roster",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("title\n甲县水利局\n", "line 1: there is no column 'title'"),
        ("aliases\n甲县水利局\n", "line 1: there is no column 'name'"),
        ("name,name\n甲县水利局,\n", "line 1: a column stands twice"),
        ("name,level\n甲县水利局,\n乙县水利局,village\n", "line 3: column level: 'village'"),
        ("name,kind\n甲县水利局,school\n", "line 2: column kind: 'school'"),
        ("name\n甲县水利局\n\n甲县水利局\n", "line 4: '甲县水利局' names the body of line 2"),
        ("name,aliases\n甲县卫健局,\n甲县医院,甲县卫生健康局\n", "line 3: '甲县卫生健康局'"),
        ("name,parent\n甲县水利局,甲县人民政府\n", "line 2: the parent '甲县人民政府' is not"),
        ("name,parent\n甲县水利局,甲县水利局\n", "line 2: the body is above itself"),
        ("name,parent\n甲县水利局,乙县水利局\n乙县水利局,甲县水利局\n", "above itself"),
        ("name,level\n甲县水利局,county,1\n", "line 2: 3 values for 2 columns"),
        ("name,published_2023\n甲县水利局,2024-02-30\n", "line 2: column published_2023"),
        ("name,level\n,county\n", "line 2: the name is empty"),
        ('name\n"甲县水利局\n', "line 2"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(DataFileError) as caught:
        parse_roster(text)
    assert told in str(caught.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_roster(tmp_path / "none.csv")
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"name\n\xff\xff\xff\n")
    with pytest.raises(DataFileError, match="neither UTF-8"):
        read_roster(broken)
