"""What is done on a disk that fills up, and what is said of it, a line each."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from assistant.editing.uploads import Uploads
from assistant.operations.logs import set_up
from assistant.schema import AssistantError
from eval.feedback.store import Feedback
from eval.questions import EvalError, Question
from eval.run import run
from index.errors import SearchIndexError
from tests.feedback_fixtures import refused
from tests.full_disk import filled
from tests.index_fixtures import best, build, many
from tests.load_service import service_of
from tests.stand_in_assistant import INVESTMENT, StandInAssistant


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def keep_verdicts(disk: str) -> None:
    """Keep verdicts until none fits, then one more when there is room again."""
    store = Feedback(Path(disk) / "feedback.sqlite")
    kept = [store.record(refused("先问？"), verdict="wrong")]
    with filled(Path(disk)):
        try:
            while len(kept) < 10_000:
                kept.append(store.record(refused("长" * 500), verdict="wrong"))
        except EvalError as error:
            say(error)
    kept.append(store.record(refused("后问？"), verdict="right"))
    say([entry.id for entry in store.entries()] == kept)


def take_uploads(disk: str) -> None:
    """Take in a file, then one that does not fit, then that one when there is room again."""
    uploads = Uploads(Path(disk))
    token = uploads.begin()

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield ("云溪高新区的项目开工了。" * 500).encode()

    def add(name: str) -> None:
        asyncio.run(uploads.add(token, name, pieces()))

    add("先.txt")
    with filled(Path(disk)):
        try:
            add("后.txt")
        except AssistantError as error:
            say(error)
        say([file.name for file in uploads.files(token)])
    add("后.txt")
    say([file.name for file in uploads.files(token)])


def build_twice(disk: str) -> None:
    """Build, then again where there is no room, then when there is."""
    index_dir = Path(disk) / "index"
    build(index_dir)
    with filled(Path(disk)):
        try:
            build(index_dir, many(3))
        except SearchIndexError as error:
            say(error)
        say(best(index_dir))
    build(index_dir, many(3))
    say(best(index_dir, "第2家企业投资"))


def evaluate(disk: str) -> None:
    """Ask three questions; the disk is full at the third, and has room the next time."""
    out, asked = Path(disk) / "run", list[str]()
    questions = [Question(f"q{n}", f"第{n}问？", answers=("5亿元",)) for n in range(3)]
    full = ExitStack()

    def answers(question: str, *_: object, **__: object) -> dict[str, Any]:
        asked.append(question)
        if len(asked) == 3:
            full.enter_context(filled(Path(disk)))
        return {"answer": "5亿元" * 3000, "retrieved": []}

    try:
        run(questions, answers, out)
    except EvalError as error:
        say(error)
    full.close()
    run(questions, answers, out)
    say(asked)


def log(disk: str) -> None:
    """Answer a question while no line of the log can be written, then one when there is room."""
    path = Path(disk) / "log"
    service = service_of(StandInAssistant(), Path(disk))
    with path.open("w") as sys.stderr:
        set_up(as_json=True)
        with filled(Path(disk)):
            *_, answer = service.wait(0).stream(INVESTMENT)
        *_, later = service.wait(0).stream(INVESTMENT)
    sys.stderr = sys.__stderr__
    say(answer == later, path.read_text().count("已回答"))
