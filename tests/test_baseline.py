import random

from eval.scoring.baseline import FOLDS, question_only
from eval.scoring.refusals import auroc

ZONES = [f"{a}{b}开发区" for a in "东西南北新" for b in "山河湖海岭原"]
ASKED = ["总投资是多少", "占地多大", "哪天开工", "由谁承建"]


def area(questions: list[str], unanswerable: list[bool]) -> float:
    scores = question_only(questions, unanswerable)
    assert scores is not None
    assert len(scores) == len(questions)
    assert all(0 <= score <= 1 for score in scores)
    found = auroc(scores, unanswerable)
    assert found is not None
    return found


def test_wording_that_gives_it_away_is_found_out() -> None:
    known = [f"{zone}{ASKED[n % 4]}？" for n, zone in enumerate(ZONES)]
    unknown = [f"{zone}有多少员工食堂？" for zone in ZONES]
    assert area(known + unknown, [False] * 30 + [True] * 30) > 0.95


def test_labels_drawn_by_lot_cannot_be_told() -> None:
    rng = random.Random(5)
    questions = [f"{zone}{asked}？" for zone in ZONES for asked in ASKED]
    labels = [rng.random() < 0.4 for _ in questions]
    assert 0.35 < area(questions, labels) < 0.65


def test_a_wording_asked_again_is_not_known_from_its_twin() -> None:
    """A model that had met the twin would tell labels drawn by lot."""
    rng = random.Random(8)
    questions = [f"{zone}{asked}？" for zone in ZONES for asked in ASKED[:2]]
    labels = [rng.random() < 0.5 for _ in questions]
    assert area(questions * 3, labels * 3) < 0.65


def test_too_few_different_questions_are_not_judged() -> None:
    known = [f"{zone}占地多大？" for zone in ZONES]
    few = [f"{zone}有多少员工？" for zone in ZONES[: FOLDS - 1]]
    assert question_only(known + few, [False] * 30 + [True] * len(few)) is None
    # The same question again is no further question.
    assert question_only(known + few * 3, [False] * 30 + [True] * len(few * 3)) is None
    assert question_only(known, [False] * 30) is None
    assert question_only([], []) is None
    enough = [f"{zone}有多少员工？" for zone in ZONES[:FOLDS]]
    assert question_only(known + enough, [False] * 30 + [True] * FOLDS) is not None


def test_it_says_the_same_every_time() -> None:
    questions = [f"{zone}{ASKED[n % 4]}？" for n, zone in enumerate(ZONES)]
    labels = [n % 3 == 0 for n in range(30)]
    assert question_only(questions, labels) == question_only(questions, labels)
    assert question_only(questions, labels) != question_only(questions, labels, seed=1)
