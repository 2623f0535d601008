"""How far a judge and the metrics agree: shares, Cohen's kappa, and the answers they differ on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.judging import Judgement
from eval.scoring.bootstrap import interval
from eval.summary import LABELS
from eval.tables import NONE, between, shown
from eval.verdicts import Row

Table = tuple[tuple[int, int], tuple[int, int]]  # [judge yes, no][metric yes, no]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often a judge and a metric say the same; `table` holds numbers of answers."""

    verdict: Literal["correct", "faithful"]
    table: Table
    interval: tuple[float, float] | None  # 95%, of `share`
    disagree: tuple[str, ...]  # qids

    @property
    def n(self) -> int:
        """Return how many answers both of them judged."""
        return sum(map(sum, self.table))

    @property
    def share(self) -> float | None:
        """Return the share of answers on which they agree."""
        return (self.table[0][0] + self.table[1][1]) / self.n if self.n else None

    @property
    def kappa(self) -> float | None:
        """Return Cohen's kappa."""
        return cohens_kappa(self.table)


def agreement(rows: Sequence[Row], judgements: Mapping[str, Judgement]) -> tuple[Agreement, ...]:
    """Hold `correct` against `right` (else `contained`), and `faithful` against `grounded`."""
    compared = _compared(rows, judgements)
    return _agreement("correct", compared), _agreement("faithful", compared)


def cohens_kappa(table: Table) -> float | None:
    """Return the agreement beyond chance, at most 1; None where chance alone gives agreement."""
    (both, judge_only), (metric_only, neither) = table
    n = both + judge_only + metric_only + neither
    if not n:
        return None
    yes = (both + judge_only) * (both + metric_only)
    no = (metric_only + neither) * (judge_only + neither)
    chance = yes + no  # in n²ths: integers, so that 1 is met exactly
    return None if chance == n * n else (n * (both + neither) - chance) / (n * n - chance)


_LABELS = {"correct": ("正确", LABELS["contained"]), "faithful": ("有依据", LABELS["grounded"])}
_WORDS = {True: "是", False: "否"}


def agreement_table(agreements: Sequence[Agreement]) -> list[tuple[str, ...]]:
    """Return one row per verdict, below a row of headings."""
    heads = ("大模型 / 指标", "题数", "一致", "95% 区间", "Kappa")
    table: list[tuple[str, ...]] = [(*heads, "都说是", "只有大模型说是", "只有指标说是", "都说否")]
    for one in agreements:
        low, high = one.interval or (None, None)
        figure = {"value": one.share, "n": one.n, "low": low, "high": high}
        kappa = NONE if one.kappa is None else f"{one.kappa:.2f}"
        counts = [str(count) for line in one.table for count in line]
        names = " / ".join(_LABELS[one.verdict])
        table.append((names, str(one.n), shown("", figure), between("", figure), kappa, *counts))
    return table


def disagreement_table(
    rows: Sequence[Row], judgements: Mapping[str, Judgement]
) -> list[tuple[str, ...]]:
    """Return one row per answer on which judge and metric differ, below a row of headings."""
    table: list[tuple[str, ...]] = [("题号", "大模型", "指标", "大模型的理由")]
    for verdict, qid, judge, metric in _compared(rows, judgements):
        if judge != metric:
            ours, theirs = _LABELS[verdict]
            said = f"{ours}：{_WORDS[judge]}", f"{theirs}：{_WORDS[metric]}"
            table.append((qid, *said, judgements[qid].reason))
    return table


def _compared(
    rows: Sequence[Row], judgements: Mapping[str, Judgement]
) -> list[tuple[str, str, bool, bool]]:
    """Return (verdict, qid, judge, metric) where both of them judged."""
    compared = []
    for row in rows:
        if said := judgements.get(row["qid"]):
            right = row.get("contained") if row.get("right") is None else row["right"]
            pairs = (
                ("correct", said.correct, right),
                ("faithful", said.faithful, row.get("grounded")),
            )
            compared += [
                (verdict, row["qid"], judge, metric >= 1)  # a metric may be a share
                for verdict, judge, metric in pairs
                if judge is not None and metric is not None
            ]
    return compared


def _agreement(
    verdict: Literal["correct", "faithful"], compared: Sequence[tuple[str, str, bool, bool]]
) -> Agreement:
    found = [(qid, judge, metric) for name, qid, judge, metric in compared if name == verdict]
    cells = [(judge, metric) for _, judge, metric in found]
    table = (
        (cells.count((True, True)), cells.count((True, False))),
        (cells.count((False, True)), cells.count((False, False))),
    )
    agree = [float(judge == metric) for judge, metric in cells]
    differ = tuple(qid for qid, judge, metric in found if judge != metric)
    return Agreement(verdict, table, interval(agree), differ)
