"""Ask every question of a set, row by row, and keep what was said and how it was judged."""

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from eval.metrics import answer_contained, hit_at, recall_at, reciprocal_rank
from eval.questions import EvalError, Question
from eval.report import Row, article_summary, summarise

RESULTS, SUMMARY, SETTINGS = "results.jsonl", "summary.json", "settings.json"
DEPTH = 10  # articles kept a question
Progress = Callable[[int, int], None]  # questions done, questions in all
_MARKUP = re.compile(r"\[\d+\]|\*\*")  # citation numbers and bold: no part of what is said


class Answers(Protocol):
    """Whatever answers questions; `history` is (question, answer) pairs, oldest first."""

    def __call__(self, question: str, history: Sequence[tuple[str, str]], /) -> Mapping[str, Any]:
        """Return at least `answer`, `refused` and `retrieved` (doc_ids, best first).

        Everything else (`short_answer`, `citations`, `seconds`…) is judged where it is there.
        """
        ...


class Retrieves(Protocol):
    """Whatever finds articles."""

    def __call__(self, question: str, history: Sequence[tuple[str, str]], /) -> Sequence[str]:
        """Return doc_ids, best first."""
        ...


def run(
    questions: Sequence[Question],
    answers: Answers,
    out: Path,
    *,
    settings: Mapping[str, Any] | None = None,
    fresh: bool = False,
    on_progress: Progress | None = None,
) -> dict[str, Any]:
    """Ask what `out` has no row for yet, and return what is also written as summary.json.

    Whatever `answers` raises (and Ctrl-C) goes on to the caller once rows and summary are safe.
    `settings` say what is measured: a run is never continued under other ones.
    """
    about = json.loads(json.dumps(dict(settings or {}), ensure_ascii=False))
    rows = _prepare(questions, out, settings=about, fresh=fresh)
    try:
        with (out / RESULTS).open("a", encoding="utf-8", errors="backslashreplace") as file:
            for question in questions:
                if question.qid in rows:
                    continue
                row = _ask(question, answers)
                file.write(_line(row))
                file.flush()
                rows[question.qid] = row
                if on_progress:
                    on_progress(len(rows), len(questions))
    finally:
        summary = summarise(rows.values(), questions=len(questions), settings=about)
        _replace(out / SUMMARY, json.dumps(summary, ensure_ascii=False, indent=2) + "\n")
    return summary


def run_retrieval(
    questions: Sequence[Question], retrieves: Retrieves, *, on_progress: Progress | None = None
) -> dict[str, Any]:
    """Measure a search alone, over the questions that have gold articles; nothing is written."""
    judged = [question for question in questions if question.answerable and question.gold_doc_ids]
    rows: list[Row] = []
    for question in judged:
        start = time.perf_counter()
        retrieved = retrieves(question.question, question.history)
        seconds = time.perf_counter() - start
        rows.append(_judge(question, {"retrieved": _best(retrieved), "seconds": seconds}))
        if on_progress:
            on_progress(len(rows), len(judged))
    return article_summary(rows)


def _ask(question: Question, answers: Answers) -> Row:
    start = time.perf_counter()
    said = answers(question.question, question.history)
    seconds = time.perf_counter() - start
    if missing := [name for name in ("answer", "refused", "retrieved") if name not in said]:
        msg = f"题 {question.qid!r} 的回答缺少字段 {missing[0]}，被测的程序须给出它。"
        raise EvalError(msg)
    history = [list(turn) for turn in question.history]
    asked = {"qid": question.qid, "question": question.question, "history": history}
    row = asked | {"seconds": seconds} | dict(said) | asked
    return _judge(question, row | {"retrieved": _best(said["retrieved"])})


def _best(retrieved: Iterable[str]) -> list[str]:
    """Keep the best articles, each once: a search over passages may name one several times."""
    return list(dict.fromkeys(retrieved))[:DEPTH]


def _judge(question: Question, row: Row) -> Row:
    """Add the verdicts to `row`; None where the set gives nothing to judge by."""
    retrieved = row["retrieved"]
    gold = question.gold_doc_ids if question.answerable else ()
    groups = question.answer_groups if question.answerable else ()
    said = {
        "contained": "" if row.get("refused") else row.get("answer") or "",
        "short_contained": "" if row.get("refused") else row.get("short_answer") or "",
    }
    return row | {
        "type": question.type,
        "answerable": question.answerable,
        "answers": list(question.answers),
        "answer_groups": [list(group) for group in question.answer_groups],
        "gold_doc_ids": list(question.gold_doc_ids),
        "hit_1": hit_at(1, retrieved, gold) if gold else None,
        "hit_5": hit_at(5, retrieved, gold) if gold else None,
        "recall_10": recall_at(10, retrieved, gold),
        "rr_10": reciprocal_rank(retrieved, gold) if gold else None,
        **{
            name: answer_contained(_MARKUP.sub("", text), groups) if groups else None
            for name, text in said.items()
        },
        "followup": bool(question.history),
    }


def _prepare(
    questions: Sequence[Question], out: Path, *, settings: dict[str, Any], fresh: bool
) -> dict[str, Row]:
    """Make `out` ready to be written to, and return the rows (by qid) that it already holds."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        if fresh:
            (out / RESULTS).unlink(missing_ok=True)
        rows = _kept(questions, out, settings)
        (out / SUMMARY).unlink(missing_ok=True)  # it speaks of fewer rows than there will be
        _replace(out / SETTINGS, json.dumps(settings, ensure_ascii=False, indent=2) + "\n")
        _replace(out / RESULTS, "".join(map(_line, rows.values())))
    except OSError as error:
        msg = f"结果目录 {out} 不能写入（{error.strerror}），请用 --out 换一个目录。"
        raise EvalError(msg) from error
    return rows


def _kept(questions: Sequence[Question], out: Path, settings: dict[str, Any]) -> dict[str, Row]:
    """Read the rows of an earlier run into `out`, judged anew: gold may have been corrected."""
    results, retry = out / RESULTS, "请用 --out 换一个目录，或加 --fresh 重新开始。"
    if not results.exists() or not (data := results.read_bytes()):
        return {}
    known = {question.qid: question for question in questions}
    try:
        before = dict(json.loads((out / SETTINGS).read_bytes()))
        *lines, _ = data.split(b"\n")  # a kill leaves half a row after the last line break
        rows = {row["qid"]: row for row in map(json.loads, lines)}
        asked = {
            qid: (row["question"], tuple(map(tuple, row["history"]))) for qid, row in rows.items()
        }
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        msg = f"{out} 里的旧结果读不懂（{error}），{retry}"
        raise EvalError(msg) from error
    for name in sorted(settings.keys() | before.keys()):
        if settings.get(name) != before.get(name):
            was, now = before.get(name), settings.get(name)
            msg = f"{out} 里的旧结果是按 {name}={was!r} 跑的，这次是 {now!r}，{retry}"
            raise EvalError(msg)
    for qid, was_asked in asked.items():
        if qid not in known:
            msg = f"{results} 里有题 {qid!r}，这次的题集里没有，{retry}"
            raise EvalError(msg)
        if was_asked != (known[qid].question, known[qid].history):
            msg = f"{results} 里题 {qid!r} 的问法和这次的题集不同，{retry}"
            raise EvalError(msg)
    return {qid: _judge(known[qid], row) for qid, row in rows.items()}


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _replace(path: Path, text: str) -> None:
    """Write `path` in one step, so that nobody ever reads half of it."""
    beside = path.with_name(path.name + ".tmp")
    beside.write_text(text, encoding="utf-8", errors="backslashreplace")
    beside.replace(path)
