"""A plain text: a newspaper page or one article."""

import re
from pathlib import Path

from corpus.dates import date_in_name
from corpus.files.encoding import decode
from corpus.files.problem import NO_BODY, Problem, Read, check_length
from corpus.page import LONE_HEADING, Dropped, split_page

_PAGE_IN_NAME = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]\d{1,2})版?$|(?<!\d)(\d{1,2})版$")


def read_text(path: Path, raw: bytes) -> Read:
    """Read a plain text: a newspaper page or one article."""
    text = decode(raw)
    check_length(text)
    page = _PAGE_IN_NAME.search(path.stem)
    articles, dropped = split_page(
        text, published=date_in_name(path.stem), page=page[1] or page[2] if page else ""
    )
    problems = lone_headings(path, dropped) if articles else [Problem(path, None, NO_BODY)]
    return Read(articles, problems, dropped)


def lone_headings(path: Path, dropped: list[Dropped]) -> list[Problem]:
    """Report the headings that no body follows."""
    return [
        Problem(path, None, f"标题“{piece.text[:40]}”下面没有正文，没有收进任何文章。", "doubtful")
        for piece in dropped
        if piece.reason == LONE_HEADING
    ]
