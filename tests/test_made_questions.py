"""Questions made by code from news: their spans, their wordings, and what has no answer."""

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.reader.made.attributes import ATTRIBUTES, written_unit
from assistant.reader.made.misses import is_unsaid, scene_of
from assistant.reader.made.names import lines_of, name_at_front, shorter_names
from assistant.reader.made.questions import (
    Made,
    MissMade,
    facts_of,
    main,
    make_questions,
    trainable,
)
from corpus.article import Article

PARK = Article(
    "even-park",
    "平湖智造产业园开工",
    "8月16日，平湖智造产业园项目正式开工。该项目由平湖新城建设集团有限公司投资建设，总投资约35亿元，"
    "占地面积420亩。今年上半年，平湖经开区完成工业投资12.6亿元，同比增长18.3%。"
    "平湖经开区管委会主任王洪宇介绍，园区形成了新能源、新材料、装备制造等主导产业。",
    published="2023-08-17",
)
FOOD = Article(
    "even-food",
    "长丰食品基地投产",
    "7月20日，长丰食品加工基地项目建成投产。项目注册资本5000万元，现有员工260人。"
    "基地位于平湖县东郊。长丰食品有限公司董事长李建国表示，今年产值预计达到3亿元。",
    published="2023-07-21",
)


def made_of(articles: Sequence[Article]) -> tuple[list[Made], list[MissMade]]:
    every = list(make_questions(articles, seed=3))
    return (
        [one for one in every if isinstance(one, Made)],
        [one for one in every if isinstance(one, MissMade)],
    )


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return made_of([PARK, FOOD])[0]


@pytest.fixture(scope="module")
def misses() -> list[MissMade]:
    return made_of([PARK, FOOD])[1]


