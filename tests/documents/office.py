"""Small office files, written by hand, so that each test shows what is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP of the parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """Return a Word file with the given body; `numbering` and `styles` are parts of it."""
    return pack(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
            **{
                f"word/{name}.xml": f"<w:{name} {_NAMESPACES}>{content}</w:{name}>"
                for name, content in parts.items()
            },
        }
    )


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def xlsx(
    rows: str, merges: tuple[str, ...] = (), strings: tuple[str, ...] = (), styles: str = ""
) -> bytes:
    """Return a workbook with one hidden and one visible sheet, which holds the rows."""
    merged = "".join(f'<mergeCell ref="{reference}"/>' for reference in merges)
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    return pack(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>'
            '<sheet name="旧" sheetId="1" state="hidden" r:id="rId1"/>'
            '<sheet name="表" sheetId="2" r:id="rId2"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": "<Relationships>"
            f'<Relationship Id="rId1" Type="{relation}" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{relation}" Target="/xl/worksheets/sheet2.xml"/>'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData><row r="1">'
            '<c r="A1"><v>999</v></c></row></sheetData></worksheet>',
            "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData>'
            f"<mergeCells>{merged}</mergeCells></worksheet>",
            "xl/sharedStrings.xml": f'<sst xmlns="{S}">{shared}</sst>',
            "xl/styles.xml": f'<styleSheet xmlns="{S}">{styles}</styleSheet>',
        }
    )
