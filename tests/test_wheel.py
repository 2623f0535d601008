"""The wheel: it holds every file of the product, and what it installs works far from here."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.server_fixtures import free_port, until
from tests.test_tree import PRODUCT, ROOT, files

NEEDED = ("pyproject.toml", "README.md", "LICENSE")
FOLDERS = tuple(f"{name}/" for name in PRODUCT)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, as a fresh checkout has it: what git ignores is not there."""
    copy, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("wheel")
    for name in files():
        if name.startswith(FOLDERS) or name in NEEDED:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", out, copy)
    (built,) = out.glob("*.whl")
    return built


def _pip(*words: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, words)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "would be ignored" not in ran.stdout + ran.stderr


def test_the_wheel_holds_every_file_of_the_product_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == {name for name in files() if name.startswith(FOLDERS)}


@dataclass(frozen=True)
class Installed:
    """The wheel in a virtual environment of its own, run from an empty folder."""

    bin: Path
    home: Path

    def run(self, *words: str) -> str:
        """Run a program of the environment; return what it prints."""
        program, *given = words
        ran = subprocess.run(
            [self.bin / program, *given], cwd=self.home, env=self.environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran
        return ran.stdout

    @property
    def environment(self) -> dict[str, str]:
        """Return this environment without settings, and without a way back to the checkout."""
        ours = ("ZONE_ASSISTANT", "PYTHONPATH")
        return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@pytest.fixture
def installed(wheel: Path, model_dir: Path, tmp_path: Path) -> Installed:
    """Install the wheel alone; the other packages are seen through a .pth file."""
    environment, home = tmp_path / "environment", tmp_path / "home"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    (packages,) = environment.glob("lib/python*/site-packages")
    # A folder that a .pth file names is searched, and its own .pth files are not read: those of an
    # editable installation would lead back to the checkout.
    (packages / "others.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    _pip("--python", environment, "install", "--no-deps", "--no-index", wheel)
    home.mkdir()
    (home / ".env").write_text(f"ZONE_ASSISTANT_MODEL_DIR={model_dir.resolve()}\n")
    return Installed(environment / "bin", home)


@pytest.mark.slow
def test_what_is_installed_works_in_an_empty_folder(installed: Installed) -> None:
    code = "import assistant, eval.run; print(assistant.__path__[0], eval.run.__file__)"
    for place in installed.run("python", "-c", code).split():
        assert Path(place).is_relative_to(installed.bin.parent)
    assert "54篇" in installed.run("zone-assistant", "index", "build")
    asked = ("ask", "太原半导体生态科技港总投资多少？", "--json")
    assert json.loads(installed.run("zone-assistant", *asked))["short_answer"] == "约5亿元"
    questions = next(installed.bin.parent.glob("lib/*/site-packages/eval/questions/sample.jsonl"))
    words = ("--questions", str(questions), "--limit", "5", "--out", "out")
    installed.run("zone-assistant", "eval", "run", *words)
    assert json.loads((installed.home / "out" / "summary.json").read_text())["questions"] == 5
    installed.run("zone-assistant", "eval", "report", "out")
    installed.run("zone-assistant", "doctor", "--port", str(free_port()))
    assert sorted(path.name for path in installed.home.iterdir()) == [".env", "data", "out"]


@pytest.fixture
def chat(installed: Installed) -> Iterator[str]:
    """Serve the page of what is installed; give its address."""
    port = free_port()
    command = [str(installed.bin / "zone-assistant"), "chat", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=installed.home, env=installed.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.mark.slow
def test_the_page_of_what_is_installed(installed: Installed, chat: str) -> None:
    until(lambda: _is_there(f"{chat}/healthz"), within=120)
    installed.run("zone-assistant", "index", "build")
    port = chat.rpartition(":")[2]
    assert "上开着问答页面" in installed.run("zone-assistant", "doctor", "--port", port)
    with httpx.Client(base_url=chat, follow_redirects=True, timeout=60) as visitor:
        assert visitor.get("/").is_success
        for asset in (ROOT / "assistant" / "web" / "assets").iterdir():
            assert visitor.get(f"/page/{asset.name}").content == asset.read_bytes()


def _is_there(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False
