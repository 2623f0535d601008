"""What the program itself says around an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.framing.coverage import Coverage, newest_if_late
from assistant.framing.nearby import nearby_lines
from assistant.question import Question
from assistant.schema import Citation, Frame
from corpus.article import Article
from index.table import Hit


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the day on which it is asked, and from when to when the articles reach."""

    question: Question
    as_of: date
    coverage: Coverage | None

    def newest(self, relevant: str = "") -> str | None:
        """Return the newest day of the articles where the question asks for something later."""
        return newest_if_late(self.coverage, self.question, as_of=self.as_of, relevant=relevant)


def frame_answer(
    understood: str | None,
    citations: Sequence[Citation],
    looked_at: int,
    *,
    asked: Asked,
) -> Frame:
    """Say what was understood, as of when, and how many articles were looked at."""
    as_of = max((c.published for c in citations if c.published), default=None)
    return Frame(
        understood=understood,
        as_of=as_of,
        looked_at=looked_at,
        newest=asked.newest(as_of or ""),
    )


def frame_refusal(
    understood: str | None,
    hits: Sequence[Hit],
    articles: Mapping[str, Article],
    *,
    looked_at: int,
    asked: Asked,
) -> Frame:
    """Say what was understood and what the articles do cover nearby, without a figure."""
    lines = nearby_lines(asked.question, hits, articles)
    return Frame(
        understood=understood,
        looked_at=looked_at,
        nearby=(*lines, asked.coverage.said) if asked.coverage else lines,
        newest=asked.newest(),
    )
