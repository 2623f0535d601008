"""Where citations lie in their article, what of them is marked, and how they are quoted."""

from dataclasses import replace

import pytest

from assistant.citations import (
    Claim,
    answering_spans,
    apart,
    citations_of,
    cite,
    cite_each,
    parse_claim,
    plain_text,
)
from assistant.finding.evidence import Evidence
from assistant.finding.marking import Mark
from assistant.finding.ranking import Features, Ranked
from assistant.quotes.quoting import marks_of, plain_quote, said_at, with_bold
from assistant.schema import Citation, Span
from corpus.article import Article
from tests.test_citations import ARTICLE, BODY, sentence


def test_a_citation_is_cut_out_with_the_marks_that_lie_inside() -> None:
    marks = [(9, 12), (7, 20), (9, 12), (6, 9), (19, 21), (12, 12), (15, 13)]
    cited = cite(Evidence(replace(ARTICLE, url="https://a.cn"), 7, 20, 0.5), n=3, marks=marks)
    assert cited == Citation(
        3, "a", ARTICLE.title, "《某报》", "2025-11", "https://a.cn", 7, 20, BODY[7:20],
        marks=((7, 20), (9, 12)), score=0.5,
    )  # fmt: skip


OTHER = Article("b", "园区", "园区总投资3亿元。占地62亩。")


def test_what_claims_cite_is_numbered_as_it_first_appears() -> None:
    evidence = [sentence(1), Evidence(OTHER, 0, 9), Evidence(OTHER, 9, 15)]
    written = ("占地62亩[3]。", "分别投资5亿元[1]、3亿元[2]。", "面积62亩[3]。")
    found = citations_of([parse_claim(text, known=3) for text in written], evidence)
    bodies = {"a": BODY, "b": OTHER.body}
    assert [
        (c.n, c.quote, [bodies[c.doc_id][start:end] for start, end in c.marks]) for c in found
    ] == [
        (1, "占地62亩。", ["62亩"]),
        (2, sentence(1).text, ["约5亿元"]),
        (3, "园区总投资3亿元。", ["3亿元"]),
    ]


def test_marks_of_one_sentence_share_its_citation() -> None:
    one, two = sentence(0), replace(sentence(0), article=replace(ARTICLE, doc_id="b"))
    cited = cite_each([(one, (3, 6)), (two, (1, 2)), (one, (0, 2))])
    assert cited[0] is cited[2]
    assert [(c.n, c.doc_id, c.marks) for c in cited[:2]] == [
        (1, "a", ((0, 2), (3, 6))),
        (2, "b", ((1, 2),)),
    ]
    assert cite_each([]) == []


def test_a_claim_without_markers_and_bold() -> None:
    assert plain_text(Claim("**约5亿元**{1}{12}，占地。", (1, 12))) == "约5亿元，占地。"


@pytest.mark.parametrize(
    ("claim", "quote", "marked"),
    [
        ("占地**现{1}场**", "在现场，现场", ["现场"]),
        ("**现场，**很热闹", "到现场。", ["现场"]),
        ("**，。**很热闹", "到，。", []),
        ("**别处**和**现场**", "在现场", ["现场"]),
        ("**到现场**和**记者到**", "11月记者到现场", ["记者到"]),
        ("**现场**投资5亿元", "现场投资5亿元", ["5亿元"]),
        ("**现场**投资6亿元", "现场投资5亿元", ["现场"]),
        ("", "投资5亿元", []),
    ],
)
def test_what_of_a_quotation_answers(claim: str, quote: str, marked: list[str]) -> None:
    found = [quote[start:end] for start, end in answering_spans(Claim(claim, ()), quote)]
    assert found == marked


def test_of_two_figures_that_fit_as_well_the_first_is_marked() -> None:
    assert answering_spans(Claim("甲县新增58亩", ()), "甲县58亩、新增58亩") == [(2, 5)]


@pytest.mark.parametrize(
    ("spans", "kept"),
    [
        ([(3, 5), (0, 3)], [(0, 3), (3, 5)]),
        ([(2, 4), (0, 3), (3, 6)], [(0, 3), (3, 6)]),
        ([(0, 3), (0, 3)], [(0, 3)]),
        ([], []),
    ],
)
def test_spans_are_kept_apart(spans: list[Span], kept: list[Span]) -> None:
    assert apart(spans) == kept


def test_a_quotation_brings_no_marks_of_its_own() -> None:
    assert plain_quote("**5**亿[1]、[2, 3]和[a]") == "＊＊5＊＊亿〔1〕、〔2, 3〕和[a]"


def test_a_quotation_has_its_marks_in_bold() -> None:
    mark, features = Mark(8, 12, 1.0, 1.0, also=((15, 18),)), Features(*[0.0] * 14)
    evidence = sentence(1)
    ranked = Ranked(evidence, mark, features, 1.0)
    start = evidence.start
    assert marks_of(ranked) == ((start + 8, start + 12), (start + 15, start + 18))
    assert marks_of(replace(ranked, mark=None)) == ()
    with_comma = replace(mark, start=12, end=18, also=())
    assert marks_of(replace(ranked, mark=with_comma)) == ((start + 13, start + 18),)
    citation = cite(evidence, n=1, marks=marks_of(ranked))
    assert with_bold(citation) == (
        "生态科技港总投资**约5亿元**，占地**62亩**，去年（2024年）签约，2026年7月封顶。"
    )
    assert [said_at(citation, span) for span in citation.marks] == ["约5亿元", "62亩"]
    starred = replace(citation, quote=citation.quote.replace("约", "*").replace("生", "*"))
    assert with_bold(starred).startswith("＊态科技港总投资**＊5亿元**，")
