"""Two runs over the same questions: how far each figure moved, as `eval compare` measures it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.compare import MIN_CHANGED, Difference, compare
from eval.questions import EvalError
from eval.reporting.names import Named
from eval.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences by figure, and how they came about, or why there are none."""

    found: Mapping[str, Difference]
    said: str


def changes(runs: Sequence[Named]) -> Changes | None:
    """Compare the first of two runs with the second; None of any other number of runs."""
    if len(runs) != 2:
        return None
    try:
        compared = compare(runs[0].run, runs[1].run, Thresholds(allowed={}, never=()))
    except EvalError as error:  # a report shows what there is, and says why it can't compare
        return Changes({}, f"两次没有逐题比较：{error}")
    left = f"，另有{compared.left_out}题只有一次问过或标准不同" if compared.left_out else ""
    said = (
        f"差是{compared.n}道相同的题上 B 减 A 的平均（逐题相减{left}），百分数的差以百分点计；"
        f"区间不含 0、且至少{MIN_CHANGED}题有变化，才算变好或变差。"
    )
    return Changes({difference.name: difference for difference in compared.differences}, said)
