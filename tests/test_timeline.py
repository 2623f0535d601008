"""The course of a project or zone: dated, oldest first, about nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.draft import Written
from assistant.finding.ranking import rank_sentences
from assistant.question import read_question
from assistant.tables.timeline import read_timeline, write_timeline
from corpus.article import Article
from index.overlap import OverlapSearch
from tests.overview_fixtures import article, check

BATTERY = article(
    "a",
    "远山电池材料项目落户青岭经开区。项目去年11月签约，今年3月开工建设，预计2026年6月建成投产。"
    "远山电池材料项目总投资30亿元。",
    "2025-08-10",
)
LATER = article("b", "9月1日，青岭经开区的远山电池材料项目厂房封顶。", "2025-09-02")
OTHER = article("c", "8月20日，白河高新区的云顶芯片封测基地竣工。", "2025-08-21")
ZONE = article(
    "d",
    "青岭经开区成立于1998年。8月5日，青岭经开区举行集中开工仪式。"
    "8月6日，青岭经开区的远山公司举行年会。白河高新区8月7日举行推介会。",
    "2025-08-08",
)


def timeline(question: str, *library: Article) -> Written | None:
    asked = read_timeline(question)
    assert asked
    articles = {a.doc_id: a for a in library}
    read = read_question(question, as_of=date(2025, 9, 10))
    hits = OverlapSearch.over(library).search(question, k=20)
    ranked = rank_sentences(read, hits, articles=articles, rarity=lambda _: 1.0)
    table = write_timeline(asked, read, ranked, articles)
    if table:
        check(table, articles)
    return table


def days(table: Written | None) -> list[str]:
    assert table
    return [line.split("：")[0] for line in table.draft.text.split("\n\n")]


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("远山电池材料项目的进展如何？", "远山电池材料项目"),
        ("青岭经开区最近有什么动态？", "青岭经开区"),
        ("云顶芯片封测基地经历了哪些阶段？", "云顶芯片封测基地"),
        ("远山电池材料项目建到哪一步了？", "远山电池材料项目"),
        ("请梳理青岭经开区的发展历程", "青岭经开区"),
        ("白河高新区有什么新动态", "白河高新区"),
    ],
)
def test_whose_course_is_asked_for(question: str, subject: str) -> None:
    asked = read_timeline(question)
    assert asked
    assert asked.subject == subject


@pytest.mark.parametrize(
    "question",
    [
        "远山项目投资多少？",
        "太原天气怎么样",
        "远山项目的进展报告是谁发布的？",
        "最近有什么动态？",
        "远山项目在哪方面取得了进展？",
        "总结远山公司的治理计划及进展",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert read_timeline(question) is None


def test_oldest_first_with_resolved_days_and_plans_named() -> None:
    table = timeline("远山电池材料项目的进展如何？", BATTERY, LATER, OTHER)
    assert days(table) == ["2024年11月", "2025年3月", "2025年9月1日", "2026年6月（计划）"]
    assert table
    assert {d.value for d in table.draft.derived} >= {"2024年11月", "2025年3月"}
    assert "云顶" not in table.draft.text


def test_a_zone_has_its_own_events_only() -> None:
    table = timeline("青岭经开区的发展历程", ZONE, OTHER)
    assert days(table) == ["1998年", "2025年8月5日"]
    assert table
    assert "年会" not in table.draft.text


def test_recent_leaves_out_what_is_long_past() -> None:
    assert timeline("青岭经开区最近有什么动态？", ZONE, OTHER) is None  # one event is no course


def test_what_two_papers_print_is_told_once() -> None:
    twice = replace(LATER, doc_id="b2", published="2025-09-03")
    assert days(timeline("远山电池材料项目的进展", BATTERY, LATER, twice)) == [
        "2024年11月", "2025年3月", "2025年9月1日", "2026年6月（计划）",
    ]  # fmt: skip


def test_the_founding_of_a_company_is_no_event_of_its_project() -> None:
    firm = article("f", "远山电池材料成立于2019年，主营电池材料。", "2025-08-11")
    assert "2019年" not in days(timeline("远山电池材料项目的进展", BATTERY, firm))


def test_nothing_dated_makes_no_timeline() -> None:
    plain = article("p", "远山电池材料项目位于青岭经开区，总投资30亿元。")
    assert timeline("远山电池材料项目的进展如何？", plain) is None
