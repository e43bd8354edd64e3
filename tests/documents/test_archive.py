"""ZIP files of submissions: each file, or the reason why it cannot be had."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from extractor.documents import Limits, is_archive, iter_members, members_of, read_bytes
from report.errors import InputError
from tests.documents.office import docx, pack, paragraph


def test_members_come_in_order_with_inner_archives_unpacked(tmp_path: Path) -> None:
    inner = pack({"乙镇.txt": "乙"})
    path = tmp_path / "all.zip"
    path.write_bytes(
        pack({"甲局/年报.txt": "甲", "inner.zip": inner, "__MACOSX/._a": "x", "~$a.docx": "x"})
    )
    assert [(member.name, member.data.decode()) for member in iter_members(path)] == [
        ("甲局/年报.txt", "甲"),
        ("inner.zip!/乙镇.txt", "乙"),
    ]


def test_an_office_file_is_a_member_not_an_archive() -> None:
    word = docx(paragraph("年报"))
    assert not is_archive(word)
    assert is_archive(pack({"a.txt": "x"}))
    assert not is_archive(b"PK\x03\x04 and nothing more")
    (member,) = members_of(pack({"a.docx": word}))
    assert read_bytes(member.data, member.name).text == "年报\n"


def test_names_lead_nowhere_and_are_readable() -> None:
    names = [m.name for m in members_of(pack({"../../etc/passwd": "x", "/a\\..\\b.txt": "y"}))]
    assert names == ["etc/passwd", "a/b.txt"]


def test_names_written_by_chinese_windows_are_decoded() -> None:
    data = pack({"AAAA.txt": "x"}).replace(b"AAAA", "年报".encode("gbk"))
    assert [member.name for member in members_of(data)] == ["年报.txt"]


def test_a_locked_or_broken_member_does_not_stop_the_others() -> None:
    data = bytearray(pack({"a.txt": "x" * 50, "b.txt": "y" * 50, "c.txt": "z"}))
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, directory + 8, 1)  # The flag "encrypted" of the first file.
    second = data.index(b"b.txt")
    data[second + 5 : second + 8] = b"\xff\xff\xff"
    found = {member.name: member for member in members_of(bytes(data))}
    assert {name: m.failure.code for name, m in found.items() if m.failure} == {
        "a.txt": "password",
        "b.txt": "damaged",
    }
    assert found["c.txt"].data == b"z"


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    bomb = pack({"zeros.txt": b"\0" * 20_000_000})
    (member,) = members_of(bomb)
    assert member.failure is not None
    assert member.failure.code == "too_large"
    with pytest.raises(InputError) as caught:
        read_bytes(pack({"[Content_Types].xml": "", "word/document.xml": b" " * 20_000_000}), "a")
    assert caught.value.code == "too_large"


def test_archives_in_archives_end_somewhere() -> None:
    data = pack({"a.txt": "x"})
    for _ in range(9):
        data = pack({"next.zip": data})
    (member,) = members_of(data)
    assert member.failure is not None
    assert member.failure.code == "unsupported"


def test_too_many_members_are_too_large() -> None:
    data = pack({f"{number}.txt": "x" for number in range(30)})
    with pytest.raises(InputError) as caught:
        list(members_of(data, Limits(members=20)))
    assert caught.value.code == "too_large"


def test_an_archive_that_claims_less_than_it_holds_is_damaged() -> None:
    data = bytearray(pack({"a.txt": b"x" * 5_000}))
    directory = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 24, 10)
    (member,) = members_of(bytes(data))
    assert member.failure is not None
    assert member.failure.code == "damaged"


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"a.txt": "x"}, "archive"),
        ({"OFD.xml": "x"}, "OFD"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "OpenDocument"),
        ({"[Content_Types].xml": "", "ppt/presentation.xml": ""}, "PowerPoint"),
    ],
)
def test_other_zip_files_say_what_they_are(parts: dict[str, str], what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        read_bytes(pack(parts), "a.zip")
    assert caught.value.code == "unsupported"


def test_a_truncated_archive_is_damaged() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x" * 500)
    with pytest.raises(InputError) as caught:
        list(members_of(buffer.getvalue()[:300]))
    assert caught.value.code == "damaged"
