"""`eval run` and its neighbours as people call them, on the quick stand-in model."""

import json
from pathlib import Path

import pytest

from eval.run_folder import read_run
from tests.cli_driver import run_cli, stop_cli
from tests.evaluation_sets import QUESTIONS, many, write_set

pytest_plugins = ["tests.cli_fixtures"]

BATTERY, POWERS, STAFF = QUESTIONS[:3]
ODD = {"type": "list[/b]"}  # what a terminal's markup would stumble over


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_set(tmp_path / "set.jsonl", [BATTERY, POWERS | ODD, STAFF])


def words(questions: Path, built: Path, out: Path, *more: str) -> tuple[str | Path, ...]:
    index = built / "index"
    return ("eval", "run", "--questions", questions, "--index-dir", index, "--out", out, *more)


@pytest.mark.slow
def test_a_run_holds_all_that_it_was_measured_with(
    built: Path, questions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    ran = run_cli(*words(questions, built, out, "--as-of", "2025-11-20"), cwd=tmp_path)
    assert ran.code == 0, ran
    assert "list[/b]" in ran.out
    run = read_run(out)
    assert [row["right"] for row in run.rows] == [True, True, True]
    assert run.rows[0]["passages"][0]["doc_id"] == "yunxi-battery"
    assert run.rows[0]["citations"][0]["quote"] in run.rows[0]["answer"].replace("**", "")
    assert run.settings["manifest"]["articles"] == 12
    assert (run.settings["mode"], run.settings["search"]) == ("extractive", "fused")
    assert run.settings["as_of"] == "2025-11-20"
    assert {"torch", "chromadb", "zone-assistant"} <= run.settings["versions"].keys()
    assert len(run.settings["code"]) == 16
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert len(manifest["digests"]) == 12

    more = run_cli(*words(questions, built, out, "--as-of", "2025-11-21"), cwd=tmp_path)
    assert more.code == 1
    assert "是按提问日 2025-11-20 跑的，这次是 2025-11-21" in more.err
    fresh = run_cli(*words(questions, built, out, "--search", "words", "--fresh"), cwd=tmp_path)
    assert fresh.code == 0
    assert read_run(out).settings["search"] == "words"
    assert (out / "results.old.jsonl").exists()


@pytest.mark.slow
def test_a_part_of_the_questions_and_then_more(
    built: Path, questions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    some = run_cli(*words(questions, built, out, "--type", "figure"), cwd=tmp_path)
    assert some.code == 0
    assert [row["qid"] for row in read_run(out).rows] == ["battery"]
    ran = run_cli(*words(questions, built, out), cwd=tmp_path)
    assert "接着问：已有 1 题。" in ran.err
    assert len(read_run(out).rows) == 3
    wrong = run_cli(*words(questions, built, out, "--type", "figures"), cwd=tmp_path)
    assert "没有类型 'figures' 的题" in wrong.sentence


def test_an_llm_that_is_not_there_is_said_before_anything_is_asked(
    built: Path, questions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    ran = run_cli(*words(questions, built, out, "--mode", "generative"), cwd=tmp_path)
    assert "还没有配置大模型" in ran.sentence
    assert not out.exists()
    assert "还没有配置大模型" in run_cli("eval", "judge", out, cwd=tmp_path).sentence


@pytest.mark.slow
def test_a_dead_llm_is_no_generative_run(built: Path, questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    ran = run_cli(
        *words(questions, built, out, "--mode", "generative", "--limit", "1", "--type", "figure"),
        cwd=tmp_path,
        llm_base_url="http://127.0.0.1:9/v1",
        llm_model="gone",
        llm_timeout="2",
    )
    assert ran.code == 0
    assert "大模型没有写成 1 题" in ran.err
    assert read_run(out).summary["fell_back"] == 1
    assert read_run(out).settings["llm"].startswith("gone@127.0.0.1:9")


@pytest.mark.slow
def test_ctrl_c_keeps_what_was_asked_and_says_how_to_go_on(built: Path, tmp_path: Path) -> None:
    set_of_many = write_set(tmp_path / "many.jsonl", many(600))
    out = tmp_path / "run"
    results = out / "results.jsonl"
    stopped = stop_cli(
        *words(set_of_many, built, out),
        cwd=tmp_path,
        begun=lambda: results.exists() and results.read_bytes().count(b"\n") > 2,
    )
    assert stopped.code == 130
    assert "再运行一次同样的命令（不加 --fresh）会接着问" in stopped.err
    assert 3 <= len(read_run(out).rows) < 600
    assert read_run(out).summary["interrupted"] is True


@pytest.mark.slow
def test_a_report_of_a_run_and_of_kept_verdicts(
    built: Path, questions: Path, tmp_path: Path
) -> None:
    out, kept = tmp_path / "run", tmp_path / "kept"
    assert run_cli(*words(questions, built, out), cwd=tmp_path).code == 0
    assert run_cli("eval", "report", out, cwd=tmp_path).code == 0
    assert BATTERY["question"] in (out / "report.html").read_text(encoding="utf-8")
    assert run_cli("eval", "keep", out, kept, cwd=tmp_path).code == 0
    assert "没有明显变差" in run_cli("eval", "compare", kept, out, cwd=tmp_path).out
    assert "写不成报告" in run_cli("eval", "report", kept, cwd=tmp_path).sentence
