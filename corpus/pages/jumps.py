"""The halves of an article that jumps from page to page, made one again."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.article import Article
from corpus.keys import key_of, slug
from corpus.pages.halves import pair_halves
from corpus.pages.lines import Dropped
from corpus.pages.repair import is_closed, join

REPEATED_TITLE = "续文重复的标题"


def join_halves(
    articles: Sequence[Article],
) -> tuple[list[tuple[int, Article]], list[tuple[int, Dropped]]]:
    """Join the half that jumps (下转A2版) with the half that it jumps to (上接A1版).

    Returns the articles in their order, and the titles that repeat the first half's. Halves
    without their other half, and those that fit several, stay cut off.

    With each article comes the index of its first half, with each title the index of the half
    that it stood above. A title of the continuation that says something else than the first
    half's becomes part of the subtitle.
    """
    following = pair_halves(articles)
    continued = set(following.values())
    joined: list[tuple[int, Article]] = []
    dropped: list[tuple[int, Dropped]] = []
    for number, article in enumerate(articles):
        if number in continued:
            continue
        whole, last = article, number
        while last in following:
            last = following[last]
            whole, repeated = _join_two(whole, articles[last])
            dropped += [(last, piece) for piece in repeated]
        joined.append((number, whole if whole is article else replace(whole, doc_id=key_of(whole))))
    return joined, dropped


def _join_two(first: Article, second: Article) -> tuple[Article, list[Dropped]]:
    """Join two halves; what the second leaves open (its page, an unbroken jump) stays open."""
    title, inferred = first.title, first.title_inferred
    subtitle, dropped = [first.subtitle], []
    if first.title_inferred and not second.title_inferred:
        title, inferred = second.title, False
    else:
        own_title = "" if second.title_inferred else second.title
        repeated = [second.kicker, own_title, second.subtitle]
        for text in filter(None, repeated):
            if _is_said(text, first):
                dropped.append(Dropped(text, REPEATED_TITLE))
            else:
                subtitle.append(text)
    own = first.title_inferred and not second.title_inferred
    whole = replace(
        first,
        title=title,
        title_inferred=inferred,
        body=_join_bodies(first.body, second.body),
        source=first.source or second.source,
        published=max(first.published, second.published, key=len),
        url=first.url or second.url,
        kicker=_join_texts(first.kicker, second.kicker if own else ""),
        subtitle=_join_texts(*subtitle, second.subtitle if own else ""),
        column=_join_texts(first.column, second.column),
        byline=_join_texts(first.byline, second.byline),
        captions=first.captions + second.captions,
        zones=tuple(dict.fromkeys(first.zones + second.zones)),
        jumps_to=second.jumps_to,
        cut_off=bool(second.jumps_to or first.jumps_from),
    )
    return whole, dropped


def _is_said(text: str, first: Article) -> bool:
    """Tell whether the first half's own heading says a repeated one already, perhaps in more words.

    A title is shortened by leaving out characters: what is left stands there in the same order.
    """
    said = iter(slug(f"{first.kicker} {first.title} {first.subtitle}").replace("-", ""))
    return all(char in said for char in slug(text).replace("-", ""))


def _join_texts(*texts: str) -> str:
    return " ".join(filter(None, texts))


def _join_bodies(first: str, second: str) -> str:
    """Join at the jump, in mid-sentence where it breaks one; a table's row breaks none."""
    last = first.rpartition("\n")[2]
    if is_closed(last) or "\n" in first.rpartition("\n\n")[2]:
        return f"{first}\n\n{second}"
    return join(first, second)
