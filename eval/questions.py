"""Question sets: one JSON object a line, checked field by field."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any


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
        question = cls(
            qid=_text(row, "qid"),
            question=_text(row, "question"),
            answers=_texts(row.get("answers", []), "answers"),
            answer_groups=tuple(
                _texts(group, f"answer_groups[{place}]", empty=False)
                for place, group in enumerate(_list(row, "answer_groups"))
            ),
            gold_doc_ids=_texts(row.get("gold_doc_ids", []), "gold_doc_ids"),
            answerable=_answerable(row),
            type=_text(row, "type", default=""),
            history=_pairs(row, "history", ("question", "answer")),
            evidence=_pairs(row, "evidence", ("doc_id", "sentence")),
            as_of=_day(row, "as_of"),
            note=_text(row, "note", default=""),
        )
        _agree(question)
        return question


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
        msg = f"不是完整的 JSON（第 {error.colno} 个字符处）"
        raise ValueError(msg) from error
    return Question.from_row(row)


def numbered_lines(path: Path) -> list[tuple[int, str]]:
    """Return the lines that are not blank, counted from 1."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        msg = f"找不到题集 {path}，请检查路径。"
        raise EvalError(msg) from error
    except OSError as error:
        msg = f"题集 {path} 读不了（{error.strerror}），请给出一个 .jsonl 文件。"
        raise EvalError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"题集 {path} 不是 UTF-8 编码，请另存为 UTF-8。"
        raise EvalError(msg) from error
    # Not splitlines: it also breaks at characters that may stand inside a JSON string.
    return [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _text(row: dict[str, Any], field: str, *, default: str | None = None) -> str:
    value = row.get(field, default)
    if value is None:
        msg = f"缺少字段 {field}"
        raise ValueError(msg)
    if not isinstance(value, str) or (not value.strip() and value != default):
        raise ValueError(_wrong(field, "不为空的字符串", value))
    return value


def _day(row: dict[str, Any], field: str) -> date | None:
    value = _text(row, field, default="")
    if not value:
        return None
    try:
        return datetime.strptime(value, "%Y-%m-%d").date()
    except ValueError as error:
        raise ValueError(_wrong(field, "年-月-日（如 2025-11-20）", value)) from error


def _list(row: dict[str, Any], field: str) -> list[Any]:
    value = row.get(field, [])
    if not isinstance(value, list):
        raise ValueError(_wrong(field, "列表", value))
    return value


def _texts(value: object, field: str, *, empty: bool = True) -> tuple[str, ...]:
    good = isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)
    if not isinstance(value, list) or not good or not (value or empty):
        wanted = "字符串（不为空）的列表" if empty else "至少有一个字符串的列表"
        raise ValueError(_wrong(field, wanted, value))
    return tuple(value)


def _answerable(row: dict[str, Any]) -> bool | None:
    if "answerable" not in row:
        msg = "缺少字段 answerable（true、false，或不知道时 null）"
        raise ValueError(msg)
    value = row["answerable"]
    if value is None or isinstance(value, bool):
        return value
    raise ValueError(_wrong("answerable", " true、false 或 null", value))


def _pairs(row: dict[str, Any], field: str, names: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Read `[{names[0]: …, names[1]: …}]`; a plain string stands for the first of the two."""
    pairs = []
    for place, item in enumerate(_list(row, field)):
        entry = {names[0]: item} if isinstance(item, str) else item
        if not isinstance(entry, dict):
            raise ValueError(_wrong(f"{field}[{place}]", f"含 {names[0]} 的对象或字符串", item))
        try:
            pairs.append((_text(entry, names[0]), _text(entry, names[1], default="")))
        except ValueError as error:
            msg = f"{field}[{place}] 里{error}"
            raise ValueError(msg) from error
    return tuple(pairs)


def _agree(question: Question) -> None:
    """Refuse gold that would silently never be judged."""
    if question.answerable is False and (question.answer_groups or question.gold_doc_ids):
        field = "answer_groups" if question.answer_groups else "gold_doc_ids"
        msg = f"answerable 是 false，{field} 却不为空"
        raise ValueError(msg)
    if question.answerable and question.answers and not question.answer_groups:
        msg = 'answers 不为空而缺少 answer_groups（判分看的是它，如 [["5亿元", "5亿"]]）'
        raise ValueError(msg)


def _wrong(field: str, wanted: str, value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return f"字段 {field} 应是{wanted}，现在是 {shown if len(shown) <= 40 else shown[:40] + '…'}"
