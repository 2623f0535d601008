"""Two runs side by side: paired differences, the questions that flipped, and what was lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.metrics import mean
from eval.questions import EvalError
from eval.run_folder import Run
from eval.scoring.bootstrap import Indices, Interval, interval_of, paired
from eval.scoring.scores import Score, confidence_functions, is_judged, refusal_functions
from eval.summary import LABELS, LOWER_IS_BETTER, VERDICT_LABELS
from eval.thresholds import Thresholds
from eval.verdicts import Row

FLIPS = ("right", "grounded", "quoted")
# By a two-sided sign test six changes to the same side are the fewest that are rarer than 5%
# (2 × ½⁶ = 3.1%); the bootstrap alone would call four of a few hundred significant.
MIN_CHANGED = 6
Pairs = list[tuple[Row, Row]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure before and after on the same `n` questions, and the interval of the difference.

    `changed` is on how many of them the two runs differ at all.
    """

    name: str
    before: float
    after: float
    n: int
    changed: int
    bounds: Interval | None

    @property
    def gain(self) -> float:
        """Return how much better it got; below 0 it got worse."""
        return self._better(self.after - self.before)

    @property
    def significant(self) -> bool:
        """Tell whether the 95% interval leaves out 0, and enough questions changed to say so."""
        if self.changed < MIN_CHANGED:
            return False
        return self.bounds is not None and not self.bounds[0] <= 0 <= self.bounds[1]

    def _better(self, difference: float) -> float:
        return -difference if self.name in LOWER_IS_BETTER else difference


@dataclass(frozen=True, slots=True)
class Flip:
    """A question whose verdict `name` changed; `after` tells to what."""

    qid: str
    question: str
    type: str
    name: str
    after: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed on the `n` questions that both runs were asked with the same gold."""

    n: int
    left_out: int  # questions of the first run that the second lacks or judges by other gold
    added: int  # questions of the second run that the first lacks or judged by other gold
    differences: tuple[Difference, ...]
    flips: tuple[Flip, ...]
    losses: tuple[str, ...]  # sentences for people; empty where nothing was lost


def compare(before: Run, after: Run, thresholds: Thresholds) -> Comparison:
    """Compare two runs question by question; an `EvalError` where they share no question."""
    for run in (before, after):
        if run.summary["interrupted"]:
            done, questions = run.summary["done"], run.summary["questions"]
            msg = (
                f"{run.folder} 只问了 {questions} 题中的 {done} 题，请先再运行一次 eval run 问完。"
            )
            raise EvalError(msg)
    known = {row["qid"]: row for row in after.rows}
    pairs = [
        (row, known[row["qid"]])
        for row in before.rows
        if row["qid"] in known and row["gold"] == known[row["qid"]]["gold"]
    ]
    if not pairs:
        msg = f"{before.folder} 和 {after.folder} 没有一道相同的题，请比较同一题集的两次评测。"
        raise EvalError(msg)
    differences = tuple(_verdicts(pairs) + _scores(pairs))
    flips = tuple(_flips(pairs))
    compared = {row["qid"] for row, _ in pairs}
    left_out = [row["qid"] for row in before.rows if row["qid"] not in compared]
    losses = (
        *_missing(left_out),
        *_lost(differences, thresholds.allowed),
        *_broken(pairs, thresholds.never),
    )
    added = len(after.rows) - len(pairs)
    return Comparison(len(pairs), len(left_out), added, differences, flips, losses)


def _missing(qids: Sequence[str]) -> list[str]:
    """Name what cannot be compared: a gain on fewer questions is none."""
    if not qids:
        return []
    named = "、".join(qids[:5]) + ("……" if len(qids) > 5 else "")
    return [f"{len(qids)} 题没有再问，或标准答案改了，不能比较：{named}"]


def _verdicts(pairs: Pairs) -> list[Difference]:
    """Compare the verdicts that both rows of a pair have."""
    found = []
    for name in VERDICT_LABELS:
        both = [
            (float(a[name]), float(b[name]))
            for a, b in pairs
            if a.get(name) is not None and b.get(name) is not None
        ]
        if both:
            was, now = zip(*both, strict=True)
            found.append(_difference(name, was, now))
    return found


def _difference(name: str, was: Sequence[float], now: Sequence[float]) -> Difference:
    changed = sum(a != b for a, b in zip(was, now, strict=True))
    return Difference(name, mean(was) or 0.0, mean(now) or 0.0, len(was), changed, paired(was, now))


def _scores(pairs: Pairs) -> list[Difference]:
    """Compare figures of many rows; each resample draws the same questions from both runs."""
    judged = [pair for pair in pairs if all(map(is_judged, pair))]
    sure = [pair for pair in judged if all(row.get("confidence") is not None for row in pair)]
    found = []
    kinds = (
        (judged, refusal_functions, "refused"),
        (sure, confidence_functions, "confidence"),
    )
    for chosen, functions, column in kinds:
        was, now = (functions([pair[side] for pair in chosen]) for side in (0, 1))
        differing = [a[column] != b[column] for a, b in chosen]
        for name in was:
            found += _score(name, was[name], now[name], differing=differing)
    return found


def _score(name: str, was: Score, now: Score, *, differing: Sequence[bool]) -> list[Difference]:
    n = len(differing)
    whole = np.arange(n)
    before, after = was.of(whole), now.of(whole)
    if before is None or after is None:
        return []

    def change(at: Indices) -> float | None:
        a, b = was.of(at), now.of(at)
        return None if a is None or b is None else b - a

    return [Difference(name, before, after, n, sum(differing), interval_of(change, n))]


def _flips(pairs: Pairs) -> list[Flip]:
    return [
        Flip(b["qid"], b.get("question") or a.get("question") or "", b["type"], name, bool(b[name]))
        for name in FLIPS
        for a, b in pairs
        if None not in (a.get(name), b.get(name)) and bool(a[name]) != bool(b[name])
    ]


def _lost(differences: Sequence[Difference], allowed: Mapping[str, float]) -> list[str]:
    return [
        f"{LABELS[d.name]}从 {100 * d.before:.1f}% 变为 {100 * d.after:.1f}%（{d.n} 题）"
        for d in differences
        if d.name in allowed and d.significant and -d.gain > allowed[d.name]
    ]


def _broken(pairs: Pairs, never: Sequence[str]) -> list[str]:
    """Name the questions whose answer breaks what must hold, and didn't before."""
    return [
        f"“{LABELS[name]}”不再成立：{'、'.join(qids)}"
        for name in never
        if (qids := [b["qid"] for a, b in pairs if b.get(name) is False is not a.get(name)])
    ]
