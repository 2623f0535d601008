"""Ask every question of a set, row by row, and keep what was said and how it was judged."""

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from eval.questions import EvalError, Question
from eval.summary import summarise
from eval.verdicts import Row, judge

RESULTS, SUMMARY, SETTINGS = "results.jsonl", "summary.json", "settings.json"
MANIFEST = "manifest.json"
DEPTH = 10  # articles kept a question
RETRY = "请用 --out 换一个目录，或加 --fresh 重新开始。"
Progress = Callable[[int, int], None]  # questions done, questions in all


class Answers(Protocol):
    """Whatever answers questions; `history` is (question, answer) pairs, oldest first."""

    def __call__(
        self, question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> Mapping[str, Any]:
        """Return at least `answer` and `retrieved` (doc_ids, best first).

        Everything else (`refused`, `short_answer`, `citations`, `passages`, `confidence`,
        `seconds`…) is judged where it is there. 今年 is the year of `as_of`, else today's.
        """
        ...


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run measures: `settings` never change within it, `about` may.

    `manifest` is the index's; `bodies` are the articles' texts by doc_id, against which quotations
    are looked up.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    bodies: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A finished or interrupted run as it lies in its folder."""

    folder: Path
    rows: list[Row]
    summary: dict[str, Any]
    settings: dict[str, Any]


def run(
    questions: Sequence[Question],
    answers: Answers,
    out: Path,
    *,
    measured: Measured = Measured(),
    fresh: bool = False,
    on_progress: Progress | None = None,
) -> dict[str, Any]:
    """Ask what `out` has no row for yet, and return what is also written as summary.json.

    Whatever `answers` raises (and Ctrl-C) goes on to the caller once rows and summary are safe.
    """
    rows = _prepare(questions, out, measured=measured, fresh=fresh)
    try:
        with (out / RESULTS).open("a", encoding="utf-8", errors="backslashreplace") as file:
            for question in questions:
                if question.qid in rows:
                    continue
                row = judge(question, _ask(question, answers), bodies=measured.bodies)
                file.write(_line(row))
                file.flush()
                rows[question.qid] = row
                if on_progress:
                    on_progress(len(rows), len(questions))
    finally:
        about = json.loads((out / SETTINGS).read_bytes())
        summary = summarise(rows.values(), questions=len(questions), settings=about)
        _replace(out / SUMMARY, _text(summary))
    return summary


def _ask(question: Question, answers: Answers) -> Row:
    start = time.perf_counter()
    said = answers(question.question, question.history, as_of=question.as_of)
    seconds = time.perf_counter() - start
    if missing := [name for name in ("answer", "retrieved") if name not in said]:
        msg = f"题 {question.qid!r} 的回答缺少字段 {missing[0]}，被测的程序须给出它。"
        raise EvalError(msg)
    asked = _asked(question)
    # A search over passages may name an article several times.
    retrieved = list(dict.fromkeys(said["retrieved"]))[:DEPTH]
    return asked | {"seconds": seconds} | dict(said) | asked | {"retrieved": retrieved}


def _asked(question: Question) -> Row:
    return {
        "qid": question.qid,
        "question": question.question,
        "history": [list(turn) for turn in question.history],
        "as_of": question.as_of.isoformat() if question.as_of else "",
    }


def read_run(folder: Path) -> Run:
    """Read a run's folder; an `EvalError` says what is missing."""
    again = "请换一个 eval run 写出的文件夹。"
    try:
        lines = (folder / RESULTS).read_text(encoding="utf-8").split("\n")
        summary = json.loads((folder / SUMMARY).read_bytes())
        settings = json.loads((folder / SETTINGS).read_bytes())
        rows = [json.loads(line) for line in lines if line.strip()]
        gold = {row["qid"]: row["gold"] for row in rows}
    except OSError as error:
        msg = f"{folder} 里读不到评测结果（{error.strerror}：{error.filename}），{again}"
        raise EvalError(msg) from error
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{folder} 里的评测结果读不懂（{error}），{again}"
        raise EvalError(msg) from error
    if "overall" not in summary or len(gold) != len(rows):
        msg = f"{folder} 里的评测结果是旧格式的或有重复的题，请用 eval run --fresh 重新评测。"
        raise EvalError(msg)
    return Run(folder, rows, summary, settings)


def _prepare(
    questions: Sequence[Question], out: Path, *, measured: Measured, fresh: bool
) -> dict[str, Row]:
    """Make `out` ready to be written to, and return the rows (by qid) that it already holds."""
    settings = _plain(measured.settings)
    try:
        out.mkdir(parents=True, exist_ok=True)
        if fresh:
            (out / RESULTS).unlink(missing_ok=True)
        before = _read_before(out, settings, about=measured.about.keys())
        rows = _judged_anew(questions, out, before, bodies=measured.bodies)
        (out / SUMMARY).unlink(missing_ok=True)  # it speaks of fewer rows than there will be
        _replace(out / SETTINGS, _text(_plain(measured.about) | settings))
        _replace(out / MANIFEST, _text(measured.manifest))
        _replace(out / RESULTS, "".join(map(_line, rows.values())))
    except OSError as error:
        msg = f"结果目录 {out} 不能写入（{error.strerror}），请用 --out 换一个目录。"
        raise EvalError(msg) from error
    return rows


def _read_before(out: Path, settings: dict[str, Any], *, about: Iterable[str]) -> list[Row]:
    """Return the rows of an earlier run into `out` under the same settings."""
    results = out / RESULTS
    if not results.exists() or not (data := results.read_bytes()):
        return []
    try:
        before = dict(json.loads((out / SETTINGS).read_bytes()))
        *lines, _ = data.split(b"\n")  # a kill leaves half a row after the last line break
        rows = [json.loads(line) for line in lines]
        asked = [(row["qid"], row["question"], row["history"]) for row in rows]
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        msg = f"{out} 里的旧结果读不懂（{error}），{RETRY}"
        raise EvalError(msg) from error
    assert len(asked) == len(rows)
    for name in sorted((settings.keys() | before.keys()) - set(about)):
        if settings.get(name) != before.get(name):
            was, now = before.get(name), settings.get(name)
            msg = f"{out} 里的旧结果是按 {name}={was!r} 跑的，这次是 {now!r}，{RETRY}"
            raise EvalError(msg)
    return rows


def _judged_anew(
    questions: Sequence[Question],
    out: Path,
    rows: Sequence[Row],
    *,
    bodies: Mapping[str, str] | None,
) -> dict[str, Row]:
    """Judge the rows again, for gold may have been corrected; they must be of these questions."""
    known = {question.qid: question for question in questions}
    for row in rows:
        qid, question = row["qid"], known.get(row["qid"])
        if question is None:
            msg = f"{out / RESULTS} 里有题 {qid!r}，这次的题集里没有，{RETRY}"
            raise EvalError(msg)
        if _asked(question) != {name: row.get(name) for name in _asked(question)}:
            msg = f"{out / RESULTS} 里题 {qid!r} 的问法和这次的题集不同，{RETRY}"
            raise EvalError(msg)
    return {row["qid"]: judge(known[row["qid"]], row, bodies=bodies) for row in rows}


def _plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as they come back from a file."""
    values: dict[str, Any] = json.loads(json.dumps(dict(settings), ensure_ascii=False))
    return values


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


def _replace(path: Path, text: str) -> None:
    """Write `path` in one step, so that nobody ever reads half of it."""
    beside = path.with_name(path.name + ".tmp")
    beside.write_text(text, encoding="utf-8", errors="backslashreplace")
    beside.replace(path)
