"""A Word document from a press office, read as an article."""

import io
import re
import zipfile
import zlib
from itertools import compress, pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Article, CorpusError
from corpus.files.buttons import INFO
from corpus.files.infoline import (
    info_fields,
    is_credit,
    is_info_line,
    merge_bylines,
    outside_body,
)
from corpus.files.kinds import AS_DOCX
from corpus.files.pagemeta import clean_date
from corpus.files.problem import NO_BODY, Problem, Read
from corpus.files.wordtext import NOTES, Block, asides_of, blocks_of
from corpus.keys import infer_title, make_key
from corpus.pages.header import Header, read_header
from corpus.pages.lines import Dropped
from corpus.pages.marks import find_lead, is_caption
from corpus.pages.repair import is_heading

if TYPE_CHECKING:
    from docx.document import Document

MAX_PARTS = 5000
MAX_XML = 30 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
MAX_HEADER = 8  # paragraphs above the body
NO_ARTICLE = "只有标题或题头，下面没有正文"
OUTSIDE = "不在正文里的文字"
TOP_REASON = "据标题下的日期推断"
END_REASON = "据文末落款日期推断"
BROKEN = f"Word 文档打不开：已经损坏，或者展开后太大，{AS_DOCX}"

_NUMERAL = "\\d〇○零一二三四五六七八九十廿"
_DATE = re.compile(
    rf"[(\uff08]?\s*([{_NUMERAL}\s]{{4,8}}年[{_NUMERAL}\s]{{1,5}}月[{_NUMERAL}\s]{{1,5}}日)\s*[)\uff09]?"
)
_DOCUMENT_NUMBER = re.compile(r".{1,12}[〔\[(\uff08]\s*\d{4}\s*[〕\])\uff09]\s*第?\s*\d+\s*号")
_NO_TITLE = re.compile(r"microsoft|word|文档\s*\d*$|无标题|untitled|\.docx?$|^\W*$", re.IGNORECASE)


def read_word(path: Path, raw: bytes) -> Read:
    """Read a .docx; each paragraph in the style Title starts an article of its own."""
    document = _open(raw)
    blocks = blocks_of(document)
    if not blocks:
        return Read([], [Problem(path, None, NO_BODY)], asides_of(document))
    core = (document.core_properties.title or "").strip()
    drafts = _split(blocks)
    dropped: list[Dropped] = []
    articles = [_article(draft, core if len(drafts) == 1 else "", dropped) for draft in drafts]
    aside = asides_of(document)
    problems = [Problem(path, None, said, "doubtful") for said in _notes(aside)]
    if not any(articles):
        problems.append(Problem(path, None, NO_BODY))
    return Read([article for article in articles if article], problems, [*dropped, *aside])


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


def _article(blocks: list[Block], core: str, dropped: list[Dropped]) -> Article | None:
    """Build the article of a draft; what of its text no field holds is added to `dropped`."""
    count = _header_length(blocks)
    top, rest = blocks[:count], blocks[count:]
    if not rest:
        top, rest = (top[:1], top[1:]) if len(top) > 1 else ([], top)
    header, mast = _read_header(top)
    sources = _sources(rest)
    notes = [block.text for block in top if _is_note(block.text)] + list(sources)
    captions = [block.text for block in rest if _is_caption(block)]
    bylines = [block.text for block in (*top, *rest) if is_credit(block.text)]
    aside = {*captions, *bylines, *sources}
    body = "\n\n".join([*mast, *(block.text for block in rest if block.text not in aside)])
    if not body:
        dropped += [Dropped(block.text, NO_ARTICLE) for block in blocks]
        return None
    title = header.title or _sensible(core, body)
    info = info_fields(notes)
    published, reason = _find_date(notes, rest)
    lead = find_lead(rest[0].text)
    source = info["source"] or (lead.outlet if lead else "")
    shown = title or infer_title(body)
    article = Article(
        doc_id=make_key(source=source, published=published, title=shown, body=body),
        title=shown,
        body=body,
        source=source,
        published=published,
        published_inferred=reason,
        kicker=header.kicker,
        subtitle=header.subtitle,
        column=header.column,
        byline=merge_bylines(info["byline"], *bylines),
        captions=tuple(captions),
        title_inferred=not title,
    )
    dropped += _left_out(top, article, sources)
    return article


def _sources(blocks: list[Block]) -> list[str]:
    """Return the lines above or below the text that say only when, where and by whom."""
    texts = [block.text for block in blocks]
    return [text for text in compress(texts, outside_body(texts)) if _is_source(text)]


def _left_out(top: list[Block], article: Article, sources: list[str]) -> list[Dropped]:
    """Return the lines of a draft that are in no field, though their sense may be."""
    fields = (article.kicker, article.title, article.subtitle, article.column, article.byline)
    held = _squeeze("".join([*fields, article.body]))
    lines = [block.text for block in top if not is_credit(block.text)]
    noted = [text for text in lines if _is_note(text)]
    noted += [text for text in sources if not is_credit(text)]
    other = [text for text in lines if not _is_note(text) and _squeeze(text) not in held]
    return [
        *(Dropped(text, INFO) for text in noted),
        *(Dropped(text, OUTSIDE) for text in other),
    ]


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


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
    return bool(_DATE.fullmatch(text)) or is_info_line(text) or is_credit(text)


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
            day = clean_date(re.sub(r"\s", "", match[1]).replace("零", "〇")) if match else ""
            if day:
                return day, reason
    published = info_fields(notes)["published"]
    return published, TOP_REASON if published else ""


def _notes(asides: list[Dropped]) -> list[str]:
    """Say which notes a document has: they are not part of the text."""
    names = dict.fromkeys(piece.reason for piece in asides if piece.reason in NOTES)
    return [f"有{name}，没有收进正文，请核对是否要写进正文。" for name in names]
