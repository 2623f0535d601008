"""Long work in a process of its own: real processes."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from assistant.desk.jobs import BUSY, DISK, Job, JobSlot
from assistant.desk.refusals import LOADING, refusal
from assistant.schema import AssistantError, NotThereError
from corpus.progress import Progress
from tests.index_fixtures import ROOT

STEPS = 5


def count(report: Progress, *, pause: float = 0.0) -> int:
    for done in range(1, STEPS + 1):
        report("数数", done, STEPS)
        time.sleep(pause)
    return STEPS


def fail(_: Progress) -> None:
    raise AssistantError("文章太少，请再加几篇。")


def read(_: Progress, *, path: Path) -> str:
    return path.read_text()


def vanish(_: Progress) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_the_work_returns_is_the_result() -> None:
    job = Job(count)
    job.wait(60)
    standing = job.standing
    assert (standing.phase, standing.step, standing.done, standing.total) == ("done", "数数", 5, 5)
    assert job.result == STEPS
    assert not job.running


def test_the_time_left_is_told_by_the_pace_of_the_step() -> None:
    job = Job(partial(count, pause=0.3))
    while job.standing.done < 2:
        time.sleep(0.02)
    assert 0.5 < (job.standing.left or 0) < 10
    job.wait(60)
    assert job.standing.left is None


def test_a_sentence_that_ends_the_work_is_kept(tmp_path: Path) -> None:
    job = Job(fail)
    gone = Job(partial(read, path=tmp_path / "没有.md"))
    job.wait(60)
    gone.wait(60)
    assert (job.standing.phase, job.standing.error) == ("failed", "文章太少，请再加几篇。")
    assert gone.standing.phase == "failed"
    assert "没有.md" in gone.standing.error
    assert "路径不存在" in gone.standing.error


def test_a_process_that_is_killed_is_told_of() -> None:
    job = Job(vanish)
    job.wait(60)
    assert job.standing.phase == "failed"
    assert "-9" in job.standing.error


def test_cancelling_ends_the_process_and_frees_the_slot() -> None:
    slot: JobSlot[int] = JobSlot()
    job = slot.start(partial(count, pause=30.0))
    while not job.standing.step:
        time.sleep(0.02)
    assert (job.standing.done, job.standing.left) == (1, None)  # no pace is known yet
    with pytest.raises(AssistantError, match=BUSY):
        slot.start(count)
    job.cancel()
    assert job.standing.phase == "cancelled"
    assert job.standing.seconds < 30
    again = slot.start(count)
    again.wait(60)
    assert slot.job is again
    assert again.result == STEPS


def test_work_ends_without_a_word_when_its_server_is_gone() -> None:
    code = (
        "import os, time; from functools import partial; from tests.test_desk_jobs import *;"
        "job = Job(partial(count, pause=0.5))\n"
        "while not job.standing.step: time.sleep(0.02)\n"
        "os._exit(0)"
    )
    # Comes back when the last process that has these pipes has ended.
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    assert b"Traceback" not in done.stderr


def test_errors_are_answers() -> None:
    told = {
        AssistantError("不行。"): (400, "不行。"),
        NotThereError("没有这篇。"): (404, "没有这篇。"),
        TimeoutError(): (503, LOADING),
        PermissionError(13, "", "库"): (503, DISK.format(place="“库”", why="没有权限")),
        OSError(28, ""): (503, DISK.format(place="", why="磁盘已满")),
    }
    for error, expected in told.items():
        answer = refusal(error)
        assert (answer.status_code, answer.detail) == expected


def test_what_was_done_is_not_cancelled_afterwards() -> None:
    job = Job(count)
    job.wait(60)
    job.cancel()
    assert job.standing.phase == "done"
