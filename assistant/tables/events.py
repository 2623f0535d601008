"""The dated events that an article tells of a zone or project."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.finding.evidence import Evidence
from assistant.schema import Span
from assistant.tables.article_view import ArticleView
from assistant.tables.project_names import project_names
from assistant.tables.subject_match import Subject
from corpus.article import Article
from corpus.dates import day_range, format_published
from corpus.intervals import EVER, NEVER, Dated, Interval
from corpus.times.timexes import is_vague
from index.passages import sentence_spans

MAX_SENTENCE = 160  # characters; a longer one tells more than one event
MIN_SENTENCE = 10
LONGEST = 10000  # a year as yyyymmdd: 近三年 is no day of an event
_SAME_YEAR = ("当年", "同年", "当月", "同月", "当日", "当天")  # of another time named before
SHORT = 600  # six months and more as yyyymmdd: of a whole year only a beginning is told
BACK = 2  # sentences back to one that names the project
OFTEN = 3  # sentences that name it in an article that is about it
NEAR, REACH = 25, 80  # characters from a zone, from a time to the verb

_VERBS = re.compile(
    r"(?:签约|签订|签署|开工|铺开|动土|破土|始建|建于|试桩|完工|试投产|动工(?!作)|奠基|封顶|竣工|建成|投产|投运|投用|投入使用|投入运营|开园|开业|揭牌|挂牌|获批|批复|批准|设立|成立|启动|落户|落地|交付|通车"
    r"|试运行|试生产|试车|点火|并网|验收|下线|首飞|开通|开幕|闭幕|举行|召开|举办|发布|公布|出台|印发|入选|荣获|获评|认定|入驻|进场|封闭|完成|达产"
    r"|摘牌|拍卖|中标|上线|启用|迁入|搬迁|发运|首发|首列|首单|升级为|更名|扩区|公示|走访|调研|考察|推介|开展)"
    r"(?:(?<=举行|举办|召开)"  # 设立十周年 is no 设立
    r"|(?!的?(?:第?[一二三四五六七八九十百\d]{1,4}|[几多])周?年|后的))"
)
_RECENT = re.compile(r"近日|日前|今天|今日|昨天|昨日|当日")
_PLAN = re.compile(
    r"预计|计划|将于|将在|将有|将会|拟于?|力争|有望|届时|争取|即将|目标|确保|未来|规划|到$"
)
JUNK = re.compile(
    r"责任编辑|返回搜狐|查看更多|推荐阅读|来源[:：]|电话|原标题|[|│]|摄$|版权|转载|邮箱|阅读\d|摄(?!像|影)"
)
_SELF = re.compile(
    r"(?:^|[，。；、])(?:目前，|据[^，]{1,10}，)?(?:该|本|此|这个|整个)?(?:项目|园区|产业园|工程|基地)|(?:^|[；])(?:它|[一二三四]期)"
)
_ORIGIN = re.compile(
    r"设立|成立|获批|揭牌|挂牌|批复|批准|升级为|更名|启动|开工|投产|竣工|签约|始建|建于|建成|完工|试投产|投入使用|投用"
)
_BETWEEN = re.compile(
    r"[，：；]|公司|集团|中心|基地|学校|[小中大]学|实小|幼儿园|联盟|协会|考核|医院|银行|企业"
)  # it was theirs
_OF_COMPANIES = ("成立", "设立")  # a project is none
_DATELINE = re.compile(
    r"\s?(?:消息|讯|电|报道)|从[^，。]{2,24}(?:获悉|了解到)(?![^。]{0,4}当[天日])"
)
_ASIDE = re.compile(
    r"公众号|代表处|日报|融媒|发布(?!会)|分公司|[^，]{0,3}(?:分局|公安|法院|检察|税务|街道|社区|交警|消防|派出所|镇)"
)


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence, the day of what it tells (with how it was counted), and the words to mark.

    `verb` stands at `at` in the body.
    """

    evidence: Evidence
    interval: Interval
    rule: str
    verb: str
    at: int
    mark: Span
    is_plan: bool = False
    is_report: bool = False  # the day is that of print


