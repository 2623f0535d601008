"""What the reader is trained on: questions with the sentences that answer them, and that don't."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

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
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("documents", documents), ("examples", examples)):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")


def read_documents(folder: Path) -> dict[str, Document]:
    """Read what `write_examples` wrote."""
    return {
        row["doc_id"]: Document(**row | {"sentences": tuple(map(tuple, row["sentences"]))})
        for row in _rows(folder / "documents.jsonl")
    }


def read_examples(folder: Path) -> list[Example]:
    """Read what `write_examples` wrote."""
    return [
        Example(
            **row
            | {
                "answer": tuple(row["answer"]) if row["answer"] else None,
                "near": tuple(row["near"]),
                "far": tuple(map(tuple, row["far"])),
            }
        )
        for row in _rows(folder / "examples.jsonl")
    ]


def _rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
