from datetime import date

import pytest

from assistant.finding.ranking import Ranked, rank_sentences
from assistant.question import read_question
from assistant.quotes.disagreement import disagreements, write_disagreement
from assistant.schema import Answer
from corpus.article import Article
from corpus.repeats import find_repeats
from eval.scoring.grounding import is_grounded, is_quoted
from index.overlap import OverlapSearch

QUESTION = "青岭经开区的芯片产业园总投资多少？"
OLD = "青岭经开区的芯片产业园去年开工，总投资5亿元，占地62亩。"
NEW = "青岭经开区的芯片产业园今年封顶，总投资6.2亿元，占地62亩。"


def pair_of(*bodies: str, question: str = QUESTION, reprints: bool = True) -> tuple[Ranked, ...]:
    """Look for a disagreement between two articles, of 2024-03 and of 2025-03-01."""
    days = ["2024-03", "2025-03-01"]
    articles = {
        f"a{n}": Article(f"a{n}", "", body, source="省报", published=days[n])
        for n, body in enumerate(bodies)
    }
    asked = read_question(question, as_of=date(2025, 4, 1))
    search = OverlapSearch.over(articles.values())
    ranked = rank_sentences(
        asked, search.search(question, k=20), articles=articles, rarity=lambda _: 1.0
    )
    repeats = find_repeats(list(articles.values())) if reprints else {}
    return disagreements(asked, ranked, repeats)


def test_two_values_of_one_project_are_both_shown_the_newest_first() -> None:
    pair = pair_of(OLD, NEW)
    assert [r.evidence.article.published for r in pair] == ["2025-03-01", "2024-03"]
    draft = write_disagreement(pair)
    assert draft.text == (
        "两篇报道说法不一：\n\n"
        "2025年3月1日：青岭经开区的芯片产业园今年（2025年）封顶，总投资**6.2亿元**，占地62亩。 [1]"
        "\n\n"
        "2024年3月：青岭经开区的芯片产业园去年（2023年）开工，总投资**5亿元**，占地62亩。 [2]"
    )
    assert draft.short_answer == "说法不一：6.2亿元、5亿元"


def test_every_number_of_the_draft_is_borne_out() -> None:
    draft = write_disagreement(pair_of(OLD, NEW))
    row = Answer(
        QUESTION,
        QUESTION,
        draft.text,
        short_answer=draft.short_answer,
        citations=draft.citations,
        derived=draft.derived,
    ).to_json()
    assert is_quoted(row, {"a0": OLD, "a1": NEW})
    assert is_grounded(row)
    assert not is_grounded(row | {"derived": []})


def test_two_days_of_completion_are_shown() -> None:
    question = "青岭经开区的芯片产业园什么时候竣工？"
    first = "青岭经开区的芯片产业园总投资5亿元，预计2025年12月竣工。"
    later = "青岭经开区的芯片产业园建设提速，预计2026年6月竣工。"
    pair = pair_of(first, later, question=question)
    assert [r.evidence.article.doc_id for r in pair] == ["a1", "a0"]
    assert pair_of(first, "青岭经开区的芯片产业园已于2026年6月竣工。", question=question) == ()


@pytest.mark.parametrize(
    "other",
    [
        "青岭经开区的芯片产业园今年封顶，总投资50000万元，占地62亩。",  # the same value
        "青岭经开区的芯片产业园今年封顶，总投资约5.03亿元，占地62亩。",  # 5亿元 is that, rounded
        "青岭经开区的芯片产业园今年封顶，总投资超4亿元，占地62亩。",  # no exact value
        "青岭经开区的芯片产业园今年封顶，计划总投资6亿元，占地62亩。",  # another stage
        "青岭经开区的芯片产业园二期今年封顶，总投资6亿元，占地62亩。",  # another part
        "青岭经开区的芯片产业园今年封顶，累计完成投资3亿元，占地62亩。",  # another attribute
        "白河经开区的芯片产业园今年封顶，总投资6亿元，占地62亩。",  # another zone
        "青岭经开区的纺织产业园今年封顶，总投资6亿元，占地62亩。",  # another project
        "青岭经开区的芯片产业园和纺织城今年封顶，总投资6亿元，占地62亩。",  # two projects
        "青岭经开区的芯片产业园等3个项目今年封顶，总投资16亿元。",
        "青岭经开区的芯片产业园今年封顶，占地62亩，园内远山科技项目总投资6亿元。",
    ],
)
def test_what_is_of_another_thing_is_no_disagreement(other: str) -> None:
    assert pair_of(OLD, other) == ()


@pytest.mark.parametrize(
    ("other", "disagree"),
    [
        ("青岭经开区2023年税收3亿元，增长明显。", True),
        ("青岭经开区2024年税收3亿元，增长明显。", False),  # another year
        ("青岭经开区税收3亿元，增长明显。", False),  # of which year?
        ("青岭经开区远山公司2023年税收3亿元，增长明显。", False),
    ],
)
def test_a_zone_s_figures_must_be_of_one_period(other: str, *, disagree: bool) -> None:
    first = "青岭经开区2023年税收2亿元，增长较快。"
    pair = pair_of(first, other, question="青岭经开区2023年税收多少？")
    assert bool(pair) is disagree


def test_a_reprint_with_a_slip_is_no_disagreement() -> None:
    story = "项目由远山科技有限公司投资建设，建成后将形成设计、制造和封测的完整链条，带动就业。" * 3
    slip = OLD.replace("5亿", "8亿")
    assert pair_of(OLD + story, slip + story, reprints=False)
    assert pair_of(OLD + story, slip + story) == ()


def test_a_follow_up_finds_the_disagreement_of_its_project() -> None:
    context = "青岭经开区的芯片产业园什么时候开工？"
    question = "那总投资呢？"
    articles = {
        name: Article(name, "", body, source="省报", published=day)
        for name, body, day in (("a0", OLD, "2024-03"), ("a1", NEW, "2025-03-01"))
    }
    asked = read_question(question, context=context, as_of=date(2025, 4, 1))
    hits = OverlapSearch.over(articles.values()).search(f"{context}{question}", k=20)
    ranked = rank_sentences(asked, hits, articles=articles, rarity=lambda _: 1.0)
    assert len(disagreements(asked, ranked, {})) == 2
