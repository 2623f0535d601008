from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from eval.questions import Question
from eval.verdicts import judge

BODY = "甲区总投资约5亿元。甲区占地62亩。甲区现有员工120人。"
INVESTED, LAND, STAFF = "甲区总投资约5亿元。", "甲区占地62亩。", "甲区现有员工120人。"
ASKED = Question(
    qid="q1",
    question="甲区投资多少、占地多大？",
    answers=("约5亿元", "62亩"),
    answer_groups=(("5亿元", "5亿"), ("62亩",)),
    gold_doc_ids=("a", "b"),
    answerable=True,
    type="figure",
    evidence=(("a", INVESTED), ("a", LAND)),
    note="两个数",
)
UNKNOWN = Question("q2", "甲区有多少食堂？", answerable=False, type="near_miss")


def cite(n: int, quote: str, doc_id: str = "a", **other: Any) -> dict[str, Any]:
    start = BODY.index(quote)
    place = {"start": start, "end": start + len(quote), "quote": quote}
    return {"n": n, "doc_id": doc_id} | place | other


def said(**other: Any) -> dict[str, Any]:
    return {
        "qid": "q1",
        "answer": "总投资**约5亿元** [1]，占地62亩 [2]",
        "short_answer": "约5亿元",
        "refused": False,
        "citations": [cite(1, INVESTED), cite(2, LAND)],
        "retrieved": ["x", "a", "y"],
        "passages": [
            {"doc_id": "a", "text": STAFF},
            {"doc_id": "x", "text": INVESTED},
            {"doc_id": "a", "text": INVESTED + LAND},
        ],
    } | other


REFUSED = said(answer="没有找到。", short_answer=None, refused=True, citations=[])


def test_the_gold_stands_beside_what_was_said() -> None:
    row = judge(ASKED, said())
    assert row["answer"] == said()["answer"]
    assert {name: row[name] for name in ("type", "followup", "note", "answerable")} == {
        "type": "figure",
        "followup": False,
        "note": "两个数",
        "answerable": True,
    }
    assert row["answers"] == ["约5亿元", "62亩"]
    assert row["answer_groups"] == [["5亿元", "5亿"], ["62亩"]]
    assert row["gold_doc_ids"] == ["a", "b"]
    assert row["evidence"] == [["a", INVESTED], ["a", LAND]]
    again = Question("q", "占地呢？", answerable=None, history=(("投资？", "5亿元"),))
    assert judge(again, said())["followup"] is True


def test_the_digest_of_the_gold_changes_with_it_and_with_nothing_else() -> None:
    digest = judge(ASKED, said())["gold"]
    assert judge(replace(ASKED, qid="q9", type="list", note=""), REFUSED)["gold"] == digest
    for changed in (
        replace(ASKED, question="甲区投资多少？"),
        replace(ASKED, answer_groups=(("5亿元", "5亿"),)),
        replace(ASKED, gold_doc_ids=("a",)),
        replace(ASKED, evidence=ASKED.evidence[:1]),
        replace(ASKED, history=(("你好", ""),)),
        replace(ASKED, as_of=date(2025, 11, 20)),
    ):
        assert judge(changed, said())["gold"] != digest


def test_articles_are_found_by_rank() -> None:
    row = judge(ASKED, said())
    # a at rank 2, b nowhere: 1/2 of the gold, the first at rank 2.
    names = ("hit_1", "hit_3", "hit_5", "hit_10", "recall_5", "recall_10", "rr_10")
    assert [row[name] for name in names] == [False, True, True, True, 1 / 2, 1 / 2, 1 / 2]
    # 1/log2(3) = 0.6309 of 1 + 0.6309.
    assert row["ndcg_10"] == pytest.approx(0.6309 / 1.6309, abs=1e-4)


def test_sentences_are_found_in_passages_of_their_own_article() -> None:
    row = judge(ASKED, said())
    # The passage at rank 2 says the same in another article; that at rank 3 holds both sentences.
    names = ("sentence_hit_1", "sentence_hit_3", "sentence_recall_10", "sentence_rr_10")
    assert [row[name] for name in names] == [False, True, 1, 1 / 3]
    # Both at rank 3: 2 × 1/2 of 1 + 0.6309.
    assert row["sentence_ndcg_10"] == pytest.approx(1 / 1.6309, abs=1e-4)


def test_without_passages_no_sentence_is_judged() -> None:
    without = said()
    del without["passages"]
    row = judge(ASKED, without)
    assert row["sentence_hit_1"] is row["sentence_recall_10"] is None
    assert row["hit_3"] is True
    assert judge(ASKED, said(passages=[]))["sentence_hit_10"] is False
    # Evidence that names an article and no sentence in it is nothing to look for.
    blank = Question("q", "谁？", answerable=True, evidence=(("a", ""),))
    row = judge(blank, said())
    assert row["sentence_hit_10"] is row["citation_recall"] is None


def test_what_was_said_against_the_gold() -> None:
    row = judge(ASKED, said(), bodies={"a": BODY})
    # Two things are asked: the short answer, which gives one, isn't judged.
    assert (row["contained"], row["short_contained"]) == (True, None)
    # The short answer 约5亿元 is one of the answers; 62亩 stands in the whole one.
    assert (row["exact"], row["f1"], row["figures_right"]) == (True, 1, True)
    assert (row["citation_precision"], row["citation_recall"]) == (1, 1)
    assert (row["grounded"], row["quoted"]) == (True, True)
    assert (row["refusal_right"], row["right"]) == (True, True)


