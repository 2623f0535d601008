"""A run's folder: what lies in it, read back for reports, and made ready to go on with."""

import errno
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from corpus.disk import why, write_whole
from eval.questions import EvalError, Question
from eval.verdicts import Row, judge

RESULTS, SUMMARY, SETTINGS = "results.jsonl", "summary.json", "settings.json"
MANIFEST = "manifest.json"
OLD = "results.old.jsonl"  # what --fresh put aside
RETRY = "请用 --out 换一个文件夹，或加 --fresh 从头问（旧结果会另存一份）。"
# What people call the settings under which a run may not go on when they have changed.
_SETTINGS = {
    "code": "程序",
    "manifest": "索引",
    "versions": "软件版本",
    "search": "检索方式",
    "mode": "写法",
    "llm": "大模型",
    "reader": "阅读模型",
    "as_of": "提问日",
    "corpus": "文章",
    "model": "向量模型",
    "system": "系统",
    "seed": "随机种子",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A finished or interrupted run as it lies in its folder."""

    folder: Path
    rows: list[Row]
    summary: dict[str, Any]
    settings: dict[str, Any]


def read_run(folder: Path) -> Run:
    """Read a run's folder; an `EvalError` says what is missing."""
    again = "请换一个 eval run 写出的文件夹。"
    rows = read_rows(folder / RESULTS, again=again)
    if not (folder / SUMMARY).exists():
        msg = f"{folder} 里的评测没有问完（只有 {len(rows)} 题），请再运行一次同样的 eval run。"
        raise EvalError(msg)
    summary, settings = (_read_object(folder / name, again) for name in (SUMMARY, SETTINGS))
    gold = {row["qid"]: row.get("gold") for row in rows}
    whole = all(isinstance(summary.get(name), dict) for name in ("overall", "types"))
    if not whole or None in gold.values() or len(gold) != len(rows):
        msg = f"{folder} 里的评测结果是旧格式的或有重复的题，请用 eval run --fresh 重新评测。"
        raise EvalError(msg)
    return Run(folder, rows, summary, settings)


def read_rows(path: Path, *, again: str) -> list[Row]:
    """Read the rows of a run; half a row at the end, which a kill leaves, is left out."""
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"{path} 读不了（{why(error)}），{again}"
        raise EvalError(msg) from error
    *lines, rest = data.split(b"\n")
    rows = []
    for number, line in enumerate(lines, start=1):
        row = _row(line)
        if row is None:
            msg = f"{path} 第 {number} 行读不懂，请删掉这一行再运行，只会重问这一题。"
            raise EvalError(msg)
        rows.append(row)
    last = _row(rest)
    return rows if last is None else [*rows, last]


def _row(line: bytes) -> Row | None:
    """Return a line's row, None where it is none."""
    try:
        row: Row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not isinstance(row.get("qid"), str):
        return None
    citations, retrieved = row.get("citations", []), row.get("retrieved", [])
    numbered = isinstance(citations, list) and all(
        isinstance(citation, dict) and "n" in citation for citation in citations
    )
    return row if numbered and isinstance(retrieved, list) else None


def _read_object(path: Path, again: str) -> dict[str, Any]:
    try:
        values = json.loads(path.read_bytes())
    except OSError as error:
        msg = f"{path} 读不了（{why(error)}），{again}"
        raise EvalError(msg) from error
    except ValueError as error:
        msg = f"{path} 不是完整的 JSON，{again}"
        raise EvalError(msg) from error
    if not isinstance(values, dict):
        msg = f"{path} 应是一个 JSON 对象，{again}"
        raise EvalError(msg)
    return values


def asked_before(out: Path) -> int:
    """Return how many questions an earlier run into `out` has answered."""
    results = out / RESULTS
    return results.read_bytes().count(b"\n") if results.is_file() else 0


@contextmanager
def prepared(
    out: Path, settings: Mapping[str, Any], about: Mapping[str, Any], *, fresh: bool
) -> Iterator[list[Row]]:
    """Hold `out` for one run alone and yield the rows that it holds under the same settings."""
    lock = FileLock(out / ".lock", timeout=0)
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        msg = f"另一个进程正在往 {out} 里写，请等它结束，或用 --out 换一个文件夹。"
        raise EvalError(msg) from None
    except OSError as error:
        msg = f"结果文件夹 {out} 不能写入（{why(error)}），请用 --out 换一个文件夹。"
        raise EvalError(msg) from error
    try:
        if fresh and (out / RESULTS).exists():
            (out / RESULTS).replace(out / OLD)
        yield _read_before(out, plain(settings), about=about.keys())
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        msg = (
            f"{out} 写不下（{why(error)}），已问完的题都存好了，请清理磁盘后再运行一次，会接着问。"
        )
        raise EvalError(msg) from error
    finally:
        lock.release()


def _read_before(out: Path, settings: dict[str, Any], *, about: Iterable[str]) -> list[Row]:
    """Return the rows of an earlier run; one under other settings is an error."""
    if not asked_before(out):
        return []
    before = _read_object(out / SETTINGS, RETRY)
    for name in sorted((settings.keys() | before.keys()) - set(about)):
        if settings.get(name) != before.get(name):
            msg = f"{out} 里的旧结果{_differs(name, before.get(name), settings.get(name))}，{RETRY}"
            raise EvalError(msg)
    return read_rows(out / RESULTS, again=RETRY)


def _differs(name: str, was: object, now: object) -> str:
    label = _SETTINGS.get(name, name)
    if name in ("code", "corpus") or isinstance(was, dict) or isinstance(now, dict):
        return f"是用别的{label}跑的"
    return f"是按{label} {was or '（无）'} 跑的，这次是 {now or '（无）'}"


def judged_anew(
    questions: Sequence[Question],
    rows: Sequence[Row],
    *,
    out: Path,
    bodies: Mapping[str, str] | None,
) -> dict[str, Row]:
    """Judge the rows again, for gold may have been corrected; they must be of these questions."""
    known = {question.qid: question for question in questions}
    for row in rows:
        qid, question = row["qid"], known.get(row["qid"])
        if question is None:
            msg = f"{out / RESULTS} 里有题 {qid!r}，这次的题集里没有，{RETRY}"
            raise EvalError(msg)
        asked = asked_row(question)
        if asked != {name: row.get(name) for name in asked}:
            msg = f"{out / RESULTS} 里题 {qid!r} 的问法和这次的题集不同，{RETRY}"
            raise EvalError(msg)
    return {row["qid"]: judge(known[row["qid"]], row, bodies=bodies) for row in rows}


def asked_row(question: Question) -> Row:
    """Return what a row says of the question as it was asked."""
    return {
        "qid": question.qid,
        "question": question.question,
        "history": [list(turn) for turn in question.history],
        "as_of": question.as_of.isoformat() if question.as_of else "",
    }


def line(row: Row) -> str:
    """Return a row as its line of results.jsonl."""
    return json.dumps(row, ensure_ascii=False) + "\n"


def plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as they come back from a file."""
    values: dict[str, Any] = json.loads(json.dumps(dict(settings), ensure_ascii=False))
    return values


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Write an object as JSON that people can read."""
    write_whole(path, json.dumps(dict(values), ensure_ascii=False, indent=2) + "\n")
