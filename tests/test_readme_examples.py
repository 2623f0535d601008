"""The README's examples do what they say, against the sample articles and the served app."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from assistant.app import open_live
from assistant.settings import Settings
from index.weights import MODEL_NAME
from tests.cli_driver import PROGRAM, environment
from tests.forked_cli import LONGEST
from tests.page_driver import serve

pytest_plugins = ["tests.sample_fixtures"]

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SERVED_AT = "http://127.0.0.1:7860"
SHOWN = re.compile(r"^ *print\(.*\)  # (.+)$", re.MULTILINE)  # what an example prints
RUN = """
import json, sys
for n, code in enumerate(json.load(sys.stdin), start=1):
    print(f"=== {n}", flush=True)
    exec(compile(code, f"example {n}", "exec"), {"__name__": "__main__"})
"""


def blocks(language: str) -> list[str]:
    """Return the README's pieces of code in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def home(sample_index: Path, model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder as the checkout is after `make index`."""
    home = tmp_path_factory.mktemp("checkout")
    (home / "data").mkdir()
    (home / "data/index").symlink_to(sample_index)
    (home / "data/models").symlink_to(model_dir.resolve())
    return home


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """Serve the app over the sample articles."""
    settings = Settings(
        index_dir=home / "data/index",
        model_dir=home / "data/models",
        model=MODEL_NAME,
        feedback=None,
    )
    with closing(open_live(settings)) as live:
        served = serve(lambda: live)

        async def start() -> str:
            return next(served).rstrip("/")

        yield anyio.run(start)  # without a running loop Gradio makes some of its own
        next(served, None)


@pytest.mark.slow
def test_examples_in_python_print_what_they_show(address: str, home: Path) -> None:
    examples = [block.replace(SERVED_AT, address) for block in blocks("python")]
    assert len(examples) >= 7
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps(examples),
        cwd=home,
        env=environment(model=MODEL_NAME, feedback="off") | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = re.split(r"^=== \d+\n", done.stdout, flags=re.MULTILINE)[1:]
    for example, out in zip(examples, printed, strict=True):
        at = 0
        for shown in SHOWN.findall(example):
            assert shown in out[at:], example
            at = out.index(shown, at) + len(shown)


@pytest.mark.slow
@pytest.mark.parametrize("block", [b for b in blocks("json") if "mcpServers" in b])
def test_the_configuration_of_mcp_clients_starts_the_tools(block: str, home: Path) -> None:
    (entry,) = json.loads(block)["mcpServers"].values()
    assert entry["command"].endswith("/zone-assistant")
    args = [arg.replace("/path/to/", f"{home}/") for arg in entry["args"]]
    env = environment(model=MODEL_NAME, model_dir=str(home / "data/models"), feedback="off")
    server = StdioServerParameters(command=PROGRAM, args=args, cwd=home, env=env)

    async def run() -> None:
        async with Client(stdio_client(server)) as client:
            zones = await client.call_tool("list_zones", {})
            assert not zones.is_error, zones
            assert "平定经开区" in str(zones.structured_content)

    anyio.run(run)
