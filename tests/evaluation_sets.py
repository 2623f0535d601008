"""A small set over articles of our own, for the evaluation and its page."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.article import Article
from tests.cli_driver import BATTERY, BRIEFS, POWERS, STAFF

ARTICLES = [
    Article(id_, title, body, source="《晨州日报》", published=day)
    for id_, (title, day, body) in BRIEFS.items()
]
BEFORE, AFTER = "2020-01-01-早", "2020-01-02-晚"  # runs of an invented set
WRONG = "柳树村新修的公路长多少公里？"
QUESTIONS: list[dict[str, Any]] = [
    {
        "qid": "battery",
        "question": BATTERY,
        "answers": ["6.2亿元"],
        "answer_groups": [["6.2亿元"]],
        "gold_doc_ids": ["yunxi-battery"],
        "answerable": True,
        "type": "figure",
        "evidence": [{"doc_id": "yunxi-battery", "sentence": "总投资6.2亿元，占地88亩"}],
    },
    {
        "qid": "powers",
        "question": POWERS,
        "answers": ["58项"],
        "answer_groups": [["58项"]],
        "gold_doc_ids": ["nanhe-powers"],
        "answerable": True,
        "type": "list",
    },
    {"qid": "staff", "question": STAFF, "answerable": False, "type": "near_miss"},
    {  # whose gold is wrong on purpose: something must fail
        "qid": "road <b>",
        "question": WRONG,
        "answers": ["99公里"],
        "answer_groups": [["99公里"]],
        "gold_doc_ids": ["village-2"],
        "answerable": True,
        "type": "figure",
        "evidence": [{"doc_id": "village-2", "sentence": "公路长2.4公里"}],
    },
]


def write_set(path: Path, rows: Sequence[object] = QUESTIONS) -> Path:
    """Write a set; a row that is a text is a line as it stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def written(folder: Path, *rows: object) -> Path:
    return write_set(folder / "set.jsonl", rows)


def many(count: int) -> list[dict[str, Any]]:
    """Return the questions again and again: a run of them can be cancelled."""
    return [QUESTIONS[n % 3] | {"qid": f"m{n}"} for n in range(count)]
