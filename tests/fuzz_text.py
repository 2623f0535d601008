"""Let coverage lead to text that breaks how figures, times, zones and questions are read.

    pip install atheris
    python tests/fuzz_text.py figures|dates|zones|question|pages [-max_total_time=120] [FOLDER]

libFuzzer's options follow the target; FOLDER keeps what was found to be new. The first text that
raises, or breaks what must hold of a reading, is shown and ends the run.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
atheris: Any = import_module("atheris")  # no part of the extra [dev]: it has wheels for Linux only

# What the other targets read is not instrumented: that takes a minute.
_READS = {
    "figures": ["corpus.figures", "corpus.numbers"],
    "dates": ["corpus.dates", "corpus.intervals", "corpus.times"],
    "zones": ["corpus.zones", "corpus.places"],
    "question": ["assistant.asking", "assistant.conversation", "assistant.question"],
    "pages": ["corpus.page", "corpus.pages", "index.passages"],
}

with atheris.instrument_imports(include=_READS.get(sys.argv[1], [])):
    from assistant.asking.comparison import read_comparison
    from assistant.asking.known import nothing_known
    from assistant.question import read_question
    from assistant.schema import Turn
    from assistant.understanding import understand
    from corpus.article import CorpusError
    from corpus.dates import parse_published
    from corpus.figures import find_figures
    from corpus.intervals import date_mentions
    from corpus.numbers.pairs import pair_groups
    from corpus.page import split_page
    from corpus.zones import article_zones, zone_mentions
    from index.passages import MAX_SENTENCE_CHARS, sentence_spans

TODAY = date(2025, 11, 14)


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
    """Read a question, alone and as a follow-up."""
    read_question(text, as_of=TODAY)
    read_comparison(text)
    first, _, second = text.partition("\n")
    understand(second, [Turn(first, text)], nothing_known(), as_of=TODAY)


def pages(text: str) -> None:
    """Cut a text into sentences, and a page into articles."""
    spans = sentence_spans(text)
    assert all(0 < b - a <= MAX_SENTENCE_CHARS for a, b in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    split_page(text)


TARGETS: dict[str, Callable[[str], None]] = {
    target.__name__: target for target in (figures, dates, zones, question, pages)
}
SIGNS = (
    "0123456789.,-~%１２，。、；：？！（）“”《》 \n一二三四五六七八九十百千万亿两半几零〇点年月日号"
    "周季度旬初底末今去明前后上下本当同至到近以来起第个项家户人亩元吨平方公里多余约超不足过达比增长下降分别"
    "和与及的是在有为由其中总投资占地高新经济技术开发区产业园示范综合保税自由贸易太原平定盂县阳泉省市哪多少"
    "什么时候谁怎样呢吗"
)


def main() -> None:
    """Run libFuzzer on the target that is named."""
    target = TARGETS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        """Read bytes as signs that matter, two in three, and as whatever they are."""
        if data[:1] < b"\xaa":
            text = "".join(SIGNS[byte % len(SIGNS)] for byte in data[1:])
        else:
            text = data[1:].decode("utf-8", "replace")
        target(text)

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
