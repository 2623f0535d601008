"""A judge that reads answers: its verdicts on the rows of a run, and where they are kept."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO

from corpus.disk import replace_file, why
from eval.questions import EvalError
from eval.run_folder import RESULTS
from eval.verdicts import Row

JUDGEMENTS = "judgements.jsonl"
Progress = Callable[[int, int], None]  # answers judged, answers to judge
_Key = tuple[str, str, str]  # qid, digest of what is judged, who judged


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of one answer; None where it said nothing that can be read."""

    faithful: bool | None  # every claim is borne out by the quotes
    correct: bool | None  # against the gold answers
    score: float | None  # 1 to 5, what `correct` comes from
    reason: str


class Judge(Protocol):
    """Whatever judges an answer."""

    @property
    def name(self) -> str:
        """Return what tells this judge from every other: verdicts of two never mix."""
        ...

    def __call__(self, row: Row, /) -> Judgement:
        """Judge one row of a run; what it raises ends the judging."""
        ...


@dataclass(frozen=True, slots=True)
class Judged:
    """The rows that were to be judged, and the verdicts by qid."""

    rows: tuple[Row, ...]
    judgements: Mapping[str, Judgement]
    asked: int  # verdicts that are new; the others were kept from an earlier judging


def judge_run(
    run_folder: Path, judge: Judge, *, limit: int | None = None, on_progress: Progress | None = None
) -> Judged:
    """Judge the first `limit` answers of a run that can be judged, but none of them twice.

    Each verdict is in judgements.jsonl before the next answer is looked at: whatever the judge
    raises (and Ctrl-C) goes on to the caller, and the next call takes up from there.
    """
    chosen = [row for row in _rows(run_folder) if can_be_judged(row)][:limit]
    judgements: dict[str, Judgement] = {}
    asked = 0
    kept, file = _open(run_folder / JUDGEMENTS)
    with file:
        for row in chosen:
            key = row["qid"], digest(row), judge.name
            if key not in kept:
                kept[key] = judge(row)
                file.write(_line(key, kept[key]))
                file.flush()
                asked += 1
            judgements[row["qid"]] = kept[key]
            if on_progress:
                on_progress(len(judgements), len(chosen))
    return Judged(tuple(chosen), judgements, asked)


def can_be_judged(row: Row) -> bool:
    """Say whether there is an answer, and quotes or gold to hold it against; a refusal is none."""
    gold = row.get("answerable") is not False and (row.get("answers") or row.get("answer_groups"))
    said = not row.get("refused") and (row.get("answer") or "").strip()
    return bool(said and (gold or _quotes(row)))


def digest(row: Row) -> str:
    """Return a digest of all that a judge looks at, so that a changed answer is judged anew."""
    names = ("question", "history", "as_of", "answer", "answerable", "answers", "answer_groups")
    seen = [row.get(name) for name in names], _quotes(row)
    text = json.dumps(seen, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _rows(run_folder: Path) -> list[Row]:
    """Read the rows that a run has written so far, finished or not."""
    path, again = run_folder / RESULTS, "请给出 eval run 写出的文件夹。"
    try:
        *lines, _ = path.read_bytes().split(b"\n")  # the last may be half written
        rows = [json.loads(line) for line in lines]
        if all(isinstance(row["qid"], str) for row in rows):
            return rows
    except OSError as error:
        msg = f"{path} 读不了（{why(error)}），{again}"
        raise EvalError(msg) from error
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{path} 读不懂（{error}），{again}"
        raise EvalError(msg) from error
    msg = f"{path} 里有的题没有 qid，{again}"
    raise EvalError(msg)


def _quotes(row: Row) -> list[list[Any]]:
    citations = row.get("citations") or ()
    return [[c.get("title"), c.get("published"), c["quote"]] for c in citations if c.get("quote")]


def _line(key: _Key, judgement: Judgement) -> str:
    about = dict(zip(("qid", "digest", "judge"), key, strict=True))
    return json.dumps(about | asdict(judgement), ensure_ascii=False) + "\n"


def _open(path: Path) -> tuple[dict[_Key, Judgement], TextIO]:
    """Return what was judged before, and the file to add to."""
    try:
        return _read(path), path.open("a", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        msg = f"评审结果 {path} 不能读写（{why(error)}），请检查权限和磁盘。"
        raise EvalError(msg) from error


def _read(path: Path) -> dict[_Key, Judgement]:
    """Read what was judged before; half a line, which a kill leaves at the end, is cut off."""
    if not path.exists():
        return {}
    data = path.read_bytes()
    *lines, rest = data.split(b"\n")
    if rest:
        replace_file(path, data[: len(data) - len(rest)])
    kept: dict[_Key, Judgement] = {}
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            key = row.pop("qid"), row.pop("digest"), row.pop("judge")
            kept[key] = Judgement(**row)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            msg = f"{path} 第 {number} 行读不懂，请删去这一行或整个文件后再评。"
            raise EvalError(msg) from error
    return kept
