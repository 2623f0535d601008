"""Gathering the training examples: what is kept out, and what is said of bad sets."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from assistant.reader.training.examples import (
    read_documents,
    read_examples,
)
from assistant.reader.training.prepare import held_out, prepare_once
from assistant.reader.training.span_sets import SPAN_SETS
from assistant.reader.training.train import main
from tests.training_fixtures import (
    FOOD,
    PARK,
    PORT,
)


def named(prefix: str, *, even: bool, held: bool) -> str:
    """Return an id that hashes as wanted."""
    return next(
        name
        for name in (f"{prefix}{n}" for n in range(1000))
        if (int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0) == even
        and held_out(name) == held
    )


def write_sets(folder: Path) -> dict[str, str]:
    """Write a set of every name that training reads; return the ids of the zone news."""
    ids = {
        "trained": named("park", even=True, held=False),
        "gold": named("gold", even=True, held=False),
        "odd": named("odd", even=False, held=False),
        "held": named("held", even=True, held=True),
    }
    bodies = (PARK.body, PORT.body, FOOD.body, PARK.body.replace("平湖", "长兴").replace("3", "4"))
    files: dict[str, list[dict[str, object]]] = {
        "zone_news_corpus/corpus": [
            {"doc_id": doc_id, "title": "", "text": text, "date": "2023-08-17"}
            for doc_id, text in zip(ids.values(), bodies, strict=True)
        ],
        "zone_dev/questions": [{"gold_doc_ids": [ids["gold"]]}],
    }
    for name in SPAN_SETS:
        text = f"{name}的北湖建于1901年。南湖很大。"
        asked: dict[str, object] = {
            "question": "北湖建于哪年？",
            "answers": ["1901年"],
            "gold_doc_ids": ["d"],
        }
        files[f"{name}/corpus"] = [{"doc_id": "d", "title": "湖", "text": text}]
        files[f"{name}/questions"] = [asked]
    for path, rows in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{path}.jsonl").write_text(lines, encoding="utf-8")
    return ids


def test_what_measures_is_kept_out_and_examples_are_prepared_once(tmp_path: Path) -> None:
    ids = write_sets(tmp_path / "sets")
    steps: list[str] = []
    for _ in range(2):
        prepare_once(
            tmp_path / "sets", tmp_path / "out", on_progress=lambda step, *_: steps.append(step)
        )
    assert steps.count("整理公开题集") == len(SPAN_SETS)  # the second time there is nothing to do
    documents, made = read_documents(tmp_path / "out"), read_examples(tmp_path / "out")
    assert set(documents) == {ids["trained"], *(f"{name}/d" for name in SPAN_SETS)}
    assert Counter(e.doc_id for e in made if e.kind in SPAN_SETS) == Counter(
        f"{name}/d" for name in SPAN_SETS
    )
    for example in made:
        if example.answer and example.kind in SPAN_SETS:
            assert documents[example.doc_id].body[slice(*example.answer)] == "1901年"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (None, "", "找不到drcd_dev_s/corpus.jsonl"),
        ("xquad_zh/questions.jsonl", "not json\n", "第1行不是 JSON"),
        ("xquad_zh/questions.jsonl", '{"question": "？"}\n', "没有 gold_doc_ids"),
    ],
)
def test_bad_data_gives_one_sentence(
    name: str | None, content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("peft", reason="needs the extra [train]")
    if name:
        write_sets(tmp_path / "sets")
        (tmp_path / "sets" / name).write_text(content, encoding="utf-8")
    assert main(["--data", str(tmp_path / "sets"), "--work", str(tmp_path / "work")]) == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("错误：")
    assert said in line
    assert line.endswith("。")
