from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking.checks import failings
from assistant.checking.grounds import Ground, folded, zones_in
from assistant.citations import Claim, citations_of, cite, parse_claim, renumber
from assistant.finding.evidence import Evidence
from corpus.article import Article

BODY = (
    "本市向高新区下放省级事项58项，分别向平定、盂县经开区下放县级事项58项、51项。"
    "生态科技港总投资约5亿元，占地62亩，去年签约，2026年7月封顶。"
    "今年1至9月工业增加值增长21.7%，11月10日记者到现场。"
)
ARTICLE = Article("a", "半导体生态科技港开建", BODY, source="《某报》", published="2025-11")


def sentence(n: int) -> Evidence:
    parts = [p + "。" for p in BODY.split("。") if p]
    start = BODY.index(parts[n])
    return Evidence(ARTICLE, start, start + len(parts[n]), score=0.5)


def unsupported(
    sentence: str,
    quotes: Sequence[str],
    *,
    titles: Sequence[str] = (),
    published: Sequence[str] = (),
) -> list[str]:
    """Return what the sentence says and none of its quotations does, as it is written.

    `titles` are words that stand with the quotations (titles, zones); `published` are the dates of
    their articles, against which 今年 and 去年 are resolved.
    """
    titles = [*titles, *[""] * (len(quotes) - len(titles))]
    days = [*published, *[""] * (len(quotes) - len(published))]
    grounds = [
        Ground(folded(q), title=folded(t), zones=tuple(z.name for z in zones_in(t)), published=day)
        for q, t, day in zip(quotes, titles, days, strict=False)
    ]
    return failings(sentence, grounds)


def test_the_quote_is_cut_out_of_the_article() -> None:
    evidence = sentence(1)
    at = BODY.index("约5亿元")
    citation = cite(evidence, n=3, marks=[(at, at + 4), (0, 2), (at, 10_000)])
    assert citation.quote == BODY[citation.start : citation.end] == evidence.text
    assert (citation.n, citation.doc_id, citation.source) == (3, "a", "《某报》")
    assert citation.marks == ((at, at + 4),)


@pytest.mark.parametrize(
    ("written", "text", "numbers"),
    [
        ("总投资约5亿元[1]。", "总投资约5亿元{1}。", (1,)),
        ("总投资约5亿元。[1][3]", "总投资约5亿元。{1}{3}", (1, 3)),
        ("总投资约5亿元 [1,2]。", "总投资约5亿元{1}{2}。", (1, 2)),
        ("总投资约5亿元【1】。", "总投资约5亿元{1}。", (1,)),
        ("总投资约5亿元［2］。", "总投资约5亿元{2}。", (2,)),
        ("总投资约5亿元[来源1、资料2]。", "总投资约5亿元{1}{2}。", (1, 2)),
        ("总投资约5亿元【1†source】。", "总投资约5亿元{1}。", (1,)),
        ("总投资约5亿元[9]。", "总投资约5亿元。", ()),
        ("总投资约5亿元[0][2][9]。", "总投资约5亿元{2}。", (2,)),
        ("总投资约5亿元。", "总投资约5亿元。", ()),
        ("文号[2023]5号{1}。", "文号[2023]5号（1）。", ()),
    ],
)
def test_reads_the_citations_that_models_write(
    written: str, text: str, numbers: tuple[int, ...]
) -> None:
    assert parse_claim(written, known=3) == Claim(text, numbers)


def test_numbers_run_from_one_in_order_of_appearance() -> None:
    claims = [Claim("甲{7}。", (7,)), Claim("乙{2}{7}，丙{2}。", (2, 7))]
    text, order = renumber(claims)
    assert text == "甲 [1]。\n\n乙 [2][1]，丙 [2]。"
    assert order == {7: 1, 2: 2}


def marked(claim: str, evidence: Evidence) -> list[str]:
    (citation,) = citations_of([parse_claim(claim, known=1)], [evidence])
    assert citation.quote == BODY[citation.start : citation.end]
    return [BODY[a:b] for a, b in citation.marks]


def test_marks_the_figure_that_the_sentence_uses() -> None:
    assert marked("总投资5亿元[1]。", sentence(1)) == ["约5亿元"]
    assert marked("占地62亩，投资50000万元[1]。", sentence(1)) == ["约5亿元", "62亩"]
    assert marked("在**现场**[1]。", sentence(2)) == ["现场"]


