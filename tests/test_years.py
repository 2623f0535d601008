from dataclasses import asdict

import pytest

from assistant.citations import cite
from assistant.finding.evidence import Evidence
from assistant.quotes.quoting import plain_quote
from assistant.quotes.years import derived_years, parts_with_years, with_years, years_shown
from assistant.schema import Derived
from corpus.article import Article
from eval.scoring.grounding import is_grounded, is_quoted

QUOTE = "园区今年1至9月产值3.2亿元，比去年增长12%。"


@pytest.mark.parametrize(
    ("quote", "published", "shown"),
    [
        ("今年1至9月产值3亿元", "2025-11", "今年（2025年）1至9月产值3亿元"),
        ("去年11月签约", "2025-11-14", "去年（2024年）11月签约"),
        ("计划明年投产", "2025", "计划明年（2026年）投产"),
        ("本月开工", "2025-11", "本月（2025年11月）开工"),
        ("上个月开工", "2025-01-20", "上个月（2024年12月）开工"),
        ("今年以来新增58户", "2025-11", "今年（2025年）以来新增58户"),
        ("近三年来投入5亿元", "2025-11", "近三年来（截至2025年）投入5亿元"),
        ("今年3月开工，今年9月封顶", "2025-11", "今年（2025年）3月开工，今年9月封顶"),
    ],
)
def test_the_year_stands_behind_the_word(quote: str, published: str, shown: str) -> None:
    assert with_years(quote, published) == shown


@pytest.mark.parametrize(
    ("quote", "published"),
    [
        ("今年1至9月产值3亿元", ""),  # counted from which day?
        ("今年1至9月产值3亿元", "2025-01-01"),  # written in 2024
        ("本月开工", "2025"),  # of a year alone
        ("今年（2025年）1至9月", "2025-11"),
        ("2025年预算公布，今年重点是工业", "2025-11"),
        ("比上年增长5%", "2025-11"),  # than the year that was spoken of
        ("10月出口3亿元，比上月增长5%", "2025-11"),  # than September
        ("近日开工", "2025-11"),
        ("近三年财报显示", "2025-11"),
        ("1至9月产值3亿元", "2025-11"),
    ],
)
def test_what_is_given_or_unclear_stays_as_it_is(quote: str, published: str) -> None:
    assert with_years(quote, published) == quote


def test_a_slice_holds_its_own_years_only() -> None:
    start = QUOTE.index("比")
    assert with_years(QUOTE, "2025-11", span=(start, len(QUOTE))) == "比去年（2024年）增长12%。"
    assert with_years(QUOTE, "2025-11", span=(0, 3)) == QUOTE[:3]


def test_the_parts_are_cut_at_the_marks_and_the_answer_stands_the_check() -> None:
    article = Article("a", "", f"开头。{QUOTE}", source="省报", published="2025-11")
    start = 3
    mark = (start + QUOTE.index("今年"), start + QUOTE.index("产值"))
    citation = cite(Evidence(article, start, start + len(QUOTE)), n=1, marks=[mark])
    parts = parts_with_years(citation)
    assert parts == (
        ("园区", False),
        ("今年（2025年）1至9月", True),
        ("产值3.2亿元，比去年（2024年）增长12%。", False),
    )
    derived = derived_years(citation)
    assert [(d.value, d.citations) for d in derived] == [("2025年", (1,)), ("2024年", (1,))]
    assert derived[0].rule == "“今年”按文章发表的时间（2025年11月）推算"
    text = "".join(f"**{plain_quote(t)}**" if marked else plain_quote(t) for t, marked in parts)
    row = {
        "answer": f"{text} [1]",
        "citations": [asdict(citation)],
        "derived": [asdict(d) for d in derived],
    }
    assert is_quoted(row, {"a": article.body})
    assert is_grounded(row)
    assert not is_grounded(row | {"derived": [asdict(derived[0])]})


def test_a_cell_derives_what_it_shows() -> None:
    article = Article("a", "", QUOTE, published="2025-11")
    citation = cite(Evidence(article, 0, len(QUOTE)), n=3)
    (derived,) = derived_years(citation, span=(0, QUOTE.index("比")))
    assert (derived.value, derived.citations) == ("2025年", (3,))


def test_only_the_years_that_the_text_shows_are_derived() -> None:
    article = Article("a", "", QUOTE, published="2025-11")
    citations = [cite(Evidence(article, 0, len(QUOTE)), n=1)]
    (derived,) = years_shown("园区今年（2025年）1至9月产值3.2亿元 [1]", citations)
    assert derived.value == "2025年"
    assert years_shown(f"{QUOTE} [1]", citations) == ()
    known = [Derived("2025年1月至9月", "推算", (1,))]
    assert years_shown("今年（2025年）1至9月 [1]", citations, known=known) == ()
