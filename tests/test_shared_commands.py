"""The commands where a Chroma server holds the index: they look at what it holds."""

from pathlib import Path

import pytest

from index.address import Server
from index.generations import Generations
from tests.cli_driver import Ran, manifest, write_briefs
from tests.server_fixtures import chroma_run, free_port
from tests.test_index_cli import BRIDGE, run, use_settings

pytestmark = pytest.mark.slow

pytest_plugins = ["tests.cli_fixtures", "tests.shared_fixtures"]


class Home:
    """A folder of articles and of the copies that machines have of their index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def index(self, machine: str, *words: str) -> Ran:
        """Run a command on a machine."""
        return run("index", *words, "--index-dir", machine, cwd=self.folder)

    def build(self, machine: str, *words: str) -> Ran:
        return self.index(machine, "build", "--articles", "articles", *words)

    def current(self, machine: str) -> str:
        return manifest(self.folder / machine).generation

    def here(self, machine: str) -> list[str]:
        """Return the generations that a machine's folder holds, newest first."""
        folders = Generations(self.folder / machine).finished()
        return [folder.name for folder in reversed(folders)]


@pytest.fixture
def machines(home: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Return a home whose articles are in `index`, built before there was a server."""
    port = str(server.port)
    use_settings(monkeypatch, chroma_host=server.host, chroma_port=port, chroma_index=server.index)
    monkeypatch.setattr("sys.argv", ["zone-assistant"])
    return Home(home)


def build_twice(machines: Home) -> tuple[str, str]:
    """Fill the server from `index`, then build there what has changed; return both names."""
    filled = machines.build("index")
    assert "12篇文章都没有变化，不用重建；Chroma 服务器 http://127.0.0.1:" in filled.out
    assert filled.out.endswith("里还没有这个索引，已把 index 存进去。\n")
    assert machines.build("index").out == "12篇文章都没有变化，索引 index 不用重建。\n"
    first = machines.current("index")
    write_briefs(machines.folder / "articles", BRIDGE)
    powers = machines.folder / "articles" / "nanhe-powers.md"
    powers.write_text(powers.read_text("utf-8").replace("58项", "59项"), "utf-8")
    assert machines.build("index").code == 0
    return first, machines.current("index")


def test_each_command_looks_at_what_the_server_holds(machines: Home) -> None:
    _, second = build_twice(machines)
    assert machines.index("a", "verify").out.endswith(f"逐段核对过：a/generations/{second}\n")
    assert machines.index("b", "backup", "b.tar").out.startswith(f"已备份 {second}（")
    assert "nanhe-powers《晨州市向开发区赋权》" in machines.index("c", "versions").out
    dry = machines.build("d", "--dry-run").out
    assert dry == "试运行：读入13篇；新增0、改动0、去掉0、不变13篇；不用重建 d。\n"


def test_back_to_what_only_the_server_holds(machines: Home) -> None:
    first, second = build_twice(machines)
    listed = machines.index("new", "status", "--json").json
    assert [row["generation"] for row in listed["generations"]] == [second]
    assert listed["in_server"] == [second, first]
    (line,) = [s for s in machines.index("new", "status").out.splitlines() if first in s]
    assert "只在服务器里" in line
    refused = machines.index("another", "rollback", "--to", "x").sentence
    assert f"没有完好的“x”，可以退回的有：{first}。" in refused
    assert machines.here("new") == [second]
    assert machines.index("new", "rollback").out.startswith(f"已换到 {first}（")
    assert machines.here("new") == [second, first]
    assert machines.index("new", "verify").out.startswith("索引完好：12篇、12段")
    assert machines.index("other", "verify").out.startswith("索引完好：12篇、12段")
    assert machines.here("other") == [first]
    assert machines.index("other", "rollback", "--to", second).code == 0
    assert machines.current("other") == second
    assert machines.index("index", "verify").out.startswith("索引完好：13篇、13段")
    assert machines.current("index") == second


def test_while_the_server_is_away_the_copy_is_looked_at(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    port, machines = free_port(), Home(home)
    use_settings(monkeypatch, chroma_host="127.0.0.1", chroma_port=str(port))
    monkeypatch.setattr("sys.argv", ["zone-assistant"])
    with chroma_run(tmp_path / "chroma", port):
        assert machines.build("index").code == 0
        assert machines.index("copy", "status").code == 0
    for words in (("verify",), ("status",), ("backup", "x.tar"), ("versions",)):
        caplog.clear()
        assert machines.index("copy", *words).code == 0
        (warning,) = caplog.messages
        assert warning.startswith(f"连不上 Chroma 服务器 http://127.0.0.1:{port}")
        assert warning.endswith("先用本机已有的索引。")
    assert "连不上" in machines.index("none", "status").sentence
    assert not (home / "none").exists()
