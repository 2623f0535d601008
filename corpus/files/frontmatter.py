"""The front matter of a Markdown file: YAML whose values stay as they were written."""

from typing import Any

import yaml

from corpus.article import CorpusError

MAX_FRONT_MATTER = 20_000
_YES = frozenset({"true", "yes", "on", "1", "是"})


def load_front_matter(text: str) -> dict[str, Any]:
    """Read what stands between the dashes; raises CorpusError where it is no list of fields."""
    if len(text) > MAX_FRONT_MATTER:
        raise CorpusError(f"题头有{len(text)}个字，太长了，请把正文移到题头的 --- 下面。")
    try:
        # BaseLoader builds strings only: a date, a number or `no` is taken as it was written.
        # The loader in C crashes on deep nesting.
        fields = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"（第{mark.line + 2}行附近）" if mark else ""
        raise CorpusError(f"题头不是合法的 YAML{place}，请改成“名称: 值”的形式。") from error
    if fields and not isinstance(fields, dict):
        raise CorpusError("题头不是“名称: 值”的列表，请改成“名称: 值”的形式。")
    return fields or {}


def is_yes(value: object) -> bool:
    """Tell whether a field says yes: true, yes, 是."""
    return isinstance(value, str) and value.strip().lower() in _YES
