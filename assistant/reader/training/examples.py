"""What the reader is trained on: questions with the sentences that answer them, and that don't."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.disk import write_whole
from index.passages import Span

Place = tuple[str, int]  # a document and the number of a sentence in it


@dataclass(frozen=True, slots=True)
class Document:
    """A text to read, cut into sentences."""

    doc_id: str
    head: str
    body: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the place in `doc_id` that answers it (None where none does), and near misses.

    `near` are sentences of the same document, `far` of others, that share most with the question
    and don't hold the answer.
    """

    question: str
    doc_id: str
    answer: Span | None
    near: tuple[int, ...] = ()
    far: tuple[Place, ...] = ()
    kind: str = ""
    swapped: str = ""  # the question about something else, which nothing answers


def write_examples(
    folder: Path, documents: Iterable[Document], examples: Iterable[Example]
) -> None:
    """Write documents.jsonl and examples.jsonl."""
    write_whole(folder / "documents.jsonl", "".join(map(_line, documents)))
    write_whole(folder / "examples.jsonl", "".join(map(_line, examples)))


def _line(row: Document | Example) -> str:
    return json.dumps(asdict(row), ensure_ascii=False) + "\n"


def read_documents(folder: Path) -> dict[str, Document]:
    """Read what `write_examples` wrote."""
    return {
        row["doc_id"]: Document(**row | {"sentences": tuple(map(tuple, row["sentences"]))})
        for row in _rows(folder / "documents.jsonl")
    }


def read_examples(folder: Path) -> list[Example]:
    """Read what `write_examples` wrote."""
    return [_example(row) for row in _rows(folder / "examples.jsonl")]


def _example(row: dict[str, Any]) -> Example:
    return Example(
        **row
        | {
            "answer": tuple(row["answer"]) if row["answer"] else None,
            "near": tuple(row["near"]),
            "far": tuple(map(tuple, row["far"])),
        }
    )


def count_examples(folder: Path) -> tuple[int, int]:
    """Return how many documents and examples `write_examples` wrote."""
    documents, examples = (folder / f"{name}.jsonl" for name in ("documents", "examples"))
    return sum(1 for _ in _rows(documents)), sum(1 for _ in _rows(examples))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
