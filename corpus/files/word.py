"""A Word document from a press office, read as an article."""

import io
import re
import zipfile
import zlib
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Article, CorpusError
from corpus.files.kinds import AS_DOCX
from corpus.files.pageinfo import info_fields, is_info_line
from corpus.files.pagemeta import clean_date
from corpus.files.problem import NO_BODY, Problem, Read
from corpus.files.wordtext import Block, blocks_of
from corpus.keys import infer_title, make_key
from corpus.pages.header import Header, read_header
from corpus.pages.marks import find_lead, is_byline, is_caption
from corpus.pages.repair import is_heading

if TYPE_CHECKING:
    from docx.document import Document

MAX_PARTS = 5000
MAX_XML = 30 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
MAX_HEADER = 8  # paragraphs above the body
TOP_REASON = "据标题下的日期推断"
END_REASON = "据文末落款日期推断"
BROKEN = f"Word 文档打不开：已经损坏，或者展开后太大，{AS_DOCX}"

_DIGITS = str.maketrans("〇○Oo零一二三四五六七八九", "00000123456789")
_DATE = re.compile(
    r"[(\uff08]?\s*((?:[12]\s*\d|[〇○零一二三四五六七八九]{2})[\d〇○O零一二三四五六七八九]{2})\s*年"
    r"\s*([\d一二三四五六七八九十]{1,3})\s*月\s*([\d一二三四五六七八九十]{1,3})\s*日\s*[)\uff09]?"
)
_DOCUMENT_NUMBER = re.compile(r".{1,12}[〔\[(\uff08]\s*\d{4}\s*[〕\])\uff09]\s*第?\s*\d+\s*号")
_NO_TITLE = re.compile(r"microsoft|word|文档\s*\d*$|无标题|untitled|\.docx?$|^\W*$", re.IGNORECASE)


def read_word(path: Path, raw: bytes) -> Read:
    """Read a .docx; each paragraph in the style Title starts an article of its own."""
    document = _open(raw)
    blocks = blocks_of(document)
    if not blocks:
        return Read([], [Problem(path, None, NO_BODY)])
    core = (document.core_properties.title or "").strip()
    drafts = _split(blocks)
    articles = [_article(draft, core if len(drafts) == 1 else "") for draft in drafts]
    problems = _footnotes(path, document)
    if not any(articles):
        problems.append(Problem(path, None, NO_BODY))
    return Read([article for article in articles if article], problems)


def _open(raw: bytes) -> "Document":
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            _check_sizes(package.infolist())
        return docx.Document(io.BytesIO(raw))
    except (zipfile.BadZipFile, zlib.error, PackageNotFoundError, etree.LxmlError) as error:
        raise CorpusError(BROKEN) from error
    except (AttributeError, EOFError, LookupError, NotImplementedError) as error:
        raise CorpusError(BROKEN) from error
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a member has a password
        raise CorpusError(BROKEN) from error


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    """Refuse what unpacks to far more than any document; nothing has been unpacked yet."""
    total = sum(member.file_size for member in members)
    largest = max(
        (m.file_size for m in members if m.filename.endswith((".xml", ".rels"))), default=0
    )
    if len(members) > MAX_PARTS or largest > MAX_XML or total > MAX_UNPACKED:
        raise CorpusError(
            f"解压后有 {total / 1024 / 1024:.0f} MB、{len(members)} 个部件，不像正常的 Word 文档，"
            "没有读取，请只留下文字，另存为 .docx 后再放进来。"
        )


def _split(blocks: list[Block]) -> list[list[Block]]:
    titles = [at for at, block in enumerate(blocks) if block.style == "title"]
    # A title in two paragraphs is one title.
    starts = [at for at in titles if at - 1 not in titles]
    cuts = [0, *starts[1:], len(blocks)]
    return [blocks[start:end] for start, end in pairwise(cuts)]


def _article(blocks: list[Block], core: str) -> Article | None:
    count = _header_length(blocks)
    top, rest = blocks[:count], blocks[count:]
    if not rest:
        top, rest = (top[:1], top[1:]) if len(top) > 1 else ([], top)
    header, mast = _read_header(top)
    notes = [block.text for block in top if _is_note(block.text)]
    notes += [block.text for block in rest if _is_source(block.text)]
    captions = [
        b.text for b in rest if b.style == "caption" or (not b.is_table and is_caption(b.text))
    ]
    bylines = [block.text for block in (*top, *rest) if is_byline(block.text)]
    aside = {*captions, *bylines, *(block.text for block in rest if _is_source(block.text))}
    body = "\n\n".join([*mast, *(block.text for block in rest if block.text not in aside)])
    if not body:
        return None
    title = header.title or _sensible(core, body)
    info = info_fields(notes)
    published, reason = _find_date(notes, rest)
    lead = find_lead(rest[0].text)
    source = info["source"] or (lead.outlet if lead else "")
    shown = title or infer_title(body)
    return Article(
        doc_id=make_key(source=source, published=published, title=shown, body=body),
        title=shown,
        body=body,
        source=source,
        published=published,
        published_inferred=reason,
        kicker=header.kicker,
        subtitle=header.subtitle,
        column=header.column,
        byline=" ".join(dict.fromkeys(bylines)).strip("()\uff08\uff09 ") or info["byline"],
        captions=tuple(captions),
        title_inferred=not title,
    )


