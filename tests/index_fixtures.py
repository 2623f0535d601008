"""Small articles of our own, indexed in a moment; what the tests of the index share."""

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from corpus.article import Article
from index.build import build_index
from index.encoder import Encoder, HashEncoder
from index.errors import SearchIndexError
from index.generations import Generations
from index.manifest import Manifest
from index.search import ZoneIndex, open_index

FENGLINGDU = Article(
    "fenglingdu",
    "风陵渡气流纺织项目",
    "气流纺织项目用地17.26亩。项目总投资1,250万元，年产纱线3.5万吨。",
    source="《河曲日报》",
    published="2025-11-14",
    zones=("风陵渡经开区",),
)
YANGQUAN = Article(
    "yangquan",
    "阳泉高新区开复工",
    "省、市重点项目开复工率为83.3%。“企业进得来、留得住。”负责人说。",
    source="《河曲日报》",
    published="2025-10",
    zones=("阳泉高新区",),
)
PINGDING = Article(
    "pingding",
    "两个经开区获得县级权限",
    "向平定、盂县经开区赋权县级事项58项、51项。今后办事不出园区。",
    source="《云州晚报》",
    published="2024",
    zones=("平定经开区", "盂县经开区"),
)
WEATHER = Article("weather", "周末有雨", "周末全市有小雨，气温在8至15摄氏度之间。")
PLANT = Article(
    "plant",
    "玻璃棉工厂投产",
    "文水的玻璃棉工厂投产，年产值5亿元。\n工厂使用再生玻璃，能耗下降12%。",
    source="《云州晚报》",
    published="2023-06-30",
)
ARTICLES = (FENGLINGDU, YANGQUAN, PINGDING, WEATHER, PLANT)


def say_nothing(_step: str, _done: int, _total: int) -> None:
    """Report progress to nobody."""


def build(
    index_dir: Path, articles: Sequence[Article] = ARTICLES, *, encoder: Encoder | None = None
) -> Manifest:
    """Index the articles, with the stand-in encoder unless another is given."""
    return build_index(
        articles, index_dir, encoder=encoder or HashEncoder(), on_progress=say_nothing
    )


@contextmanager
def opened(index_dir: Path, *, encoder: Encoder | None = None) -> Iterator[ZoneIndex]:
    """Open an index and close it again."""
    with closing(open_index(index_dir, encoder=encoder or HashEncoder())) as index:
        yield index


def best(index_dir: Path, query: str = "气流纺织项目用地多少亩") -> str:
    """Return the doc_id that an index answers with."""
    with opened(index_dir) as index:
        return index.fused.search(query, k=1)[0].passage.doc_id


def many(number: int) -> list[Article]:
    """Return articles of one short sentence each; the last ten are of zones of their own."""
    return [
        Article(
            f"n{n}",
            "",
            f"第{n}家企业投资{n}亿元。",
            source=f"{n % 7}报",
            zones=(f"{'东西南北甲乙丙丁戊己'[number - n - 1]}山经开区",)
            if number - n <= 10
            else (),
        )
        for n in range(number)
    ]


def current(index_dir: Path) -> Path:
    folder = Generations(index_dir).current()
    assert folder is not None
    return folder


def is_one_sentence(message: str) -> bool:
    """Tell whether a message is one Chinese sentence on one line, free of Python's words."""
    text = re.sub(r"/[\w/.-]+|--\w+", "", message)  # paths and options stand as they are
    return (
        text.endswith("。")
        and text.count("。") == 1
        and "\n" not in text
        and not re.search(r"Error|Errno|Traceback|None", text)
    )


ROOT = Path(__file__).parent.parent
READY = "ready"


def start(call: str, *arguments: object) -> "subprocess.Popen[str]":
    """Run one of the functions below in a process of its own."""
    code = f"import sys; from tests.index_fixtures import {call}; {call}(*sys.argv[1:])"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(call: str, *arguments: object) -> str:
    """Run one of the functions below in a process of its own; return what it prints."""
    with start(call, *arguments) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert err == ""
    return out.strip()


def build_until(index_dir: str, moment: str) -> None:
    """Build, say so at the moment asked for, and wait there to be killed."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a parent may have ignored it

    def report(step: str, done: int, _total: int) -> None:
        if (moment, step, done > 0) in {
            ("encode", "计算向量", True),
            ("vectors", "写入索引", False),
            ("publish", "写入索引", True),
        }:
            _stop()
        if (moment, step, done > 0) == (
            "pointer",
            "写入索引",
            True,
        ):  # its fifo stops it next
            print(READY, flush=True)  # noqa: T201

    build_index(many(1100), Path(index_dir), encoder=HashEncoder(), on_progress=report)


def _stop() -> None:
    print(READY, flush=True)  # noqa: T201
    time.sleep(100)


def build_within(index_dir: str, most_bytes: str) -> None:
    """Build where no file may grow larger, as on a full disk; print why that fails."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most_bytes), int(most_bytes)))
    try:
        build(Path(index_dir), many(1100))
    except SearchIndexError as error:
        print(error)  # noqa: T201


def use_without_permission(index_dir: str) -> None:
    """Open and build as a user who may only read; print what is found and why building fails."""
    best(Path(index_dir))  # libraries read files of their own at their first use
    if os.geteuid() == 0:
        os.setuid(65534)
    print(best(Path(index_dir)))  # noqa: T201
    try:
        build(Path(index_dir))
    except SearchIndexError as error:
        print(error)  # noqa: T201


def use_and_close(index_dir: str) -> None:
    """Build, open, search, fail to open, close; whatever stays open is said on stderr."""
    build(Path(index_dir))
    best(Path(index_dir))
    (next(Path(index_dir).glob("generations/*/chroma")) / "chroma.sqlite3").write_bytes(b"x")
    try:
        best(Path(index_dir))
    except SearchIndexError:
        print("refused")  # noqa: T201
