"""What stands in the cells of a table of values."""

import re
from collections.abc import Sequence

from assistant.quotes.quoting import plain_quote
from corpus.figures import Figure, find_figures, same_figure

# What folds into digits: powers, fractions, numbers in rings, hours, days, square metres.
_SIGNS = "²³¹¼-¾⁰⁴-⁹₀-₉⅐-⅟↉①-⒛⓪-⓿❶-➓㉑-㉟㊱-㋋㍘-㍰㍸㍹㎟-㎦㎨㎯㏠-㏾🄀-🄊"
_NUMBER = re.compile(rf"(?:\d[\d.]*|[{_SIGNS}])[年月日期号]?")


def inert(text: str) -> str:
    """Keep what an article says inside its cell."""
    return re.sub(r"\s+", " ", plain_quote(text).replace("|", "｜"))


def label(subject: str, source: str) -> str:
    """Return the subject without the numbers that no source beside it bears out."""
    known, numbers = find_figures(source), set(_NUMBER.findall(source))
    name = _without_figures(subject, known)
    name = _NUMBER.sub(lambda m: m[0] if m[0] in numbers else "", name)
    name = _without_figures(name, known)  # 亿元, of which the digits are gone
    return inert(name).strip("的") or "（见问题）"


def _without_figures(name: str, known: Sequence[Figure]) -> str:
    for figure in reversed(find_figures(name)):
        if not any(same_figure(figure, other) for other in known):
            name = name[: figure.start] + name[figure.end :]
    return name
