"""The paragraphs and tables of a Word document in their order, text boxes included."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.files.webtext import tidy
from corpus.pages.lines import Dropped

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = (f"{_W}del", f"{_W}moveFrom")
# Fallback repeats a text box for old readers; rt is the reading of a character.
_SKIPPED = frozenset({*_DELETED, _FALLBACK, f"{_W}pPr", f"{_W}rPr", f"{_W}rt", f"{_W}instrText"})
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_WRAPPERS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml"))
_P, _TBL, _TR, _TC, _T = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc", "t"))
_BOX = f"{_W}txbxContent"


NOTES = ("脚注", "尾注", "批注")
STRUCK = "修订中删去的文字"
READING = "注音"
_ASIDES = {
    "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注", "comments": "批注",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table: a row a line."""

    text: str
    style: str = ""  # lower case: title, heading 1, caption …
    centred: bool = False
    bold: bool = False
    is_table: bool = False


def blocks_of(document: "Document") -> list[Block]:
    """Return the blocks of a document that have text; changes are read as accepted."""
    styles = {style.style_id: (style.name or "").lower() for style in document.styles}
    return [block for block in _blocks(document.element.body, styles) if block.text]


def asides_of(document: "Document") -> list[Dropped]:
    """Return what stands outside the text: headers, footers, notes, and what was struck out."""
    from docx.oxml import parse_xml
    from lxml import etree

    found: list[Dropped] = []
    for relation in document.part.rels.values():
        reason = _ASIDES.get(relation.reltype.rpartition("/")[2])
        if not reason or relation.is_external:
            continue
        try:
            root: Any = parse_xml(relation.target_part.blob)
        except etree.LxmlError:
            continue  # a damaged header says nothing of the text
        texts = (tidy(_text(paragraph)) for paragraph in root.iter(_P))
        found += [Dropped(text, reason) for text in texts if text]
    for paragraph in document.element.body.iter(_P):
        struck = "".join(node.text or "" for node in paragraph.iter(f"{_W}delText"))
        reading = "".join(
            node.text or "" for rt in paragraph.iter(f"{_W}rt") for node in rt.iter(_T)
        )
        found += [Dropped(tidy(struck), STRUCK)] if tidy(struck) else []
        found += [Dropped(tidy(reading), READING)] if tidy(reading) else []
    return found


def _blocks(parent: Any, styles: dict[str, str]) -> Iterator[Block]:  # noqa: ANN401  lxml
    for child in parent:
        if child.tag == _P:
            yield from _paragraph(child, styles)
            for box in _boxes(child):
                yield from _blocks(box, styles)
        elif child.tag == _TBL:
            yield from _table(child, styles)
        elif child.tag in _WRAPPERS:
            yield from _blocks(child, styles)


def _paragraph(paragraph: Any, styles: dict[str, str]) -> Iterator[Block]:  # noqa: ANN401  lxml
    style = styles.get(_value(paragraph, "pPr/pStyle"), "")
    centred = _value(paragraph, "pPr/jc") == "center"
    text = _text(paragraph)
    runs = [run for run in paragraph.iter(f"{_W}r") if run.find(_T) is not None]
    bold = bool(runs) and all(
        (mark := run.find(f"{_W}rPr/{_W}b")) is not None
        and mark.get(f"{_W}val") not in ("0", "false")
        for run in runs
    )
    for line in text.split("\n"):
        yield Block(tidy(line), style, centred, bold)


def _value(element: Any, path: str) -> str:  # noqa: ANN401  lxml
    found = element.find("/".join(f"{_W}{name}" for name in path.split("/")))
    return "" if found is None else found.get(f"{_W}val") or ""


def _text(element: Any) -> str:  # noqa: ANN401  lxml
    """Return the text of a paragraph; what stands in text boxes is not part of it."""
    from lxml import etree

    parts = []
    walk = etree.iterwalk(element, events=("start",))
    for _, node in walk:
        if node.tag in _SKIPPED or node.tag == _BOX:
            walk.skip_subtree()
        elif node.tag == _T:
            parts.append(node.text or "")
        elif node.tag in _BREAKS:
            parts.append(_BREAKS[node.tag])
    return "".join(parts)


def _boxes(paragraph: Any) -> list[Any]:  # noqa: ANN401  lxml
    """Return the outermost text boxes that are anchored in a paragraph, each once."""
    from lxml import etree

    boxes = []
    walk = etree.iterwalk(paragraph, events=("start",))
    for _, node in walk:
        if node.tag == _BOX:
            boxes.append(node)
        if node.tag in _SKIPPED or node.tag == _BOX:
            walk.skip_subtree()
    return boxes


def _table(table: Any, styles: dict[str, str]) -> Iterator[Block]:  # noqa: ANN401  lxml
    """Yield a table; one of a single cell is a frame around paragraphs."""
    own = [row for row in table.iter(_TR) if _owner(row, _TBL) is table]
    rows = [[cell for cell in row.iter(_TC) if _owner(cell, _TR) is row] for row in own]
    if [len(row) for row in rows] == [1]:
        yield from _blocks(rows[0][0], styles)
        return
    cells = [[tidy(" ".join(map(_text, cell.iter(_P)))) for cell in row] for row in rows]
    yield Block("\n".join(" | ".join(row) for row in cells if any(row)), is_table=True)


def _owner(element: Any, tag: str) -> Any:  # noqa: ANN401  lxml
    return next(element.iterancestors(tag), None)
