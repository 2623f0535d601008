"""Questions that may follow an answer and that the articles can answer."""

import re
import time
from collections.abc import Callable, Iterator, Sequence

from assistant.asking.checked import MAX_QUESTION
from assistant.finding.looking import Sources
from assistant.framing.candidates import Candidate, candidates
from assistant.framing.trial import is_answered, spans_of
from assistant.schema import Answer, Turn

MAX_QUESTIONS = 3
MAX_TRIED = 5
SECONDS = 2.0  # after which no further one is tried


def follow_ups(
    answer: Answer,
    sources: Sources,
    *,
    ask: Callable[[str], Answer],
    history: Sequence[Turn] = (),
    seconds: float = SECONDS,
) -> Iterator[str]:
    """Yield at most three questions; each has been asked, and tells what was not shown yet.

    `history` is what came before the answer.
    """
    offers_questions = any(line.endswith("？") for line in answer.frame.nearby)
    if offers_questions or not (answer.refused or answer.citations):
        return
    if len(answer.standalone_question) > MAX_QUESTION:  # it may come from the browser
        return
    said = "".join(turn.answer for turn in history)
    earlier = [answer.question, answer.standalone_question, *(turn.question for turn in history)]
    asked = {_bare(question) for question in earlier}
    told: set[tuple[str, int]] = set()
    tried = found = 0
    until = float("inf")
    for candidate in candidates(answer, sources):
        if _bare(candidate.question) in asked or _is_asked(candidate, earlier):
            continue
        if tried == MAX_TRIED or found == MAX_QUESTIONS or time.monotonic() > until:
            return
        until = min(until, time.monotonic() + seconds)  # from the first on: dictionaries are loaded
        asked.add(_bare(candidate.question))
        tried += 1
        answered = ask(candidate.question)
        if not is_answered(candidate, answered, shown=answer, said=said):
            continue
        first = answered.citations[0]
        places = {(first.doc_id, start) for start, _ in spans_of(first)}
        if not places & told:
            told |= places
            found += 1
            yield candidate.question


def _is_asked(candidate: Candidate, earlier: Sequence[str]) -> bool:
    """Tell whether an earlier question asked for the same attribute of the same subject."""
    wants, name = candidate.wants, candidate.subject.name
    if isinstance(wants, str | tuple):
        return False
    return any(wants.asked.search(text) and name in text for text in earlier)


def _bare(question: str) -> str:
    return re.sub(r"\W", "", question)
