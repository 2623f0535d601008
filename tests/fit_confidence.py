"""Fit the coefficients of assistant/confidence.json: what `make confidence SHARED=…` runs.

Questions of rageval_zh_dev and of the half of crud_news_dev whose qid hashes even. Where a question
has an answer, the sentences that hold it are also taken away: what is left is a near miss.
"""

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.app import similar_by
from assistant.confidence import FILE
from assistant.conversation import searched, stand_alone
from assistant.question import read_question
from assistant.ranking import Ranked, rank_sentences
from assistant.reprints import without_reprints
from assistant.schema import Turn
from assistant.signals import LOOKED_AT, NAMES, signals
from eval.questions import Question, load_questions
from eval.scoring.matching import answer_contained
from index.encoder import load_encoder
from index.search import ZoneIndex, open_index
from index.weights import MODEL_NAME

SETS = {"rageval_zh_dev": None, "crud_news_dev": date(2023, 8, 20)}
SHARES = {"answerable": 1.0, "unanswerable": 0.6, "taken_away": 0.4}  # of the weight of a set
STRENGTH = 0.002  # inverse of the L2 penalty, scikit-learn's C
Row = tuple[str, tuple[float, ...]]  # a key of SHARES, signals


def main() -> None:
    """Gather, fit, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("shared", type=Path, help="the folder that holds sets/")
    options.add_argument("indexes", type=Path, help="holds SET/index, as make bench builds them")
    options.add_argument("--models", type=Path, default=Path("data/models"))
    options.add_argument("--limit", type=int, default=700, help="questions of a set")
    given = options.parse_args()
    encoder = load_encoder(MODEL_NAME, given.models)
    groups: list[list[Row]] = []
    for name, day in SETS.items():
        index = open_index(given.indexes / name / "index", encoder=encoder)
        questions = _chosen(load_questions(given.shared / "sets" / name / "questions.jsonl"), name)
        rows: list[Row] = []
        for number, question in enumerate(questions[: given.limit], start=1):
            rows += _rows(question, index, day, similar=similar_by(encoder))
            if number % 50 == 0:
                sys.stderr.write(f"{name} {number} / {len(questions[: given.limit])}\n")
        groups.append(rows)
        index.close()
    fitted = fit(groups) | {"model": MODEL_NAME}
    how = f"{__doc__.strip()} Limit {given.limit} a set, weights {SHARES}, C {STRENGTH}."
    row = {"how": how, "when": date.today().isoformat()} | fitted
    FILE.write_text(json.dumps(row, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _chosen(questions: Sequence[Question], name: str) -> list[Question]:
    if name == "crud_news_dev":
        return [q for q in questions if int(hashlib.md5(q.qid.encode()).hexdigest(), 16) % 2 == 0]
    return random.Random(1).sample(list(questions), len(questions))


def _rows(
    question: Question,
    index: ZoneIndex,
    day: date | None,
    *,
    similar: Callable[[str, Sequence[str]], Sequence[float]],
) -> Iterator[Row]:
    as_of = question.as_of or day or date.today()
    standalone = stand_alone(question.question, [Turn(*turn) for turn in question.history])
    hits = index.retriever.search(searched(standalone, as_of), k=100)
    asked = read_question(standalone.question, context=standalone.context, as_of=as_of)
    found = rank_sentences(asked, hits, articles=index.articles, rarity=index.rarity)
    ranked = without_reprints(found, index.repeats)[: 2 * LOOKED_AT]
    text = f"{asked.context} {asked.text}".strip()
    sure = similar(text, [sentence.evidence.text for sentence in ranked])

    def row(kind: str, kept: Sequence[int]) -> Iterator[Row]:
        if kept:
            chosen = [ranked[n] for n in kept]
            yield kind, signals(asked, chosen, [sure[n] for n in kept[:LOOKED_AT]], index.rarity)

    whole = list(range(len(ranked)))
    if question.answerable is False:
        yield from row("unanswerable", whole)
        return
    if ranked and ranked[0].evidence.article.doc_id in question.gold_doc_ids:
        yield from row("answerable", whole)
    without = [n for n in whole if not _holds(ranked[n], question)]
    if len(without) < len(whole):
        yield from row("taken_away", without)


def _holds(sentence: Ranked, question: Question) -> bool:
    return answer_contained(sentence.evidence.text, question.answer_groups)


def fit(groups: Sequence[Sequence[Row]]) -> dict[str, Any]:
    """Return the coefficients; each kind of row of a set weighs its share, however many it has."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    rows = [row for group in groups for row in group]
    weights = [
        SHARES[kind] / sum(other == kind for other, _ in group)
        for group in groups
        for kind, _ in group
    ]
    values = np.array([numbers for _, numbers in rows])
    scaler = StandardScaler().fit(values)
    pairs = PolynomialFeatures(2, interaction_only=True, include_bias=False)
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(
        pairs.fit_transform(scaler.transform(values)),
        [kind == "answerable" for kind, _ in rows],
        sample_weight=np.array(weights) * len(rows) / sum(weights),
    )
    return {
        "rows": {kind: sum(other == kind for other, _ in rows) for kind in SHARES},
        "signals": list(NAMES),
        "means": [round(float(mean), 5) for mean in scaler.mean_],
        "scales": [round(float(scale), 5) for scale in scaler.scale_],
        "bias": round(float(model.intercept_[0]), 5),
        "weights": [round(float(weight), 5) for weight in model.coef_[0]],
    }


if __name__ == "__main__":
    main()
