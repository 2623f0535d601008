"""The question sets that can be chosen, and saving one of our own."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.schema import AssistantError, NotThereError
from assistant.settings import Settings
from eval.feedback.questions import Row, write_set
from eval.questions import SHIPPED, EvalError, load_questions

SHIPPED_KEY = "@sample"  # as no file of the folder is called, which all end in .jsonl
_NAME = re.compile(r"[\w（）()-]{1,60}")
UNNAMED = "“{name}”不能作题集的名字：请用文字、数字、- 和 _，最多60个字。"
TAKEN = "题集“{name}”已经有了，不会覆盖它，请换一个名字。"
UNKNOWN = "没有题集“{key}”，它可能已被移走，请刷新页面后再选。"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set as it lies in its file; `error` says why it cannot be used, if it cannot."""

    key: str  # in addresses
    path: Path
    shipped: bool
    types: tuple[tuple[str, int], ...] = ()  # most first
    unjudged: int = 0
    strange: int = 0  # questions whose gold article is none of the index's
    error: str = ""

    @property
    def count(self) -> int:
        """Return how many questions there are."""
        return sum(count for _, count in self.types)


def sets_folder(settings: Settings) -> Path:
    """Return where the sets of this page are."""
    return settings.eval_dir / "sets"


def question_sets(settings: Settings, *, indexed: Collection[str] = ()) -> list[QuestionSet]:
    """Return the shipped set and those of the folder; `indexed` are the index's doc_ids."""
    folder = sets_folder(settings)
    own = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    named = [(SHIPPED_KEY, SHIPPED), *((path.name, path) for path in own)]
    return [_read(key, path, indexed) for key, path in named]


def find_set(settings: Settings, key: str) -> QuestionSet:
    """Return the set of a key; only what is listed can be named."""
    found = (each for each in question_sets(settings) if each.key == key)
    chosen = next(found, None)
    if chosen is None:
        raise NotThereError(UNKNOWN.format(key=key[:60]))
    if chosen.error:
        raise AssistantError(chosen.error)
    return chosen


def save_set(settings: Settings, name: str, rows: Sequence[Row]) -> QuestionSet:
    """Write a new set into the folder; one of that name is never written over."""
    name = name.strip().removesuffix(".jsonl")
    if not _NAME.fullmatch(name):
        raise AssistantError(UNNAMED.format(name=name[:60]))
    path = sets_folder(settings) / f"{name}.jsonl"
    if path.exists():
        raise AssistantError(TAKEN.format(name=name))
    write_set(rows, path)
    return find_set(settings, path.name)


def _read(key: str, path: Path, indexed: Collection[str]) -> QuestionSet:
    shipped = path == SHIPPED
    try:
        asked = load_questions(path)
    except EvalError as error:
        return QuestionSet(key, path, shipped, error=str(error))
    return QuestionSet(
        key,
        path,
        shipped,
        types=tuple(Counter(question.type for question in asked).most_common()),
        unjudged=sum(question.answerable is None for question in asked),
        strange=sum(
            bool(indexed) and any(doc_id not in indexed for doc_id in question.gold_doc_ids)
            for question in asked
        ),
    )
