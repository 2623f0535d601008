"""Documents for the readers' tests, made on the spot: PDF pages, Word files, web pages."""

import io
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document

_FIRST = (
    "云溪高新区管委会8月1日通报上半年经济运行情况。今年1至6月，全区完成工业投资12.5亿元，"
    "同比增长13.2%，新开工项目21个。"
)
_SECOND = (
    "管委会副主任介绍，云溪高新区已有42家企业完成数字化改造，总投入1.3亿元，"
    "企业平均用工减少两成，产品合格率提高到99.2%。"
)
_THIRD = (
    "下一步，云溪高新区将围绕新能源材料和智能装备两条产业链，再引进10个投资超亿元的项目，"
    "力争全年工业总产值突破300亿元。"
)
BODY = (_FIRST, _SECOND, _THIRD)
TITLE = "云溪高新区上半年完成工业投资12.5亿元"

_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H"
    b"/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>"
)
_DESCENDANT = (
    b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/DW 1000/W[32 126 500]"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 6 0 R>>"
)
_DESCRIPTOR = (
    b"<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -120 1000 880]/Ascent 880"
    b"/Descent -120/ItalicAngle 0/CapHeight 880/StemV 80>>"
)
_IMAGE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    b"/Length 1>>stream\n\0\nendstream"
)

_NEVER_FIRST = "，。；：、！？）”》"

Text = tuple[float, float, float, str]  # left, baseline, size, text


def _to_unicode(*, private: bool) -> bytes:
    """Return a character map in which a code is its own UTF-16 unit, or a private character."""
    rows = [
        f"<{high:02X}00> <{high:02X}FF> <{0xE0 + high % 24 if private else high:02X}00>"
        for high in range(256)
    ]
    blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    body = "\n".join(
        f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{body}\nendcmap end end"
    ).encode()


def _stream(content: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (
        len(packed), extra, packed,
    )  # fmt: skip


def make_pdf(
    pages: Iterable[Iterable[Text]], *, encrypted: bool = False, mapped: bool = True,
    image: bool = False,
) -> bytes:  # fmt: skip
    """Write a PDF of A4 pages; unmapped, its characters are private ones."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",  # the page tree, when the pages are known
        _FONT,
        _DESCENDANT,
        _stream(_to_unicode(private=not mapped)),
        _DESCRIPTOR,
        _IMAGE,
    ]
    kids = []
    for page in pages:
        drawn = [
            b"BT /F 1 Tf %g 0 0 %g %g %g Tm <%s> Tj ET"
            % (size, size, left, base, text.encode("utf-16-be").hex().encode())
            for left, base, size, text in page
        ]
        drawn += [b"q 595 0 0 842 0 0 cm /I Do Q"] if image else []
        objects.append(_stream(b"\n".join(drawn)))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>/XObject<</I 7 0 R>>>>>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    return _write_objects(objects, encrypted=encrypted)


def _write_objects(objects: list[bytes], *, encrypted: bool) -> bytes:
    locked = b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"ab" * 32, b"cd" * 32)
    objects = [*objects, locked] if encrypted else objects
    out, offsets = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    lock = b"/Encrypt %d 0 R/ID[<00><00>]" % len(objects) if encrypted else b""
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (size, lock, len(out))
    )


def width_of(text: str) -> float:
    """Measure a text in ems, as the font of `make_pdf` sets it."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def set_column(
    paragraphs: Iterable[str], *, left: float, top: float, ems: int, size: float = 9,
    indent: float = 2,
) -> list[Text]:  # fmt: skip
    """Break paragraphs into the lines of a column `ems` wide, the first of each indented."""
    lines: list[Text] = []
    base = top
    for paragraph in paragraphs:
        start, line = indent, ""
        for char in paragraph:
            if start + width_of(line + char) > ems and char not in _NEVER_FIRST:
                lines.append((left + start * size, base, size, line))
                base, start, line = base - 1.5 * size, 0, ""
            line += char
        lines.append((left + start * size, base, size, line))
        base -= 1.5 * size
    return lines


def split_columns(
    lines: list[Text], count: int, *, gutter: float, ems: int, size: float = 9
) -> list[Text]:
    """Set the lines of one long column as `count` columns of equal length."""
    length = -(-len(lines) // count)
    top, left = lines[0][1], min(line[0] for line in lines)
    moved = []
    for at, (x, _, em, text) in enumerate(lines):
        column, row = divmod(at, length)
        shift = column * (ems * size + gutter)
        moved.append((x + shift, top - 1.5 * size * row, em, text))
    assert min(line[0] for line in moved) == left
    return moved


def save_word(document: "Document") -> bytes:
    """Return a python-docx document as the bytes of a file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
