"""Names in a question that no article mentions at all."""

import re

from assistant.asking.known import GENERIC, Known
from corpus.places.lexicon import places
from corpus.zones import same_zone, zone_mentions

_DEVELOPMENT = frozenset({"高新区", "经开区", "开发区", "综保区", "自贸区"})
_NOT_IN_NAME = "谁哪请问什么的对由与和在被把是从向为几多少"
_COMPANY = re.compile(
    rf"(?P<name>(?:(?![{_NOT_IN_NAME}])[\u4e00-\u9fff]){{2,16}}?(?:有限(?:责任)?公司|股份公司|集团))"
)
_PLAIN = re.compile(rf"{GENERIC.pattern}|政策|计划|行动|方案|举措|通知|意见|办法|活动|称号|事件")
_QUOTED = re.compile(r"[“「《](?P<name>[\u4e00-\u9fffA-Za-z0-9]{3,20})[”」》]")


def outside(text: str, known: Known) -> str | None:
    """Return a zone, company or quoted name of the question that no article mentions, or None.

    A name is given only where that is certain: two of its characters stand side by side in no
    article, or no article names a development zone of that place.
    """
    if not known.printed.size:
        return None  # the articles have not been read for names
    for zone in zone_mentions(text):
        is_place = zone.place in places().all or _is_strange(zone.place, known)
        if zone.kind in _DEVELOPMENT and is_place and not _is_known(zone.name, known):
            return text[zone.start : zone.end]
    for pattern in (_QUOTED, _COMPANY):
        for found in pattern.finditer(text):
            if _is_strange(found["name"], known):
                return found["name"]
    return None


def strangers(text: str, known: Known) -> tuple[str, ...]:
    """Say which zone or company of the question no article mentions."""
    name = outside(text, known)
    return (not_mentioned(name),) if name else ()


def not_mentioned(name: str) -> str:
    """Say that no article mentions a name."""
    return f"资料里没有提到“{name}”。"


def _is_known(zone: str, known: Known) -> bool:
    return any(same_zone(zone, other) for other in known.zones)


def _is_strange(name: str, known: Known) -> bool:
    """Tell whether what tells the name from others cannot stand in any article."""
    telling = max(_PLAIN.split(name), key=len)
    return len(telling) > 1 and not known.has_printed(telling)
