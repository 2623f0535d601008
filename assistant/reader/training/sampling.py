"""Draw the windows of an epoch: the answer in ever new surroundings, and near misses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from assistant.reader.training.examples import Document, Example
from assistant.reader.windows import Window, window_around
from index.passages import Span

BEFORE = (0, 220)  # characters in front of a sentence
BEHIND = (0, 120)  # characters behind it
WITHOUT_HEAD = 0.25  # of the windows
# Chances that a question that has an answer also meets
OF_NEAR = 0.8  # … a sentence of its document that is no answer
OF_FAR = 0.8  # … one of another document
OF_CUT = 0.35  # … its own surroundings with the answering sentence cut out
OF_SWAPPED = 0.6  # … and that its surroundings are asked about something else


@dataclass(frozen=True, slots=True)
class Sample:
    """A question, the text to read, and the answer's place in it, None where there is none."""

    question: str
    text: str
    answer: Span | None
    kind: str = ""


def draw(
    examples: Iterable[Example], documents: Mapping[str, Document], *, seed: int
) -> Iterator[Sample]:
    """Yield the samples of one epoch."""
    chance = Random(seed)  # noqa: S311 (nothing secret)
    for example in examples:
        document = documents[example.doc_id]
        if example.answer is not None:
            yield from _answered(example, example.answer, document, chance)
            yield from _missed(example, example.answer, documents, chance)
        elif example.near:
            window = _window(document, _early(example.near, chance), chance)
            yield Sample(example.question, window.read, None, example.kind)


def _answered(
    example: Example, answer: Span, document: Document, chance: Random
) -> Iterator[Sample]:
    """Yield the answer in its surroundings, and the surroundings that do not answer."""
    start, end = answer
    n = _sentence_of(document, start)
    window = _window(document, n, chance)
    place = (start + window.shift, min(end, window.end) + window.shift)
    yield Sample(example.question, window.read, place, example.kind)
    if example.swapped and chance.random() < OF_SWAPPED:
        window = _window(document, n, chance)
        yield Sample(example.swapped, window.read, None, "swapped")
    if chance.random() < OF_CUT:
        without = _cut_out(window, document.sentences[n])
        if document.body[start:end] not in without and without.strip():
            head = f"{window.head}\n" if window.head else ""
            yield Sample(example.question, head + without, None, "cut")


def _cut_out(window: Window, sentence: Span) -> str:
    """Return the window's text without a sentence."""
    first, last = (place - window.start for place in sentence)
    return window.text[:first] + window.text[last:]


def _missed(
    example: Example, answer: Span, documents: Mapping[str, Document], chance: Random
) -> Iterator[Sample]:
    """Yield near misses of the same document and of another, where they don't hold the answer."""
    document = documents[example.doc_id]
    said = document.body[slice(*answer)]
    places: list[tuple[Document, int, str]] = []
    if example.near and chance.random() < OF_NEAR:
        places.append((document, _early(example.near, chance), "near"))
    if example.far and chance.random() < OF_FAR:
        doc_id, number = example.far[chance.randrange(len(example.far))]
        places.append((documents[doc_id], number, "far"))
    for other, number, kind in places:
        window = _window(other, number, chance)
        if said not in window.read:
            yield Sample(example.question, window.read, None, kind)


def _early(numbers: Sequence[int], chance: Random) -> int:
    """Return one of the numbers, sooner one that stands in front."""
    return numbers[min(chance.randrange(len(numbers)), chance.randrange(len(numbers)))]


def _window(document: Document, n: int, chance: Random) -> Window:
    head = "" if chance.random() < WITHOUT_HEAD else document.head
    before, after = chance.randint(*BEFORE), chance.randint(*BEHIND)
    return window_around(
        document.body, document.sentences, n, head=head, before=before, after=after
    )


def _sentence_of(document: Document, place: int) -> int:
    return next(n for n, (start, end) in enumerate(document.sentences) if start <= place < end)
