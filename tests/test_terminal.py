"""What long work says of itself where no terminal shows its bars."""

import pytest

from assistant.terminal import progress


def work(seldom: float) -> None:
    with progress(seldom=seldom) as report:
        for done in range(1, 4):
            report("训练", done, 3)


def test_a_log_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    work(seldom=0)
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition("，")[0] for line in lines[:3]] == ["训练 1/3", "训练 2/3", "训练 3/3"]
    assert "大约还要0分钟" in lines[1]


def test_short_work_leaves_only_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    work(seldom=30)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("训练")
    assert "3/3" in line
