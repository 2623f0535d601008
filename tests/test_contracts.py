"""What others script against: keys, the index's options, the JSON of ask and eval, signatures."""

import inspect
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import answer_from_passages
from assistant.schema import REFUSAL
from index.dense import DenseSearch
from index.lexical import LexicalSearch
from index.llama import ZoneRetriever
from index.overlap import OverlapSearch
from index.search import FusedSearch
from tests.cli_driver import (
    BATTERY,
    BRIEFS,
    POWERS,
    STAFF,
    indexed,
    manifest,
    run_cli,
    snapshot,
)

pytest_plugins = ["tests.cli_fixtures"]

ROOT = Path(__file__).parent.parent
PAGE = """青石岭高新区储能电站开工

晨州日报讯 11月12日,青石岭高新区储能电站开工,总投资3.1亿元。

白沙洲经开区发布人才政策

晨州日报讯 11月13日,白沙洲经开区发布十条人才政策,每人补贴2万元。
"""
UNTITLED = "云溪高新区上半年完成工业投资41.5亿元，同比增长12.6%，其中三成以上用于技术改造。"
ROWS = [
    {"doc_id": "row-1", "title": "甲", "text": "云溪高新区引进项目23个。", "date": "2025-10-20"},
    {"title": "乙", "text": "南河经开区引进项目9个。", "date": "2025-10-21", "source": "晨州日报"},
    {"doc_id": "row-3", "title": "", "text": UNTITLED},
]
ANSWER_FIELDS = {
    "question": str,
    "standalone_question": str,
    "answer": str,
    "short_answer": (str, type(None)),
    "refused": bool,
    "mode": str,
    "frame": dict,
    "citations": list,
    "derived": list,
    "confidence": float,
    "seconds": float,
}
FRAME_FIELDS = {
    "understood": (str, type(None)),
    "as_of": (str, type(None)),
    "looked_at": int,
    "nearby": list,
}
CITATION_FIELDS = {
    "n": int,
    "doc_id": str,
    "title": str,
    "source": str,
    "published": str,
    "url": str,
    "start": int,
    "end": int,
    "quote": str,
    "marks": list,
    "also": list,
    "score": float,
}


def check_fields(row: dict[str, Any], fields: dict[str, Any]) -> None:
    assert list(row) == list(fields)
    for name, kind in fields.items():
        assert isinstance(row[name], kind), (name, row[name])


def check_answer(row: dict[str, Any], bodies: dict[str, str]) -> None:
    """Check everything that the contract promises of any answer."""
    check_fields(row, ANSWER_FIELDS)
    check_fields(row["frame"], FRAME_FIELDS)
    assert row["mode"] in ("extractive", "generative")
    assert 0 <= row["confidence"] <= 1
    assert row["seconds"] > 0
    assert row["frame"]["looked_at"] >= 0
    assert all(isinstance(title, str) for title in row["frame"]["nearby"])
    cited = {int(n) for n in re.findall(r"\[(\d+)\]", row["answer"])}
    assert cited == {citation["n"] for citation in row["citations"]}
    assert row["short_answer"] is None or 0 < len(row["short_answer"]) <= 40
    for derived in row["derived"]:
        check_fields(derived, {"value": str, "rule": str, "citations": list})
        assert set(derived["citations"]) <= cited
    for citation in row["citations"]:
        check_fields(citation, CITATION_FIELDS)
        start, end = citation["start"], citation["end"]
        assert bodies[citation["doc_id"]][start:end] == citation["quote"] != ""
        assert all(start <= first < last <= end for first, last in citation["marks"])
        for reprint in citation["also"]:
            check_fields(reprint, {"doc_id": str, "source": str, "published": str})


def bodies_of(index_dir: Path) -> dict[str, str]:
    return {doc_id: article.body for doc_id, article in indexed(index_dir).articles.items()}


