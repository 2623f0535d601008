"""What a reader finds, in the ranking; the reader here says what a script gives it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from assistant.finding.ranking import Ranked, rank_sentences
from assistant.finding.rereading import FIRST, SENTENCES, SETTLED, WEIGHT, reread
from assistant.finding.signals import UNREAD
from assistant.question import read_question
from assistant.reader.reader import Found
from assistant.reader.windows import Window
from corpus.article import Article
from index.overlap import OverlapSearch
from index.passages import Span

BODY = (
    "青岭芯片产业园总投资约5亿元，占地62亩。项目负责人是（王海涛），他介绍了情况。"
    "园区今年3月18日开工，近日封顶。"
)
SENTENCE_TWO = BODY.index("项目负责人")
Place = tuple[str, float]  # what is found in a sentence, and its logit


@dataclass
class ScriptedReader:
    """Finds in every sentence the words that the script gives, and keeps what it was given."""

    script: Mapping[str, float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    given: list[tuple[Window, Sequence[Span]]] = field(default_factory=list)

    def read(
        self, question: str, windows: Sequence[tuple[Window, Sequence[Span]]]
    ) -> list[list[Found | None]]:
        self.asked.append(question)
        self.given += windows
        return [[self._found(window, span) for span in spans] for window, spans in windows]

    def _found(self, window: Window, span: Span) -> Found | None:
        text = window.text[span[0] - window.start : span[1] - window.start]
        for words, score in self.script.items():
            if words in text:
                start = span[0] + text.index(words)
                return Found(start, start + len(words), score, 1.0)
        return None


def ranked_for(question: str, *bodies: str) -> list[Ranked]:
    library = {
        f"a{n}": Article(f"a{n}", f"报道{n}", b, published="2025-11")
        for n, b in enumerate(bodies or (BODY,))
    }
    search = OverlapSearch.over(library.values())
    hits = search.search(question, k=50)
    return rank_sentences(read_question(question), hits, articles=library, rarity=lambda _: 1.0)


def read(question: str, *bodies: str, **script: float) -> list[Ranked]:
    reader = ScriptedReader(script)
    return reread(read_question(question), question, ranked_for(question, *bodies), reader)


def marked(ranked: Ranked) -> str:
    assert ranked.mark
    return ranked.evidence.text[ranked.mark.start : ranked.mark.end]


def test_every_sentence_is_read_once_under_its_title() -> None:
    reader = ScriptedReader()
    question = "青岭芯片产业园总投资多少？"
    reread(read_question(question), "整个问题", ranked_for(question), reader)
    assert reader.asked == ["整个问题"]
    (only,) = reader.given  # one window holds all three sentences
    window, spans = only
    assert window.read == f"报道0 2025年11月\n{BODY}"
    assert [BODY[a:b][:2] for a, b in spans] == ["青岭", "项目", "园区"]


def test_the_best_sentences_alone_are_read() -> None:
    many = [f"第{n}号产业园总投资{n}亿元。{'园区里绿树成荫。' * 30}" for n in range(1, 15)]
    reader = ScriptedReader()
    question = "产业园总投资多少？"
    ranked = ranked_for(question, *many)
    reread(read_question(question), question, ranked, reader)
    assert len(reader.given) <= SENTENCES
    best = {r.evidence.text for r in ranked[:SENTENCES]}
    held = {w.text[a - w.start : b - w.start] for w, spans in reader.given for a, b in spans}
    assert best <= held


MANY = [f"第{n}号产业园总投资{n}亿元。{'园区里绿树成荫。' * 30}" for n in range(1, 15)]


@pytest.mark.parametrize(
    ("question", "logit", "batches"),
    [
        ("产业园总投资多少？", SETTLED, [FIRST]),
        ("产业园总投资多少？", SETTLED - 0.1, [FIRST, SENTENCES - FIRST]),
        ("产业园为什么总投资大？", SETTLED, [SENTENCES]),
    ],
)
def test_what_the_first_sentences_settle_is_read_no_further(
    question: str, logit: float, batches: list[int]
) -> None:
    counted: list[int] = []

    class Counting(ScriptedReader):
        def read(
            self, question: str, windows: Sequence[tuple[Window, Sequence[Span]]]
        ) -> list[list[Found | None]]:
            counted.append(len(windows))
            return super().read(question, windows)

    ranked = ranked_for(question, *MANY)
    after = reread(read_question(question), question, ranked, Counting({"总投资": logit}))
    assert counted == batches
    assert len(after) == len(ranked)


def test_a_sentence_that_two_windows_hold_counts_by_its_better_find() -> None:
    body = "芯片产业园总投资5亿元。" + "园区建设正在有序推进之中。" * 12 + "芯片产业园占地62亩。"
    ranked = read("芯片产业园总投资多少？", body, **{"5亿元": 3.0, "62亩": 2.0})
    assert ranked[0].found == Found(body.index("5亿元"), body.index("5亿元") + 3, 3.0, 1.0)


def test_no_sentence_and_no_window() -> None:
    reader = ScriptedReader()
    assert reread(read_question("总投资多少？"), "总投资多少？", [], reader) == []
    assert reader.given == []


def test_the_reader_s_logit_counts_beside_the_words() -> None:
    question = "项目负责人是谁？"
    before = {r.evidence.start: r.score for r in ranked_for(question)}
    after = {r.evidence.start: r for r in read(question, 王海涛=7.0, 近日=-4.0)}
    assert after[SENTENCE_TWO].score == pytest.approx(before[SENTENCE_TWO] + WEIGHT * 7.0)
    unread = after[0]
    assert unread.found is None
    assert unread.score == pytest.approx(before[0] + WEIGHT * UNREAD)


def test_the_best_come_first_and_none_is_lost() -> None:
    ranked = read("项目负责人是谁？", 近日封顶=40.0, 王海涛=-9.0)
    assert ranked[0].evidence.text.startswith("园区今年")
    assert [r.score for r in ranked] == sorted((r.score for r in ranked), reverse=True)
    assert len(ranked) == 3


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("是（王海涛），", "是（王海涛）"),
        ("，他介绍", "他介绍"),
        ("王海涛", "王海涛"),
        ("，", "，"),
    ],
)
def test_a_name_is_marked_as_it_was_read_without_stops(found: str, shown: str) -> None:
    ranked = read("项目负责人是谁？", **{found: 5.0})
    best = next(r for r in ranked if r.evidence.start == SENTENCE_TWO)
    assert marked(best) == shown


def test_a_figure_of_another_unit_is_not_marked() -> None:
    assert marked(read("青岭芯片产业园总投资多少？", **{"62亩": 9.0})[0]) == "约5亿元"
    assert marked(read("青岭芯片产业园占地多少亩？", 约5亿元=9.0)[0]) == "62亩"


def test_a_figure_of_the_unit_that_was_read_is_marked_whole() -> None:
    body = "芯片产业园一期投资2亿元，二期投资3亿元，合计总投资5亿元。"
    assert marked(read("芯片产业园二期投资多少？", body, **{"3亿": 9.0})[0]) == "3亿元"
    assert marked(read("芯片产业园二期投资多少？", body, 投资5亿元=9.0)[0]) == "5亿元"
    assert marked(read("芯片产业园二期投资多少？", body, 合计=9.0)[0]) == "3亿元"


def test_of_several_values_the_asked_words_follow_one() -> None:
    body = "大赛评出3名特等奖、9名二等奖、15名三等奖。"
    for prize, value in (("二等奖", "9名"), ("三等奖", "15名")):
        assert marked(read(f"大赛评出几名{prize}？", body, **{body[4:-4]: 9.0})[0]) == value


def test_a_value_before_the_time_is_not_beside_it() -> None:
    body = "芯片产业园已接到意向订单300台，预计今年交付150台以上。"
    assert marked(read("芯片产业园今年交付多少台？", body, **{"150台": 9.0})[0]) == "150台以上"


def test_a_date_stays_a_date() -> None:
    question = "青岭芯片产业园什么时候开工？"
    for found in ("3月18日", "园区今年3月", "开工"):
        ranked = read(question, **{found: 30.0})
        assert marked(ranked[0]) == "今年3月18日"


def test_pairs_stay_as_they_are() -> None:
    body = "青岭经开区和白河高新区分别获得赋权58项和51项。"
    question = "青岭经开区和白河高新区分别获得赋权多少项？"
    (before,) = ranked_for(question, body)
    (after,) = read(question, body, **{"51项": 9.0})
    assert before.mark is not None
    assert len(before.mark.spans) == 2
    assert after.mark == before.mark


@pytest.mark.parametrize("found", ["58项", "51项"])
@pytest.mark.parametrize(("zone", "value"), [("青岭经开区", "58项"), ("白河高新区", "51项")])
def test_the_value_of_one_of_a_pair_stays_its_own(zone: str, value: str, found: str) -> None:
    body = "青岭经开区和白河高新区分别获得赋权58项和51项。"
    assert marked(read(f"{zone}获得赋权多少项？", body, **{found: 9.0})[0]) == value
