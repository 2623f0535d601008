"""Cut an article into sentences and passages that know where they stand in its body."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.article import Article

PASSAGE_CHARS = 240  # a passage is closed before it would grow longer
LONG_SENTENCE_CHARS = 120  # a longer one is also cut at its semicolons
MAX_SENTENCE_CHARS = 1000  # tables without a stop; reading them would take quadratic time
Span = tuple[int, int]

_CLOSERS = "”’」』）)】》\"'"
_URL = r"(?P<url>(?:https?://|www\.)[!-~]*[A-Za-z0-9_/=&#-])"  # its ? and ; end nothing
_SENTENCE_END = re.compile(
    rf"{_URL}|(?:(?:[。！？!?]+|…{{2,}}|(?<=[\u4e00-\u9fff])\.(?=\s|$))[{_CLOSERS}]*)+|\n+"
)
_SEMICOLON = re.compile(rf"{_URL}|[；;][{_CLOSERS}]*")
# As much as may be, up to a pause, else to what is no digit, else up to anything.
_AT_MOST = MAX_SENTENCE_CHARS
_PIECE = re.compile(
    rf".{{1,{_AT_MOST - 1}}}[，、：\s](?!\d)|.{{1,{_AT_MOST}}}(?<!\d)|.{{{_AT_MOST}}}", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Passage:
    """The stretch `article.body[start:end]` of the article `doc_id`."""

    doc_id: str
    title: str
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        """Hash what is embedded and where it stands; the same passage keeps its id."""
        place = f"{self.doc_id}\0{self.start}\0{self.searched_text}"
        return hashlib.sha256(place.encode()).hexdigest()[:32]

    @property
    def searched_text(self) -> str:
        """Return what is embedded and indexed: a passage rarely repeats its article's subject."""
        return f"{self.title}\n{self.text}" if self.title else self.text


@lru_cache(maxsize=4096)
def sentence_spans(body: str) -> tuple[Span, ...]:
    """Return the sentences of `body` as offsets, without the white space around them."""
    return tuple(_sentences(body))


def _sentences(body: str) -> Iterator[Span]:
    for start, end in _cut(body, 0, len(body), _SENTENCE_END):
        if end - start > LONG_SENTENCE_CHARS:
            for first, last in _cut(body, start, end, _SEMICOLON):
                yield from _pieces(body, first, last)
        else:
            yield start, end


def _pieces(body: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MAX_SENTENCE_CHARS and (piece := _PIECE.match(body, start, end)):
        yield from _trimmed(body, start, piece.end())
        start = piece.end()
    yield from _trimmed(body, start, end)


def _cut(body: str, start: int, end: int, boundary: re.Pattern[str]) -> Iterator[Span]:
    for match in boundary.finditer(body, start, end):
        if match["url"]:
            continue
        yield from _trimmed(body, start, match.end())
        start = match.end()
    yield from _trimmed(body, start, end)


def _trimmed(body: str, start: int, end: int) -> Iterator[Span]:
    text = body[start:end]
    stripped = text.strip()
    if stripped:
        start += len(text) - len(text.lstrip())
        yield start, start + len(stripped)


def split_passages(article: Article, *, max_chars: int = PASSAGE_CHARS) -> list[Passage]:
    """Join neighbouring sentences into passages of at most `max_chars` (or one long sentence)."""
    passages: list[Span] = []
    for start, end in sentence_spans(article.body):
        if passages and end - passages[-1][0] <= max_chars:
            passages[-1] = (passages[-1][0], end)
        else:
            passages.append((start, end))
    return [
        Passage(article.doc_id, article.title, start, end, article.body[start:end])
        for start, end in passages
    ]
