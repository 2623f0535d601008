"""What counts as a loss when two runs are compared."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.disk import why
from eval.questions import EvalError
from eval.summary import LABELS

DEFAULT = Path(__file__).with_suffix(".toml")
VERDICTS_THAT_HOLD = ("grounded", "quoted")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The largest loss allowed by figure (a share), and the verdicts that no row may lose."""

    allowed: Mapping[str, float]
    never: tuple[str, ...]


def read_thresholds(path: Path = DEFAULT) -> Thresholds:
    """Read a TOML file; an `EvalError` names the file and what is wrong with it."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"门槛文件 {path} 读不了（{why(error)}），请检查路径。"
        raise EvalError(msg) from error
    except ValueError as error:
        msg = f"门槛文件 {path} 不是 UTF-8 编码的 TOML（{error}），请改正。"
        raise EvalError(msg) from error
    try:
        return _checked(values)
    except ValueError as error:
        msg = f"门槛文件 {path} 里{error}，请对照 {DEFAULT} 改正。"
        raise EvalError(msg) from error


def _checked(values: Mapping[str, Any]) -> Thresholds:
    allowed, never = values.get("allowed", {}), values.get("never", {})
    if not allowed and not never:
        msg = "[allowed] 和 [never] 都是空的，什么也没有看守"
        raise ValueError(msg)
    if unknown := values.keys() - {"allowed", "never"}:
        msg = f"不认识 [{min(unknown)}]"
        raise ValueError(msg)
    if not isinstance(allowed, dict) or not isinstance(never, dict):
        msg = "[allowed] 和 [never] 应是表"
        raise ValueError(msg)
    for name, share in allowed.items():
        if name not in LABELS:
            msg = f"不认识指标 {name}"
            raise ValueError(msg)
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            msg = f"{name} 应是 0 到 1 之间的数，现在是 {share!r}"
            raise ValueError(msg)
    if unknown := never.keys() - {"verdicts"}:
        msg = f"不认识 [never] 里的 {min(unknown)}"
        raise ValueError(msg)
    verdicts = never.get("verdicts", [])
    if not isinstance(verdicts, list) or any(v not in VERDICTS_THAT_HOLD for v in verdicts):
        msg = f"verdicts 应是 {'、'.join(VERDICTS_THAT_HOLD)} 中的几个，现在是 {verdicts!r}"
        raise ValueError(msg)
    return Thresholds(allowed, tuple(verdicts))
