"""What the type size and the gaps of a PDF say about the lines around a headline."""

from collections.abc import Iterator
from dataclasses import replace

from corpus.article import Article
from corpus.keys import key_of
from corpus.pages.bylines import is_signed
from corpus.pages.furniture import read_furniture
from corpus.pages.repair import normalise

LARGER = 1.2  # how much larger than the line under it a title is set


def split_source_line(text: str) -> Iterator[str]:
    """Yield a line as it is, or its outlet and date apart from the byline that follows them."""
    for at, char in enumerate(text):
        if char == " " and is_signed(text[at + 1 :]):
            said = read_furniture(text[:at].replace(" ", "  "))
            if said and not said.weak:
                yield text[:at]
                yield text[at + 1 :]
                return
    yield text


def title_by_size(article: Article, sizes: dict[str, float]) -> Article:
    """Make the line above the title the title where it is set larger; `sizes` are by text."""
    known = {normalise(text): size for text, size in sizes.items()}
    kicker, title = known.get(article.kicker, 0.0), known.get(article.title, 0.0)
    if not title or kicker < LARGER * title:
        return article
    under = " ".join(filter(None, (article.title, article.subtitle)))
    turned = replace(article, title=article.kicker, kicker="", subtitle=under)
    given = article.doc_id != key_of(article)
    return turned if given else replace(turned, doc_id=key_of(turned))
