"""Read a follow-up that compares: 和风陵渡那个比呢？, 那盂县呢？哪个多？."""

import re

from assistant.asking.comparison import Comparison, Order, Part, order_of
from assistant.asking.subjects import ASKING, LEAD, head_of
from corpus.places.names import split_zone
from corpus.zones import zone_mentions

MAX_OTHER = 30  # characters of what is compared with
_WITH = re.compile(
    r"^(?:那么?|而)?[，,]?(?:和|与|跟|同|对比)(?P<other>[^，。？?]+?)(?:相比|对比|比较|比一比|比)(?:起来|一下)?(?:呢|如何|怎么样)?"
    r"[？?，,\s]*(?P<which>(?:哪|谁)[^？?]*)?[？?。\s]*$"
)
_AND_WHICH = re.compile(
    r"^(?:那么?|而)?[，,]?(?P<other>[^，。？?]+?)(?:的)?呢[？?，,。\s]*(?P<which>(?:哪|谁)[^，。？?]*)[？?。\s]*$"
)
_POINTING = re.compile(r"的?[那这](?:[个家座边]|一[个家座])$")
_IT = re.compile(r"^(?:它|前者|前面那?[个家座]?|刚才那?[个家座]?)(?:和|与|跟)")
_VALUE = re.compile(r"多少|几|多[大高长]|什么时候|何时|哪[年天月]")
_WHEN = re.compile(r"什么时候|何时|哪[年天月]")
_ASKS = re.compile(r"(?<!是)(?=什么时候|何时|哪[年天月])")


def read_comparing_on(question: str, earlier: str) -> tuple[str, Comparison] | None:
    """Return what a follow-up compares with what `earlier` asked, in one question and in parts.

    `earlier` stands alone: its subject is compared with the one that is named now.
    """
    earlier = _ASKS.sub("是", earlier, count=1)
    cue = _WITH.match(_IT.sub("和", question)) or _AND_WHICH.match(question)
    head = head_of(LEAD.sub("", earlier)) if cue else None
    if not cue or not head or not _VALUE.search(head[1]) or head[0] not in earlier:
        return None
    one, about = head
    other = _named(cue["other"], one)
    if not 1 < len(other) <= MAX_OTHER or other == one:
        return None
    lead = LEAD.sub("", earlier[: earlier.index(one)])
    parts = (Part(one, earlier), Part(other, f"{lead}{other}{about}"))
    order: Order = "earlier" if _WHEN.search(about) else "larger"
    text = f"{lead}{one}和{other}，{about.removeprefix('的')}"
    return text, Comparison(parts, order_of(cue["which"] or "") or order)


def _named(other: str, one: str) -> str:
    """Return the other subject in full: 盂县 beside 平定经开区 is 盂县经开区; "" for 那个, 谁."""
    bare = _POINTING.sub("", other)
    if len(bare) < 2 or ASKING.search(bare):
        return ""
    zone = next((z for z in zone_mentions(one) if (z.start, z.end) == (0, len(one))), None)
    if any(zone_mentions(bare)) or head_of(bare):
        known = head_of(bare)
        whole = known is not None and not known[1]
        if zone is None or any(zone_mentions(bare)) or not whole:
            return bare
    if zone:
        return f"{bare}{split_zone(zone.name)[1]}"
    return f"{bare}项目" if bare != other else bare
