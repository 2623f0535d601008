"""Hostile questions, articles and histories: every answer holds what it promises, in good time."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from assistant.answer import Assistant
from assistant.app import open_assistant
from assistant.asking.checked import MAX_QUESTION
from assistant.asking.known import nothing_known
from assistant.asking.subjects import head_of
from assistant.citations import parse_claim
from assistant.generate import split_sentences
from assistant.judge import parse_score
from assistant.quotes.list_words import END
from assistant.schema import Turn
from assistant.settings import DEFAULT_ARTICLES, Settings
from assistant.tables.cells import label
from assistant.understanding import MAX_HISTORY, understand
from corpus.article import Article
from corpus.files.markdown import read_markdown
from corpus.numbers.amounts import plain_digits
from corpus.pages.header import is_full_header
from corpus.pages.marks import is_caption
from corpus.readers import read_articles
from index.passages import MAX_SENTENCE_CHARS
from tests.answer_fixtures import assistant as small_assistant
from tests.fuzz_questions import Tried, faults_of, read_log, report, try_one
from tests.hostile_questions import hostile_questions
from tests.index_fixtures import build

TODAY = date(2025, 11, 14)
LONG = 200_000  # characters that quadratic reading takes minutes for


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Return the whole assistant over the sample articles, on the quick stand-in model."""
    index_dir = tmp_path_factory.mktemp("hostile")
    build(index_dir, read_articles(DEFAULT_ARTICLES).articles)
    settings = Settings(model="bigram-hash", index_dir=index_dir, feedback=None)
    with closing(open_assistant(settings)) as opened:
        yield opened


def found(assistant: Assistant, *, count: int, seed: int) -> list[str]:
    asked = islice(hostile_questions(seed), count)
    tried = [try_one(assistant, one, most=float("inf")) for one in asked]
    assert len(tried) == count
    return [said for one in tried for said in one.findings]


def test_hostile_questions_get_answers_that_hold(assistant: Assistant) -> None:
    assert found(assistant, count=70, seed=1) == []


@pytest.mark.slow
def test_thousands_of_hostile_questions_get_answers_that_hold(assistant: Assistant) -> None:
    assert found(assistant, count=2800, seed=2) == []


def test_what_does_not_hold_is_found() -> None:
    asked = small_assistant()
    answer = asked.ask("芯片产业园总投资多少？")
    assert faults_of(answer, asked.bodies()) == []
    assert "a quotation that is not there" in faults_of(answer, {})
    wrong = {
        "refused with more": replace(answer, refused=True),
        "a figure without": replace(answer, answer="**9亿元** [1]"),
        "numbers that cite": replace(answer, answer="约5亿元"),
        "no short answer": replace(answer, short_answer=""),
        "no confidence": replace(answer, confidence=1.5),
        "no JSON": replace(answer, question="\ud800"),
    }
    for said, broken in wrong.items():
        assert any(fault.startswith(said) for fault in faults_of(broken, asked.bodies())), said


