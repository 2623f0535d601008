"""The confidence: its signals, its formula, and the file of coefficients that it reads."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from assistant.confidence import FILE, THRESHOLD, Fitted, confidence, fitted
from assistant.question import Question, read_question
from assistant.ranking import Ranked, rank_sentences
from assistant.signals import LOOKED_AT, NAMES, signals
from index.overlap import OverlapSearch
from index.passages import split_passages
from tests.answer_fixtures import LIBRARY

INVESTMENT = "青岭芯片产业园总投资多少？"


def rarity(token: str) -> float:
    """Take what no article of LIBRARY holds as unknown."""
    texts = [f"{article.title}\n{article.body}" for article in LIBRARY.values()]
    return 2.0 if any(token in text for text in texts) else 9.0


def ranked_for(text: str) -> tuple[Question, Sequence[Ranked]]:
    question = read_question(text)
    search = OverlapSearch([p for a in LIBRARY.values() for p in split_passages(a)])
    hits = search.search(text, k=10)
    return question, rank_sentences(question, hits, articles=LIBRARY, rarity=rarity)


def named(text: str, similarities: Sequence[float] | None = None) -> dict[str, float]:
    question, ranked = ranked_for(text)
    sure = similarities or [0.9 - n / 100 for n in range(min(LOOKED_AT, len(ranked)))]
    return dict(zip(NAMES, signals(question, ranked, sure, rarity), strict=True))


def test_every_signal_has_its_name() -> None:
    found = named(INVESTMENT)
    assert len(found) == len(NAMES) == len(set(NAMES))
    assert (found["typed"], found["wants.list"], found["wants.text"]) == (1, 0, 0)
    assert found["similarity"] == found["similarity.best"] == 0.9
    assert found["similarity.lead"] > 0
    assert found["score.lead_far"] >= found["score.lead_near"] >= 0


def test_words_that_other_articles_hold_and_this_one_lacks() -> None:
    assert named(INVESTMENT)["elsewhere.article"] == 0
    # 用地 stands in the article on textiles only.
    lacking = named("青岭芯片产业园用地多少亩？")
    assert 0 < lacking["elsewhere.article"] < 1
    assert lacking["elsewhere.nearby"] >= lacking["elsewhere.article"]
    assert lacking["elsewhere.article.rarest"] == 2.0 / 8
    # 员工 stands nowhere: that tells of wording, or of a gap of the whole corpus.
    staff = named("青岭芯片产业园有多少员工？")
    assert staff["elsewhere.article"] < lacking["elsewhere.article"]
    assert staff["unknown"] > named(INVESTMENT)["unknown"]


def test_a_model_is_its_formula() -> None:
    model = Fitted("m", (1.0, 2.0), (0.5, 4.0), 0.1, (0.3, -0.2, 0.05))
    z = [(1.5 - 1) / 0.5, (4 - 2) / 4]
    score = 0.1 + 0.3 * z[0] - 0.2 * z[1] + 0.05 * z[0] * z[1]
    assert model([1.5, 4.0]) == pytest.approx(1 / (1 + math.exp(-score)))
    assert 0 <= model([1e9, -1e9]) <= 1


def test_the_file_says_how_and_when_and_fits_the_signals() -> None:
    row = json.loads(FILE.read_text(encoding="utf-8"))
    assert row["how"]
    assert row["when"] >= "2026"
    assert tuple(row["signals"]) == NAMES
    pairs = len(list(combinations(NAMES, 2)))
    assert len(row["weights"]) == len(NAMES) + pairs
    assert min(row["scales"]) > 0
    assert fitted().model == row["model"]


def test_meaning_counts_where_it_is_known() -> None:
    question, ranked = ranked_for(INVESTMENT)

    def at(cosine: float) -> float:
        return confidence(
            question, ranked, rarity=rarity, similar=lambda _, found: [cosine for _ in found]
        )

    assert at(0.95) > at(0.7)
    assert all(0 <= at(cosine) <= 1 for cosine in (-1.0, 0.0, 1.0))
    assert confidence(question, [], rarity=rarity) == 0


def test_without_meaning_it_goes_by_the_words() -> None:
    question, ranked = ranked_for(INVESTMENT)
    assert confidence(question, ranked) >= THRESHOLD
    other_year = [
        replace(sentence, features=replace(sentence.features, contrary=1.0)) for sentence in ranked
    ]
    assert confidence(question, other_year) < confidence(question, ranked)
    staff, found = ranked_for("青岭芯片产业园有多少员工？")
    assert confidence(staff, found) < THRESHOLD