def test_without_a_short_answer_the_answer_is_taken() -> None:
    row = judge(ASKED, said(short_answer=None, answer="**约5亿元** [1]"))
    assert (row["exact"], row["f1"]) == (True, 1)
    assert (row["short_contained"], row["contained"], row["right"]) == (None, False, False)
    whole = judge(ASKED, said(short_answer=None))
    assert (whole["figures_right"], whole["exact"]) == (True, False)


@pytest.mark.parametrize(
    ("short", "contained", "right"),
    [("约5亿元", True, True), ("6亿元", False, False), (None, False, True)],
)
def test_a_short_answer_that_misleads_is_no_right_answer(
    short: str | None, contained: bool, right: bool
) -> None:
    one = replace(ASKED, answer_groups=(("5亿元",),))
    row = judge(one, said(short_answer=short))
    assert row["contained"] is True
    assert (row["short_contained"], row["right"]) == (contained, right)
    assert judge(one, REFUSED)["short_contained"] is False


def test_a_citation_is_right_where_it_meets_a_gold_sentence() -> None:
    cited = [cite(1, INVESTED), cite(2, STAFF), cite(3, LAND, doc_id="x")]
    row = judge(ASKED, said(citations=cited))
    # One of three, and one of the two gold sentences: x is another article…
    assert (row["citation_precision"], row["citation_recall"]) == (1 / 3, 1 / 2)
    # …and counts where it says itself to be a reprint of a.
    reprint = cite(3, LAND, doc_id="x", also=[{"doc_id": "a", "source": "", "published": ""}])
    row = judge(ASKED, said(citations=[*cited[:2], reprint]))
    assert (row["citation_precision"], row["citation_recall"]) == (2 / 3, 1)
    # Two citations of one sentence are two right ones and one sentence met.
    row = judge(ASKED, said(citations=[cite(1, INVESTED), cite(2, INVESTED)]))
    assert (row["citation_precision"], row["citation_recall"]) == (1, 1 / 2)


def test_a_refusal_of_what_could_be_answered() -> None:
    row = judge(ASKED, REFUSED, bodies={"a": BODY})
    for name in ("contained", "exact", "figures_right", "right"):
        assert row[name] is False, name
    assert (row["f1"], row["citation_recall"], row["refusal_right"]) == (0, 0, False)
    assert row["citation_precision"] is row["grounded"] is row["quoted"] is None
    assert row["hit_3"] is True  # what was found is judged all the same
    # Whatever a refusal cites all the same is cited for nothing.
    row = judge(ASKED, said(refused=True))
    assert (row["citation_precision"], row["citation_recall"]) == (None, 0)
    # 没有 stands in the refusal, and a refusal says nothing.
    none = Question("q", "有吗？", ("没有",), (("没有",),), answerable=True)
    assert judge(none, REFUSED)["contained"] is False


def test_what_no_article_answers() -> None:
    right, wrong = judge(UNKNOWN, REFUSED), judge(UNKNOWN, said())
    assert (right["refusal_right"], right["right"]) == (True, True)
    assert (wrong["refusal_right"], wrong["right"]) == (False, False)
    for name in ("hit_1", "recall_5", "ndcg_10", "sentence_hit_1", "contained", "exact", "f1"):
        assert right[name] is wrong[name] is None, name
    assert wrong["figures_right"] is wrong["citation_precision"] is None
    assert wrong["grounded"] is True  # what must hold of every answer holds of a wrong one too


def test_what_nobody_has_judged_is_not_judged() -> None:
    row = judge(Question("q", "为什么？", gold_doc_ids=("a",)), said())
    judged = {"grounded"}
    for name in ("right", "refusal_right", "contained", "hit_1", "citation_recall", *judged):
        assert (row[name] is None) == (name not in judged), name
    bare = judge(Question("q", "介绍甲区", answerable=True), said())
    assert bare["refusal_right"] is True
    assert bare["right"] is None  # answered, and no gold to tell whether rightly


def test_peers_that_only_answer() -> None:
    row = judge(ASKED, {"answer": "5亿元，62亩", "retrieved": ["a"]}, bodies={"a": BODY})
    assert (row["hit_1"], row["contained"], row["figures_right"]) == (True, True, True)
    for name in ("refusal_right", "right", "citation_precision", "citation_recall", "grounded"):
        assert row[name] is None, name
    assert row["quoted"] is row["sentence_hit_1"] is None
    unsaid = judge(UNKNOWN, {"answer": "5亿元", "retrieved": ["a"], "refused": None})
    assert unsaid["refusal_right"] is unsaid["right"] is None


def test_quotations_are_looked_up_where_the_articles_are_at_hand() -> None:
    moved = said(citations=[cite(1, INVESTED) | {"start": 1}, cite(2, LAND)])
    assert judge(ASKED, moved)["quoted"] is None
    assert judge(ASKED, moved, bodies={"a": BODY})["quoted"] is False
    assert judge(ASKED, said(), bodies={})["quoted"] is False


def test_judging_again_forgets_the_earlier_gold() -> None:
    once = judge(ASKED, said())
    corrected = Question("q1", ASKED.question, ("6亿元",), (("6亿元",),), ("y",), answerable=True)
    again = judge(corrected, once)
    assert again == judge(corrected, said())
    assert (again["contained"], again["rr_10"], again["evidence"]) == (False, 1 / 3, [])