def test_a_run_that_was_stopped_goes_on_behind_its_last_question(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "questions.jsonl"
    assert read_log(log, seed=3) == []
    tried = Tried("dates", "refused", 0.5, "'?'", ("no sentence",))
    with log.open("a") as file:
        file.write(json.dumps(asdict(tried)) + "\n" + '{"kind": "emo')
    for _ in range(2):
        assert read_log(log, seed=3) == [tried]
    assert "findings 1" in report([tried])
    with pytest.raises(SystemExit, match="seed"):
        read_log(log, seed=4)


def test_half_a_character_is_taken_for_a_question_mark(assistant: Assistant) -> None:
    history = [Turn("太原半导体\ud83d生态科技港总投资多少？", "《\udfff科技港》约5亿元")]
    for question in ("占地多少\udc00？", "\ud800你好"):
        answer = assistant.ask(question, history=history)
        assert json.dumps(answer.to_json(), ensure_ascii=False).encode()
        assert "?" in answer.question


def test_a_follow_up_to_a_bare_question_mark_is_answered() -> None:
    assert small_assistant().ask("它呢", history=[Turn("？")]).refused


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_question_may_be_asked_on_any_day(assistant: Assistant, day: date) -> None:
    answer = assistant.ask("目前文水经开区入驻企业多少户？", as_of=day)
    assert faults_of(answer, assistant.bodies()) == []


def test_of_a_long_history_the_latest_turns_are_remembered() -> None:
    first = Turn("平定经开区占地多少亩？")
    others = [Turn("天气怎么样？")] * (MAX_HISTORY - 1)
    known = nothing_known()
    soon = understand("那盂县呢？", [first, *others], known, as_of=TODAY).standalone
    assert soon.text == "盂县经开区占地多少亩？"
    late = understand("那盂县呢？", [first, *others, *others], known, as_of=TODAY).standalone
    assert late.text == "那盂县呢？"
    book = [Turn("平定经开区占地多少亩？" * LONG, "62亩。" * LONG)]
    alone = understand("其中一期呢？", book, known, as_of=TODAY).standalone
    assert len(alone.text) < 2 * MAX_QUESTION


def test_what_a_question_says_does_not_get_into_a_table(assistant: Assistant) -> None:
    for odd in ("和' OR 1=1 --盂县经开区分别", "和盂县经开区分别½", "①和盂县经开区①分别"):
        answer = assistant.ask(f"平定{odd}被赋权多少项县级事项？")
        assert faults_of(answer, assistant.bodies()) == []
    assert label("甲区1=1项目", "甲区有51个") == "甲区=项目"
    assert label("½①甲区51号项目", "甲区有51号") == "甲区51号项目"
    assert label("甲₆₃.₇²区㏠❷⓵", "甲区") == "甲.区"
    assert label("甲①区", "甲①区") == "甲①区"
    assert label("超过\u0e55\u0e55亿元平定", "平定") == "平定"


def test_what_is_read_or_written_without_end_takes_no_time() -> None:
    """Each takes minutes where it is read in quadratic time."""
    assert plain_digits("，111" * LONG).endswith("，111")
    assert parse_claim("[1" + " " * LONG, known=1).numbers == ()
    assert list(split_sentences(["." * 50] * 400)) == ["." * 20_000]
    (article,) = read_markdown(Path("a.md"), f"# 题{'#' * LONG}题\n\n正文。".encode()).articles
    assert article.body == "正文。"
    assert head_of("1至" * LONG) is None
    assert not END.search("1" * LONG)
    assert parse_score(f"3{'*' * LONG}x")[0] is None
    assert parse_score(f"3{'*' * LONG}分{'*' * LONG}。")[0] == 3
    assert not is_full_header([f"【a{'】' * LONG}x", "盂县经开区开工"])
    assert not is_caption("何小川 " * LONG)


@pytest.mark.parametrize(
    "line",
    [
        "【科技前沿】", "【】", "【【", "|", "||", "| 要 闻 |", "·一·", "·", "《书名》",
        "【a】b】", "「", "「」", "【 a 】】 ", "［要闻］", "【一二三四五六七八九十】",
        "【一二三四五六七八九十一】", "a【要】", "●要闻●", "<b>", "·●★一★●·",
        "[■■■■■■■■■■■■x]", "·■·■·■·■·■·■·■·■",
        "|一二三四五■■■六七八九十|", "【a   ", "【a】】】】】】】】】】】】】x",
    ],
)  # fmt: skip
def test_a_label_between_marks_is_what_the_pattern_says(line: str) -> None:
    """The pattern says it in one line, and reads in quadratic time."""
    opening, closing = r"[【\[「『■●◆▶►·・|※☆★◎○□◇<《\s]", r"[】\]」』■●◆◀◄·・|※☆★◎○□◇>》\s]"
    found = re.match(rf"^{opening}+(.+?){closing}*$", line)
    is_label = bool(found and len(found[1]) <= 10 and line[0] in "【[「『·・<|")
    assert is_full_header([line, "x" * 30]) == is_label


def test_an_article_without_a_stop_is_asked_about_like_any_other(tmp_path: Path) -> None:
    body = "太原经开区建厂，" + "2年1年" * 4_000 + "，总投资5亿元。"
    build(tmp_path, [Article("a", "太原经开区建厂", body)])
    settings = Settings(model="bigram-hash", index_dir=tmp_path, feedback=None)
    with closing(open_assistant(settings)) as asked:
        for question in ("太原经开区总投资多少？", "太原经开区什么时候建厂？"):
            answer = asked.ask(question)
            assert faults_of(answer, asked.bodies()) == []
            assert all(len(c.quote) <= MAX_SENTENCE_CHARS for c in answer.citations)