def answers(made: Sequence[Made], article: Article, kind: str) -> dict[str, set[str]]:
    """Return the questions of a kind by their answer."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in made:
        if one.doc_id == article.doc_id and one.kind == kind:
            found[article.body[one.start : one.end]].add(one.question)
    return found


@pytest.mark.parametrize(
    ("article", "kind", "answer", "word"),
    [
        (PARK, "figure", "约35亿元", "投资"),
        (PARK, "figure", "420亩", "占"),
        (PARK, "growth", "18.3%", "工业投资"),
        (PARK, "date", "8月16日", "开工"),
        (PARK, "body", "平湖新城建设集团有限公司", "投资建设"),
        (PARK, "person", "王洪宇", "管委会"),
        (PARK, "list", "新能源、新材料、装备制造", "主导产业"),
        (FOOD, "figure", "5000万元", "注册"),
        (FOOD, "place", "平湖县东郊", "基地"),
    ],
)
def test_span_answers(
    made: list[Made], article: Article, kind: str, answer: str, word: str
) -> None:
    questions = answers(made, article, kind)[answer]
    assert any(word in question for question in questions), questions


def test_one_fact_is_asked_in_many_wordings(made: list[Made]) -> None:
    questions = answers(made, PARK, "figure")["约35亿元"]
    assert len(questions) >= 6
    assert all("平湖智造产业园" in q or "平湖智" in q for q in questions if len(q) > 14)


def test_year_of_the_article_is_in_the_question(made: list[Made]) -> None:
    questions = answers(made, PARK, "growth")["18.3%"]
    assert any("2023年上半年" in question for question in questions)
    assert not any("今年" in question for question in questions)


def test_spans_lie_in_the_body(made: list[Made]) -> None:
    bodies = {article.doc_id: article.body for article in (PARK, FOOD)}
    for one in made:
        answer = bodies[one.doc_id][one.start : one.end]
        assert answer == answer.strip() != "", one


def test_no_question_has_and_lacks_an_answer(made: list[Made], misses: list[MissMade]) -> None:
    asked = {(one.doc_id, one.question) for one in made}
    assert not asked & {(miss.doc_id, miss.question) for miss in misses}


def test_misses_ask_for_what_the_article_does_not_say(misses: list[MissMade]) -> None:
    kinds = {miss.kind for miss in misses if miss.doc_id == PARK.doc_id}
    assert {"attribute", "time", "part"} <= kinds
    for miss in misses:
        if miss.doc_id == PARK.doc_id and miss.kind == "attribute":
            assert "占地" not in miss.question, miss
        if miss.kind == "time":
            assert "2023年" not in miss.question, miss


def test_attribute_by_another_name_is_said() -> None:
    (staff,) = (a for a in ATTRIBUTES if a.key == "员工")
    assert not is_unsaid(scene_of(FOOD, ()), staff)
    assert is_unsaid(scene_of(PARK, ()), staff)
    worded = Article("x", "", "工厂里有工人260名。")
    assert not is_unsaid(scene_of(worded, ()), staff)


def test_same_seed_same_questions() -> None:
    assert list(make_questions([PARK], seed=1)) == list(make_questions([PARK], seed=1))
    assert list(make_questions([PARK], seed=1)) != list(make_questions([PARK], seed=2))


def test_question_with_two_answers_is_left_out() -> None:
    article = Article("x", "", "南河产业园项目总投资5亿元。南河产业园项目总投资8亿元。")
    assert not [fact for fact in facts_of(article) if fact.kind == "figure"]


def even(name: str) -> str:
    """Return the first doc_id of this name that falls in the half to train on."""
    ids = (f"{name}-{n}" for n in range(100))
    return next(i for i in ids if int(hashlib.sha256(i.encode()).hexdigest(), 16) % 2 == 0)


def test_measuring_articles_and_their_reprints_are_kept_out() -> None:
    gold, reprint, other = (
        Article(even("gold"), "", PARK.body),
        Article(even("reprint"), "", PARK.body.replace("8月16日，", "")),
        Article(even("other"), "", FOOD.body),
    )
    odd = next(i for i in (f"odd-{n}" for n in range(100)) if is_odd(i))
    kept = trainable([gold, reprint, other, Article(odd, "", "别的文章" * 20)], {gold.doc_id})
    assert [article.doc_id for article in kept] == [other.doc_id]


def is_odd(doc_id: str) -> bool:
    return int(hashlib.sha256(doc_id.encode()).hexdigest(), 16) % 2 == 1


def test_subject_goes_on_through_a_sentence() -> None:
    lines = {line.clause.text: line.subject for line in lines_of(PARK)}
    assert lines["总投资约35亿元"] == "平湖智造产业园项目"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("平湖新城建设集团有限公司投资建设", "平湖新城建设集团有限公司"),
        ("培育产业园区一批", ""),
        ("推动平湖产业园建设", ""),
        ("平湖新城建设集团、长丰食品", ""),
    ],
)
def test_name_at_front(text: str, name: str) -> None:
    assert name_at_front(text)[0] == name


def test_shorter_names() -> None:
    assert "平湖经开区" in shorter_names("平湖经济技术开发区")
    assert shorter_names("平湖") == []


@pytest.mark.parametrize(
    ("figure", "unit"),
    [("约11.56亿元", "亿元"), ("420亩", "亩"), ("260余人", "人"), ("18.3%", "%")],
)
def test_written_unit(figure: str, unit: str) -> None:
    assert written_unit(figure) == unit


def test_command_writes_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"doc_id": even("a"), "title": PARK.title, "text": PARK.body, "date": "2023-08-17"}]
    (tmp_path / "corpus.jsonl").write_text(json.dumps(rows[0]), encoding="utf-8")
    (tmp_path / "dev.jsonl").write_text(json.dumps({"gold_doc_ids": ["other"]}), encoding="utf-8")
    out = tmp_path / "made.jsonl"
    command = ["made", "--articles", str(tmp_path / "corpus.jsonl")]
    command += ["--questions", str(tmp_path / "dev.jsonl"), "--out", str(out)]
    monkeypatch.setattr(sys, "argv", command)
    main()
    written = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {row["answerable"] for row in written} == {True, False}
    for row in written:
        assert set(row) == {"question", "doc_id", "start", "end", "kind", "answerable"}
        if row["answerable"]:
            assert PARK.body[row["start"] : row["end"]]
        else:
            assert row["start"] is None
