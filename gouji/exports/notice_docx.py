"""A notice as a Word file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from gouji.exports.atomic import replacing
from gouji.exports.notice_lines import Fact, Page, Part
from gouji.extras import need

_FONT = "Noto Sans CJK SC"
_NAMES_WIDTH, _FACTS_WIDTH = 3.2, 13.2


def write_docx(path: Path, page: Page) -> None:
    """Write a notice as a Word file.

    Raises:
        InstallationError: python-docx is not installed.
    """
    docx = need("docx", "office")
    document = docx.Document()
    _fonts(document)
    _layout(document)
    document.core_properties.title = _tidy(page.title)
    document.core_properties.author = "Gouji"
    document.core_properties.comments = ""
    document.add_heading(_tidy(page.title), level=0).alignment = 1
    for lead in page.leads:
        document.add_paragraph(_tidy(lead))
    for heading, parts, notes in page.reports:
        document.add_heading(_tidy(heading), level=1)
        for part in parts:
            _part(document, part)
        for note in notes:
            document.add_paragraph(_tidy(note), style="Caption")
    document.add_paragraph(_tidy(page.foot), style="Caption")
    # Put together in memory, where no disk can fill up half-way.
    whole = BytesIO()
    document.save(whole)
    with replacing(path) as draft:
        draft.write_bytes(whole.getbuffer())


def _fonts(document: Any) -> None:
    """Give every style a font that has Chinese characters, in Word and elsewhere."""
    qn = need("docx.oxml.ns", "office").qn
    shared = need("docx.shared", "office")
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Caption"):
        style = document.styles[name]
        style.font.name = _FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(kind), _FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        style.font.color.rgb = shared.RGBColor(0x22, 0x22, 0x22)
    document.styles["Normal"].font.size = shared.Pt(10.5)
    document.styles["Title"].font.size = shared.Pt(18)
    document.styles["Caption"].font.size = shared.Pt(9)
    document.styles["Caption"].font.bold = False


def _layout(document: Any) -> None:
    shared = need("docx.shared", "office")
    section = document.sections[0]
    section.page_width, section.page_height = shared.Cm(21), shared.Cm(29.7)
    section.left_margin = section.right_margin = shared.Cm(2.3)
    section.top_margin = section.bottom_margin = shared.Cm(2.2)


def _part(document: Any, part: Part) -> None:
    document.add_heading(_tidy(part.heading), level=2)
    document.add_paragraph(_tidy(part.lead))
    cm = need("docx.shared", "office").Cm
    for item in part.items:
        document.add_heading(_tidy(item.heading), level=3)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        table.autofit = False
        table.columns[0].width, table.columns[1].width = cm(_NAMES_WIDTH), cm(_FACTS_WIDTH)
        for fact in item.facts:
            row = table.add_row()
            _keep_whole(row)
            name, text = row.cells
            name.width, text.width = cm(_NAMES_WIDTH), cm(_FACTS_WIDTH)
            name.text = _tidy(fact.name)
            _fact(text.paragraphs[0], fact)


def _keep_whole(row: Any) -> None:
    """Keep a row on one page: half a sentence at the head of a page reads as another fact."""
    qn = need("docx.oxml.ns", "office").qn
    element = need("docx.oxml", "office").OxmlElement("w:cantSplit")
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)


def _fact(paragraph: Any, fact: Fact) -> None:
    paragraph.add_run(_tidy(fact.text))
    if fact.quote is not None:
        paragraph.add_run(_tidy(fact.quote.before))
        run = paragraph.add_run(_tidy(fact.quote.marked))
        run.bold = True
        run.font.highlight_color = need("docx.enum.text", "office").WD_COLOR_INDEX.YELLOW
        paragraph.add_run(_tidy(fact.quote.after))


def _tidy(text: str) -> str:
    """Return text without what XML cannot hold."""
    return "".join(
        character if character in "\t\n" or _holds(ord(character)) else "\ufffd"
        for character in text
    )


def _holds(code: int) -> bool:
    return code >= 0x20 and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF)
