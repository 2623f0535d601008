"""The writer that needs no LLM: it quotes the sentences that answer and marks the part."""

import re
from collections.abc import Iterator, Sequence

from assistant.citations import cite
from assistant.draft import Draft
from assistant.question import Question
from assistant.ranking import Ranked
from assistant.schema import Citation, Derived
from corpus.dates import format_published
from corpus.times.timexes import absolute

MAX_SENTENCES = 3
MAX_SHORT = 40  # characters of a short answer
BEHIND = 2.0  # how far a further sentence's score may lie behind the best one's
SAME_FOCUS = 0.8  # how clearly a further figure must be of what is asked
BEHIND_TYPED = 1.0  # … where one figure or date is wanted

_LOOKS_LIKE_CITATION = re.compile(r"\[(\d+(?:\s*[,，]\s*\d+)*)\]")


def write_extracted(question: Question, ranked: Sequence[Ranked]) -> Draft:
    """Quote the best one to three sentences, the answering part in bold, each with its citation."""
    chosen = choose(question, ranked)
    citations = tuple(
        cite(r.evidence, n=n, marks=_places(r)) for n, r in enumerate(chosen, start=1)
    )
    quoted = [f"{_with_bold(citation)} [{citation.n}]" for citation in citations]
    short = _short_answer(question, citations[0]) if citations else None
    if not short:
        return Draft("\n\n".join(quoted), citations)
    derived = resolved(short, citations[0])
    meant = f"（{derived[0].value}）" if derived else ""
    head = [f"**{plain_quote(short)}**{meant} [1]"] if question.wanted in ("figure", "date") else []
    return Draft("\n\n".join(head + quoted), citations, f"{short}{meant}"[:MAX_SHORT], derived)


def resolved(short: str, citation: Citation) -> tuple[Derived, ...]:
    """Count 去年 and 今年 from the day on which the article was published."""
    meant = absolute(short, citation.published)
    if meant is None:
        return ()
    rule = f"“{short}”按文章发表的时间（{format_published(citation.published)}）推算"
    return (Derived(meant, rule, (citation.n,)),)


def choose(question: Question, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Take the best sentence and those that are nearly as good and say something else."""
    typed = question.wanted in ("figure", "date")
    behind = BEHIND_TYPED if typed else BEHIND
    chosen: list[Ranked] = []
    for candidate in ranked:
        close = not chosen or chosen[0].score - candidate.score <= behind
        fits = not chosen or not typed or (candidate.mark and candidate.mark.focus >= SAME_FOCUS)
        timely = not (chosen and candidate.features.contrary)
        if close and fits and timely and not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
        if len(chosen) == MAX_SENTENCES:
            break
    return chosen


def _repeats(a: Ranked, b: Ranked) -> bool:
    one, other = sorted((_letters(a.evidence.text), _letters(b.evidence.text)), key=len)
    return one in other


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)


def _places(ranked: Ranked) -> tuple[tuple[int, int], ...]:
    start = ranked.evidence.start
    spans = ranked.mark.spans if ranked.mark else ()
    return tuple((start + a, start + b) for a, b in spans)


def _short_answer(question: Question, citation: Citation) -> str | None:
    """Return the marked part where the question wants one thing and the part is short."""
    if question.wanted in ("list", "text") or len(citation.marks) != 1:
        return None
    start, end = citation.marks[0]
    text = citation.quote[start - citation.start : end - citation.start]
    return text if len(text) <= MAX_SHORT else None


def _with_bold(citation: Citation) -> str:
    return "".join(
        f"**{plain_quote(text)}**" if marked else plain_quote(text)
        for text, marked in _parts(citation)
    )


def _parts(citation: Citation) -> Iterator[tuple[str, bool]]:
    at = citation.start
    for start, end in citation.marks:
        yield citation.quote[at - citation.start : start - citation.start], False
        yield citation.quote[start - citation.start : end - citation.start], True
        at = end
    yield citation.quote[at - citation.start :], False


def plain_quote(text: str) -> str:
    """Take the meaning from what an article's text would mean in an answer: bold and [n]."""
    return _LOOKS_LIKE_CITATION.sub(r"〔\1〕", text.replace("*", "＊"))
