"""A web page saved from a news site: its article, without what stands around it."""

import logging
import re
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Article, CorpusError
from corpus.files.buttons import LIST, OTHER_PAGE, furniture_reason, opens_list
from corpus.files.infoline import is_credit, is_info_line, merge_bylines, outside_body
from corpus.files.markup import NO_ARTICLE, decode_page, parse_page
from corpus.files.pageinfo import PageInfo, read_info
from corpus.files.problem import Problem, Read
from corpus.files.webtext import find_article, flatten_layout, lines_of, prune, tidy
from corpus.keys import infer_title, make_key
from corpus.pages.lines import Dropped
from corpus.pages.marks import is_caption

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_CAPTION = 100
OUTSIDE = "不在正文里的文字"

_CREDIT = re.compile(
    r"[\u4e00-\u9fff]{2,4}\s*/?(?:摄影|摄|供图|/图)\s*(?:[(\uff08][^)\uff09]{1,12}[)\uff09])?"
)


@dataclass(slots=True)
class _Parts:
    """What the lines of a page have been found to be, so far."""

    info: PageInfo
    body: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    @property
    def headings(self) -> set[str]:
        """The lines that stand in the article's title, kicker and subtitle."""
        return {self.info.title, self.info.kicker, self.info.subtitle}


def read_webpage(path: Path, raw: bytes) -> Read:
    """Read the one article of a page; raises CorpusError where it has none."""
    text = decode_page(raw)
    root = parse_page(text)
    flatten_layout(root)
    info = read_info(root, text)
    captions = _figure_captions(root)
    parts = _Parts(info, captions=list(captions))
    _sort_lines(_article_lines(root, parts), parts)
    if not parts.body:
        raise CorpusError(NO_ARTICLE)
    damaged = text.count("\ufffd")
    doubt = f"有{damaged}个字的编码损坏了，读成了“\ufffd”，请核对原文。"
    problems = [Problem(path, None, doubt, "doubtful")] if damaged else []
    return Read([_build(parts)], problems, parts.dropped)


def _article_lines(root: "HtmlElement", parts: _Parts) -> list[str]:
    """Return the paragraphs of the part of the page that holds the article."""
    part = find_article(root)
    if part is None:
        raise CorpusError(NO_ARTICLE)
    _drop_all(_between(root, part, parts.info.title), parts)
    parts.dropped += [piece for piece in prune(part) if piece.text not in parts.captions]
    lines = []
    for line in lines_of(part):
        # What is nothing but a link leads away from the article.
        if line.linked < 0.8 * len(line.text):
            lines.append(line)
        elif line.text not in parts.headings:
            parts.dropped.append(Dropped(line.text, OTHER_PAGE))
    judged = _judge(part)
    kept = [at for at, line in enumerate(lines) if line.is_table or _squeeze(line.text) in judged]
    if sum(len(lines[at].text) for at in kept) < 0.5 * sum(len(line.text) for line in lines):
        kept = list(range(len(lines)))  # it takes a very short article for none
    if not kept:
        return []
    # It says where the article begins and ends; what stands between is the article.
    # <span>作者：…</span><span>来源：…</span> has no space between its fields.
    texts = [line.spaced if is_info_line(line.spaced) else line.text for line in lines]
    _drop_all([*texts[: kept[0]], *texts[kept[-1] + 1 :]], parts)
    return texts[kept[0] : kept[-1] + 1]


def _between(root: "HtmlElement", part: "HtmlElement", title: str) -> list[str]:
    """Return the lines of the page from the title on that stand above the article's part."""
    inside = {line.text for line in lines_of(part)}
    texts = [line.text for line in lines_of(root)]
    if title not in texts or title in inside:
        return []
    below = texts[texts.index(title) + 1 :]
    return list(takewhile(lambda text: text not in inside, below))


def _drop_all(texts: list[str], parts: _Parts) -> None:
    """Drop lines that stand outside the text; a byline among them is kept."""
    for text in texts:
        if text in parts.headings or text in parts.captions:
            continue
        if is_credit(text):
            parts.bylines.append(text)
        else:
            reason = furniture_reason(text, at_edge=True) or OUTSIDE
            parts.dropped.append(Dropped(text, reason))


def _judge(part: "HtmlElement") -> str:
    """Return what trafilatura takes for the article, without its white space."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what fails is reported here
    page = part.makeelement("html")
    body = page.makeelement("body")
    page.append(body)
    copied = deepcopy(part)
    copied.tag, copied.tail = "div", None
    copied.attrib.clear()  # WeChat hides the article until its script runs
    body.append(copied)
    found = bare_extraction(page, include_comments=False)
    return (
        "" if found is None or isinstance(found, dict) else _squeeze("".join(found.body.itertext()))
    )


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _figure_captions(root: "HtmlElement") -> tuple[str, ...]:
    around = {"aside", "nav", "footer"}
    found = [
        tidy(" ".join(caption.itertext()))
        for caption in root.iter("figcaption")
        if not any(parent.tag in around for parent in caption.iterancestors())
    ]
    return tuple(caption for caption in found if caption)


def _sort_lines(lines: list[str], parts: _Parts) -> None:
    """Give each line its part: paragraph, caption, byline, or what is left out and why."""
    at_edge = outside_body(lines)
    for at, line in enumerate(lines):
        if opens_list(line, lines[at + 1 :]) and parts.body:
            parts.dropped += [Dropped(text, LIST) for text in lines[at:]]
            break
        if line in parts.headings and len(parts.body) < 2:
            continue
        if line in parts.captions:
            continue
        if reason := furniture_reason(line, at_edge=at_edge[at]):
            parts.dropped.append(Dropped(line, reason))
        elif _CREDIT.fullmatch(line) and parts.body and len(parts.body[-1]) <= MAX_CAPTION:
            parts.captions.append(f"{parts.body.pop()} {line}")
        elif is_caption(line):
            parts.captions.append(line)
        elif is_credit(line):
            parts.bylines.append(line)
        else:
            parts.body.append(line)


def _build(parts: _Parts) -> Article:
    info, body = parts.info, "\n\n".join(parts.body)
    title = info.title or infer_title(body)
    return Article(
        doc_id=make_key(source=info.source, published=info.published, title=title, body=body),
        title=title,
        body=body,
        source=info.source,
        published=info.published,
        published_inferred=info.published_inferred,
        kicker=info.kicker,
        subtitle=info.subtitle,
        byline=merge_bylines(info.byline, *parts.bylines),
        url=info.url,
        page=info.page,
        captions=tuple(dict.fromkeys(parts.captions)),
        title_inferred=not info.title,
    )
