"""Pages of our own in many layouts, each with the articles that an editor reads on it."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article
from corpus.page import split_page

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.txt"))


def shown(article: Article) -> dict[str, Any]:
    """Return the fields that are not empty, the body as its paragraphs, without the key."""
    row = article.to_row() | {"paragraphs": article.body.split("\n\n")}
    if "captions" in row:
        row["captions"] = list(row["captions"])
    return {name: value for name, value in row.items() if name not in ("doc_id", "body")}


def test_there_are_pages_enough() -> None:
    assert len(NAMES) >= 14
    assert {path.stem for path in PAGES.glob("*.json")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_read_as_an_editor_reads_it(name: str) -> None:
    expected = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    text = (PAGES / f"{name}.txt").read_text("utf-8")
    articles, dropped = split_page(text, **expected.get("options", {}))
    assert [shown(article) for article in articles] == expected["articles"]
    assert [[piece.text, piece.reason] for piece in dropped] == expected["dropped"]
