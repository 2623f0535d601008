"""What the reader makes of the sentences that an LLM cites: a second opinion on what it claims."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.draft import Draft
from assistant.finding.evidence import Evidence
from assistant.finding.rereading import read_sentences
from assistant.generate import write_generated
from assistant.question import Question
from assistant.reader.reader import Found, Reads
from assistant.schema import Citation
from corpus.figures import find_figures, same_figure
from index.lexical import bigrams

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

UNFOUND = "阅读模型在引用的句子里没有读到问题的答案，请核对原文。"
OTHERWISE = "阅读模型在引用的句子里读到的答案是“{said}”，与回答不同，请核对原文。"
TRUST = 0.5  # what is left of the confidence

# Of the sentences of crud_news_dev that come first and hold the answer, nine in ten are above.
NO_ANSWER = -20.0
SURE = 3.0  # the logit from which the reader's answer is held against another


def write_judged(
    question: Question,
    text: str,
    evidence: Sequence[Evidence],
    *,
    llm: "LLM",
    reader: Reads | None,
) -> Iterator[Draft]:
    """Stream the LLM's answer as `write_generated` does; where there is a reader, judge the whole.

    `text` is the question as it stands alone.
    """
    draft = None
    for draft in write_generated(text, evidence, llm):
        yield draft
    if draft and reader:
        yield second_opinion(question, text, draft, evidence, reader)


def second_opinion(
    question: Question, text: str, draft: Draft, evidence: Sequence[Evidence], reader: Reads
) -> Draft:
    """Add a notice, and take from the trust, where the reader doesn't find what the draft says."""
    places = {(citation.doc_id, citation.start) for citation in draft.citations}
    cited = [e for e in evidence if (e.article.doc_id, e.start) in places]
    found = read_sentences(question, text, cited, reader)
    answers = {place: found[place] for place in places if place in found}
    if draft.refused or not answers:
        return draft
    place, best = max(answers.items(), key=lambda item: item[1].score)
    if best.score < NO_ANSWER:
        return _doubted(draft, UNFOUND)
    citation = next(c for c in draft.citations if (c.doc_id, c.start) == place)
    said = _said(best, citation)
    if best.score < SURE or not question.wants_one_thing or _agrees(question, draft.text, said):
        return draft
    return _doubted(draft, OTHERWISE.format(said=said))


def _doubted(draft: Draft, notice: str) -> Draft:
    return replace(draft, notices=(*draft.notices, notice), trust=TRUST)


def _said(found: Found, citation: Citation) -> str:
    """Return what the reader read, without the stops at its ends."""
    return citation.quote[found.start - citation.start : found.end - citation.start].strip(
        "，。、；：！？ "
    )


def _agrees(question: Question, answer: str, said: str) -> bool:
    """Tell whether an answer gives the figure that was read, or else shares a word with it."""
    if question.wanted == "figure":
        given = find_figures(answer)
        read = find_figures(said)
        return not read or any(same_figure(a, b) for a in read for b in given)
    letters = re.sub(r"\W", "", said)
    return bool({*bigrams(letters)} & {*bigrams(answer)}) or len(letters) < 2
