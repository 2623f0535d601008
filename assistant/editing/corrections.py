"""What a person corrects in an article before it is taken in."""

from dataclasses import dataclass, replace

from assistant.schema import AssistantError
from corpus.article import Article, CorpusError
from corpus.dates import parse_published
from corpus.finish import add_zones
from corpus.keys import key_of

MAX_TYPED = 300
TOO_LONG = f"标题和来源最多{MAX_TYPED}个字，请缩短后再填。"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person corrected in an article; None was not touched, "" is as the file has it."""

    title: str | None = None
    published: str | None = None
    source: str | None = None
    left_out: bool | None = None


def tidy(correction: Correction) -> Correction:
    """Return what was typed in the form in which articles have it; raises AssistantError."""
    title, source = (
        None if text is None else " ".join(text.split())
        for text in (correction.title, correction.source)
    )
    if max(len(title or ""), len(source or "")) > MAX_TYPED:
        raise AssistantError(TOO_LONG)
    try:
        day = None if correction.published is None else parse_published(correction.published)
    except CorpusError as error:
        raise AssistantError(str(error)) from error
    return replace(correction, title=title, source=source, published=day)


def corrected(article: Article, correction: Correction) -> Article:
    """Return an article with what was corrected; a key that was made of these fields is made anew.

    Unlike `corpus.library.writer.fill_in` this goes before what the file says itself.
    """
    made = article.doc_id == key_of(article)
    new = article
    if correction.title:
        new = replace(new, title=correction.title, title_inferred=False)
    if correction.published:
        new = replace(new, published=correction.published, published_inferred="")
    if correction.source:
        new = replace(new, source=correction.source)
    if article == add_zones(replace(article, zones=())):  # found in the text, not in the fields
        new = add_zones(replace(new, zones=()))
    return replace(new, doc_id=key_of(new)) if made else new
