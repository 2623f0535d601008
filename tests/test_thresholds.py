from pathlib import Path

import pytest

from eval.questions import EvalError
from eval.thresholds import Thresholds, read_thresholds


def test_the_default_file_guards_what_matters() -> None:
    thresholds = read_thresholds()
    assert {"right", "hit_1", "figures_right", "citation_precision"} <= set(thresholds.allowed)
    assert thresholds.never == ("grounded", "quoted")


def test_a_file_of_one_s_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("[allowed]\nhit_1 = 0.02\n", encoding="utf-8")
    assert read_thresholds(path) == Thresholds({"hit_1": 0.02}, ())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[allowed]\nhit_2 = 0.1\n", "不认识指标 hit_2"),
        ("[allowed]\nhit_1 = 2\n", "hit_1 应是 0 到 1 之间的数，现在是 2"),
        ("[allowed]\nhit_1 = true\n", "hit_1 应是 0 到 1 之间的数，现在是 True"),
        ("[allowed]\nhit_1 = nan\n", "hit_1 应是 0 到 1 之间的数，现在是 nan"),
        ("allowed = 1\n", r"\[allowed\] 和 \[never\] 应是表"),
        ("[allow]\n[never]\nverdicts = ['quoted']\n", r"不认识 \[allow\]"),
        ("", "什么也没有看守"),
        ("[never]\nverdict = ['quoted']\n", r"不认识 \[never\] 里的 verdict"),
        ('[never]\nverdicts = ["hit_1"]\n', "verdicts 应是 grounded、quoted 中的几个"),
        ("[never]\nverdicts = [[1]]\n", "verdicts 应是 grounded、quoted 中的几个"),
        ("[allowed\n", "不是 UTF-8 编码的 TOML"),
    ],
)
def test_what_is_wrong_is_named(text: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match=what):
        read_thresholds(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="读不了"):
        read_thresholds(tmp_path / "gone.toml")