@pytest.mark.slow
def test_an_articles_key_is_its_own_and_never_its_path(tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    (library / "one.md").write_text("---\nid: own-id\ntitle: 丙\n---\n\n正文有12个字。\n", "utf-8")
    (library / "two.md").write_text(
        "---\ntitle: 丁：新桥通车\nsource: 《晨州日报》\ndate: 2025年11月3日\n---\n\n通车了。\n",
        "utf-8",
    )
    (library / "2025-11-14-page.txt").write_text(PAGE, "utf-8")
    (library / "rows.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), "utf-8"
    )
    words = ("index", "build", "--articles", "library", "--index-dir", "index")
    assert run_cli(*words, cwd=tmp_path).code == 0
    keys = {
        "own-id",
        "晨州日报-2025-11-03-丁-新桥通车",
        "晨州日报-2025-11-14-青石岭高新区储能电站开工",
        "晨州日报-2025-11-14-白沙洲经开区发布人才政策",
        "row-1",
        "晨州日报-2025-10-21-乙",
        "row-3",
    }
    assert set(manifest(tmp_path / "index").digests) == keys
    inferred = indexed(tmp_path / "index").articles["row-3"]
    assert inferred.title_inferred
    assert len(inferred.title) <= 30
    assert UNTITLED.startswith(inferred.title)
    assert not indexed(tmp_path / "index").articles["row-1"].title_inferred

    moved = library / "elsewhere" / "deeper"
    moved.mkdir(parents=True)
    for n, path in enumerate(sorted(path for path in library.iterdir() if path.is_file())):
        name = path.name if path.suffix == ".txt" else f"{n}{path.suffix}"  # a page's date
        path.rename(moved / name)
    again = run_cli(*words, cwd=tmp_path)
    assert "没有变化" in again.out


def test_index_build_mirrors_the_folder(home: Path) -> None:
    words = ("index", "build", "--articles", "articles", "--index-dir", "index")
    (home / "articles/village-2.md").unlink()
    (home / "articles/new.md").write_text("---\nid: new\n---\n\n南河新建一座桥。\n", "utf-8")
    changed = home / "articles/village-3.md"
    changed.write_text(changed.read_text("utf-8").replace("3.4公里", "3.5公里"), "utf-8")
    ran = run_cli(*words, cwd=home)
    assert "新增1、改动1、去掉1、不变" in ran.out
    held = bodies_of(home / "index")
    assert set(held) == set(BRIEFS) - {"village-2"} | {"new"}
    assert "3.5公里" in held["village-3"]


def test_losing_more_than_a_tenth_of_the_articles_stops_and_asks(home: Path) -> None:
    words = ("index", "build", "--articles", "articles", "--index-dir", "index")
    for n in (2, 3):  # of 12
        (home / f"articles/village-{n}.md").unlink()
    before = snapshot(home / "index")
    sentence = run_cli(*words, cwd=home).sentence
    assert "--prune" in sentence
    assert "12篇中的2篇" in sentence
    assert snapshot(home / "index") == before
    assert run_cli(*words, "--prune", cwd=home).code == 0
    assert set(bodies_of(home / "index")) == set(BRIEFS) - {"village-2", "village-3"}


@pytest.mark.slow
def test_a_jsonl_file_is_indexed_as_a_folder_is(tmp_path: Path) -> None:
    rows = [
        {"doc_id": id_, "title": title, "text": body, "date": published}
        for id_, (title, published, body) in BRIEFS.items()
    ]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (tmp_path / "set.jsonl").write_text("".join(lines), "utf-8")
    words = ("index", "build", "--articles", "set.jsonl", "--index-dir", "deep/er/index")
    assert run_cli(*words, cwd=tmp_path).code == 0
    assert bodies_of(tmp_path / "deep/er/index") == {
        id_: body for id_, (_, _, body) in BRIEFS.items()
    }


@pytest.mark.slow
def test_both_options_have_defaults(tmp_path: Path) -> None:
    assert run_cli("index", "build", cwd=tmp_path).code == 0
    assert manifest(tmp_path / "data/index").articles >= 34  # the sample articles
    row = run_cli("ask", "太原半导体生态科技港总投资多少？", "--json", cwd=tmp_path).json
    assert "5亿元" in row["answer"]


def test_ask_answers_with_every_field_of_the_contract(built: Path) -> None:
    ran = run_cli("ask", BATTERY, "--index-dir", "index", "--json", cwd=built)
    assert (ran.code, ran.err) == (0, "")
    row = ran.json
    check_answer(row, bodies_of(built / "index"))
    assert row["question"] == row["standalone_question"] == BATTERY
    assert not row["refused"]
    assert row["short_answer"] == "6.2亿元"
    assert row["frame"]["as_of"] == "2025-11-14"
    assert row["frame"]["looked_at"] >= 1
    first = row["citations"][0]
    assert (first["doc_id"], first["source"], first["published"]) == (
        "yunxi-battery",
        "《晨州日报》",
        "2025-11-14",
    )
    body = BRIEFS["yunxi-battery"][2]
    assert [body[start:end] for start, end in first["marks"]] == ["6.2亿元"]


def test_ask_refuses_with_the_one_sentence_and_nothing_cited(built: Path) -> None:
    ran = run_cli("ask", STAFF, "--index-dir", "index", "--json", cwd=built)
    assert ran.code == 0
    row = ran.json
    check_answer(row, bodies_of(built / "index"))
    assert row["refused"]
    assert row["answer"] == REFUSAL
    assert row["citations"] == row["derived"] == []
    assert row["short_answer"] is None
    assert row["frame"]["nearby"][0].startswith("关于云溪高新区储能电池项目，资料里有：")


def test_the_marks_are_the_one_of_two_that_is_asked(built: Path) -> None:
    row = run_cli("ask", POWERS, "--index-dir", "index", "--json", cwd=built).json
    check_answer(row, bodies_of(built / "index"))
    first = row["citations"][0]
    assert first["doc_id"] == "nanhe-powers"
    body = BRIEFS["nanhe-powers"][2]
    assert [body[start:end] for start, end in first["marks"]] == ["58项"]


def test_the_questions_this_year_is_that_of_as_of(built: Path) -> None:
    question = "南河经开区今年新增多少户企业？"
    words = ("ask", question, "--index-dir", "index", "--json", "--as-of", "2031-02-01")
    assert "2031" in run_cli(*words, cwd=built).json["frame"]["understood"]


def test_eval_run_writes_results_and_summary(built: Path, tmp_path: Path) -> None:
    questions = [
        {
            "qid": "q1",
            "question": BATTERY,
            "answers": ["6.2亿元"],
            "answer_groups": [["6.2亿元"]],
            "gold_doc_ids": ["yunxi-battery"],
            "answerable": True,
            "type": "figure",
        },
        {
            "qid": "q2",
            "question": "占地多少亩？",
            "answers": ["88亩"],
            "answer_groups": [["88亩"]],
            "gold_doc_ids": ["yunxi-battery"],
            "answerable": True,
            "history": [{"question": BATTERY}],
        },
        {"qid": "q3", "question": STAFF, "answerable": False},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(q, ensure_ascii=False) + "\n" for q in questions), "utf-8")
    words = ("eval", "run", "--questions", path, "--index-dir", "index", "--out", tmp_path / "out")
    ran = run_cli(*words, cwd=built)
    assert ran.code == 0, ran
    bodies = bodies_of(built / "index")
    lines = (tmp_path / "out/results.jsonl").read_text("utf-8").splitlines()
    rows = {row["qid"]: row for row in map(json.loads, lines)}
    assert list(rows) == ["q1", "q2", "q3"]
    for row in rows.values():
        check_answer({name: row[name] for name in ANSWER_FIELDS}, bodies)
        assert 1 <= len(row["retrieved"]) <= 10
        assert len(set(row["retrieved"])) == len(row["retrieved"])
        assert set(row["retrieved"]) <= set(bodies)
    assert rows["q1"]["retrieved"][0] == "yunxi-battery"
    assert rows["q2"]["standalone_question"] != rows["q2"]["question"]
    assert "88亩" in rows["q2"]["answer"]
    summary = json.loads((tmp_path / "out/summary.json").read_text("utf-8"))
    assert (summary["questions"], summary["done"], summary["interrupted"]) == (3, 3, False)
    overall = summary["overall"]
    for name in ("hit_1", "contained", "refusal_recall", "refusal_precision"):
        assert set(overall[name]) == {"value", "n", "low", "high"}
        assert overall[name]["value"] == 1
    assert [overall[name]["n"] for name in ("hit_1", "contained", "refusal_recall")] == [2, 2, 1]
    assert summary["latency"]["n"] == 3


