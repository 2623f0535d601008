"""Let coverage lead to input that breaks how texts, questions and JSON are read.

    pip install atheris
    python tests/fuzz_text.py TARGET [-max_total_time=300] [FOLDER]

TARGET is figures, dates, zones, question, pages, record (what the browser keeps and hands back) or
endpoints (JSON that programs and the page post). libFuzzer's options follow it; FOLDER keeps what
was found to be new. The first input that raises, breaks what must hold of a reading, or takes more
than 5 seconds of a core is shown and ends the run.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
atheris: Any = import_module("atheris")  # no part of the extra [dev]: it has wheels for Linux only

# What the other targets read is not instrumented: that takes a minute.
_READS = {
    "figures": ["corpus.figures", "corpus.numbers"],
    "dates": ["corpus.dates", "corpus.intervals", "corpus.times"],
    "zones": ["corpus.zones", "corpus.places"],
    "question": [
        "assistant.asking",
        "assistant.conversation",
        "assistant.question",
        "assistant.understanding",
    ],
    "pages": ["corpus.page", "corpus.pages", "index.passages"],
    "record": ["assistant.web", "assistant.schema"],
    "endpoints": ["assistant.web", "assistant.api"],
}

with atheris.instrument_imports(include=_READS.get(sys.argv[1], [])):
    from assistant.asking.comparison import read_comparison
    from assistant.asking.known import Known, know, nothing_known
    from assistant.question import read_question
    from assistant.schema import AssistantError, Turn
    from assistant.settings import DEFAULT_ARTICLES
    from assistant.understanding import understand
    from assistant.web.record import from_record, to_record
    from assistant.web.render import conversation_html
    from corpus.article import CorpusError
    from corpus.dates import parse_published
    from corpus.figures import find_figures
    from corpus.intervals import date_mentions
    from corpus.numbers.pairs import pair_groups
    from corpus.page import split_page
    from corpus.readers import read_articles
    from corpus.zones import article_zones, zone_mentions
    from index.passages import MAX_SENTENCE_CHARS, sentence_spans
    from tests.hostile_texts import PROGRAM_TEXTS, SEEDS

TODAY = date(2025, 11, 14)
MAX_SECONDS = 5.0


def figures(text: str) -> None:
    """Find figures: in order, cut out of the text; and whom 分别 gives them to."""
    found = find_figures(text)
    assert all(text[f.start : f.end] == f.text for f in found)
    assert all(f.start <= f.core_start < f.core_end <= f.end for f in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for pair in (pair for group in pair_groups(text) for pair in group):
        assert text[pair.start : pair.end] == pair.subject


def dates(text: str) -> None:
    """Find times: in order, and each from a first day to a last one."""
    for published in ("", "2024", "2025-11", "2024-02-29", "1900-01-01", "2099-12-31"):
        found = date_mentions(text, published)
        assert all(text[d.start : d.end] == d.text for d in found)
        assert all(a.end <= b.start for a, b in pairwise(found))
        assert all(d.interval.first <= d.interval.last for d in found if d.interval)
    with suppress(CorpusError):
        parse_published(text)


def zones(text: str) -> None:
    """Find zones in the text, and those of an article of it."""
    assert all(a.end <= b.start for a, b in pairwise(zone_mentions(text)))
    article_zones(text[:30], text)


def question(text: str) -> None:
    """Read a question, alone and as a follow-up, with and without names that are known."""
    read_question(text, as_of=TODAY)
    compared = read_comparison(text)
    assert compared is None or all(part.subject and part.question for part in compared.parts)
    first, _, second = text.partition("\n")
    for known in KNOWN:
        understood = understand(second, [Turn(first, text)], known, as_of=TODAY)
        assert all(part.text for part in understood.parts) or not second


def pages(text: str) -> None:
    """Cut a text into sentences, and a page into articles."""
    spans = sentence_spans(text)
    assert all(0 < b - a <= MAX_SENTENCE_CHARS for a, b in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    split_page(text)


def record(text: str) -> None:
    """Read what a browser hands back as a conversation, show it, and keep it again."""
    with suppress(ValueError, RecursionError), suppress(AssistantError):
        conversation = from_record(json.loads(text))
        assert "<script" not in conversation_html(conversation.exchanges)
        json.dumps(to_record(conversation))


TEXTS: dict[str, Callable[[str], None]] = {
    target.__name__: target for target in (figures, dates, zones, question, pages)
}
KNOWN: list["Known"] = []
SIGNS = (
    "0123456789.,-~%１２，。、；：？！（）“”《》 \n一二三四五六七八九十百千万亿两半几零〇点年月日号"
    "周季度旬初底末今去明前后上下本当同至到近以来起第个项家户人亩元吨平方公里多余约超不足过达比增长下降分别"
    "和与及的是在有为由其中总投资占地高新经济技术开发区产业园示范综合保税自由贸易太原平定盂县阳泉省市哪多少"
    "什么时候谁怎样呢吗"
)


def of_signs(target: Callable[[str], None]) -> Callable[[bytes], None]:
    """Read bytes as signs that matter, two in three, and as whatever they are."""

    def one(data: bytes) -> None:
        if data[:1] < b"\xaa":
            target("".join(SIGNS[byte % len(SIGNS)] for byte in data[1:]))
        else:
            target(data[1:].decode("utf-8", "replace"))

    return one


def records() -> Callable[[bytes], None]:
    """Return how bytes spoil a right record."""
    from hypothesis import given, settings

    from tests.any_json import ANYTHING, RECORD, spoilt

    @settings(deadline=None, database=None)
    @given(body=spoilt(RECORD) | ANYTHING)
    def read(body: object) -> None:
        record(json.dumps(body))

    return read.hypothesis.fuzz_one_input  # type: ignore[attr-defined,no-any-return]


def endpoints() -> Callable[[bytes], None]:
    """Return how bytes spoil what is posted to the endpoints."""
    from fastapi.testclient import TestClient
    from hypothesis import given, settings
    from hypothesis import strategies as st

    from eval.feedback.store import Feedback
    from tests import any_json

    app = any_json.endpoints(Feedback(Path(mkdtemp()) / "feedback.sqlite"))
    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000))
    client.__enter__()

    @settings(deadline=None, database=None)
    @given(right=st.sampled_from(any_json.RIGHT), data=st.data())
    def send(right: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
        path, body = right
        status, text = any_json.post(
            client, path, data.draw(any_json.spoilt(body) | any_json.ANYTHING)
        )
        assert status < 500, text

    return send.hypothesis.fuzz_one_input  # type: ignore[attr-defined,no-any-return]


def seeds(name: str) -> str:
    """Return a folder to begin with: questions, or random bytes that hypothesis makes JSON of."""
    rng, folder = random.Random(0), Path(mkdtemp())
    for number, text in enumerate(SEEDS + PROGRAM_TEXTS):
        said = b"\xff" + f"{rng.choice(SEEDS)}\n{text}".encode()
        content = said if name in TEXTS else rng.randbytes(rng.choice((50, 400, 2000)))
        (folder / str(number)).write_bytes(content)
    return str(folder)


def main() -> None:
    """Run libFuzzer on the target that is named."""
    name = sys.argv.pop(1)
    if name in TEXTS:
        target = of_signs(TEXTS[name])
    else:
        target = {"record": records, "endpoints": endpoints}[name]()
    sys.argv += ["-len_control=0", seeds(name)]  # else hours go by with texts of a few characters
    if name == "question":
        KNOWN.extend((nothing_known(), know(read_articles(DEFAULT_ARTICLES).articles)))

    def one(data: bytes) -> None:
        started = time.process_time()
        target(data)
        assert time.process_time() - started < MAX_SECONDS

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
