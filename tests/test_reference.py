"""The hand-written set, asked with the real model and held against the figures that are kept."""

import json
import shutil
from pathlib import Path

import pytest

from eval.questions import EvalError
from eval.reference import keep_verdicts
from eval.run_folder import read_run
from index.weights import MODEL_NAME
from tests.cli_driver import Ran, run_cli

pytest_plugins = ["tests.sample_fixtures"]

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "eval" / "questions" / "sample.jsonl"
REFERENCE = ROOT / "eval" / "reference"
LEAST = 0.9  # share of the questions that must get the same verdict on any machine
EVERY = 12  # of the questions one is asked: `make eval` asks them all


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the figures that are kept of the questions that are asked here."""
    folder = tmp_path_factory.mktemp("kept") / "reference"
    shutil.copytree(REFERENCE, folder)
    rows = lines_of(REFERENCE / "results.jsonl")[::EVERY]
    (folder / "results.jsonl").write_text("".join(rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def asked(sample_index: Path, model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the run's folder."""
    out = tmp_path_factory.mktemp("asked") / "run"
    questions = out.parent / "questions.jsonl"
    questions.write_text("".join(lines_of(SAMPLE)[::EVERY]), encoding="utf-8")
    words = ("eval", "run", "--questions", questions, "--index-dir", sample_index, "--out", out)
    settings = {"model": MODEL_NAME, "model_dir": str(model_dir.resolve())}
    ran = run_cli(*words, cwd=out.parent, **settings)
    assert ran.code == 0, ran
    return out


def compared(before: Path, after: Path, *words: str) -> Ran:
    return run_cli("eval", "compare", before, after, *words, cwd=after.parent)


def test_nothing_is_lost_against_the_kept_figures(kept: Path, asked: Path) -> None:
    ran = compared(kept, asked, "--json")
    assert ran.code == 0, ran
    assert ran.json["losses"] == []
    assert ran.json["left_out"] == 0, "the questions changed: keep the verdicts anew"
    assert len(ran.json["flips"]) <= (1 - LEAST) * ran.json["n"]


def test_a_better_past_would_have_been_noticed(asked: Path, tmp_path: Path) -> None:
    """The same run held against figures that are too good: the check above can fail."""
    better = tmp_path / "better"
    keep_verdicts(read_run(asked), better)
    results = better / "results.jsonl"
    rows = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    assert not all(row["right"] for row in rows)
    lines = (json.dumps(row | {"right": True}) for row in rows)
    results.write_text("\n".join(lines), encoding="utf-8")
    ran = compared(better, asked)
    assert ran.code == 1
    assert "答对或正确拒答从 100.0%" in ran.out


def test_what_is_kept_holds_no_text(asked: Path, tmp_path: Path) -> None:
    written = keep_verdicts(read_run(asked), tmp_path / "kept")
    text = "".join(path.read_text(encoding="utf-8") for path in written)
    for row in read_run(asked).rows:
        assert row["question"] not in text
    assert compared(tmp_path / "kept", asked).code == 0


def test_an_interrupted_run_is_not_kept(asked: Path, tmp_path: Path) -> None:
    run = read_run(asked)
    run.summary["interrupted"] = True
    with pytest.raises(EvalError, match="没有问完"):
        keep_verdicts(run, tmp_path)
