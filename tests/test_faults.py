"""What a visitor sees and what is lost when something breaks; docs/operations.md has a table."""

import asyncio
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app import open_live
from assistant.editing.uploads import Uploads
from assistant.indexing import build, roll_back
from assistant.live import LiveAssistant
from assistant.settings import Settings
from index.generations import Generations
from index.manifest import rename_manifest
from tests.cli_driver import BATTERY
from tests.full_disk import may_mount, on_a_small_disk
from tests.index_fixtures import READY, ROOT, is_one_sentence, say_nothing
from tests.llm_server import STALL, llm_server
from tests.load_service import service_of
from tests.server_fixtures import chroma_run, free_port, until
from tests.test_live import MOON, ask, rebuild, settings_of

pytest_plugins = ["tests.cli_fixtures"]

UPLOADED = "云溪高新区的项目开工了。".encode() * 50


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """Return where a small disk can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not may_mount(folder):
        pytest.skip("needs a disk of its own: Linux, and the right to mount one")
    return folder


def test_verdicts_on_a_full_disk(disk: Path) -> None:
    said, whole = on_a_small_disk("keep_verdicts", disk, size="256k")
    assert is_one_sentence(said)
    assert "磁盘" in said
    assert "清理" in said
    assert whole == "True"  # all that was acknowledged, and nothing else


def test_uploads_on_a_full_disk(disk: Path) -> None:
    said, there, later = on_a_small_disk("take_uploads", disk, size="256k")
    assert said == "“后.txt”没有收下（磁盘已满），请检查服务器的磁盘后再试。"
    assert there == "['先.txt']"
    assert later == "['先.txt', '后.txt']"


@pytest.mark.slow
def test_a_build_on_a_full_disk(disk: Path) -> None:
    said, answers, later = on_a_small_disk("build_twice", disk, size="8m")
    assert is_one_sentence(said)
    assert "磁盘空间不足，请清理磁盘后再试；原有的索引没有变化" in said
    assert (answers, later) == ("fenglingdu", "n2")


@pytest.mark.slow
def test_an_evaluation_on_a_full_disk(disk: Path) -> None:
    said, asked = on_a_small_disk("evaluate", disk, size="256k")
    assert is_one_sentence(said)
    assert "磁盘已满），已问完的题都存好了，请清理磁盘后再运行一次，会接着问。" in said
    assert asked == "['第0问？', '第1问？', '第2问？', '第2问？']"


def test_a_log_on_a_full_disk(disk: Path) -> None:
    assert on_a_small_disk("log", disk, size="64k") == ["True 2"]


@pytest.fixture
def live(home: Path) -> Iterator[LiveAssistant]:
    with closing(open_live(settings_of(home))) as live:
        yield live


def test_the_index_folder_goes_and_comes_back(home: Path, live: LiveAssistant) -> None:
    assert ask(live, BATTERY).short_answer == "6.2亿元"
    shutil.copytree(home / "index", home / "kept")
    shutil.rmtree(home / "index")
    assert not live.move_on()
    answer = ask(live, BATTERY)
    assert answer.short_answer == "6.2亿元"
    assert answer.citations[0].quote in live.article("yunxi-battery").body
    (home / "kept").rename(home / "index")
    rebuild(settings_of(home))
    until(lambda: ask(live, MOON).short_answer == "7.3亿元", within=60)


@pytest.mark.slow
def test_a_chroma_server_is_started_again(home: Path, tmp_path: Path) -> None:
    port = free_port()
    settings = Settings(
        articles=home / "articles", index_dir=home / "copy", model="bigram-hash", feedback=None,
        chroma_host="127.0.0.1", chroma_port=port, chroma_index="faults",
    )  # fmt: skip
    with chroma_run(tmp_path / "chroma", port):
        build(settings, prune=False, full=False, on_progress=say_nothing)
        live = open_live(settings)
    with closing(live):
        assert ask(live, BATTERY).short_answer == "6.2亿元"  # compared one by one meanwhile
        with chroma_run(tmp_path / "chroma", port):
            rebuild(settings)
            until(lambda: ask(live, MOON).short_answer == "7.3亿元", within=60)


def test_an_llm_that_hangs_costs_its_time_limit(built: Path) -> None:
    with llm_server(STALL) as llm:
        settings = Settings(
            model="bigram-hash", index_dir=built / "index", feedback=None,
            llm_base_url=llm.url, llm_model="m", llm_timeout=0.2,
        )  # fmt: skip
        with closing(open_live(settings)) as live:
            service = service_of(live, built / "index")
            *_, answer = service.wait(0).stream(BATTERY)
    assert answer.short_answer == "6.2亿元"
    (notice,) = answer.notices
    assert "超过时限没有回应" in notice
    assert b"zone_assistant_llm_fallbacks_total 1.0" in service.metrics.text()


def test_a_clock_that_went_back(home: Path) -> None:
    """A generation of the future is the one before, for going back, too."""
    settings = settings_of(home)
    generations = Generations(settings.index_dir)
    folder = generations.current()
    assert folder
    future = folder.rename(folder.with_name(f"2099{folder.name[4:]}"))
    rename_manifest(future)
    generations.point_to(future)
    rebuild(settings)
    assert generations.finished() == [future, generations.current()]
    roll_back(settings, "")
    assert generations.current() == future


def upload_until_killed(root: str) -> None:
    """Take in a file whole, then half of another one; wait there to be killed."""
    uploads = Uploads(Path(root))
    token = uploads.begin()

    async def whole() -> AsyncIterator[bytes]:
        yield UPLOADED

    async def half() -> AsyncIterator[bytes]:
        yield UPLOADED
        sys.stdout.write(f"{token}\n{READY}\n")
        sys.stdout.flush()
        time.sleep(100)

    asyncio.run(uploads.add(token, "先.txt", whole()))
    asyncio.run(uploads.add(token, "后.txt", half()))


def test_a_service_killed_during_an_upload(tmp_path: Path) -> None:
    code = "import sys; from tests.test_faults import upload_until_killed as go; go(sys.argv[1])"
    with subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], cwd=ROOT, text=True, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        token = process.stdout.readline().strip()
        assert process.stdout.readline().strip() == READY
        process.send_signal(signal.SIGKILL)
    (kept,) = Uploads(tmp_path).files(token)
    assert (kept.name, kept.path.read_bytes()) == ("先.txt", UPLOADED)
