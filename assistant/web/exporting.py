"""A conversation as a document: what it says, its Markdown, and the name of its file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.schema import Answer, Citation
from assistant.web.answers import DERIVED, JOINED, frame_lines, nearby_lines
from assistant.web.blocks import Block, Runs, Table, blocks
from assistant.web.cards import ALSO, EVIDENCE, UNTITLED
from assistant.web.dates import shown_date
from assistant.web.exchange import Exchange
from assistant.web.filters import filters_line
from assistant.web.language import Lang, Text
from assistant.web.record import Conversation

MADE = Text("开发区新闻问答，{day}导出。", "Zone News Q&A, exported on {day}.")
EMPTY = Text("对话", "Conversation")
STOPPED = Text("（这个回答中途停止了。）", "(This answer was stopped.)")
NAME_CHARS = 30
TITLE_CHARS = 200
_UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML can't hold
_ADDRESS = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
# What begins code, emphasis, headings, links, tags, tables and formulas; [n] stays as it is.
_MARKUP = re.compile(r"(\[\d{1,3}\](?![(:]))|[\\`*_{}\[\]<>&~|$@#]|:(?=//)|(?<=\bwww)\.")
_LINE_START = re.compile(r"^(\d*)([.)](?=\s|$)|(?<!\d)[-+=:])", re.MULTILINE)
_EDGES = re.compile(r"\A(\W*)(.*\w|)(\W*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Source:
    """A citation as lines of a document."""

    line: str  # [n], title, paper and day
    quote: str
    url: str  # "" where it is no address of the web
    also: str


@dataclass(frozen=True, slots=True)
class Section:
    """One question with what was answered."""

    question: str
    blocks: Sequence[Block]
    asides: Sequence[str]
    sources: Sequence[Source]


@dataclass(frozen=True, slots=True)
class Document:
    """A conversation, ready to be written in any format; nothing in it is markup any more."""

    title: str
    made: str
    sources: str  # the heading above sources
    sections: Sequence[Section]


def to_document(conversation: Conversation, *, title: str, day: date, lang: Lang) -> Document:
    """Lay a conversation out; without a title it bears its first question."""
    exchanges = conversation.exchanges
    first = title.strip() or (exchanges[0].question if exchanges else "")
    name = _line(first) or EMPTY.to(lang)
    return Document(
        name if len(name) <= TITLE_CHARS else f"{name[:TITLE_CHARS]}……",
        MADE.to(lang, day=shown_date(day.isoformat(), lang)),
        EVIDENCE.to(lang),
        [_section(exchange, lang) for exchange in exchanges],
    )


def file_name(document: Document, *, day: date, suffix: str) -> str:
    """Name a file after a conversation and the day, in characters that every system takes."""
    title = "".join(char if char.isprintable() else " " for char in document.title)
    title = " ".join(re.sub(r'[\\/:*?"<>|？]', " ", title).split())[:NAME_CHARS].strip(" .")
    return f"{title or EMPTY.zh} {day.isoformat()}.{suffix}"


def to_markdown(document: Document) -> str:
    """Write a conversation as Markdown in which nothing of what it quotes is markup."""
    parts = [f"# {escaped(document.title)}", escaped(document.made)]
    for section in document.sections:
        parts.append(f"## {escaped(_line(section.question))}")
        parts += [_block(block) for block in section.blocks]
        parts += [escaped(aside) for aside in section.asides]
        if section.sources:
            parts += [f"**{document.sources}**", *(_source(source) for source in section.sources)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Let a text stand in Markdown as it is."""
    return _lines(_escaped(text))


def _section(exchange: Exchange, lang: Lang) -> Section:
    answer, asides = exchange.answer, [exchange.error] if exchange.error else []
    if exchange.phase == "stopped":
        asides.append(STOPPED.to(lang))
    if exchange.filters:
        asides.append(filters_line(exchange.filters, lang))
    if answer is None:
        return Section(_clean(exchange.question), (), [_clean(aside) for aside in asides], ())
    if exchange.phase == "done":
        asides = [*_derived(answer, lang), *asides, *nearby_lines(answer.frame.nearby, lang)]
        asides += frame_lines(answer, lang)
    return Section(
        _clean(exchange.question),
        blocks(_clean(answer.answer)),
        [_clean(aside) for aside in asides],
        [_cited(citation, lang) for citation in answer.citations],
    )


def _derived(answer: Answer, lang: Lang) -> list[str]:
    return [
        DERIVED.to(lang, value=derived.value, rule=derived.rule)
        + "".join(f"[{n}]" for n in derived.citations)
        for derived in answer.derived
    ]


def _cited(citation: Citation, lang: Lang) -> Source:
    title, day = citation.title or UNTITLED.to(lang), shown_date(citation.published, lang)
    origin = JOINED.to(lang).join(part for part in (f"《{title}》", citation.source, day) if part)
    also = "、".join(r.source + shown_date(r.published, lang) for r in citation.also)
    return Source(
        _line(f"[{citation.n}] {origin}"),
        _line(citation.quote),
        citation.url if _ADDRESS.fullmatch(citation.url) else "",
        _line(ALSO.to(lang, names=also)) if also else "",
    )


def _clean(text: str) -> str:
    return _UNFIT.sub("", text.replace("\r\n", "\n"))


def _line(text: str) -> str:
    lines = (line.strip() for line in _clean(text).split("\n"))
    return " ".join(line for line in lines if line)


def _block(block: Block) -> str:
    if isinstance(block, Table):
        head, *rows = (f"| {' | '.join(map(_inline, row))} |" for row in block.rows)
        return "\n".join([head, f"|{' --- |' * len(block.rows[0])}", *rows])
    indent = " " * 4 * (block.depth - bool(block.mark))
    return indent + (f"{block.mark} " if block.mark else "") + _inline(block.runs)


def _inline(runs: Runs) -> str:
    """Write bold without the punctuation at its ends: beside that, CommonMark sees no bold."""
    said = ""
    for text, bold in runs:
        _, lead, core, trail, _ = _EDGES.split(text) if bold else ("", text, "", "", "")
        said += _escaped(lead) + (f"**{_escaped(core)}**" if core else "") + _escaped(trail)
    return _lines(said)


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda found: found[1] or f"\\{found[0]}", text)


def _lines(text: str) -> str:
    """Keep the breaks between lines, and let none begin a list, a heading or code."""
    text = "\n".join(line.strip() for line in text.split("\n"))
    return _LINE_START.sub(r"\1\\\2", text).replace("\n", "  \n")


def _source(source: Source) -> str:
    lines = [f"- {escaped(source.line)}", f"  > {escaped(source.quote)}"]
    lines += [f"  {escaped(source.also)}"] if source.also else []
    lines += [f"  <{source.url}>"] if source.url else []
    return "\n\n".join(lines)
