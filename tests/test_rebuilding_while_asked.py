"""A build of 200 articles with the real model, begun at the desk while the chat is being asked."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from assistant.app import open_live
from assistant.desk.desk import Desk
from assistant.editing.building import Order, rebuild
from assistant.editing.uploads import Uploads
from assistant.indexing import build
from assistant.live import LiveAssistant
from assistant.schema import Answer
from assistant.settings import Settings
from assistant.web.backend import BackgroundLoading
from corpus.finish import add_zones
from corpus.library.writer import write_articles
from index.generations import Generations
from index.verify import verify
from index.weights import MODEL_NAME
from tests.editing_fixtures import MOON, QUESTION, manifest_of, put
from tests.index_fixtures import say_nothing
from tests.invented import invented

OLD, NEW = 10, 200
PATIENCE = 1200  # seconds; a minute or two where the cores are free


def settings_of(home: Path, model_dir: Path) -> Settings:
    return Settings(
        articles=home / "articles",
        index_dir=home / "index",
        uploads=home / "uploads",
        model=MODEL_NAME,
        model_dir=model_dir,
        reader=False,
        feedback=None,
    )


def ask(live: LiveAssistant, question: str) -> tuple[Answer, set[str]]:
    """Return the answer and the articles that there were."""
    *_, answer = live.stream(question)
    return answer, set(live.articles())


@pytest.mark.slow
def test_two_hundred_articles_while_questions_are_asked(tmp_path: Path, model_dir: Path) -> None:
    settings = settings_of(tmp_path, model_dir)
    old = [invented(n) for n in range(OLD)]
    write_articles([add_zones(each.article) for each in old], settings.articles)
    build(settings, prune=False, full=False, on_progress=say_nothing)
    rows = (invented(OLD + n).article for n in range(NEW))
    names = {
        "doc_id": "doc_id",
        "title": "title",
        "body": "text",
        "published": "date",
        "source": "source",
    }
    lines = (json.dumps({to: getattr(row, name) for name, to in names.items()}) for row in rows)
    uploads = Uploads(settings.uploads)
    token = uploads.begin()
    put(uploads, token, "两百篇.jsonl", "\n".join(lines))
    put(uploads, token, "月湾.md", MOON)
    before = set(manifest_of(settings).digests)
    with closing(open_live(settings)) as live, ThreadPoolExecutor(2) as visitors:
        desk = Desk(settings, BackgroundLoading(lambda: live))
        job = desk.builds.start(partial(rebuild, settings, Order(token)))
        over = Event()

        def ask_on(visitor: int) -> list[tuple[str, Answer, set[str]]]:
            seen: list[tuple[str, Answer, set[str]]] = []
            while not over.wait(0.5):  # people pause, and the build shares the cores with them
                question = old[(len(seen) + visitor) % OLD].question if len(seen) % 2 else QUESTION
                seen.append((question, *ask(live, question)))
            return seen

        asking = [visitors.submit(ask_on, visitor) for visitor in range(2)]
        job.wait(PATIENCE)
        end = time.monotonic() + 60
        while "moon" not in live.articles():
            assert time.monotonic() < end
            time.sleep(0.1)
        over.set()
        seen = [each for visitor in asking for each in visitor.result(60)]
        assert job.standing.phase == "done", job.standing.error
        assert job.result
        assert job.result.new == NEW + 1
        after = set(manifest_of(settings).digests)
        assert len(after) == OLD + NEW + 1
        for question, answer, held in seen:
            assert held in (before, after)  # nothing of a half-built index
            known = held | after
            assert {citation.doc_id for citation in answer.citations} <= known
            if question == QUESTION:
                assert answer.short_answer in (None, "7.3亿元")
        answer, _ = ask(live, QUESTION)
        assert answer.short_answer == "7.3亿元"
        assert answer.citations[0].doc_id == "moon"
        folder = Generations(settings.index_dir).current()
        assert folder
        assert verify(folder) == []
    assert len(seen) > 10
