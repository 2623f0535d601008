"""The sentences of a zone's articles that hold figures or days, each quoted whole."""

import re
from collections.abc import Iterator, Sequence

from assistant.citations import apart
from assistant.dossier.about import own_sentences
from assistant.dossier.citing import Numbering
from assistant.dossier.names import Pages
from assistant.dossier.schema import Dossier, QuotedArticle
from assistant.finding.evidence import Evidence
from assistant.schema import Span
from assistant.tables.article_view import ArticleView
from assistant.tables.events import JUNK, dated_events
from corpus.article import Article
from corpus.figures import Figure, find_figures
from corpus.repeats import letters

MAX_QUOTED = 80  # sentences of a page
MIN_SENTENCE, MAX_SENTENCE = 10, 300  # characters
COUNTED = 10  # a smaller figure in Chinese numerals is often a phrase: 两个方面
_NO_FIGURES = frozenset(("岁", "年", "天", "日", "小时", "分钟", "周年", "届", "次", "度", "周"))
_OF_LIFE = re.compile(r"街道|社区|派出所|法院|公安|民警|嫌疑|消防|居民|儿童|青少年|志愿者|党员")


def read_quoted(
    dossier: Dossier, articles: Sequence[Article], pages: Pages, numbering: Numbering
) -> Iterator[QuotedArticle]:
    """Yield articles with the sentences of theirs that tell more than the page does so far."""
    shown = [(c.doc_id, span) for c in dossier.citations for span in c.marks]
    shown += [(e.citation.doc_id, (e.citation.start, e.citation.end)) for e in dossier.events]
    seen: set[str] = set()
    left = MAX_QUOTED
    for article in articles:
        places = [span for doc_id, span in shown if doc_id == article.doc_id]
        told = []
        for evidence, marks in _telling(dossier.zone, article, pages):
            said = letters(evidence.text)
            known = all(any(a <= at < b for a, b in places) for at, _ in marks)
            if left and not known and said not in seen:
                seen.add(said)
                told.append(numbering.cite(evidence, *marks))
                left -= 1
        if told:
            yield QuotedArticle(
                article.doc_id, article.title, article.source, article.published, tuple(told)
            )


def _telling(zone: str, article: Article, pages: Pages) -> Iterator[tuple[Evidence, list[Span]]]:
    """Yield the sentences of the zone that hold figures or days, with those to mark."""
    read = ArticleView(article)
    for start, end in own_sentences(zone, article, pages):
        sentence = article.body[start:end]
        if not MIN_SENTENCE <= len(sentence) <= MAX_SENTENCE:
            continue
        if JUNK.search(sentence) or _OF_LIFE.search(sentence):
            continue
        figures = [(start + f.start, start + f.end) for f in find_figures(sentence) if _tells(f)]
        days = [e.mark for e in dated_events(read, (start, end)) if not e.is_report]
        if figures or days:
            yield Evidence(article, start, end), apart([*figures, *days])


def _tells(figure: Figure) -> bool:
    counts = figure.value >= COUNTED or any(char.isdecimal() for char in figure.text)
    return counts and figure.unit not in _NO_FIGURES
