"""Days, months and years as answers: when something happened or is to happen."""

import re
from collections.abc import Iterator

from assistant.reader.made.facts import Fact, filled
from assistant.reader.made.names import Line
from assistant.reader.made.words import begins_with_verb, has_verb
from corpus.article import Article
from corpus.times.timexes import find_timexes, is_vague

_EVENT = re.compile(
    "开工建设|动工建设|正式开工|开工|动工|开建|奠基|竣工验收|竣工|完工|封顶|全面建成|"
    "建成投产|建成投用|建成|正式投产|试投产|投产|达产|投入使用|投入运营|投入生产|投用|"
    "投运|试运营|正式运营|运营|签约|签订|签署|召开|举行|举办|开幕|闭幕|揭牌|挂牌|成立|"
    "启动|上线|发布|印发|施行|实施|开园|开业|开通|通车|开学|开行|落户|获批|批准|批复|"
    "上市|交付|下线|入驻|公布|出台|生效|注册|亮相|发射|首飞|出厂|并网发电|并网|验收|移交"
)
_DIGIT = re.compile(r"\d|[一二三四五六七八九十]月")
_LASTING = re.compile(
    r"[至到—~-]|以来|年来|以后|之前|以前|前$|后$|期间|起$|每|季度|[上下]半年|前\d+个?月|\d个?月内|个月|"
    "小时|分钟|内$"
)
_NOT_AFTER = re.compile(
    "以来|以后|之[后前]|[后前时的]$|期间|当天|起$|^[的、至到]|^.{1,6}的|截至|同期"
)
_NOT_BEFORE = re.compile("截至|比|较|[至到]$")
_ADVERB = re.compile(
    "(?:正式|全面|全部|隆重|顺利|成功|将|已|预计|计划|集中|可|建成|整体|在.{2,16})+$"
)
_IN_FRONT = re.compile("(?:于|在|自|从|将于|预计|计划|预计在|定于|已于)+$")
_OF_PRESS = re.compile("消息|记者|获悉|报道|^[日讯电]")
_MAX_AROUND = 34  # characters
_WHOLE = "<x>是什么时候|<x>是哪一天|<x>是什么时候的事|<x>是在哪天|<x>是几号|什么时候<x>"
_OPEN = "<s>什么时候<x>|<s>何时<x>|<s>几时<x>"
_WITH_OBJECT = (
    "<s>什么时候<x>|<s><x>是什么时候|什么时候<s><x>|<s>何时<x>|<s><x>是哪天|"
    "<s>是哪一天<x>的|<s>几号<x>"
)
_BARE = (
    "<s>什么时候<x>|<s><x>是什么时候|什么时候<s><x>|<s>何时<x>|<s><x>是在哪一天|"
    "<s>什么时间<x>|<s><e>时间"
    "|<s>是什么时候<e>的|<s>啥时候<e>|<s>几时<x>|<s>的<e>时间是哪天"
)


def date_facts(article: Article, lines: list[Line]) -> Iterator[Fact]:
    """Yield the dates that clauses give, in front of them or inside."""
    for line in lines:
        found = _told(article, line)
        if found:
            start, told, before, after = found
            yield from _of(line, start, told, before=before, after=after)


def _told(article: Article, line: Line) -> tuple[int, str, str, str] | None:
    """Return the start and the words of a clause's only date, and what stands around it."""
    clause = line.clause
    inner = [t for t in find_timexes(line.rest) if not is_vague(t.text)]
    if len(inner) > 1:
        return None
    if inner:
        told = inner[0]
        before, after = line.rest[: told.start], line.rest[told.end :]
        if not (begins_with_verb(after) or before.endswith(("于", "在", "自", "将"))):
            return None
        return line.clause.start + line.skip + told.start, told.text, before, after
    end = clause.time_start + len(clause.time)
    if clause.time and re.fullmatch(r"[\s，,、的]*", article.body[end : clause.start]):
        return clause.time_start, clause.time, "", line.rest
    return None


def _of(line: Line, start: int, told: str, *, before: str, after: str) -> Iterator[Fact]:
    if not _DIGIT.search(told) or _LASTING.search(told) or _NOT_BEFORE.search(before):
        return
    if _NOT_AFTER.search(after):
        return
    before, after = _IN_FRONT.sub("", before), re.sub("^[，,]", "", after)
    if line.inherited and re.match("由|在|经|被|对", after):
        return
    subject = "{s}" if line.subject else ""
    length = len(before) + len(after)
    if length > _MAX_AROUND or length < (2 if subject else 7):
        return
    event = _EVENT.search(after)
    if event and event.start() <= 24:
        forms, asked, key = _when(subject + before, after, event), event[0][-2:], event[0]
    elif subject and length > 4 and not _OF_PRESS.search(before + after):
        forms = filled(_WHOLE, x=subject + before + after)
        if begins_with_verb(before + after):
            forms += filled(_OPEN, s=subject, x=before + after)
        asked, key = before + after, ""
    else:
        return
    yield Fact(
        kind="date",
        start=start,
        end=start + len(told),
        subject=line.subject,
        subject_kind=line.kind,
        time="",
        asked=asked,
        forms=_dated(forms, told),
        attribute=key,
    )


def _when(front: str, after: str, event: re.Match[str]) -> tuple[str, ...]:
    """Ask when an event took place, 什么时候 right before it where only a name precedes it."""
    noun, what = after[: event.start()], after[event.start() :]
    adverb = _ADVERB.search(noun)
    cut = adverb.start() if adverb else len(noun)
    subject, what = front + noun[:cut], noun[cut:] + what
    if has_verb(noun[:cut]):
        return filled(_WHOLE, x=subject + what)
    if not what.endswith(event[0]) or re.search("政府|[局委厅会市县区司团院]$", noun[:cut]):
        return filled(_WITH_OBJECT, s=subject, x=what)
    return filled(_BARE, s=subject, x=what, e=event[0])


def _dated(forms: tuple[str, ...], told: str) -> tuple[str, ...]:
    """Ask for a year or a month where the text tells no day."""
    if "日" in told or "号" in told:
        return forms
    unit = "哪年哪月" if "月" in told else "哪年"
    return tuple(re.sub("哪一?天|几号", unit, form) for form in forms)
