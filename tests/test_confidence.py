"""How sure the best sentence is: the fitted formula, what it is fed, and the words alone."""

import json
import math
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from assistant.finding.confidence import FILE, THRESHOLD, Fitted, confidence, fitted, settled
from assistant.finding.evidence import Evidence
from assistant.finding.marking import Mark
from assistant.finding.ranking import Features, Ranked
from assistant.finding.signals import NAMES, UNREAD, signals
from assistant.question import Question, read_question
from assistant.reader.reader import Found
from corpus.article import Article

BODY = "青岭芯片产业园总投资约5亿元。"
FEATURES = Features(**{field.name: 0.5 for field in fields(Features)})
MONEY = read_question("青岭芯片产业园总投资多少？")
WHY = read_question("青岭芯片产业园为什么停工？")


def sentence(
    score: float = 10.0, *, logit: float | None = None, answerable: float = 0.0, **changed: float
) -> Ranked:
    found = None if logit is None else Found(0, 4, logit, answerable)
    evidence = Evidence(Article("a", "", BODY), 0, len(BODY))
    return Ranked(evidence, None, replace(FEATURES, **changed), score, found)


def named(question: Question, ranked: Sequence[Ranked]) -> dict[str, float]:
    return dict(zip(NAMES, signals(question, ranked), strict=True))


def test_the_formula_by_hand() -> None:
    # z = (3-1)/2, (5-5)/1 = 1, 0; terms 1, 0, 1·0; score 0.5 + 2·1 + 7·0 - 3·0 = 2.5
    model = Fitted((1.0, 5.0), (2.0, 1.0), 0.5, (2.0, 7.0, -3.0))
    assert model((3.0, 5.0)) == pytest.approx(1 / (1 + math.exp(-2.5)))
    # z = 1, 2; score 0.5 + 2 + 14 - 6 = 10.5
    assert model((3.0, 7.0)) == pytest.approx(1 / (1 + math.exp(-10.5)))


def test_a_signal_too_many_or_too_few_is_an_error() -> None:
    model = Fitted((1.0, 5.0), (2.0, 1.0), 0.5, (2.0, 7.0, -3.0))
    for values in ((1.0,), (1.0, 2.0, 3.0)):
        with pytest.raises(ValueError, match="zip"):
            model(values)


@pytest.mark.parametrize("value", [1e9, -1e9])
def test_values_far_off_stay_between_0_and_1(value: float) -> None:
    model = Fitted((0.0,), (1.0,), 0.0, (1.0,))
    assert 0 < model((value,)) < 1


def test_the_file_fits_the_signals() -> None:
    model = fitted()
    n = len(NAMES)
    assert len(set(NAMES)) == n == len(model.means) == len(model.scales)
    assert len(model.weights) == n + n * (n - 1) // 2
    assert all(scale > 0 for scale in model.scales)
    assert all(map(math.isfinite, (model.bias, *model.means, *model.weights)))
    row = json.loads(FILE.read_text(encoding="utf-8"))
    assert row["how"]
    assert date.fromisoformat(row["when"])


def test_a_file_of_other_signals_is_not_used(tmp_path: Path) -> None:
    row = json.loads(FILE.read_text(encoding="utf-8"))
    other = tmp_path / "confidence.json"
    other.write_text(json.dumps(row | {"signals": list(NAMES[::-1])}), encoding="utf-8")
    with pytest.raises(AssertionError, match="fit anew"):
        fitted(other)


def test_the_signals_by_hand() -> None:
    ranked = [sentence(9.0, logit=4.0, answerable=2.5, said=0.7), sentence(8.5, logit=-6.0)]
    got = named(MONEY, [*ranked, sentence(7.5)])
    assert (got["read.best"], got["read.any"], got["read.second"]) == (0.4, 0.4, -0.6)
    assert got["read.answerable"] == 0.5
    assert (got["said"], got["score"]) == (0.7, 0.9)
    assert (got["mark.focus"], got["mark.near"]) == (-1.0, -1.0)
    assert got["ahead"] == 0.5  # (9 - 7.5) / 3
    assert (got["figure"], got["date"], got["one_thing"]) == (1.0, 0.0, 1.0)
    assert got["one_thing.read.best"] == 0.4


def test_what_was_not_read_and_what_wants_no_value() -> None:
    got = named(WHY, [sentence(9.0, typed=0.0), sentence(8.0, logit=3.0)])
    assert got["read.best"] == got["read.second"] == UNREAD / 10
    assert got["read.any"] == 0.3
    assert got["read.answerable"] == -8.0
    assert (got["typed"], got["one_thing"], got["one_thing.read.any"]) == (1.0, 0.0, 0.0)


