"""Running the installed command over articles of our own, for the tests of the whole."""

import atexit
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.generations import Generations
from index.manifest import Manifest
from index.table import PassageTable
from index.weights import MODEL_NAME
from tests.forked_cli import LONGEST, fork_commands
from tests.killed_work import KilledWork

PROGRAM = str(Path(sys.executable).with_name("zone-assistant"))
BATTERY = "云溪高新区储能电池项目总投资多少？"
STAFF = "云溪高新区储能电池项目有多少员工？"
POWERS = "南河经开区被赋权多少项县级事项？"

_BRIEF = (
    "---\nid: {id}\ntitle: {title}\nsource: 《晨州日报》\npublished: {published}\n---\n\n{body}\n"
)
BRIEFS = {
    "yunxi-battery": (
        "云溪高新区储能电池项目开工",
        "2025-11-14",
        "云溪高新区的储能电池项目总投资6.2亿元，占地88亩。项目今年5月开工，预计2026年7月投产。",
    ),
    "nanhe-powers": (
        "晨州市向开发区赋权",
        "2025-11-12",
        "晨州市深化放权改革，分别向南河、北河经开区赋权县级事项58项、51项。",
    ),
    "nanhe-firms": (
        "南河经开区企业增多",
        "2025-11-10",
        "南河经开区现有入驻企业169户，今年以来新增23户。园区负责人表示，明年还要建两座标准厂房。",
    ),
    **{
        f"village-{n}": (
            f"{name}村修好一条路",
            "2025-10-08",
            f"{name}村新修的通村公路长{n}.4公里，{n + 20}户村民出行方便了。",
        )
        for n, name in enumerate(
            ("柳树", "桃源", "石桥", "白杨", "青石", "黄土", "红星", "东坡", "西湾"), start=2
        )
    },
}


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Return the JSON object that is all of the standard output."""
        parsed: dict[str, Any] = json.loads(self.out)
        return parsed

    @property
    def sentence(self) -> str:
        """Return the one sentence that a failed command says, and check that it is the only one."""
        assert self.code == 1, self
        assert self.out == "", self
        (line,) = self.err.splitlines()
        assert line.startswith("错误："), self
        assert any("\u4e00" <= char <= "\u9fff" for char in line[3:]), self
        return line


def environment(**settings: str) -> dict[str, str]:
    """Return this environment without settings of the developer, on the quick stand-in model."""
    ours = ("ZONE_ASSISTANT", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    given = {f"ZONE_ASSISTANT_{name.upper()}": value for name, value in settings.items()}
    return kept | {"ZONE_ASSISTANT_MODEL": "bigram-hash"} | given


def run_cli(*words: str | Path, cwd: Path, **settings: str) -> Ran:
    """Run the command in `cwd`, forked off a process that has imported it."""
    with TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        called = [PROGRAM, *map(str, words)], str(cwd), environment(**settings), str(out), str(err)
        code = _commands().run(json.dumps(called))
        return Ran(code, out.read_text("utf-8"), err.read_text("utf-8"))


@cache
def _commands() -> KilledWork:
    work = KilledWork(fork_commands)
    atexit.register(work.close)
    return work


def run_program(*words: str | Path, cwd: Path, **settings: str) -> Ran:
    """Run the installed command in `cwd`, in a process that begins with nothing: seconds more."""
    done = subprocess.run(
        [PROGRAM, *map(str, words)],
        cwd=cwd,
        env=environment(**settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LONGEST,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def stop_cli(
    *words: str | Path, cwd: Path, begun: Callable[[], bool], stop: signal.Signals = signal.SIGINT
) -> Ran:
    """Run the installed command, and send it a signal once it has begun."""
    running = subprocess.Popen(
        [PROGRAM, *map(str, words)],
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not begun():
        assert running.poll() is None, "it ended by itself"
        time.sleep(0.01)
    running.send_signal(stop)
    out, err = running.communicate(timeout=60)
    return Ran(running.returncode, out, err)


def build_with_model(articles: Path | str, index_dir: Path, *, model_dir: Path) -> None:
    """Index articles with the packaged model."""
    words = ("index", "build", "--articles", articles, "--index-dir", index_dir)
    settings = {"model": MODEL_NAME, "model_dir": str(model_dir.resolve())}
    ran = run_program(*words, cwd=index_dir.parent, **settings)
    assert ran.code == 0, ran


def write_briefs(folder: Path, briefs: Mapping[str, tuple[str, str, str]] = BRIEFS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for id_, (title, published, body) in briefs.items():
        text = _BRIEF.format(id=id_, title=title, published=published, body=body)
        (folder / f"{id_}.md").write_text(text, encoding="utf-8")
    return folder


def manifest(index_dir: Path) -> Manifest:
    found = Generations(index_dir).manifest()
    assert found is not None
    return found


def indexed(index_dir: Path) -> PassageTable:
    """Return the articles and passages of the generation that answers."""
    folder = Generations(index_dir).current()
    assert folder is not None
    return PassageTable.load(folder)


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file of an index but the lock, which holds nothing."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "writer.lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
