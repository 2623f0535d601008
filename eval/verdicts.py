"""Judging one row of a run: what was said against the gold of its question."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from eval.metrics import Ranks, hit_at, mean, ndcg_at, ranks_of, recall_at, reciprocal_rank
from eval.questions import Question
from eval.scoring.cmrc import character_f1, exact_match
from eval.scoring.grounding import is_grounded, is_quoted
from eval.scoring.matching import answer_contained, figures_right, plain, same_place

Row = dict[str, Any]
Place = tuple[str, str]  # doc_id, text


def judge(question: Question, row: Row, *, bodies: Mapping[str, str] | None = None) -> Row:
    """Return `row` with the gold and the verdicts; None where there is nothing to judge by.

    `gold` is a digest of what it was judged by: rows of two runs are compared where it is equal.

    `bodies` are the articles' texts by doc_id; without them no quotation is looked up.
    """
    return row | _gold(question) | _found(question, row) | _said(question, row, bodies)


def _gold(question: Question) -> Row:
    return {
        "type": question.type,
        "followup": bool(question.history),
        "note": question.note,
        "answerable": question.answerable,
        "answers": list(question.answers),
        "answer_groups": [list(group) for group in question.answer_groups],
        "gold_doc_ids": list(question.gold_doc_ids),
        "evidence": [list(place) for place in question.evidence],
        "gold": _digest(question),
    }


def _digest(question: Question) -> str:
    """Return 16 hex digits of everything about a question but its number, type and note."""
    asked = replace(question, qid="", type="", note="")
    return hashlib.sha256(repr(asked).encode("utf-8", "replace")).hexdigest()[:16]


def _found(question: Question, row: Row) -> Row:
    """Judge the articles, and the passages held as evidence against the gold sentences."""
    gold = question.gold_doc_ids if question.answerable else ()
    articles = ranks_of(row.get("retrieved") or (), gold, holds=str.__eq__)
    passages = [(place["doc_id"], place["text"]) for place in row.get("passages") or ()]
    wanted = _sentences(question) if "passages" in row else ()
    sentences = ranks_of(passages, wanted, holds=_holds)
    return {
        **_ranked("", articles),
        "recall_5": recall_at(5, articles),
        **_ranked("sentence_", sentences),
    }


def _ranked(prefix: str, ranks: Ranks) -> Row:
    return {
        **{f"{prefix}hit_{k}": hit_at(k, ranks) for k in (1, 3, 5, 10)},
        f"{prefix}recall_10": recall_at(10, ranks),
        f"{prefix}rr_10": reciprocal_rank(ranks),
        f"{prefix}ndcg_10": ndcg_at(10, ranks),
    }


def _sentences(question: Question) -> tuple[Place, ...]:
    """Return the gold sentences; a set may name an article without saying where in it."""
    return tuple(place for place in question.evidence if question.answerable and place[1])


def _holds(passage: Place, sentence: Place) -> bool:
    return passage[0] == sentence[0] and same_place(passage[1], sentence[1])


def _said(question: Question, row: Row, bodies: Mapping[str, str] | None) -> Row:
    refused = bool(row.get("refused"))
    answer = "" if refused else plain(row.get("answer") or "")
    short = "" if refused else plain(row.get("short_answer") or "")
    groups = question.answer_groups if question.answerable else ()
    answers = question.answers if question.answerable else ()
    contained = answer_contained(answer, groups) if groups else None
    asked_short = len(groups) == 1  # what wants several things has no short answer to be judged
    verdicts: Row = {
        "contained": contained,
        "short_contained": answer_contained(short, groups) if groups and asked_short else None,
        "exact": exact_match(short or answer, answers),
        "f1": character_f1(short or answer, answers),
        # A short answer is one thing; what wants several figures is said in the answer.
        "figures_right": figures_right(answer if len(groups) > 1 else short or answer, groups),
        **_cited(question, row, refused=refused),
        "grounded": None if refused else is_grounded(row),
        "quoted": None if refused or bodies is None else is_quoted(row, bodies),
        "refusal_right": None,
        "right": None,
    }
    if question.answerable is not None and row.get("refused") is not None:
        # People read the bold short answer first: one that says something else misleads them.
        verdicts["refusal_right"] = refused != question.answerable
        misled = bool(short) and verdicts["short_contained"] is False
        right = contained and not misled if groups else None
        verdicts["right"] = right if question.answerable else refused
    return verdicts


def _cited(question: Question, row: Row, *, refused: bool) -> Row:
    """Judge the citations against the gold sentences; a reprint of the cited article counts."""
    wanted = _sentences(question)
    if not wanted or "citations" not in row:
        return {"citation_precision": None, "citation_recall": None}
    cited = [] if refused else row["citations"]
    right = [any(_cites(citation, place) for place in wanted) for citation in cited]
    met = [any(_cites(citation, place) for citation in cited) for place in dict.fromkeys(wanted)]
    return {"citation_precision": mean(right), "citation_recall": mean(met)}


def _cites(citation: Mapping[str, Any], place: Place) -> bool:
    also: Sequence[Mapping[str, Any]] = citation.get("also") or ()
    doc_ids = {citation.get("doc_id"), *(reprint["doc_id"] for reprint in also)}
    return place[0] in doc_ids and same_place(citation.get("quote") or "", place[1])