def test_what_is_read_in_the_articles_that_hold_the_name_counts_by_itself() -> None:
    ranked = [sentence(9.0, logit=4.0), sentence(8.0, logit=-6.0, named=1.0), sentence(7.0)]
    got = named(MONEY, ranked)
    assert (got["read.any"], got["read.named"], got["named"]) == (0.4, -0.6, 0.5)
    assert named(MONEY, ranked[:1])["read.named"] == UNREAD / 10
    marked = replace(ranked[0], mark=Mark(0, 4, near=0.3, focus=0.9))
    assert named(MONEY, [marked])["mark.near"] == 0.3
    assert named(MONEY, [marked])["mark.focus"] == 0.9


def test_the_sixth_sentence_is_the_one_to_be_ahead_of() -> None:
    scores = (9.0, 8.9, 8.8, 8.7, 8.6, 7.8, 1.0)
    got = named(MONEY, [sentence(score, logit=1.0) for score in scores])
    assert got["ahead"] == pytest.approx(0.4)
    assert named(MONEY, [sentence(9.0), sentence(1.0)])["ahead"] == 1.0


def test_what_the_reader_finds_makes_it_surer() -> None:
    fits = {"place": 1.0, "typed": 1.0, "contrary": 0.0, "subject": 0.8, "focus_said": 1.0}
    others = sentence(7.0, logit=-18.0, answerable=-5.0)
    clear = confidence(MONEY, [sentence(logit=18.0, answerable=8.0, **fits), others])
    unclear = confidence(MONEY, [sentence(logit=-18.0, answerable=-5.0, **fits), others])
    assert unclear < clear - 0.3
    assert clear > THRESHOLD


def test_without_a_reader_the_words_decide() -> None:
    right = {"said": 1.0, "said_nearby": 1.0, "focus_said": 1.0, "focus_value": 1.0}
    fits = sentence(**right, typed=1.0, place=1.0, contrary=0.0, subject=1.0)
    assert confidence(MONEY, [fits, sentence(1.0)]) > THRESHOLD
    for wrong in ({"place": 0.0}, {"typed": 0.0}, {"contrary": 1.0}, {"subject": 0.0}):
        worse = replace(fits, features=replace(fits.features, **wrong))
        assert confidence(MONEY, [worse]) < confidence(MONEY, [fits])
    silent = {"said": 0.0, "said_nearby": 0.0, "focus_said": 0.0, "focus_value": 0.0}
    assert confidence(MONEY, [replace(fits, features=replace(fits.features, **silent))]) < THRESHOLD


def test_by_words_by_hand() -> None:
    # -3 + 2.75 · 0.5 + 1.3 · 0.5 + 0 (nothing behind it) - 3 · 0.5 - 2 · 0.5 = -3.475, then
    # - 1.6 · 0.5 - 1.6 · (1 - 0.5/0.6) = -4.541…, moved from 0.32 to the threshold
    score = -3.475 - 0.8 - 1.6 / 6
    moved = score - math.log(0.32 / 0.68) + math.log(THRESHOLD / (1 - THRESHOLD))
    assert confidence(MONEY, [sentence()]) == pytest.approx(1 / (1 + math.exp(-moved)), abs=6e-5)


@pytest.mark.parametrize("question", [MONEY, WHY, read_question("？"), read_question("\ud800")])
def test_nothing_found_or_odd_is_a_share(question: Question) -> None:
    assert confidence(question, []) == 0.0
    for far in (0.0, 1e6, -1e6):
        for logit in (None, far):
            value = confidence(question, [sentence(far, logit=logit), sentence(-far)])
            assert 0.0 <= value <= 1.0


@pytest.mark.parametrize("value", [0.0, THRESHOLD - 0.001, THRESHOLD, 0.93, 1.0])
def test_it_stays_on_the_side_of_the_answer(value: float) -> None:
    assert settled(value, refused=True) < THRESHOLD <= settled(value, refused=False)
    if value < THRESHOLD - 0.01:
        assert settled(value, refused=True) == value
    if value >= THRESHOLD:
        assert settled(value, refused=False) == value


def sure(text: str, *, logit: float | None, contrary: float) -> float:
    """Return how sure a sentence is for which all speaks, but perhaps its time."""
    every = dict.fromkeys((field.name for field in fields(Features)), 1.0)
    best = sentence(15.0, logit=logit, answerable=9.0, **every | {"contrary": contrary})
    return confidence(read_question(text, as_of=date(2025, 11, 20)), [best])


@pytest.mark.parametrize("logit", [None, 9.0])
def test_the_figure_of_another_time_is_no_answer(logit: float | None) -> None:
    asked = "青岭芯片产业园今年总投资多少？"
    assert sure(asked, logit=logit, contrary=0.0) >= THRESHOLD
    assert sure(asked, logit=logit, contrary=1.0) < THRESHOLD


@pytest.mark.parametrize(
    "asked",
    [
        "2025年开工的青岭芯片产业园总投资多少？",  # the time says which project is meant
        "青岭芯片产业园今年什么时候投产？",  # a time answers
    ],
)
def test_an_answer_may_have_another_time(asked: str) -> None:
    assert sure(asked, logit=9.0, contrary=1.0) >= THRESHOLD