def events_of(subject: Subject, article: Article) -> Iterator[Event]:
    """Yield the events that the article tells of the subject alone, in its order."""
    body = article.body
    if not subject.zone and not subject.is_named(f"{article.title}\n{body}"):
        return
    read, spans = ArticleView(article), sentence_spans(body)
    named = [not subject.zone and subject.is_named(body[s:e]) for s, e in spans]
    is_its_own = any(named[:BACK]) or sum(named) >= OFTEN
    for n, (start, end) in enumerate(spans):
        sentence = body[start:end]
        if not MIN_SENTENCE <= len(sentence) <= MAX_SENTENCE or JUNK.search(sentence):
            continue
        if subject.zone:
            yield from _of_zone(subject, read, (start, end))
        elif named[n] or (
            (is_its_own or any(named[max(0, n - BACK) : n]))
            and _SELF.search(sentence)
            and not project_names(body, start, end)
        ):
            told = dated_events(read, (start, end))
            yield from (event for event in told if event.verb not in _OF_COMPANIES)


def _of_zone(subject: Subject, read: ArticleView, span: Span) -> Iterator[Event]:
    """Yield what the zone itself did or saw: it stands right before the verb."""
    zones = read.zones_in(*span)
    if not zones or not subject.is_zone(zones[0]):
        return
    for event in dated_events(read, span):
        before = [zone for zone in zones if zone.end <= event.at]
        if not before or not subject.is_zone(before[-1]):
            continue
        said = read.article.body[before[-1].end : event.at]
        near = len(said) <= NEAR and not _BETWEEN.search(said)
        is_short = event.interval.last - event.interval.first < SHORT
        is_told = is_short or _ORIGIN.fullmatch(event.verb)
        if near and is_told and not event.is_plan and not _ASIDE.match(said):
            yield event


def dated_events(read: ArticleView, span: Span) -> Iterator[Event]:
    """Yield what happened and when, where a sentence tells both."""
    body, published = read.article.body, read.article.published
    times = [t for t in read.times_in(*span) if _is_day(t)]
    ends = [*(t.start for t in times[1:]), span[1]] if times else []
    for n, (time, end) in enumerate(zip(times, ends, strict=True)):
        verb = _VERBS.search(body, time.end, min(end, time.end + REACH))
        begin = times[n - 1].end if n else span[0]
        before = list(_ORIGIN.finditer(body, max(begin, time.start - 4), time.start))
        verb = before[-1] if before else verb  # 成立于1994年
        if verb is None or time.interval is None:
            continue
        whole_year = time.interval.last - time.interval.first > SHORT
        if whole_year and not _ORIGIN.fullmatch(verb[0]):
            continue
        is_plan = _is_plan(read, span, time, verb.start())
        rule = time.rule or f"句中写明“{time.text}”"
        mark = (time.start, time.end)
        evidence = Evidence(read.article, *span)
        is_report = bool(_DATELINE.match(body, time.end))
        yield Event(evidence, time.interval, rule, verb[0], verb.start(), mark, is_plan, is_report)
    known, verb = day_range(published), _VERBS.search(body, *span)
    recent = _RECENT.search(body, *span)
    if not times and known and recent and verb and len(published) > len("2025-11"):
        rule = f"“{recent[0]}”：文章发表的时间是{format_published(published)}"
        yield Event(
            Evidence(read.article, *span),
            Interval(*known),
            rule,
            verb[0],
            verb.start(),
            recent.span(),
            is_report=True,
        )


def _is_plan(read: ArticleView, span: Span, time: Dated, verb: int) -> bool:
    """Tell whether what is told was still to come when the article was written."""
    known, days = day_range(read.article.published), time.interval
    if known and days and (days.last <= known[0] or days.first > known[1]):
        return days.first > known[1]
    body = read.article.body
    clause = max(span[0], *(body.rfind(mark, span[0], time.start) + 1 for mark in "，；："))
    words = body[clause : time.start] + body[time.end : verb]
    return time.text.startswith("到") or bool(_PLAN.search(words))


def _is_day(time: Dated) -> bool:
    """Tell whether a time is a day, a month or a year, and no open stretch."""
    i = time.interval
    return (
        i is not None
        and i.first != EVER
        and i.last != NEVER
        and i.last - i.first < LONGEST
        and not is_vague(time.text)
        and time.text not in _SAME_YEAR
    )
