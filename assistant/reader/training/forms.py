"""Word a question as forms and databases do (项目开工事件对应的时间是什么？)."""

import re
from random import Random

_ASKING = r"^(?:请问|麻烦问下|想问问|查一下)?(?P<what>.+?)"
_TAIL = r"(?:呢|啊|呀|吗|的)?[？?]?$"
_COUNT = re.compile(
    rf"{_ASKING}(?:一共|总共)?(?:是|有|为|达到?)?多少(?P<unit>[\u4e00-\u9fff]{{0,3}}){_TAIL}"
)
_WHEN = re.compile(
    rf"{_ASKING}(?:是|在)?(?:什么时候|何时|啥时候|哪一?天|什么时间)"
    rf"(?P<event>[\u4e00-\u9fff]{{2,5}}?){_TAIL}"
)
_COUNTED = (
    "{what}是什么？",
    "{what}对应的数值是什么？",
    "{what}是多少{unit}",
    "{what}的具体数值是什么？",
)
_DATED = (
    "{what}{event}事件对应的时间是什么？",
    "{what}{event}的日期是什么？",
    "{what}{event}事件对应的事件时间是什么？",
    "{what}的{event}时间是什么？",
)
SHORTEST = 4  # characters that name what is asked about


def in_form(question: str, chance: Random) -> str | None:
    """Return the question as a form words it, None where it asks for no figure and no date."""
    for pattern, wordings in ((_COUNT, _COUNTED), (_WHEN, _DATED)):
        match = pattern.match(question)
        if match and len(match["what"]) >= SHORTEST:
            return chance.choice(wordings).format(**match.groupdict())
    return None
