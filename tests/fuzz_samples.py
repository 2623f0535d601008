"""Good files of every type, and ways to break them."""

import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx

from tests.document_fixtures import BODY, TITLE, make_pdf, save_word, set_column, split_columns
from tests.web_fixtures import GOVERNMENT, MODERN, OLD, WECHAT

Samples = dict[str, list[bytes]]
MAX_BYTES = 3_000_000
_MAGICS = (
    b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1", b"<html>",
    b"---\n",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\x89PNG\r\n\x1a\n", b"<!DOCTYPE html>", b"MIME-Version: 1.0\n",
)  # fmt: skip
_ENCODINGS = ("gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5", "utf-8-sig", "utf-7", "cp1252")
_HOSTILE = (
    "\0", "\ufffd", "\u202e", "\ud7ff", "\uffff", "\r", "\x1b", "　", "<", "&", "]]>", "[", "{",
    "-" * 50,
    "&#x1f600;", "&#0;", "<![CDATA[", "<script>", "</body>", "<table><tr><td>", "<!--", '"',
    "下转A2版", "<svg><path d='", "2023-08-02 10:15 来源：", "9" * 400, "记者 王小明", "——",
    "\u3000" * 30, "，" * 300,
)  # fmt: skip


def samples() -> Samples:
    """Return good files by suffix."""
    story = "\n\n".join((TITLE, *BODY))
    rows = [json.dumps({"title": TITLE, "text": part, "date": "2023-08-02"}) for part in BODY]
    brief = f"南河修桥\n\n本报讯　{BODY[0]}（下转A2版）\n"
    page = f"晨州日报　2025年11月14日　星期五\n\n{story} 王小明\n\n{brief}"
    fields = f"title: {TITLE}\npublished: 2025-11\nzones: [云溪高新区]"
    front = f"---\n{fields}\n---\n# {TITLE}\n\n{BODY[0]}\n"
    columns = split_columns(set_column(BODY, left=50, top=700, ems=15), 3, gutter=24, ems=15)
    head = [(90.0, 730.0, 22.0, TITLE)]
    return {
        ".txt": [page.encode(), page.encode("gb18030"), page.encode("utf-16")],
        ".md": [front.encode(), story.encode("gb18030")],
        ".jsonl": ["\n".join(rows).encode(), json.dumps({"text": story}).encode()],
        ".html": [OLD, MODERN, GOVERNMENT, WECHAT],
        ".docx": [_word()],
        ".pdf": [make_pdf([head + columns]), make_pdf([head + columns] * 3, image=True)],
        ".doc": [OLD, _word(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), story.encode()],
    }


def _word() -> bytes:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    for part in BODY:
        document.add_paragraph(part)
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "指标"
    table.cell(1, 1).text = "12.5亿元"
    return save_word(document)


def mutate(raw: bytes, suffix: str, good: Samples, rng: random.Random) -> bytes:
    """Break a file in one to three ways; a Word file and a PDF mostly within its parts."""
    inner = {".docx": _break_member, ".pdf": _break_stream}.get(suffix)
    if inner and rng.random() < 0.6:
        raw = inner(raw, rng)
        if rng.random() < 0.7:
            return raw
    for _ in range(rng.choice((1, 1, 2, 3))):
        raw = rng.choice(_WAYS)(raw, rng)
    if rng.random() < 0.05:
        other = rng.choice(rng.choice(list(good.values())))
        cut = rng.randrange(len(raw) + 1)
        raw = raw[:cut] + other + raw[cut:]
    return raw[:MAX_BYTES]


