"""Where the clock is put forward or back by hours, nobody is let in and nothing is lost."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.access.buckets import Buckets
from assistant.access.sessions import Logins
from assistant.access.users import UserFile
from assistant.desk.evaluation.runs import REPORT, ensure_report
from eval.run_folder import SUMMARY
from tests.clock_jumps import JUMPS, PASSWORD
from tests.index_fixtures import ROOT
from tests.report_fixtures import made_run

HOUR = 3600.0
LIBRARY = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def ticking(*times: float) -> Callable[[], float]:
    """Return a clock that shows one time after the other."""
    shown: Iterator[float] = iter(times)
    return lambda: next(shown)


def test_a_clock_that_is_put_back_gives_no_tokens_and_takes_none() -> None:
    clock = ticking(9 * HOUR, 9 * HOUR, 0.0, 60.0, 60.0)
    bucket = Buckets(per_minute=1, burst=2, clock=clock)
    assert [bucket.take("a") for _ in range(2)] == [0, 0]
    assert bucket.take("a") == 60  # nine hours back: a minute is a minute
    assert [bucket.take("a") for _ in range(2)] == [0, 60]


def test_a_clock_that_is_put_forward_fills_a_bucket_and_no_more() -> None:
    bucket = Buckets(per_minute=1, burst=2, clock=ticking(0.0, *[9 * HOUR] * 3))
    assert [bucket.take("a") for _ in range(4)] == [0, 0, 0, 60]


def test_logging_in_waits_a_minute_at_most_whatever_the_clock_does(tmp_path: Path) -> None:
    file = UserFile(tmp_path / "users.json")
    file.put("wang", "editor", PASSWORD)
    now = [9 * HOUR]
    logins = Logins(file, clock=lambda: now[0])
    while not logins.wait("wang", "203.0.113.7"):
        pass
    now[0] = 0.0
    assert 0 < logins.wait("wang", "203.0.113.7") <= 60


def test_a_report_of_a_summary_that_is_older_by_the_clock_is_drawn_anew(tmp_path: Path) -> None:
    folder = made_run(tmp_path, count=4).folder
    ensure_report(folder)
    report = folder / REPORT
    before = report.stat()
    ensure_report(folder)
    assert (report.stat().st_ino, report.stat().st_ctime_ns) == (before.st_ino, before.st_ctime_ns)
    report.write_text("old")
    hours_ago = (folder / SUMMARY).stat().st_mtime - 9 * HOUR
    os.utime(folder / SUMMARY, (hours_ago, hours_ago))
    ensure_report(folder)
    assert report.read_text() != "old"


@pytest.mark.slow
@pytest.mark.parametrize("jump", JUMPS)
def test_nothing_is_lost_or_let_in_while_the_clock_jumps(jump: str, tmp_path: Path) -> None:
    if not LIBRARY:
        pytest.skip("NOT TESTED: only libfaketime puts the clock (apt-get install libfaketime)")
    clock = tmp_path / "clock"
    clock.write_text("+0h")
    env = os.environ | {
        "LD_PRELOAD": str(LIBRARY[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    command = [sys.executable, str(ROOT / "tests" / "clock_jumps.py"), jump, str(tmp_path / "home")]
    (tmp_path / "home").mkdir()
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
