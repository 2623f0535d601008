"""A newspaper page, as it comes out of the paper's system, split into its articles."""

import re

from corpus.article import Article, CorpusError
from corpus.dates import parse_published
from corpus.keys import infer_title, make_key
from corpus.pages.barenames import settle_bare_names
from corpus.pages.columns import COLUMN_RULE, split_columns
from corpus.pages.drafts import LONE_HEADING, MARKER, Draft, gather
from corpus.pages.jumps import REPEATED_TITLE, join_halves
from corpus.pages.lines import (
    FURNITURE,
    JUMP_LINE,
    MASTHEAD,
    POINTER,
    SEPARATOR,
    Dropped,
    Line,
    classify,
    drop_mastheads,
    join_broken,
)
from corpus.pages.marks import find_lead, narrow
from corpus.pages.mastheads import spread_mastheads
from corpus.pages.repair import normalise, unwrap
from corpus.pages.tables import split_tables

__all__ = [
    "COLUMN_RULE",
    "FURNITURE",
    "INVISIBLE",
    "JUMP_LINE",
    "LONE_HEADING",
    "MARKER",
    "MASTHEAD",
    "POINTER",
    "REPEATED_TITLE",
    "SEPARATOR",
    "Dropped",
    "split_page",
]

INVISIBLE = "不可见字符"
FROM_DATELINE = "据正文电头推断"

_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
_DATELINE = re.compile(r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日")


def split_page(
    text: str, *, source: str = "", published: str = "", page: str = ""
) -> tuple[list[Article], list[Dropped]]:
    """Split a page (or the text of one article) into articles and the pieces that are in none.

    Every character of `normalise(text)` that is not white space stands in exactly one field of
    one article or in one dropped piece. `source`, `published` and `page` fill in what the text
    leaves open. Halves of one article that both stand in the text are joined.
    """
    text = normalise(text)
    hidden = "".join(_INVISIBLE.findall(text))
    parts, bars = split_columns(_INVISIBLE.sub("", text))
    lines: list[Line] = []
    for part in parts:
        lines += [Line("break"), *_read_part(part)]
    drop_mastheads(lines)
    spread_mastheads(lines)
    settle_bare_names(lines)
    drafts, dropped = gather(join_broken(lines))
    for piece, reason in ((hidden, INVISIBLE), (bars, COLUMN_RULE)):
        dropped += [Dropped(piece, reason)] if piece else []
    own = _own_outlet(drafts)
    articles = [
        _finish(
            draft,
            source=source or draft.outlet or own,
            published=published or draft.date,
            page=page,
        )
        for draft in drafts
    ]
    whole, repeated = join_halves(articles)
    return [article for _, article in whole], dropped + [piece for _, piece in repeated]


def _read_part(text: str) -> list[Line]:
    lines: list[Line] = []
    for is_table, part in split_tables(text):
        lines += [Line("table", part)] if is_table else classify(unwrap(part), first=not lines)
    return lines


def _own_outlet(drafts: list[Draft]) -> str:
    """Return the paper that all leads agree on."""
    leads = [find_lead(draft.paragraphs[0]) for draft in drafts]
    outlets = {lead.outlet for lead in leads if lead and lead.own and lead.outlet}
    return outlets.pop() if len(outlets) == 1 else ""


def _finish(draft: Draft, *, source: str, published: str, page: str) -> Article:
    body = "\n\n".join(draft.paragraphs)
    lead = find_lead(draft.paragraphs[0])
    source = (lead.outlet if lead else "") or source
    exact = _refine(published, lead.date) if lead else published
    inferred = not draft.header.title
    title = draft.header.title or infer_title(body)
    return Article(
        doc_id=make_key(source=source, published=exact, title=title, body=body),
        title=title,
        body=body,
        source=source,
        published=exact,
        published_inferred=FROM_DATELINE if exact != published else "",
        kicker=draft.header.kicker,
        subtitle=draft.header.subtitle,
        column=draft.header.column,
        byline=" ".join(draft.bylines),
        page=draft.page or page,
        captions=tuple(draft.captions),
        title_inferred=inferred,
        cut_off=bool(draft.jumps_to or draft.jumps_from),
        jumps_to=draft.jumps_to,
        jumps_from=draft.jumps_from,
    )


def _refine(published: str, dateline: str) -> str:
    """Return the day of a dateline where it fits into what is known of the date."""
    match = _DATELINE.fullmatch(narrow(dateline))
    if not match or len(published) == 10:
        return published
    known = [*published.split("-"), "", ""]
    year, month = match[1] or known[0], match[2] or known[1]
    if not (year and month):
        return published
    try:
        day = parse_published(f"{year}-{month}-{match[3]}")
    except CorpusError:
        return published
    return day if day.startswith(published) else published
