"""Answer a question for several things: one line per item, each with its citation."""

import re
from collections.abc import Sequence

from assistant.citations import cite
from assistant.draft import Draft
from assistant.finding.evidence import Evidence
from assistant.finding.ranking import Ranked
from assistant.question import Question
from assistant.quotes.asked_items import Asked, asked_items
from assistant.quotes.list_finding import NOUN, FoundList, find_counted, find_lists, sentence_of
from assistant.quotes.quoting import plain_quote, said_at
from assistant.schema import Citation, Span
from corpus.article import Article

MAX_ITEMS = 20
QUOTED = 2  # more sentences than this are not quoted again under the lines
_BEHIND = 0.4  # how far a further list's fit may lie behind the best one's
_LONG = 45  # … of an item that is put in bold whole


def write_list(question: Question, ranked: Sequence[Ranked]) -> Draft | None:
    """Write a line per item, or None where nothing of what was found is the list asked for."""
    asked = asked_items(question.text)
    if asked is None or question.wants_value:
        return None
    lists = sorted(find_lists(question, asked, ranked), key=lambda one: -one.fit)
    return _draft(asked, _chosen(asked, lists)) if lists else None


def write_steps(question: Question, ranked: Sequence[Ranked]) -> Draft | None:
    """Write what is told as 一是…二是… where a question asks how something is done."""
    asked = Asked("措施")
    found = [
        one for one in find_counted(question, asked, ranked[:3]) if one.noun and one.covered > 0.5
    ]
    best = max(found, key=lambda one: one.fit, default=None)
    return _draft(asked, [best]) if best else None


def _chosen(asked: Asked, lists: Sequence[FoundList]) -> list[FoundList]:
    """Return the best list and those that fit as well and name other things."""
    chosen = [lists[0]]
    best = lists[0]
    for one in lists[1:]:
        enough = asked.count is not None and _size(chosen) >= asked.count
        also = best.fit - one.fit <= _BEHIND and one.noun >= best.noun
        beside = _in_one_sentence(best, one) and one.noun >= NOUN and one.noun >= best.noun - 0.2
        if not enough and (also or beside) and not _doubles(chosen, one):
            chosen.append(one)
    return sorted(chosen, key=lambda one: (one.article.doc_id != best.article.doc_id, one.items))


def _size(lists: Sequence[FoundList]) -> int:
    return sum(len(one.items) for one in lists)


def _in_one_sentence(a: FoundList, b: FoundList) -> bool:
    if a.article.doc_id != b.article.doc_id:
        return False
    return sentence_of(a.article, a.items[0]) == sentence_of(b.article, b.items[0])


def _doubles(chosen: Sequence[FoundList], one: FoundList) -> bool:
    known = "\n".join(one.article.body[a:b] for one in chosen for a, b in one.items)
    texts = [one.article.body[a:b] for a, b in one.items]
    return sum(text in known for text in texts) * 2 > len(texts)


def _draft(asked: Asked, lists: Sequence[FoundList]) -> Draft:
    """Write the lines; short lists are followed by the sentences that they stand in."""
    rows: list[tuple[Article, Span, Span]] = []
    said: set[str] = set()
    for one in lists:
        for item in one.items:
            text, sentence = one.article.body[slice(*item)], sentence_of(one.article, item)
            if sentence and text not in said and len(rows) < MAX_ITEMS:
                said.add(text)
                rows.append((one.article, sentence, item))
    places = list(dict.fromkeys((article.doc_id, s) for article, s, _ in rows))
    citations = tuple(
        _cited(n, [row for row in rows if (row[0].doc_id, row[1]) == place])
        for n, place in enumerate(places, start=1)
    )
    lines = [
        f"- {_headed(plain_quote(said_at(citation, item)))} [{citation.n}]"
        for article, sentence, item in rows
        for citation in (citations[places.index((article.doc_id, sentence))],)
    ]
    quoted = (
        [f"{plain_quote(c.quote)} [{c.n}]" for c in citations] if len(citations) <= QUOTED else []
    )
    return Draft("\n\n".join(["\n".join(lines), *quoted]), citations, notices=_notices(asked, rows))


def _headed(item: str) -> str:
    """Put an item in bold, of a long one the first clause."""
    head = re.match(r"[^，；：]{6,}?(?=[，；：])", item)
    return f"**{item}**" if len(item) <= _LONG or not head else f"**{head[0]}**{item[head.end() :]}"


def _cited(n: int, rows: Sequence[tuple[Article, Span, Span]]) -> Citation:
    article, (start, end), _ = rows[0]
    return cite(Evidence(article, start, end), n=n, marks=[item for _, _, item in rows])


def _notices(asked: Asked, rows: Sequence[object]) -> tuple[str, ...]:
    if asked.count is None or asked.count <= len(rows):
        return ()
    return (f"问的是{asked.count}项，查到的文章里只点了其中{len(rows)}项的名。",)
