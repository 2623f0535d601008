"""The hand-written questions on the sample articles: their kinds, and their gold."""

from collections import Counter
from pathlib import Path

import pytest

from corpus.readers import read_articles
from eval.check import Checked, check_set
from eval.questions import TYPES

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "eval" / "questions" / "sample.jsonl"
# Answers that a rule computes from a relative date; no sentence says them.
DERIVED = {"sample-028", "sample-029", "sample-032", "sample-243"}


@pytest.fixture(scope="module")
def checked() -> Checked:
    briefs = read_articles(ROOT / "corpus" / "articles").articles
    return check_set(SAMPLE, bodies={brief.doc_id: brief.body for brief in briefs})


def test_the_gold_stands_in_the_articles(checked: Checked) -> None:
    derived = [q.qid for q in checked.questions]
    hints = {derived[finding.line - 1] for finding in checked.findings if not finding.serious}
    assert [str(finding) for finding in checked.findings if finding.serious] == []
    assert hints == DERIVED


def test_people_s_kinds_of_question_are_all_there(checked: Checked) -> None:
    types = Counter(question.type for question in checked.questions)
    assert set(types) == set(TYPES) - {"", "unanswerable"}
    assert len(checked.questions) >= 300
    assert types["near_miss"] >= 60
    assert min(types[name] for name in ("policy", "why_how", "summary")) >= 25
    assert min(types.values()) >= 15


def test_every_question_can_be_judged(checked: Checked) -> None:
    for question in checked.questions:
        if question.answerable:
            assert question.answer_groups, question.qid
            assert {doc_id for doc_id, _ in question.evidence} == set(question.gold_doc_ids)
        else:
            assert question.type == "near_miss", question.qid
            assert question.note, "what is there, and what is not"
        assert bool(question.history) or question.type != "followup"


def test_no_question_is_asked_twice(checked: Checked) -> None:
    asked = Counter((q.question, q.history, q.as_of) for q in checked.questions)
    assert [question for question, times in asked.items() if times > 1] == []
