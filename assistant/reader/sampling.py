"""Draw the windows of an epoch: the answer in ever new surroundings, and near misses."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.reader.examples import Document, Example
from assistant.reader.windows import Window, window_around
from index.passages import Span

AROUND = (0, 220)  # characters before a sentence
BEHIND = (0, 120)  # characters behind it
WITHOUT_HEAD = 0.25  # of the windows
OF_NEAR = 0.8  # chance that a question also meets a sentence of its document that is no answer
OF_FAR = 0.8
OF_CUT = 0.35  # … its own surroundings with the answering sentence cut out
OF_SWAPPED = 0.6


@dataclass(frozen=True, slots=True)
class Sample:
    """A question, the text to read, and the answer's place in it, None where there is none."""

    question: str
    text: str
    answer: Span | None
    kind: str = ""


def draw(
    examples: Sequence[Example], documents: Mapping[str, Document], *, seed: int
) -> Iterator[Sample]:
    """Yield the samples of one epoch."""
    chance = random.Random(seed)
    for example in examples:
        document = documents[example.doc_id]
        if example.answer is None:
            if example.near:
                n = _early(example.near, chance)
                yield Sample(
                    example.question, _window(document, n, chance).read, None, example.kind
                )
            continue
        yield from _answered(example, document, chance)
        yield from _missed(example, documents, chance)


def _answered(example: Example, document: Document, chance: random.Random) -> Iterator[Sample]:
    assert example.answer
    start, end = example.answer
    n = _sentence_of(document, start)
    window = _window(document, n, chance)
    place = (start + window.shift, min(end, window.end) + window.shift)
    yield Sample(example.question, window.read, place, example.kind)
    if example.swapped and chance.random() < OF_SWAPPED:
        window = _window(document, n, chance)
        yield Sample(example.swapped, window.read, None, "swapped")
    if chance.random() < OF_CUT:
        s, e = document.sentences[n]
        without = window.text[: s - window.start] + window.text[e - window.start :]
        said = document.body[start:end]
        if said not in without and without.strip():
            head = f"{window.head}\n" if window.head else ""
            yield Sample(example.question, head + without, None, "cut")


def _missed(
    example: Example, documents: Mapping[str, Document], chance: random.Random
) -> Iterator[Sample]:
    assert example.answer
    document = documents[example.doc_id]
    said = document.body[slice(*example.answer)]
    places = []
    if example.near and chance.random() < OF_NEAR:
        places.append((document, _early(example.near, chance), "near"))
    if example.far and chance.random() < OF_FAR:
        other, n = example.far[chance.randrange(len(example.far))]
        places.append((documents[other], n, "far"))
    for other, n, kind in places:
        window = _window(other, n, chance)
        if said not in window.read:
            yield Sample(example.question, window.read, None, kind)


def _early(numbers: Sequence[int], chance: random.Random) -> int:
    """Return one of the numbers, sooner one that stands in front."""
    return numbers[min(chance.randrange(len(numbers)), chance.randrange(len(numbers)))]


def _window(document: Document, n: int, chance: random.Random) -> Window:
    head = "" if chance.random() < WITHOUT_HEAD else document.head
    before, behind = chance.randint(*AROUND), chance.randint(*BEHIND)
    return window_around(
        document.body, document.sentences, n, head=head, before=before, after=behind
    )


def _sentence_of(document: Document, place: int) -> int:
    return next(n for n, (s, e) in enumerate(document.sentences) if s <= place < e)
