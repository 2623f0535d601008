"""The fields of a row of a question set: each reader checks one and names what is wrong with it."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any


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


def _groups(row: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        _texts(group, f"answer_groups[{place}]", empty=False)
        for place, group in enumerate(_list(row, "answer_groups"))
    )


def _wrong(field: str, wanted: str, value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return f"字段 {field} 应是{wanted}，现在是 {shown if len(shown) <= 40 else shown[:40] + '…'}"


READERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "qid": lambda row: _text(row, "qid"),
    "question": lambda row: _text(row, "question"),
    "answers": lambda row: _texts(row.get("answers", []), "answers"),
    "answer_groups": _groups,
    "gold_doc_ids": lambda row: _texts(row.get("gold_doc_ids", []), "gold_doc_ids"),
    "answerable": _answerable,
    "type": lambda row: _text(row, "type", default=""),
    "history": lambda row: _pairs(row, "history", ("question", "answer")),
    "evidence": lambda row: _pairs(row, "evidence", ("doc_id", "sentence")),
    "as_of": lambda row: _day(row, "as_of"),
    "note": lambda row: _text(row, "note", default=""),
}