@pytest.mark.parametrize(
    "search", [DenseSearch, LexicalSearch, FusedSearch, ZoneRetriever, OverlapSearch]
)
def test_every_search_has_the_one_signature(search: type) -> None:
    parameters = inspect.signature(search.__dict__["search"]).parameters.values()
    empty, keyword = inspect.Parameter.empty, inspect.Parameter.KEYWORD_ONLY
    assert [(p.name, p.default) for p in parameters if p.kind is not keyword] == [
        ("self", empty),
        ("query", empty),
    ]
    assert [(p.name, p.default) for p in parameters if p.kind is keyword] == [
        ("k", empty),
        ("zones", ()),
        ("sources", ()),
        ("published", None),
    ]


PASSAGES = [
    "柳树村新修的通村公路长2.4公里。",
    "云溪高新区的储能电池项目总投资6.2亿元，占地88亩。项目预计2026年7月投产。",
]


def test_passages_that_are_handed_in_are_answered_from_without_an_index() -> None:
    answer = answer_from_passages("云溪高新区储能电池项目占地多少亩？", PASSAGES)
    assert not answer.refused
    assert answer.short_answer == "88亩"
    for citation in answer.citations:
        assert citation.quote in {text[citation.start : citation.end] for text in PASSAGES}
    assert answer.citations[0].quote == "云溪高新区的储能电池项目总投资6.2亿元，占地88亩。"


@pytest.mark.parametrize(
    ("question", "passages"),
    [("云溪高新区储能电池项目有多少员工？", PASSAGES), ("南河大桥投资多少？", [])],
)
def test_passages_that_do_not_say_it_are_refused(question: str, passages: list[str]) -> None:
    answer = answer_from_passages(question, passages)
    assert answer.refused
    assert (answer.answer, answer.citations) == (REFUSAL, ())


@pytest.mark.parametrize("goal", ["chat", "test"])
def test_one_command_sets_up_and_runs(goal: str) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    done = subprocess.run(
        [make, "--dry-run", "VENV=not-there", goal],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    steps = ["-m venv not-there", "--constraint constraints.txt", "--editable"]
    steps += ["index build", "zone-assistant chat"] if goal == "chat" else ["not-there/bin/pytest"]
    places = [done.stdout.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)
