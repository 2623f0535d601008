"""A question set being made of what people asked: a person's edits over what is proposed."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from pydantic import Field

from assistant.schema import AssistantError
from assistant.web.backend import ChatBackend
from eval.check import Finding, check_set
from eval.feedback.questions import UNFINISHED, Row, from_feedback, write_set
from eval.feedback.store import Feedback

_BAR = re.compile(r"[|｜]")
_GOLD = ("answers", "answer_groups", "gold_doc_ids", "evidence")
EMPTY = "一道题也没有留下，请至少留一道。"
Typed = Annotated[str, Field(max_length=20_000)]


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person says of one question.

    A line of `wanted` is one thing that an answer must hold, in several wordings between bars; a
    line of `places` is an article's key, a bar and the sentence that says it.
    """

    qid: Typed
    answerable: bool | None = None
    type: Typed = ""
    wanted: Typed = ""
    places: Typed = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The entries that were chosen, and what is said of those of their questions that stay."""

    entries: list[int]
    edits: list[Edit] = field(default_factory=list)
    name: Typed = ""


def proposed(store: Feedback, entries: Collection[int]) -> list[Row]:
    """Return the questions of the chosen entries as the store proposes them."""
    return from_feedback(store, chosen=set(entries))


def edited(store: Feedback, draft: Draft) -> list[Row]:
    """Return the rows of a draft."""
    edits = {edit.qid: edit for edit in draft.edits}
    rows = [row for row in proposed(store, draft.entries) if row["qid"] in edits]
    if not rows:
        raise AssistantError(EMPTY)
    return [_edited(row, edits[row["qid"]]) for row in rows]


def edit_of(row: Row) -> Edit:
    """Return a row's gold as a person edits it."""
    return Edit(
        qid=row["qid"],
        answerable=row["answerable"],
        type=row["type"],
        wanted="\n".join(" | ".join(group) for group in row["answer_groups"]),
        places="\n".join(f"{place['doc_id']} | {place['sentence']}" for place in row["evidence"]),
    )


def findings(rows: Sequence[Row], bodies: Mapping[str, str] | None) -> list[list[Finding]]:
    """Return what `eval check` says of each row."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "draft.jsonl"
        write_set(rows, path)
        checked = check_set(path, bodies=bodies)
    return [[f for f in checked.findings if f.line == line] for line in range(1, len(rows) + 1)]


def bodies_of(rows: Sequence[Row], backend: ChatBackend | None) -> Mapping[str, str] | None:
    """Return the texts of the articles that the rows name, None where none can be had yet."""
    if backend is None:
        return None
    named = {doc_id for row in rows for doc_id in row["gold_doc_ids"]}
    found = {doc_id: body for doc_id in named if (body := _body(doc_id, backend)) is not None}
    return found | {"": ""}  # never empty: where no article is known, all that are named are not


def _body(doc_id: str, backend: ChatBackend) -> str | None:
    try:
        return backend.article(doc_id).body
    except AssistantError:
        return None


def _edited(row: Row, edit: Edit) -> Row:
    said = {"answerable": edit.answerable, "type": edit.type}
    if edit.answerable is not None:
        said["note"] = row["note"].removesuffix(UNFINISHED)
    if edit.answerable is False:
        return row | said | {name: [] for name in _GOLD}
    groups, places = _wanted(edit.wanted), _places(edit.places)
    gold = {
        "answer_groups": groups,
        "gold_doc_ids": list(dict.fromkeys(doc_id for doc_id, _ in places)),
        "evidence": [{"doc_id": doc_id, "sentence": sentence} for doc_id, sentence in places],
    }
    if groups != row["answer_groups"]:
        gold["answers"] = groups[0] if len(groups) == 1 else _whole(groups)
    return row | said | gold


def _whole(groups: Sequence[Sequence[str]]) -> list[str]:
    """Return the one answer that says everything wanted; CMRC's figures are held against it."""
    return ["、".join(group[0] for group in groups)] if groups else []


def _wanted(text: str) -> list[list[str]]:
    lines = ([part.strip() for part in _BAR.split(line)] for line in text.splitlines())
    return [kept for line in lines if (kept := [part for part in line if part])]


def _places(text: str) -> list[tuple[str, str]]:
    parts = (_BAR.split(line, maxsplit=1) for line in text.splitlines() if line.strip())
    return [(part[0].strip(), part[1].strip() if len(part) > 1 else "") for part in parts]
