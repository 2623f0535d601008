"""The command line: help, exit codes, what goes where, settings, interruption, the LLM."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.usage import explain_usage
from tests.cli_driver import (
    BATTERY,
    BRIEFS,
    PROGRAM,
    Ran,
    environment,
    indexed,
    run_cli,
    run_program,
    snapshot,
    stop_cli,
    write_briefs,
)
from tests.llm_server import KEY, STALL, UNAUTHORISED, LlmServer, Reply, llm_server

pytest_plugins = ["tests.cli_fixtures"]

HEAVY = ("torch", "gradio", "chromadb", "llama_index", "jieba", "openai", "transformers", "numpy")
COMMANDS = {
    (): ("ask", "chat", "corpus", "index", "eval"),
    ("index",): (
        *("build", "watch", "status", "verify", "rollback", "gc", "backup", "restore"),
        "versions",
    ),
    ("index", "build"): ("--articles", "--index-dir", "--prune", "--full", "--dry-run"),
    ("index", "versions"): ("--index-dir",),
    ("ask",): ("--index-dir", "--json", "--as-of"),
    ("chat",): ("--host", "--port", "--index-dir", "--open"),
    ("eval",): ("run", "check", "compare", "keep", "report", "judge", "peers", "gaps"),
    ("eval", "run"): ("--questions", "--index-dir", "--out", "--mode", "--search", "--type"),
    ("eval", "check"): ("--articles",),
    ("eval", "compare"): ("--thresholds", "--json"),
    ("eval", "report"): ("--out",),
    ("eval", "judge"): ("--limit",),
    ("eval", "peers"): ("--questions", "--articles", "--index-dir", "--out", "--vectors"),
    ("eval", "from-feedback"): ("--out", "--since", "--only"),
    ("eval", "gaps"): ("--since", "--json"),
}
# Runs the program's own entry point, then says on stderr which modules it has imported.
RUN_AND_LIST = """
import atexit, sys
atexit.register(lambda: sys.stderr.write(" ".join(sys.modules)))
from assistant.cli import main
main()
"""


@pytest.mark.parametrize("command", list(COMMANDS), ids=" ".join)
def test_help_is_chinese_and_imports_nothing_heavy(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN_AND_LIST, *command, "--help"],
        env=environment() | {"COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {name.split(".")[0] for name in done.stderr.split()}
    assert "typer" in imported
    assert not imported & set(HEAVY)
    lines = done.stdout.splitlines()
    for name in COMMANDS[command]:
        (line,) = (line for line in lines if re.match(rf"\W*{name}(?![\w-])", line))
        assert re.search("[\u4e00-\u9fff]", line), line
    assert re.match(r"\s*Usage", lines[1])
    assert re.search("[\u4e00-\u9fff]", lines[3]), "what the command does"


def test_the_entry_point_without_a_command_shows_its_help(tmp_path: Path) -> None:
    ran = run_cli(cwd=tmp_path)
    assert ran.code == 2
    assert "回答一个问题" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ask"], "缺少“问题”"),
        (["ask", "投资", "多少"], "多出了“多少”"),
        (["ask", "投资多少", "--as-of", "2025"], "选项 --as-of 的值不能用（2025）"),
        (["ask", "投资多少", "--jsn"], "没有选项 --jsn"),
        (["ask", "投资多少", "--index-dir"], "选项 --index-dir 后面缺少值"),
        (["chat", "--port=no"], "选项 --port 的值不能用（no）"),
        (["index", "build", "--prune=1"], "选项 --prune 后面不能有值"),
        (["eval", "run", "--limit", "3"], "缺少“--out”"),
        (["index", "drop"], "没有命令“drop”"),
    ],
)
def test_a_wrong_command_line_is_one_sentence_and_exit_code_2(
    words: list[str], said: str, tmp_path: Path
) -> None:
    ran = run_cli(*words, cwd=tmp_path)
    (line,) = ran.err.splitlines()
    assert (ran.code, ran.out) == (2, "")
    assert line.startswith(f"错误：{said}")
    known = " ".join(word for word in words[:2] if (word,) in COMMANDS or word in ("build", "run"))
    assert line.endswith(f"用法请看：zone-assistant {known} --help")


def test_what_the_library_says_in_other_words_is_passed_on() -> None:
    assert explain_usage("Something new.", ["ask", "x"]) == (
        "命令写得不对（Something new.），用法请看：zone-assistant ask --help"
    )


def test_a_refusal_names_what_is_near_and_is_no_failure(built: Path) -> None:
    ran = run_program(
        "ask", "云溪高新区储能电池项目有多少员工？", "--index-dir", "index", cwd=built
    )
    assert (ran.code, ran.err) == (0, "")
    said, near, *_ = ran.out.splitlines()
    assert said == "资料里没有找到答案。"
    assert near.startswith("关于云溪高新区储能电池项目，资料里有：")


@pytest.mark.slow
def test_progress_goes_to_stderr_and_a_second_build_builds_nothing(tmp_path: Path) -> None:
    write_briefs(tmp_path / "articles")
    (tmp_path / "articles/picture.png").write_bytes(b"\x89PNG")
    words = ("index", "build", "--articles", "articles", "--index-dir", "index")
    first = run_program(*words, cwd=tmp_path)
    assert first.code == 0
    (summary,) = first.out.splitlines()
    assert "读入12篇，跳过1处；新增12、改动0、去掉0、不变0篇" in summary
    assert "计算向量" in first.err
    assert "picture.png：是图片" in first.err
    before = snapshot(tmp_path / "index")
    second = run_program(*words, cwd=tmp_path)
    assert (second.code, second.out) == (0, "12篇文章都没有变化，索引 index 不用重建。\n")
    assert "计算向量" not in second.err
    assert snapshot(tmp_path / "index") == before


def test_settings_come_from_a_file_then_the_environment_then_the_options(home: Path) -> None:
    (home / ".env").write_text("ZONE_ASSISTANT_INDEX_DIR=index\nOTHER=甲\n", "utf-8")
    ran = run_cli("index", "build", "--articles", "articles", cwd=home)
    assert "索引 index 不用重建" in ran.out
    (home / "empty").mkdir()
    (home / ".env").write_text("ZONE_ASSISTANT_ARTICLES=of-the-file\n", "utf-8")
    words = ("index", "build", "--index-dir", "index")
    assert "“of-the-file”" in run_cli(*words, cwd=home).sentence
    ran = run_cli(*words, cwd=home, articles="of-the-environment")
    assert "“of-the-environment”" in ran.sentence
    ran = run_cli(*words, "--articles", "empty", cwd=home, articles="of-the-environment")
    assert "“empty”" in ran.sentence


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"llm_timeout": "快"}, "ZONE_ASSISTANT_LLM_TIMEOUT 的值“快”"),
        ({"llm_context": "12"}, "ZONE_ASSISTANT_LLM_CONTEXT 的值“12”"),
        ({"llm_base_url": "localhost:11434", "llm_model": "m"}, "接口地址“localhost:11434”不对"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence(
    built: Path, settings: dict[str, str], named: str
) -> None:
    ran = run_cli("ask", BATTERY, "--index-dir", "index", cwd=built, **settings)
    assert named in ran.sentence


def test_a_settings_file_in_another_encoding_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("ZONE_ASSISTANT_INDEX_DIR=索引".encode("gb18030"))
    assert ".env 不是 UTF-8 编码" in run_cli("ask", BATTERY, cwd=tmp_path).sentence


NEW = 500


@pytest.mark.parametrize(
    "stop", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.slow)]
)
def test_an_interrupted_build_leaves_the_old_index(home: Path, stop: signal.Signals) -> None:
    before = snapshot(home / "index")
    # Enough of them that the build is still busy when the signal comes, on a loaded machine too.
    bridge = ("新文章", "2025-11-15", "南河新建一座桥。" * 40)
    write_briefs(home / "articles", {f"new-{n}": bridge for n in range(NEW)})
    generations = home / "index/generations"
    words = ("index", "build", "--articles", "articles", "--index-dir", "index")
    stopped = stop_cli(
        *words, cwd=home, begun=lambda: len(list(generations.iterdir())) > 1, stop=stop
    )
    assert stopped.out == ""
    if stop is signal.SIGINT:
        assert stopped.code == 130
        assert stopped.err.splitlines()[-1] == "已中断；原有的索引和已写出的结果都还在。"
        assert snapshot(home / "index") == before
        return
    assert stopped.code == -signal.SIGKILL
    assert before.items() <= snapshot(home / "index").items()
    ran = run_cli("ask", BATTERY, "--index-dir", "index", cwd=home)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "6.2亿元 [1]"
    assert lines[-1] == "[1] 《晨州日报》 2025-11-14《云溪高新区储能电池项目开工》"
    assert f"新增{NEW}、" in run_cli(*words, cwd=home).out
    assert set(indexed(home / "index").articles) == {*BRIEFS, *(f"new-{n}" for n in range(NEW))}
    assert len(list(generations.iterdir())) == 2  # what was half-built is gone


def ask_with_llm(built: Path, reply: Reply) -> tuple[Ran, LlmServer]:
    with llm_server(reply) as server:
        settings = {"llm_base_url": server.url, "llm_api_key": KEY, "llm_model": "m"}
        words = ("ask", BATTERY, "--index-dir", "index", "--json")
        ran = run_cli(*words, cwd=built, llm_timeout="1", **settings)
    assert ran.code == 0, ran
    assert KEY not in ran.out + ran.err
    return ran, server


@pytest.mark.slow
def test_a_right_answer_of_an_llm_is_shown_as_its_own(built: Path) -> None:
    said = "**6.2亿元** [1]\n这个储能电池项目的总投资是6.2亿元。[1]"
    ran, server = ask_with_llm(built, Reply(said))
    assert ran.err == ""
    assert ran.json["mode"] == "generative"
    assert "总投资是6.2亿元" in ran.json["answer"]
    (citation,) = ran.json["citations"]
    assert BRIEFS["yunxi-battery"][2][citation["start"] : citation["end"]] == citation["quote"]
    (request,) = server.requests
    assert request["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("reply", [STALL, UNAUTHORISED], ids=["slow", "wrong key"])
@pytest.mark.slow
def test_an_llm_that_fails_gives_way_to_the_quotation(built: Path, reply: Reply) -> None:
    ran, server = ask_with_llm(built, reply)
    assert ran.json["mode"] == "extractive"
    assert ran.json["short_answer"] == "6.2亿元"
    (line,) = ran.err.splitlines()
    assert server.url in line
    assert line.endswith("下面是直接摘引的原文。")


@pytest.mark.slow
def test_a_terminal_that_is_not_utf8_still_gets_its_json(built: Path) -> None:
    done = subprocess.run(
        [PROGRAM, "ask", "云溪高新区储能电池项目的𠮷祥物？㎡²", "--index-dir", "index", "--json"],
        cwd=built,
        env=environment() | {"PYTHONIOENCODING": "gb2312"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "云溪高新区" in json.loads(done.stdout.decode("gb2312"))["question"]
