"""Drafts over articles that are handed in, without an index and without a refusal."""

import re

from assistant.draft import Draft
from assistant.extract import write_extracted
from assistant.finding.ranking import rank_sentences
from assistant.question import read_question
from corpus.article import Article
from index.overlap import OverlapSearch

ITEM = re.compile(r"^- \*\*(.+?)\*\*.* \[\d+\]$", re.MULTILINE)


def draft_of(question: str, *bodies: str) -> Draft:
    """Return what the writer without an LLM makes of a question; the citations are checked."""
    articles = {f"a{n}": Article(f"a{n}", "", body) for n, body in enumerate(bodies)}
    search = OverlapSearch.over(articles.values())
    asked = read_question(question)
    hits = search.search(question, k=20)
    ranked = rank_sentences(asked, hits, articles=articles, rarity=lambda _: 1.0)
    draft = write_extracted(asked, ranked)
    for citation in draft.citations:
        body = articles[citation.doc_id].body
        assert body[citation.start : citation.end] == citation.quote
        assert all(citation.start <= a < b <= citation.end for a, b in citation.marks)
    for line in filter(None, draft.text.split("\n")):
        said, _, number = re.sub(r"^- |\*\*", "", line).rpartition(" ")
        assert said in draft.citations[int(number.strip("[]")) - 1].quote
    return draft


def items_of(question: str, *bodies: str) -> list[str]:
    """Return the items of the list that the writer makes, nothing where it makes none."""
    return ITEM.findall(draft_of(question, *bodies).text)