def _flip(raw: bytes, rng: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(rng.choice((1, 3, 20, 200))):
        if data:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _cut(raw: bytes, rng: random.Random) -> bytes:
    start, end = sorted(rng.randrange(len(raw) + 1) for _ in range(2))
    return rng.choice((raw[:end], raw[start:], raw[:start] + raw[end:]))


def _repeat(raw: bytes, rng: random.Random) -> bytes:
    start, end = sorted(rng.randrange(len(raw) + 1) for _ in range(2))
    block = raw[start : min(end, start + 2000)]
    return raw[:start] + block * rng.choice((2, 10, 300)) + raw[start:]


def _insert(raw: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(raw) + 1)
    text = rng.choice(_HOSTILE) * rng.choice((1, 2, 50, 3000, 60_000))
    return raw[:at] + text.encode("utf-8", "surrogatepass")[:400_000] + raw[at:]


def _nest(raw: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(raw) + 1)
    opened, closed = rng.choice(
        [("<div>", "</div>"), ("<table><tr><td>", "</td></tr></table>"), ("[", "]"),
         ('{"a":', "}"),
         ("<<", ">>"), ("<b><i>", "</b>"), ("> ", ""), ("“", "”"), ("<ul><li>", "</li></ul>")]
    )  # fmt: skip
    times = rng.choice((30, 300, 5000, 40_000))
    return raw[:at] + (opened * times).encode() + (closed * times).encode() + raw[at:]


def _recode(raw: bytes, rng: random.Random) -> bytes:
    text = raw.decode(rng.choice(("utf-8", "gb18030", "latin-1")), "replace")
    return text.encode(rng.choice(_ENCODINGS), "ignore")


def _noise(raw: bytes, rng: random.Random) -> bytes:
    return rng.choice((*_MAGICS, raw[:100])) + rng.randbytes(rng.choice((0, 10, 1000, 100_000)))


def _numbers(raw: bytes, rng: random.Random) -> bytes:
    """Put a huge or negative number where a number stands."""
    spots = [at for at, byte in enumerate(raw[:20_000]) if 48 <= byte <= 57]
    if not spots:
        return raw
    at = rng.choice(spots)
    return (
        raw[:at]
        + rng.choice((b"-1", b"4294967295", b"99999999999", b"0", b"1e308"))
        + raw[at + 1 :]
    )


def _break_member(raw: bytes, rng: random.Random) -> bytes:
    """Break one member of a package, or what the package says of its size."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    name = rng.choice(["word/document.xml", "word/document.xml", *members])
    way = rng.choice([*_WAYS, _blow_up])
    members[name] = way(members[name], rng)[:8_000_000]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member, content in members.items():
            new.writestr(member, content)
    packed = out.getvalue()
    if rng.random() < 0.2:
        at = packed.rfind(b"PK\x01\x02") + rng.choice((20, 24, 42))
        packed = packed[:at] + struct.pack("<I", rng.choice((0, 1, 0xFFFFFFFF))) + packed[at + 4 :]
    return packed


def _break_stream(raw: bytes, rng: random.Random) -> bytes:
    """Unpack one stream of a PDF, break it, pack it again."""
    starts = _all(raw, b">>stream\n")
    if not starts:
        return raw
    start = rng.choice(starts) + 9
    end = raw.find(b"\nendstream", start)
    try:
        content = zlib.decompress(raw[start:end])
    except zlib.error:
        return raw
    content = rng.choice([*_WAYS, _blow_up, _drawing])(content, rng)[:8_000_000]
    return raw[:start] + zlib.compress(content) + raw[end:]


def _all(raw: bytes, mark: bytes) -> list[int]:
    found, at = [], raw.find(mark)
    while at >= 0:
        found.append(at)
        at = raw.find(mark, at + 1)
    return found


def _blow_up(raw: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(raw) + 1)
    return raw[:start] + raw[start : start + 400] * rng.choice((100, 5000, 40_000)) + raw[start:]


def _drawing(raw: bytes, rng: random.Random) -> bytes:
    """Turn, scale and scatter the text of a page."""
    numbers = [rng.choice((0, 1, -1, 9, 1e-6, 1e6, rng.uniform(-900, 900))) for _ in range(6)]
    matrix = b"%g %g %g %g %g %g cm\n" % tuple(numbers)
    return rng.choice((matrix, b"q " * 5000, b"/F 1000 Tf ", b"")) + raw * rng.choice((1, 3, 60))


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _flip, _cut, _repeat, _insert, _nest, _recode, _noise, _numbers,
)  # fmt: skip
