"""A newspaper page, as it comes out of the paper's system, split into its articles."""

from dataclasses import dataclass, field
from typing import Literal

from corpus.article import Article
from corpus.dates import parse_published
from corpus.header import Header, read_header
from corpus.keys import infer_title, make_key
from corpus.marks import (
    find_lead,
    is_byline,
    is_caption,
    is_furniture,
    masthead_date,
    split_byline,
    split_jump,
)
from corpus.repair import (
    MAX_PARAGRAPH,
    continues,
    is_heading,
    is_uneven,
    join,
    normalise,
    unwrap,
)

JUMP_LINE = "转版提示"
FURNITURE = "版面信息"
MASTHEAD = "报头日期"
LONE_HEADING = "只有标题，没有正文"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of the input that belongs to no article, and why."""

    text: str
    reason: str


@dataclass(slots=True)
class _Line:
    kind: Literal["heading", "body", "caption", "byline", "dropped"]
    text: str
    reason: str = ""
    jumps: bool = False  # the rest is printed on another page
    resumes: bool = False  # the beginning was printed on another page


@dataclass(slots=True)
class _Draft:
    header: Header
    paragraphs: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    cut_off: bool = False
    ended: bool = False


def split_page(
    text: str, *, source: str = "", published: str = ""
) -> tuple[list[Article], list[Dropped]]:
    """Split a page (or the text of one article) into articles and the pieces that are in none.

    Every character of `normalise(text)` that is not white space stands in exactly one field of
    one article or in one dropped piece. `source` and `published` fill in what the page leaves open.
    """
    lines = _join_broken(_classify(unwrap(normalise(text))))
    drafts, lone = _group(lines)
    dropped = [Dropped(line.text, line.reason) for line in lines if line.kind == "dropped"]
    dropped += [Dropped(heading, LONE_HEADING) for heading in lone]
    dates = [masthead_date(piece.text) for piece in dropped if piece.reason == MASTHEAD]
    published = published or (parse_published(dates[0]) if dates else "")
    outlets = {draft_outlet for draft in drafts if (draft_outlet := _own_outlet(draft))}
    shared = outlets.pop() if len(outlets) == 1 else ""
    articles = [_finish(draft, source=source or shared, published=published) for draft in drafts]
    return articles, dropped


def _classify(texts: list[str]) -> list[_Line]:
    lines: list[_Line] = []
    for text in texts:
        before, rest, after = split_jump(text)
        rest = rest.strip()
        lines += [_Line("dropped", mark, JUMP_LINE) for mark in (before, after) if mark]
        if rest:
            lines.append(_classify_one(rest, is_first=not lines))
        owner = next((line for line in reversed(lines) if line.kind != "dropped"), None)
        if owner:
            owner.jumps = owner.jumps or bool(after)
            owner.resumes = owner.resumes or bool(before and rest)
    return lines


def _classify_one(text: str, *, is_first: bool) -> _Line:
    if masthead_date(text):
        return _Line("dropped", text, MASTHEAD)
    if is_furniture(text):
        return _Line("dropped", text, FURNITURE)
    if is_caption(text):
        return _Line("caption", text)
    if is_byline(text) and not is_first:
        return _Line("byline", text)
    return _Line("heading" if is_heading(text) else "body", text)


def _join_broken(lines: list[_Line]) -> list[_Line]:
    """Join the halves of a sentence; captions and dropped pieces between them step behind it."""
    joined: list[_Line] = []
    texts: list[_Line] = []  # the headings, bylines and paragraphs of `joined`
    interrupted = False
    for line in lines:
        if line.kind in ("caption", "dropped"):
            joined.append(line)
            interrupted = interrupted or line.kind == "caption"
            continue
        if texts and _goes_on(texts, line, interrupted=interrupted):
            last = texts[-1]
            last.kind, last.text = "body", join(last.text, line.text)
            last.jumps = line.jumps
        else:
            joined.append(line)
            texts.append(line)
        interrupted = False
    return joined


def _goes_on(texts: list[_Line], line: _Line, *, interrupted: bool) -> bool:
    last = texts[-1]
    if last.kind == "byline" or line.resumes or _ends_article(last):
        return False
    if len(last.text) > MAX_PARAGRAPH:
        return False
    if last.kind == "body":
        return line.kind != "byline" and continues(last.text, line.text)
    # A short line with a comma inside an article may be the beginning of a broken sentence.
    inside = len(texts) > 1 and texts[-2].kind == "body" and not _ends_article(texts[-2])
    loose = "," in last.text or "\uff0c" in last.text
    if not (inside and loose and (interrupted or is_uneven(last.text)) and line.kind == "body"):
        return False
    return continues(last.text, line.text)


def _ends_article(line: _Line) -> bool:
    return line.jumps or bool(split_byline(line.text)[1])


def _group(lines: list[_Line]) -> tuple[list[_Draft], list[str]]:
    """Gather the lines into drafts; returns them and the headings that no body follows."""
    drafts: list[_Draft] = []
    pending: list[_Line] = []  # headings and bylines that wait for the next paragraph
    captions: list[str] = []
    for line in lines:
        draft = drafts[-1] if drafts else None
        if line.kind == "caption":
            before_next = draft is None or (draft.ended and bool(pending))
            (captions if before_next or draft is None else draft.captions).append(line.text)
        elif line.kind == "heading" or (line.kind == "byline" and (pending or draft is None)):
            pending.append(line)
        elif line.kind == "byline" and draft:
            draft.bylines.append(line.text)
            draft.ended = True
        elif line.kind == "body":
            if draft is None or _starts_article(draft, pending, line.text):
                draft = _open_draft(pending)
                drafts.append(draft)
                draft.captions, captions = captions, []
            else:
                draft.paragraphs += [heading.text for heading in pending]
            pending = []
            _add_paragraph(draft, line)
    return _close(drafts, pending, captions)


def _starts_article(draft: _Draft, pending: list[_Line], text: str) -> bool:
    lead = find_lead(text)
    opens = lead is not None and lead.opens
    if pending:
        return draft.ended or opens or any(line.kind == "byline" for line in pending)
    return opens and any(find_lead(paragraph) for paragraph in draft.paragraphs[:1])


def _open_draft(pending: list[_Line]) -> _Draft:
    header = read_header([line.text for line in pending if line.kind == "heading"])
    draft = _Draft(header, list(header.rest))
    draft.bylines = [line.text for line in pending if line.kind == "byline"]
    draft.cut_off = any(line.resumes for line in pending)
    return draft


def _add_paragraph(draft: _Draft, line: _Line) -> None:
    paragraph, byline = split_byline(line.text)
    draft.paragraphs.append(paragraph)
    if byline:
        draft.bylines.append(byline)
    draft.cut_off = draft.cut_off or line.jumps or line.resumes
    draft.ended = bool(byline) or line.jumps


def _close(
    drafts: list[_Draft], pending: list[_Line], captions: list[str]
) -> tuple[list[_Draft], list[str]]:
    """Place what is left at the end of the page."""
    texts = [line.text for line in pending]
    if not drafts:
        if not texts and not captions:
            return [], []
        # Nothing looks like a paragraph: the first line is the title, the others are the body.
        title, *rest = texts or captions
        header = Header(title=title) if rest else Header()
        return [_Draft(header, rest or [title], captions=captions if texts else [])], []
    last = drafts[-1]
    last.captions += captions
    if last.ended:
        return drafts, texts
    last.paragraphs += texts
    return drafts, []


def _own_outlet(draft: _Draft) -> str:
    lead = find_lead(draft.paragraphs[0])
    return lead.outlet if lead and lead.own else ""


def _finish(draft: _Draft, *, source: str, published: str) -> Article:
    body = "\n\n".join(draft.paragraphs)
    lead = find_lead(draft.paragraphs[0])
    source = (lead.outlet if lead else "") or source
    title = draft.header.title
    inferred = not title
    title = title or infer_title(body)
    return Article(
        doc_id=make_key(source=source, published=published, title=title, body=body),
        title=title,
        body=body,
        source=source,
        published=published,
        kicker=draft.header.kicker,
        subtitle=draft.header.subtitle,
        column=draft.header.column,
        byline=" ".join(draft.bylines),
        captions=tuple(draft.captions),
        title_inferred=inferred,
        cut_off=draft.cut_off,
    )