def _header_length(blocks: list[Block]) -> int:
    """Count the paragraphs above the body: headings, centred lines, date, outlet and byline."""

    def stands_above(block: Block) -> bool:
        styled = block.style in ("title", "subtitle") or block.style.startswith(("heading", "标题"))
        marked = (block.centred or block.bold) and len(block.text) <= 60
        return not block.is_table and (styled or marked or _is_note(block.text))

    above = len(list(takewhile(stands_above, blocks[:MAX_HEADER])))
    if not above and len(blocks) > 1 and is_heading(blocks[0].text) and not blocks[0].is_table:
        above = 1
        above += len(list(takewhile(lambda block: _is_note(block.text), blocks[1:MAX_HEADER])))
    return above


def _read_header(top: list[Block]) -> tuple[Header, list[str]]:
    """Return the header and the lines of an official masthead, which belong to the body."""
    numbers = [at for at, block in enumerate(top) if _DOCUMENT_NUMBER.fullmatch(block.text)]
    start = numbers[-1] + 1 if numbers else 0
    mast, top = [block.text for block in top[:start]], top[start:]
    lines = [block for block in top if not _is_note(block.text)]
    titled = [block.text for block in lines if block.style == "title"]
    if not titled:
        first = next((block.text for block in lines if block.style == "heading 1"), "")
        titled = [first] if first else []
    if not titled:
        header = read_header([block.text for block in lines])
        return header, [*mast, *header.rest]
    at = [block.text for block in lines].index(titled[0])
    below = [block.text for block in lines[at:] if block.text not in titled]
    above = [block.text for block in lines[:at]]
    return Header("".join(titled), kicker=" ".join(above), subtitle=" ".join(below)), mast


def _is_caption(block: Block) -> bool:
    return block.style == "caption" or (not block.is_table and is_caption(block.text))


def _is_note(text: str) -> bool:
    return bool(_DATE.fullmatch(text)) or is_info_line(text) or is_byline(text)


def _is_source(text: str) -> bool:
    return is_info_line(text) and not _DATE.fullmatch(text)


def _sensible(core: str, body: str) -> str:
    """Return the title of the core properties where it speaks of what the body speaks of."""
    pairs = [core[at : at + 2] for at in range(len(core) - 1)]
    if not 5 <= len(core) <= 50 or _NO_TITLE.search(core):
        return ""
    return core if sum(pair in body for pair in pairs) >= 0.6 * len(pairs) else ""


def _find_date(notes: list[str], rest: list[Block]) -> tuple[str, str]:
    """Return the date under the title or of the signature, and which of them it is."""
    ends = [block.text for block in rest[-3:]][::-1]
    for texts, reason in ((notes, TOP_REASON), (ends, END_REASON)):
        for text in texts:
            match = _DATE.fullmatch(text)
            day = clean_date("-".join(map(_number, match.groups()))) if match else ""
            if day:
                return day, reason
    published = info_fields(notes)["published"]
    return published, TOP_REASON if published else ""


def _number(written: str) -> str:
    """Turn 二〇二五 or 十一 into digits."""
    written = re.sub(r"\s", "", written)
    if "十" in written:
        tens, _, ones = written.partition("十")
        return str(
            int((tens or "一").translate(_DIGITS)) * 10 + int((ones or "〇").translate(_DIGITS))
        )
    return written.translate(_DIGITS)


def _footnotes(path: Path, document: "Document") -> list[Problem]:
    """Report notes at the foot of pages: they are not part of the text."""
    kinds = {"footnotes": "脚注", "endnotes": "尾注", "comments": "批注"}
    problems = []
    for relation in document.part.rels.values():
        name = kinds.get(relation.reltype.rpartition("/")[2])
        if name and not relation.is_external and b"<w:t" in relation.target_part.blob:
            message = f"有{name}，没有收进正文，请核对是否要写进正文。"
            problems.append(Problem(path, None, message, "doubtful"))
    return problems
