"""Fit the coefficients of assistant/finding/confidence.json: what `make confidence SHARED=…` runs.

Questions of rageval_zh_dev, of the half of crud_news_dev whose qid hashes even, and questions and
near misses made from the articles of zone_news_corpus that the reader was not trained on. Where a
question of the first two has an answer, the sentences that hold it and those beside them are also
taken away: what is left is a near miss.
"""

import argparse
import hashlib
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from assistant.conversation import stand_alone
from assistant.finding.confidence import FILE
from assistant.finding.looking import Look, Sources, look_up
from assistant.finding.ranking import Ranked
from assistant.finding.signals import NAMES, signals
from assistant.reader.loading import load_reader
from assistant.reader.made.questions import Made, make_questions, trainable
from assistant.reader.training.prepare import held_out
from assistant.reader.training.span_sets import ZONE_NEWS, read_gold
from assistant.schema import Turn
from corpus.readers import read_articles
from eval.questions import Question, load_questions
from eval.scoring.matching import answer_contained
from index.encoder import load_encoder
from index.search import open_index
from index.weights import MODEL_NAME

DAY = date(2023, 8, 20)
INDEX = {
    "rageval_zh_dev": "rageval_zh_dev",
    "crud_news_dev": "crud_news_dev",
    "made": "zone_news_corpus",
}
WEIGHTS = {"rageval_zh_dev": 0.2, "crud_news_dev": 1.0, "made": 2.0}
SHARES = {"answerable": 1.0, "unanswerable": 0.6, "taken_away": 0.4}  # of the weight of a set
DRAWN = {"rageval_zh_dev": (1, 200), "crud_news_dev": (5, 330)}  # seed, questions
STRENGTH = 0.001  # inverse of the L2 penalty, scikit-learn's C
# Kinds of made questions, and how many: the near misses whose subject the articles know.
MADE = {"count": 80, "date": 60, "person": 40, "figure": 120, "growth": 30, "place": 30, "list": 25}
MADE_MISSES = {"attribute": 110, "stage": 60, "time": 50, "person": 30, "part": 20}
_BESIDE = 200  # characters around a sentence that is taken away
Row = tuple[str, tuple[float, ...]]  # a key of SHARES, signals


@dataclass(frozen=True, slots=True)
class Given:
    """Where things are."""

    shared: Path
    indexes: Path
    models: Path

    @property
    def sets(self) -> Path:
        """Return the folder of the question sets."""
        return self.shared / "sets"


def main() -> None:
    """Gather, fit, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("shared", type=Path, help="the folder that holds sets/")
    options.add_argument("indexes", type=Path, help="holds SET/index, as make bench builds them")
    options.add_argument("--models", type=Path, default=Path("data/models"))
    given = Given(**vars(options.parse_args()))
    encoder = load_encoder(MODEL_NAME, given.models)
    reader = load_reader(encoder)
    groups: dict[str, list[Row]] = {}
    for name, folder in INDEX.items():
        index = open_index(given.indexes / folder / "index", encoder=encoder)
        sources = Sources(
            index.retriever, index.articles, index.rarity, repeats=index.repeats, reader=reader
        )
        questions = _questions(name, given)
        rows: list[Row] = []
        for number, question in enumerate(questions, start=1):
            rows += _rows(question, sources, away=name != "made")
            if number % 20 == 0:
                sys.stderr.write(f"\r{name} {number} / {len(questions)}")
        sys.stderr.write("\n")
        groups[name] = rows
        index.close()
    row = {"how": _how(), "when": date.today().isoformat()} | fit(groups)
    FILE.write_text(json.dumps(row, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _how() -> str:
    said = " ".join((__doc__ or "").split())
    return f"{said} Drawn {DRAWN}, weights {WEIGHTS}, {SHARES}, C {STRENGTH}."


def _questions(name: str, given: Given) -> list[Question]:
    if name == "made":
        return _made(given)
    questions = load_questions(given.sets / name / "questions.jsonl")
    seed, most = DRAWN[name]
    drawn = random.Random(seed).sample(list(questions), len(questions))
    if name == "crud_news_dev":
        drawn = [q for q in drawn if int(hashlib.md5(q.qid.encode()).hexdigest(), 16) % 2 == 0]
    return drawn[:most]


def _made(given: Given) -> list[Question]:
    """Return questions and near misses from the articles that the reader was not trained on."""
    articles = read_articles(given.sets / ZONE_NEWS).articles
    kept = [a for a in trainable(articles, read_gold(given.sets)) if held_out(a.doc_id)]
    bodies = {article.doc_id: article.body for article in kept}
    made = list(make_questions(kept, seed=7))
    taken: Counter[tuple[str, bool]] = Counter()
    questions: list[Question] = []
    seen: set[tuple[str, str]] = set()
    for one in random.Random(3).sample(made, len(made)):
        answer = bodies[one.doc_id][one.start : one.end] if isinstance(one, Made) else ""
        limits = MADE if answer else MADE_MISSES
        place = (one.doc_id, answer or one.question)
        if place in seen or taken[one.kind, bool(answer)] >= limits.get(one.kind, 0):
            continue
        seen.add(place)
        taken[one.kind, bool(answer)] += 1
        groups = ((answer,),) if answer else ()
        questions.append(
            Question(
                f"made-{len(questions)}",
                one.question,
                answer_groups=groups,
                gold_doc_ids=(one.doc_id,) if answer else (),
                answerable=bool(answer),
            )
        )
    return questions


def _rows(question: Question, sources: Sources, *, away: bool) -> Iterator[Row]:
    standalone = stand_alone(question.question, [Turn(*turn) for turn in question.history])
    look = look_up(standalone, sources, as_of=question.as_of or DAY)
    if not look.ranked or question.answerable is None:
        return
    yield (
        "answerable" if question.answerable else "unanswerable",
        signals(look.asked, look.ranked),
    )
    left = _taken_away(look, question) if question.answerable and away else []
    if left and len(left) < len(look.ranked):
        yield "taken_away", signals(look.asked, left)


def _taken_away(look: Look, question: Question) -> list[Ranked]:
    """Return the sentences that neither hold the answer nor stand beside one that does."""
    holding = [
        s.evidence for s in look.ranked if answer_contained(s.evidence.text, question.answer_groups)
    ]
    return [
        s
        for s in look.ranked
        if not any(
            e.article.doc_id == s.evidence.article.doc_id
            and e.start - _BESIDE < s.evidence.start < e.end + _BESIDE
            for e in holding
        )
    ]


def fit(groups: dict[str, list[Row]]) -> dict[str, Any]:
    """Return the coefficients; each kind of row of a set weighs its share, however many it has."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    rows = [row for group in groups.values() for row in group]
    weights: list[float] = []
    for name, group in groups.items():
        counted = Counter(kind for kind, _ in group)
        share = SHARES if "taken_away" in counted else dict.fromkeys(SHARES, 1.0)
        weights += [WEIGHTS[name] * share[kind] / counted[kind] for kind, _ in group]
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
        "rows": {name: dict(Counter(kind for kind, _ in group)) for name, group in groups.items()},
        "signals": list(NAMES),
        "means": [round(float(mean), 5) for mean in scaler.mean_],
        "scales": [round(float(scale), 5) for scale in scaler.scale_],
        "bias": round(float(model.intercept_[0]), 5),
        "weights": [round(float(weight), 5) for weight in model.coef_[0]],
    }


if __name__ == "__main__":
    main()
