"""The same story in several papers: one answer, and every paper that printed its sentence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.finding.ranking import Ranked
from assistant.schema import Citation, Reprint
from corpus.article import Article
from corpus.repeats import Repeats, letters

_LEAD = re.compile(r"^[^，。；：]{1,24}?[讯电]\s*(?:[（(][^（）()]{1,30}[）)]\s*)?(?=[^。])")


def without_reprints(ranked: Sequence[Ranked], repeats: Repeats) -> list[Ranked]:
    """Leave out a sentence where a better ranked one is the same, of the same story."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for sentence in ranked:
        printings = repeats.get(sentence.evidence.article.doc_id)
        if printings:
            said = (printings[0], _said(sentence.evidence.text))
            if said in seen:
                continue
            seen.add(said)
        kept.append(sentence)
    return kept


def add_reprints(
    citations: Sequence[Citation], repeats: Repeats, articles: Mapping[str, Article]
) -> tuple[Citation, ...]:
    """Name the other printings of a cited story that hold the quoted sentence, too."""
    return tuple(
        replace(citation, also=_also(citation, repeats, articles)) for citation in citations
    )


def _said(sentence: str) -> str:
    """Return the letters of a sentence without the lead that each paper sets for itself."""
    return letters(_LEAD.sub("", sentence))


def _also(
    citation: Citation, repeats: Repeats, articles: Mapping[str, Article]
) -> tuple[Reprint, ...]:
    others = [id_ for id_ in repeats.get(citation.doc_id, ()) if id_ != citation.doc_id]
    said = _said(citation.quote) if others else ""
    printings = (articles[id_] for id_ in others)
    return tuple(
        Reprint(article.doc_id, article.source, article.published)
        for article in printings
        if said in letters(article.body)
    )
