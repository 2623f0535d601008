"""What stands in the cells of a table of values."""

import re

from assistant.quotes.quoting import plain_quote
from corpus.figures import find_figures, same_figure

_NUMBER = re.compile(r"(?:\d[\d.]*|[¼-¾⅐-⅞①-⒛])[年月日期号]?")


def inert(text: str) -> str:
    """Keep what an article says inside its cell."""
    return re.sub(r"\s+", " ", plain_quote(text).replace("|", "｜"))


def label(subject: str, source: str) -> str:
    """Return the subject without the numbers that no source beside it bears out."""
    known = find_figures(source)
    name = subject
    for figure in reversed(find_figures(subject)):
        if not any(same_figure(figure, other) for other in known):
            name = name[: figure.start] + name[figure.end :]
    numbers = set(_NUMBER.findall(source))
    name = _NUMBER.sub(lambda m: m[0] if m[0] in numbers else "", name)
    return inert(name).strip("的") or "（见问题）"
