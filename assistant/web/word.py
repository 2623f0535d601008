"""A conversation as a Word document."""

import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import docx
from docx.oxml.ns import qn
from docx.shared import Cm

from assistant.web.blocks import Block, Runs, Table
from assistant.web.exporting import Document, Source
from assistant.web.masthead import TITLE

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph

FONT = "微软雅黑"
_STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "Quote")


def to_word(document: Document, *, day: date) -> bytes:
    """Write a conversation as a .docx file; `day` is that of its making."""
    word = docx.Document()
    _prepare(word, document, day)
    word.add_heading(document.title, level=0)
    word.add_paragraph(document.made)
    for section in document.sections:
        word.add_heading(" ".join(section.question.split("\n")), level=1)
        for block in section.blocks:
            _add(word, block)
        for aside in section.asides:
            word.add_paragraph(aside)
        if section.sources:
            word.add_heading(document.sources, level=2)
        for source in section.sources:
            _cite(word, source)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _prepare(word: "Word", document: Document, day: date) -> None:
    """Set the Chinese font, which Word takes from a slot of its own, and who made it when."""
    for name in _STYLES:
        fonts = word.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for slot in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{slot}"), None)
        for slot in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{slot}"), FONT)
    made = datetime.combine(day, time())
    core = word.core_properties
    core.title, core.author, core.comments = document.title, TITLE.zh, ""
    core.created = core.modified = made


def _add(word: "Word", block: Block) -> None:
    if isinstance(block, Table):
        table = word.add_table(rows=len(block.rows), cols=len(block.rows[0]), style="Table Grid")
        for row, cells in zip(table.rows, block.rows, strict=True):
            for cell, runs in zip(row.cells, cells, strict=True):
                _write(cell.paragraphs[0], runs, bold=cells is block.rows[0])
        word.add_paragraph()
        return
    paragraph = word.add_paragraph()
    if block.depth:
        paragraph.paragraph_format.left_indent = Cm(0.75 * block.depth)
        paragraph.paragraph_format.first_line_indent = Cm(-0.75) if block.mark else None
    if block.mark:
        paragraph.add_run(f"{'•' if block.mark == '-' else block.mark}\t")
    _write(paragraph, block.runs)


def _write(paragraph: "Paragraph", runs: Runs, *, bold: bool = False) -> None:
    for text, is_bold in runs:
        paragraph.add_run(text).bold = bold or is_bold or None


def _cite(word: "Word", source: Source) -> None:
    word.add_paragraph(source.line).paragraph_format.keep_with_next = True
    word.add_paragraph(source.quote, style="Quote")
    for line in (source.also, source.url):
        if line:
            word.add_paragraph(line)
