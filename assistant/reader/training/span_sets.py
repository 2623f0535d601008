"""Read the sets that training is made from; questions of the public ones have spans as answers."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.schema import AssistantError
from corpus.article import Article
from index.lexical import bigrams
from index.passages import Span

SPAN_SETS = ("drcd_dev_s", "drcd_test_s", "cmrc2018_trial", "xquad_zh")
ZONE_NEWS = "zone_news_corpus/corpus.jsonl"
ZONE_QUESTIONS = "zone_dev/questions.jsonl"  # what measures: its articles are kept out
FILES = (
    *(f"{name}/{file}.jsonl" for name in SPAN_SETS for file in ("corpus", "questions")),
    ZONE_NEWS,
    ZONE_QUESTIONS,
)


@dataclass(frozen=True, slots=True)
class SpanQuestion:
    """A question of a public set that any of the answers, as they stand in the text, answers."""

    question: str
    doc_id: str
    answers: tuple[str, ...]
    set_name: str


def check_sets(sets: Path) -> str:
    """Return a hash of the files that training reads; raise AssistantError where one is missing."""
    missing = [name for name in FILES if not (sets / name).is_file()]
    if missing:
        raise AssistantError(
            f"“{sets}”里找不到{missing[0]}（共缺{len(missing)}个文件），"
            "请用 --data 指定放着各个题集的文件夹。"
        )
    digest = hashlib.sha256()
    for name in FILES:
        digest.update(hashlib.sha256((sets / name).read_bytes()).digest())
    return digest.hexdigest()


def read_span_set(sets: Path, name: str) -> tuple[list[Article], list[SpanQuestion]]:
    """Return the articles of a set and its questions, their ids made unique by the set's name."""
    articles = [
        Article(f"{name}/{row['doc_id']}", row["title"], row["text"], published=row.get("date", ""))
        for row in _rows(sets / name / "corpus.jsonl", ("doc_id", "title", "text"))
    ]
    known = {article.doc_id for article in articles}
    questions = [
        SpanQuestion(
            row["question"], f"{name}/{row['gold_doc_ids'][0]}", tuple(row["answers"]), name
        )
        for row in _rows(sets / name / "questions.jsonl", ("question", "gold_doc_ids", "answers"))
    ]
    stray = next((q.doc_id for q in questions if q.doc_id not in known), None)
    if stray:
        raise AssistantError(
            f"题集“{sets / name}”的题目指向不存在的文章{stray}，请换一份完整的题集。"
        )
    return articles, questions


def read_gold(sets: Path) -> set[str]:
    """Return the articles of the zone news that answer a question which measures."""
    rows = _rows(sets / ZONE_QUESTIONS, ("gold_doc_ids",))
    return {doc_id for row in rows for doc_id in row["gold_doc_ids"]}


def _rows(path: Path, needed: Sequence[str]) -> list[dict[str, Any]]:
    """Read a JSONL whose every row has the fields that are needed."""
    rows: list[dict[str, Any]] = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise AssistantError(
                    f"“{path}”第{number}行不是 JSON，请换一份完整的题集。"
                ) from error
            lacking = [name for name in needed if not isinstance(row, dict) or name not in row]
            if lacking:
                raise AssistantError(f"“{path}”第{number}行没有 {lacking[0]}，请换一份完整的题集。")
            rows.append(row)
    return rows


def find_answer(
    body: str, sentences: Sequence[Span], question: str, answers: Iterable[str]
) -> Span | None:
    """Return where an answer stands, in the sentence that shares most with the question."""
    asked = set(bigrams(question))
    best: tuple[int, Span] | None = None
    for answer in answers:
        for match in re.finditer(re.escape(answer), body):
            held = _sentence_around(match.span(), sentences)
            if held is None:
                continue
            shared = len(asked & set(bigrams(body[slice(*held)])))
            if best is None or shared > best[0]:
                best = (shared, match.span())
    return best[1] if best else None


def _sentence_around(place: Span, sentences: Sequence[Span]) -> Span | None:
    return next((s for s in sentences if s[0] <= place[0] and place[1] <= s[1]), None)
