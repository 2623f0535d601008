"""A service over a stand-in that takes its time and answers every question with its own number."""

import argparse
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.operations.service import Service
from assistant.schema import EVERYTHING, Answer, Filters, Turn
from assistant.settings import Settings
from assistant.web.backend import BackgroundLoading, ChatBackend
from assistant.web.server import make_app, serve
from index.generations import Generations
from tests.index_fixtures import build
from tests.stand_in_assistant import StandInAssistant

PAUSE = 0.1  # seconds that an answer takes


class Numbered(StandInAssistant):
    """Answers 第7号问题 with 第7号答案, in two steps."""

    def stream(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        assert not history
        assert not filters
        for number in re.findall(r"第(\d+)号", question):
            whole = Answer(question, question, f"第{number}号答案在这里。{number}号完。")
            yield replace(whole, answer=whole.answer[:4])
            time.sleep(self.pause)
            yield whole


def service_of(backend: ChatBackend, index_dir: Path, **settings: Any) -> Service:
    """Return the service around a backend that is loaded; `settings` are those of the product."""
    given = Settings(index_dir=index_dir, model="bigram-hash", feedback=None, **settings)
    loading = BackgroundLoading(lambda: backend)
    loading.wait(10)
    return Service(loading, given)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int)
    parser.add_argument("--index-dir", type=Path, required=True)
    options = parser.parse_args()
    if Generations(options.index_dir).answering() is None:
        build(options.index_dir)
    service = service_of(Numbered(pause=PAUSE), options.index_dir)
    serve(lambda: service.mount(make_app(service)), port=options.port)


if __name__ == "__main__":
    main()
