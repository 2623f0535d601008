"""Question sets: one JSON object a line, checked field by field."""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.disk import why
from eval.fields import READERS

SHIPPED = Path(__file__).parent / "questions" / "sample.jsonl"
# The types of question that are common, and what people call them.
TYPES = {
    "figure": "数字",
    "fact": "事实",
    "list": "列举",
    "compare": "比较",
    "relative_time": "相对时间",
    "followup": "追问",
    "policy": "政策",
    "why_how": "原因与做法",
    "summary": "综述",
    "near_miss": "近似而无答案",
    "unanswerable": "没有答案",
    "": "未分类",
}


class EvalError(Exception):
    """Raised when a set or a run cannot be used; the message is for people, in Chinese."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what a right answer holds; all of `answer_groups`, any string in each."""

    qid: str
    question: str
    answers: tuple[str, ...] = ()
    answer_groups: tuple[tuple[str, ...], ...] = ()
    gold_doc_ids: tuple[str, ...] = ()
    answerable: bool | None = None  # None where nobody has judged it
    type: str = ""
    history: tuple[tuple[str, str], ...] = ()  # (question, answer), oldest first
    evidence: tuple[tuple[str, str], ...] = ()  # (doc_id, sentence)
    as_of: date | None = None  # the day on which it is asked, where 今年 or 目前 depend on it
    note: str = ""

    @classmethod
    def from_row(cls, row: object) -> "Question":
        """Check one row of a set; a `ValueError` names the field and what is wrong with it."""
        if not isinstance(row, dict):
            msg = "应是一个 JSON 对象（{…}）"
            raise ValueError(msg)
        faults: list[str] = []
        values = {field: _read(field, row, faults) for field in READERS}
        if not faults:
            question = cls(**values)
            faults += _disagreements(question)
        if faults:
            raise ValueError("；".join(faults))
        return question


def _read(field: str, row: dict[str, Any], faults: list[str]) -> Any:  # noqa: ANN401 - of a field
    try:
        return READERS[field](row)
    except ValueError as error:
        faults.append(str(error))
        return None


def load_questions(path: Path) -> list[Question]:
    """Read a set; an `EvalError` names file, line and field of the first thing that is wrong."""
    questions: list[Question] = []
    seen: dict[str, int] = {}  # qid → line
    for line, text in numbered_lines(path):
        try:
            question = read_line(text)
        except ValueError as error:
            msg = f"题集 {path} 第 {line} 行：{error}，请改正。"
            raise EvalError(msg) from error
        if question.qid in seen:
            msg = (
                f"题集 {path} 第 {line} 行：qid {question.qid!r} 与第 {seen[question.qid]} 行重复，"
                "请改成不同的编号。"
            )
            raise EvalError(msg)
        seen[question.qid] = line
        questions.append(question)
    if not questions:
        msg = f"题集 {path} 是空的，请换一个至少有一道题的 .jsonl 文件。"
        raise EvalError(msg)
    return questions


def some(questions: Sequence[Question], limit: int | None) -> list[Question]:
    """Return `limit` questions in their order, drawn by a hash of their ids: a fair share of all.

    A larger limit draws the same ones and more, so that a run can go on with it.
    """
    drawn = sorted(
        questions, key=lambda q: hashlib.sha256(q.qid.encode("utf-8", "replace")).digest()
    )[:limit]
    kept = {question.qid for question in drawn}
    return [question for question in questions if question.qid in kept]


def chosen_types(questions: Sequence[Question], types: Collection[str]) -> list[Question]:
    """Return the questions of these types, all where none is named; an unknown one is an error."""
    known = {question.type for question in questions}
    if unknown := sorted(set(types) - known):
        msg = f"题集里没有类型 {unknown[0]!r} 的题，请从这些里选：{'、'.join(sorted(known))}。"
        raise EvalError(msg)
    return [question for question in questions if not types or question.type in types]


def read_line(text: str) -> Question:
    """Read one line of a set; a `ValueError` names the field and what is wrong with it."""
    try:
        row = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(_not_json(text, error)) from error
    except RecursionError as error:
        msg = "括号嵌套得太深"
        raise ValueError(msg) from error
    return Question.from_row(row)


def _not_json(text: str, error: json.JSONDecodeError) -> str:
    """Say where a line stops being JSON, and the slip that people make most there."""
    before, here = text[: error.pos].rstrip(), text[error.pos : error.pos + 1]
    if here in "“”‘’，：【】" and here:
        slip = f"这里用了中文的“{here}”，JSON 要用英文的标点"
    elif here in "}]" and before.endswith(","):
        slip = "前面多了一个逗号"
    elif here == "" or "delimiter" in error.msg:
        slip = "少了逗号、引号或括号"
    else:
        slip = "请检查引号、逗号和括号"
    return f"不是正确的 JSON（第 {error.colno} 个字符处：{slip}）"


def numbered_lines(path: Path) -> list[tuple[int, str]]:
    """Return the lines that are not blank, counted from 1."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        msg = f"找不到题集 {path}，请检查路径。"
        raise EvalError(msg) from error
    except OSError as error:
        msg = f"题集 {path} 读不了（{why(error)}），请给出一个 .jsonl 文件。"
        raise EvalError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"题集 {path} 不是 UTF-8 编码，请另存为 UTF-8。"
        raise EvalError(msg) from error
    # Not splitlines: it also breaks at characters that may stand inside a JSON string.
    return [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _disagreements(question: Question) -> Iterator[str]:
    """Yield gold that would silently never be judged."""
    if question.answerable is False:
        for field in ("answer_groups", "gold_doc_ids"):
            if getattr(question, field):
                yield f"answerable 是 false，{field} 却不为空"
    if question.answerable and question.answers and not question.answer_groups:
        yield 'answers 不为空而缺少 answer_groups（判分看的是它，如 [["5亿元", "5亿"]]）'
