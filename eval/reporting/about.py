"""What was measured, as tables: the runs, and the settings in which they differ."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.reporting.cells import Cell, Group, Line, Table
from eval.reporting.names import Named
from eval.reporting.text import cut

_LABELS = {
    "questions": "题集",
    "set": "题集指纹（sha256）",
    "search": "检索方式",
    "mode": "回答方式",
    "llm": "语言模型",
    "as_of": "提问日",
    "type": "只问这一类",
    "limit": "只问前几题",
    "seed": "随机种子",
    "started": "开始时间",
}
_INDEX_LABELS = {
    "generation": "索引的一代",
    "created": "建立时间",
    "model": "向量模型",
    "runtime": "向量模型的运行方式",
    "dimensions": "向量维数",
    "articles": "文章数",
    "passages": "段落数",
    "format": "索引格式",
}
_WORDS = {
    "search": {
        "fused": "三种检索合起来",
        "dense": "只用语义检索",
        "words": "只用词检索",
        "bigrams": "只用双字检索",
    },
    "mode": {"extractive": "摘引原文", "generative": "大模型撰写"},
}
_TIMES = ("started", "created")
_APART = ("manifest", "versions")  # long: folded away
_LONGEST = 200  # characters of one setting


def set_name(runs: Sequence[Named]) -> str:
    """Return the name of the question set, several where the runs had different ones."""
    names = (Path(str(run.run.settings.get("questions") or "")).name for run in runs)
    return "、".join(dict.fromkeys(name for name in names if name))


def started(run: Named) -> str:
    """Return when the run began, to the minute."""
    return _time(str(run.run.settings.get("started") or ""))


def count_said(run: Named) -> str:
    """Say how many questions were asked, and whether the run was broken off."""
    done, total = run.run.summary["done"], run.run.summary["questions"]
    return f"{done}题" if not run.run.summary["interrupted"] else f"{done} / {total}题，中断"


def settings_table(runs: Sequence[Named]) -> Table:
    """Return what a reader wants to know first."""
    flat = [{k: v for k, v in run.run.settings.items() if k not in _APART} for run in runs]
    lines = [
        Line("结果目录", tuple(Cell(run.run.folder.name) for run in runs)),
        Line("问了多少", tuple(Cell(count_said(run)) for run in runs)),
    ]
    names = sorted(dict.fromkeys(n for settings in flat for n in settings), key=_place)
    lines += [_line(name, [settings.get(name) for settings in flat]) for name in names]
    return Table(_heads(runs), (Group("", tuple(lines)),))


def index_table(runs: Sequence[Named]) -> Table:
    """Return the index's manifest and the packages' versions."""
    groups = []
    for part, title in (("manifest", "索引"), ("versions", "软件版本")):
        flat = [_flat(run.run.settings.get(part) or {}) for run in runs]
        names = dict.fromkeys(name for settings in flat for name in settings)
        lines = tuple(_line(name, [settings.get(name) for settings in flat]) for name in names)
        groups += [Group(title, lines)] if lines else []
    return Table(_heads(runs), tuple(groups))


def _heads(runs: Sequence[Named]) -> tuple[str, ...]:
    return "设置", *(run.title if run.letter else "值" for run in runs)


def _place(name: str) -> int:
    return list(_LABELS).index(name) if name in _LABELS else len(_LABELS)


def _line(name: str, values: Sequence[Any]) -> Line:
    said = [_said(name, value) for value in values]
    note = "各次不同" if len(set(said)) > 1 else ""
    label = (_LABELS | _INDEX_LABELS).get(name, name)
    return Line(label, tuple(Cell(text, note if n else "") for n, text in enumerate(said)))


def _said(name: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str) and name in _TIMES:
        return _time(value)
    if isinstance(value, str) and value in _WORDS.get(name, {}):
        return _WORDS[name][value]
    return cut(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), _LONGEST)


def _time(text: str) -> str:
    """Write an ISO time as 2026-11-23 05:03 UTC; what is none stays as it is."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return text
    if when.tzinfo is None:
        return f"{when:%Y-%m-%d %H:%M}"
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _flat(settings: Any, above: str = "") -> dict[str, Any]:  # noqa: ANN401
    if not isinstance(settings, Mapping):
        return {above: settings}
    found: dict[str, Any] = {}
    for name, value in settings.items():
        found |= _flat(value, f"{above}.{name}" if above else str(name))
    return found
