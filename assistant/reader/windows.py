"""Cut the windows that the reader reads: neighbouring sentences of an article under its title."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.dates import format_published
from index.passages import Span

MAX_TOKENS = 256  # question and window together
MAX_QUESTION_TOKENS = 64
MAX_ANSWER_TOKENS = 30


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch `body[start:end]` of an article, and what is read in front of it."""

    head: str
    start: int
    end: int
    text: str

    @property
    def read(self) -> str:
        """Return what the reader reads."""
        return f"{self.head}\n{self.text}" if self.head else self.text

    @property
    def shift(self) -> int:
        """Return what to take from a place in `read` for its place in the body."""
        return (len(self.head) + 1 if self.head else 0) - self.start


def head_of_article(title: str, published: str) -> str:
    """Return the line above every window of an article: its title and its date."""
    return " ".join(part for part in (title, format_published(published)) if part)


def window_around(
    body: str, sentences: Sequence[Span], n: int, *, head: str, before: int, after: int
) -> Window:
    """Return the window of the n-th sentence with neighbours of so many characters in all."""
    first = last = n
    while first > 0 and sentences[n][0] - sentences[first - 1][0] <= before:
        first -= 1
    while last + 1 < len(sentences) and sentences[last + 1][1] - sentences[n][1] <= after:
        last += 1
    start, end = sentences[first][0], sentences[last][1]
    return Window(head, start, end, body[start:end])