def test_marks_the_right_one_of_two_equal_figures() -> None:
    (citation,) = citations_of(
        [parse_claim("平定经开区获得县级事项58项[1]。", known=1)], [sentence(0)]
    )
    assert citation.marks == ((BODY.rindex("58项"), BODY.rindex("58项") + 3),)
    (citation,) = citations_of([parse_claim("高新区获得省级事项58项[1]。", known=1)], [sentence(0)])
    assert citation.marks == ((BODY.index("58项"), BODY.index("58项") + 3),)


TRUE = [
    (0, "盂县经开区获得51项县级事项"),
    (0, "两地分别为58项和51项"),
    (1, "总投资约5亿元"),
    (1, "总投资50000万元"),
    (1, "占地62亩"),
    (1, "2026年7月封顶"),
    (1, "2024年签约"),
    (1, "半导体生态科技港占地62亩"),
    (2, "今年1至9月增长21.7%"),
    (2, "今年(2025年)1至9月增长21.7%"),
    (2, "前三季度增长21.7%"),
    (2, "2025年11月10日"),
]
WRONG = [
    (1, "总投资约6亿元", "约6亿元"),
    (1, "总投资约5万元", "约5万元"),
    (1, "总投资约5亿美元", "约5亿美元"),
    (1, "占地62平方米", "62平方米"),
    (1, "2027年7月封顶", "2027年7月"),
    (1, "2026年8月封顶", "2026年8月"),
    (1, "2025年签约", "2025年"),
    (1, "今年签约", "今年"),
    (1, "将引进CFB3设备", "3"),
    (2, "工业增加值下降21.7%", "21.7%"),
    (2, "增长27.1%", "27.1%"),
    (2, "2024年11月10日", "2024年11月10日"),
    (2, "风陵渡经开区增长21.7%", "风陵渡经开区"),
]


@pytest.mark.parametrize(("number", "text"), TRUE)
def test_lets_pass_what_the_quotation_says(number: int, text: str) -> None:
    evidence = sentence(number)
    assert not unsupported(text, [evidence.text], titles=[ARTICLE.title], published=["2025-11"])


@pytest.mark.parametrize(("number", "text", "missing"), WRONG)
def test_finds_what_the_quotation_does_not_say(number: int, text: str, missing: str) -> None:
    evidence = sentence(number)
    found = unsupported(text, [evidence.text], titles=[ARTICLE.title], published=["2025-11"])
    assert found == [missing]


def test_zones_are_looked_for_in_quotations_and_titles() -> None:
    quote = "分别向平定、盂县经开区下放58项、51项。"
    assert not unsupported("平定经开区获58项", [quote])
    assert not unsupported("盂县经济技术开发区获51项", [quote])
    assert unsupported("文水经开区获51项", [quote]) == ["文水经开区"]
    assert not unsupported("风陵渡开发区用地17亩", ["用地17亩。"], titles=["风陵渡经济开发区"])
    assert unsupported("太原高新区用地17亩", ["太原经开区用地17亩。"]) == ["太原高新区"]


def test_turned_qualifiers_are_found() -> None:
    assert unsupported("年产值不足6亿元", ["达产后年产值不少于6亿元。"])
    assert unsupported("时间超过30天", ["办理时间不得超过30天。"])
    assert unsupported("规模低于5000人", ["企业规模高于5000人。"])
    assert not unsupported("时间不超过30天", ["办理时间不得超过30天。"])
    assert not unsupported("年产值超过6亿元", ["达产后年产值不少于6亿元。"])


def test_a_bare_one_is_supported_by_its_numeral() -> None:
    assert not unsupported("建设1座办公楼", ["将建设一座办公楼。"])


def test_without_quotations_every_figure_fails() -> None:
    assert unsupported("总投资5亿元", []) == ["5亿元"]
    assert unsupported("", []) == []


@given(st.text(), st.text())
def test_checks_read_any_text(text: str, quote: str) -> None:
    unsupported(text, [quote], published=["2025"])
    assert not unsupported(quote, [quote], published=["2025"])


@given(st.text(), st.integers(0, 12))
def test_numbers_that_were_not_offered_never_come_back(text: str, known: int) -> None:
    assert all(1 <= n <= known for n in parse_claim(text, known=known).numbers)
