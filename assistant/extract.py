"""The writer that needs no LLM: it quotes the sentences that answer and marks the part."""

import re
from collections.abc import Sequence

from assistant.citations import cite
from assistant.draft import MAX_SHORT, Draft
from assistant.finding.ranking import Ranked
from assistant.question import Question
from assistant.quotes.explaining import explanation
from assistant.quotes.listing import write_list, write_steps
from assistant.quotes.quoting import marks_of, plain_quote, said_at, with_bold
from assistant.quotes.summary import asks_for_summary, write_summary
from assistant.quotes.years import from_print
from assistant.schema import Citation, Derived
from corpus.times.timexes import absolute
from index.lexical import bigrams

MAX_SENTENCES = 2
MAX_TOLD = 3  # where no one sentence tells it all
_TOLD = frozenset({"why", "how", "list", "summary"})
BEHIND = 2.0  # how far a further sentence's score may lie behind the best one's
# A further figure or date must be of what is asked; both were chosen on the halves of crud_news_dev
# and fincuge_finqa_dev whose qid hashes even, and on zone_dev: the second sentence has the answer
# for one to four questions of a hundred, and a third of them get one.
SAME_FOCUS = 0.3
BEHIND_TYPED = 2.0
READ_OUT = 0.0  # the reader's logit of a part that is likelier an answer than none is
SAME_WORDS = 0.9  # share of its bigrams that makes a sentence a copy of another


def write_extracted(question: Question, ranked: Sequence[Ranked]) -> Draft:
    """Quote what answers, the answering part in bold: a list, a reason, a summary, or sentences."""
    listed = write_list(question, ranked)
    if listed:
        return listed
    if question.wanted == "how":
        steps = write_steps(question, ranked)
        if steps:
            return steps
    if asks_for_summary(question):
        summed = write_summary(question, ranked)
        if summed:
            return summed
    chosen = explanation(question, ranked) or choose(question, ranked)
    return write_sentences(question, chosen)


def write_sentences(question: Question, chosen: Sequence[Ranked]) -> Draft:
    """Quote sentences, each with its citation; a figure or a date stands in front by itself."""
    citations = tuple(
        cite(r.evidence, n=n, marks=marks_of(r)) for n, r in enumerate(chosen, start=1)
    )
    quoted = [f"{with_bold(citation)} [{citation.n}]" for citation in citations]
    short = _short_answer(question, chosen[0], citations[0]) if citations else None
    if not short:
        return Draft("\n\n".join(quoted), citations)
    derived = resolved(short, citations[0])
    meant = f"（{derived[0].value}）" if derived else ""
    head = [f"**{plain_quote(short)}**{meant} [1]"] if question.wants_value else []
    return Draft("\n\n".join(head + quoted), citations, f"{short}{meant}"[:MAX_SHORT], derived)


def resolved(short: str, citation: Citation) -> tuple[Derived, ...]:
    """Count 去年 and 今年 from the day on which the article was published."""
    meant = absolute(short, citation.published)
    if meant is None:
        return ()
    return (from_print(short, meant, citation),)


def choose(question: Question, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Take the best sentence and those that are nearly as good and say something else."""
    typed = question.wants_value
    behind = BEHIND_TYPED if typed else BEHIND
    chosen: list[Ranked] = []
    for candidate in ranked:
        close = not chosen or chosen[0].score - candidate.score <= behind
        fits = not chosen or not typed or (candidate.mark and candidate.mark.focus >= SAME_FOCUS)
        timely = not (chosen and candidate.features.contrary)
        if close and fits and timely and not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
        if len(chosen) == (MAX_TOLD if question.wanted in _TOLD else MAX_SENTENCES):
            break
    return chosen


def _repeats(a: Ranked, b: Ranked) -> bool:
    """Tell whether one sentence says no more than the other, but for a word or two."""
    one, other = sorted((_letters(a.evidence.text), _letters(b.evidence.text)), key=len)
    if one in other:
        return True
    shared = len(set(bigrams(one)) & set(bigrams(other)))
    return shared >= SAME_WORDS * len(set(bigrams(one)))


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def _short_answer(question: Question, best: Ranked, citation: Citation) -> str | None:
    """Return the marked part where the question wants one thing and the part is short."""
    read = question.wanted == "text" and best.found and best.found.score >= READ_OUT
    if len(citation.marks) != 1 or not (question.wants_one_thing or read):
        return None
    text = said_at(citation, citation.marks[0])
    return text if len(text) <= MAX_SHORT else None
