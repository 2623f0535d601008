"""Say a follow-up as one question: put in what it leaves out or points back to."""

import re

from assistant.asking.focus import find_focus
from assistant.asking.topic import is_name
from corpus.places.lexicon import places
from corpus.times.timexes import find_timexes
from corpus.words import segment
from corpus.zones import zone_mentions

MAX_NAME = 10  # characters of what is named without being asked about
FULL_NAME = 4  # characters of a name that needs nothing from before
MAX_SUBJECT = 40  # characters; what is longer is no name but half a sentence

_ASKING = re.compile(
    r"什么|多少|何时|哪|几|谁|怎么|怎样|如何|为何|为什么|是否|吗|多[大高长重宽深远久]|有没有|是不是|能不能"
)
_LEAD = re.compile(
    r"^(?:请问|对了|那|你们?|我们?|还|最|想|会|有没有|觉得|记得|(?:听说|看|读|听|去|吃|玩)过?|知道|认识|了解|喜欢|说说|关于|最近)+"
)
_YES_NO = re.compile(r"(?:是谁|是什么|怎么样|好不好|是吗|吗|嘛|么|吧|呢|啊|没)+[？?。！!]*$")
_TRAIL = re.compile(r"(?:的|是|有|在|由|被|共|预计|计划|将|一共|总共|目前|各|分别|[，、：\s])+$")
_ALSO = re.compile(r"^(?:那么?|另外|还有|此外|随后|后来|然后)[，,]?(?!个|些|里|家)")
_BARE = re.compile(r"^(?:那么?)?[，,]?(?P<rest>[^，。？！?]{2,12}?)(?:的)?呢[？?]?$")
_COMPARES = re.compile(r"^其中|^(?:和|与|跟|同|对比|相比)[^，。？]*比")
_DEMONSTRATIVE = re.compile(r"[这该此]|那[个些家两]")
_PRONOUNS = frozenset(["它", "他", "她", "它们", "他们", "她们"])
_POINTING = re.compile(
    r"(?:该|这个|那个|这家|那家|此)(?:项目|园区|产业园|开发区|公司|企业|集团)|其(?![中他余实])"
)


def swap(question: str, earlier: str) -> str | None:
    """Ask the earlier question of another zone, place or time, as 那盂县呢 wants it."""
    bare = _BARE.match(question)
    if not bare:
        return None
    rest = bare["rest"]
    times = [timex.text for timex in find_timexes(earlier)]
    if times and any(timex.text == rest for timex in find_timexes(rest)):
        return earlier.replace(times[-1], rest, 1)
    whole = any((zone.start, zone.end) == (0, len(rest)) for zone in zone_mentions(rest))
    if not whole and not _is_place(rest):
        return None
    for zone in zone_mentions(earlier):
        return earlier[: zone.start] + rest + ("" if whole else zone.kind) + earlier[zone.end :]
    place = next((word for word in segment(earlier) if _is_place(word)), "")
    return earlier.replace(place, rest) if place else None


def _is_place(word: str) -> bool:
    known = places().administrations
    return word in known or (len(word) > 2 and word[-1] in "省市县区" and word[:-1] in known)


def fill(question: str, earlier: str) -> str | None:
    """Put the subject of the earlier question where a follow-up leaves it out or points to it."""
    topic = subject(earlier)
    if not topic or _COMPARES.search(question) or _is_named(topic, question):
        return None
    pointing = _pointing(question)
    if pointing:
        return question[: pointing[0]] + topic + question[pointing[1] :]
    bare = _BARE.match(question)
    if _DEMONSTRATIVE.search(question) or (bare and any(map(is_name, segment(bare["rest"])))):
        return None  # 那风陵渡呢 is about another topic of the same kind
    return topic + _ALSO.sub("", question)


def _pointing(question: str) -> tuple[int, int] | None:
    """Return where a question points back: 它, 该项目."""
    at = 0
    for word in segment(question):
        if word in _PRONOUNS:
            return at, at + len(word)
        at += len(word)
    found = _POINTING.search(question)
    return found.span() if found else None


def names_subject(question: str, earlier: str) -> bool:
    """Tell whether a question says in full what the earlier one was about."""
    topic = subject(earlier)
    return len(topic) >= FULL_NAME and topic in question


def _is_named(topic: str, question: str) -> bool:
    """Tell whether a question names a part of the topic itself."""
    return any(len(word) > 1 and word in question for word in segment(topic))


def subject(question: str) -> str:
    """Return what a question is about: what stands before the words that it asks with."""
    stated = _YES_NO.sub("", question)
    asking = _ASKING.search(stated)
    if not asking:  # 你知道…吗
        topic = _LEAD.sub("", stated).strip("，。！？!? ")
        return topic if 2 <= len(topic) <= MAX_NAME else ""
    before = question[: asking.start()]
    starts = [before.rfind(word) for word in find_focus(question)]
    first = min((start for start in starts if start > 0), default=len(before))
    within = [t for t in find_timexes(before) if t.start < first < t.end]  # 2024|年汽车产量
    first = within[0].end if within else first
    topic = _TRAIL.sub("", _LEAD.sub("", before[:first]))
    return topic if 2 <= len(topic) <= MAX_SUBJECT else ""
