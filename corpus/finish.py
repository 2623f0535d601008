"""What one file alone cannot tell: the other half of an article, its day, its zones, its twin."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.article import Article
from corpus.files.problem import Problem
from corpus.keys import key_of
from corpus.pages.jumps import join_halves
from corpus.pages.lines import Dropped
from corpus.times.dateline import infer_published
from corpus.zones import article_zones

MAX_ZONES = 12

Placed = tuple[Path, Article]


def join_pages(placed: Sequence[Placed]) -> tuple[list[Placed], list[tuple[Path, Dropped]]]:
    """Join articles that go on in another file; a whole stands where its first half stood."""
    joined, repeated = join_halves([article for _, article in placed])
    whole = [(placed[number][0], article) for number, article in joined]
    return whole, [(placed[number][0], piece) for number, piece in repeated]


def infer_day(article: Article) -> Article:
    """Fill in a missing publication date where the text gives it away, and say so."""
    if article.published:
        return article
    published, reason = infer_published(article.body)
    if not published:
        return article
    dated = replace(article, published=published, published_inferred=reason)
    given = article.doc_id != key_of(article)
    return dated if given else replace(dated, doc_id=key_of(dated))


def add_zones(article: Article) -> Article:
    """Fill in the zones: those that the file names first, then those that the text mentions."""
    headings = "\n".join((article.kicker, article.title, article.subtitle))
    zones = article_zones(headings, article.body, article.zones)[:MAX_ZONES]
    return replace(article, zones=zones) if zones != article.zones else article


def without_twins(placed: Sequence[Placed], problems: list[Problem]) -> list[Placed]:
    """Keep the first article of every key; another one under the same key is reported."""
    kept: dict[str, Placed] = {}
    for path, article in placed:
        first_path, first = kept.setdefault(article.doc_id, (path, article))
        if first is article:
            continue
        where = "同一文件" if first_path == path else f"“{first_path}”"
        if (first.title, first.body) == (article.title, article.body):
            message = f"文章“{article.title[:30]}”在{where}里已经有了，只收一篇。"
        else:
            message = (
                f"文章“{article.title[:30]}”的编号 {article.doc_id} 与{where}里的另一篇相同"
                "而内容不同，没有读入，请给其中一篇改编号。"
            )
        problems.append(Problem(path, None, message, "doubtful"))
    return list(kept.values())
