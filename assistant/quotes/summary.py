"""Sum up a zone or a project: three to five sentences of the articles about it, in their order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.citations import cite
from assistant.draft import Draft
from assistant.finding.ranking import Ranked
from assistant.question import Question
from assistant.quotes.quoting import with_bold
from assistant.quotes.vicinity import Placed, articles_of, sentences_of
from assistant.schema import Citation, Span
from corpus.figures import find_figures
from corpus.places.lexicon import places
from corpus.zones import zone_mentions
from index.lexical import bigrams

MOST = 5  # sentences
LEAST = 2
ENOUGH = 3  # … of one article; of fewer another article is asked, too
LOOKED_AT = 8  # best sentences whose articles may be about it
ARTICLES = 3
MAX_SENTENCE = 330  # characters
_REACH = 6  # sentences that may go on about it
_NAMED = 0.85  # share of its letters that names it
_LEADS = 15  # characters at the beginning of a sentence that say what it is about
_OWN = 4  # letters of a name that is told without its place
_LARGE = 10  # a smaller count (两期, 1栋) is not marked

_ASKING = re.compile(
    r"(?:请|帮我|给我|麻烦|能否|[你您])*(?:简[单要]地?|大致|详细)?(?:介绍|总结|概括|梳理|说说|讲讲|谈谈|聊聊|了解)(?:一?下)?|的?(?:基本|具体|总体|发展|建设|有关|相关)*"
    r"(?:情况|概况|简介|概述|介绍)(?:如何|怎么?样)?|怎么?样了?|如何|是(?:一?个)?(?:什么|怎么?样)样?的?\S{0,6}$|[？?。！!，,]|(?:是|有)?什么样"
)
_FIGURED = frozenset({"invest", "size", "output"})  # facts that a figure tells
_FACTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "is",
        re.compile(
            r"是(?!否|由|不|因)[^，。]{4,}|作为|集[^，。]{4,}(?:于|为)一体|定位"
            r"|以“?[^，。]{4,}为(?:目标|主题|建设目标)"
        ),
    ),
    ("where", re.compile(r"位于|坐落|地处|落户|选址|毗邻")),
    ("invest", re.compile(r"投资")),
    ("size", re.compile(r"占地|面积|用地|[平亩]|规划建设|条生产线")),
    (
        "stage",
        re.compile(
            r"开工|动工|竣工|投产|投用|封顶|签约|揭牌|验收|建成|启动|成立|入选|获批|运营|正式"
        ),
    ),
    ("until", re.compile(r"(?:预计|计划|力争|将)[^，。]{0,8}(?:20\d\d年|明年|年底|年内|\d月)")),
    ("output", re.compile(r"产值|收入|产能|年产|税收|就业|岗位|增长|效益|吸引|可实现")),
    ("who", re.compile(r"由[^，。]{3,}(?:投资|建设|打造|开发|运营|发起)|企业|公司")),
    (
        "field",
        re.compile(
            r"产业|主导|重点发展|主要(?:建设|生产|从事|发展)|功能|全国(?:首|唯一|第一)|唯一|率先"
            r"|示范|首[个条家]"
        ),
    ),
)
_SPEECH = re.compile(
    r"^[“\"]|[说道]。?[”\"]?$|表示[，：]|指出[，：]|强调[，：]|出席|致辞|主持|宣布|(?:图|文|责编|编辑|摄)[:：/]|责任编辑"
)
_BACK = re.compile(
    r"^(?:目前|建成|据(?:介绍|悉|了解)|其中|投产|全部|整体|计划|预计|作为|主要|截至|近年来|今年|去年|\d+年多?来)"
)
_EMPTY = re.compile(
    r"贯彻|精神|具体行动|指示|缩影|^“?这|店小二|^原标题|^来源|航拍|供图|采访团|参观|观摩|举行[^，。]{0,14}活动|争取更多|一如既往|如火如荼|热火朝天"
)
_PROJECT = re.compile(
    r"^(?:该?项目|[该本]?(?:园区|基地|枢纽|中心|公司|企业|平台)|总投资|一期|二期|功能|整个)"
)
_ZONE = re.compile(r"^(?:该区|全[区市县]|园区|[高经]新?开?区|开发区|新区|当地|这里|区内|辖区)")
_IS_ZONE = re.compile(r"(?:[区县市]|科技城|新城)$")


def asks_for_summary(question: Question) -> bool:
    """Tell whether the question wants a zone, a project or an event summed up."""
    return question.wanted == "summary" or bool(
        re.search(r"(?:情况|概况)(?:介绍)?[？?]?$|是(?:一?个)?(?:什么|怎么?)样的", question.text)
    )


def write_summary(question: Question, ranked: Sequence[Ranked]) -> Draft | None:
    """Quote the main facts; None where no article tells at least two of them."""
    subject = summed_up(question)
    if not ranked or len(subject) < 2:
        return None
    chosen = _sentences(subject, ranked)
    if len(chosen) < LEAST:
        return None
    citations = tuple(cite(p.evidence, n=n, marks=_marks(p)) for n, p in enumerate(chosen, start=1))
    return Draft("\n\n".join(map(_line, citations)), citations)


def summed_up(question: Question) -> str:
    """Return what is to be summed up: 海立方园三期 of 介绍一下海立方园三期."""
    subject = _ASKING.sub("", question.text).strip("的 ") or question.content
    for zone in zone_mentions(subject):
        if zone.start == 0 and len(subject) - zone.end >= _OWN and subject[zone.end] != "的":
            return subject[zone.end :]
    for _ in range(2):  # 河北廊坊甲项目
        size = next((n for n in (5, 4, 3, 2) if _is_place(subject[:n])), 0)
        subject = subject[size:] if len(subject) - size >= _OWN else subject
    return subject


def _is_place(text: str) -> bool:
    return len(text) > 1 and (text in places().administrations or text in places().regions)


def _line(citation: Citation) -> str:
    return f"{with_bold(citation)} [{citation.n}]"


def _named(subject: str, text: str) -> float:
    """Return the share of the subject's letters that `text` says in runs of two or more."""
    said, told = _letters(text), 0
    letters, at = _letters(subject), 0
    while at < len(letters):
        size = next((n for n in range(len(letters) - at, 1, -1) if letters[at : at + n] in said), 0)
        told += size
        at += size or 1
    return told / len(letters) if letters else 0.0


def _letters(text: str) -> str:
    return re.sub(r"\W|项目", "", text)


def _sentences(subject: str, ranked: Sequence[Ranked]) -> list[Placed]:
    """Return the sentences of the article that tells most; others fill up where that is little."""
    told: list[tuple[float, list[Placed]]] = []
    for order, article in enumerate(articles_of(ranked, best=LOOKED_AT, most=ARTICLES)):
        near = _near(subject, sentences_of(article, ranked))
        chosen = _chosen(near)
        kinds = {kind for placed in chosen for kind in _facts(placed.evidence.text).kinds}
        told.append((len(kinds) + 0.3 * min(len(near), 8) - order, chosen))
    told.sort(key=lambda pair: -pair[0])
    sentences: list[Placed] = []
    for _, chosen in told:
        if len(sentences) < ENOUGH:
            new = [p for p in chosen if not any(_same(p, other) for other in sentences)]
            sentences += new[: MOST - len(sentences)]
    return sentences


def _near(subject: str, sentences: Sequence[Placed]) -> list[tuple[float, Placed]]:
    """Return the sentences that name it or go on about it, with how closely they do."""
    own = _ZONE if _IS_ZONE.search(subject) else _PROJECT
    found, since = [], _REACH + 1
    for placed in sentences:
        text = placed.evidence.text
        named = _named(subject, text) >= _NAMED
        again = text.startswith(subject[-2:]) or _BACK.match(text) or own.match(text)
        goes_on = since < _REACH and bool(again)
        if _SPEECH.search(text) and not named:
            since += 1  # what somebody says in between ends no topic
            continue
        since = 0 if named else since + 1 if goes_on else _REACH + 1
        if own is _ZONE and text[:1] in "该这其":
            continue  # 该项目 in a zone that has several
        if (named or goes_on) and len(text) <= MAX_SENTENCE and not _SPEECH.search(text):
            front = text[: len(subject) + _LEADS]
            leads = named and (text.startswith("作为") or _named(subject, front) >= _NAMED)
            found.append((1.8 if leads else 1.0 if named else 0.7, placed))
    return found


@dataclass(frozen=True, slots=True)
class _Facts:
    """Which kinds of facts a sentence tells, how many figures, and what an empty phrase costs."""

    kinds: frozenset[str]
    figures: int
    empty: float


def _facts(text: str) -> _Facts:
    figures = find_figures(text)
    kinds = {kind for kind, pattern in _FACTS if pattern.search(text)}
    told = frozenset(kinds if figures else kinds - _FIGURED)
    return _Facts(told, min(len(figures), 4), 1.5 if _EMPTY.search(text) else 0.0)


def _chosen(near: Sequence[tuple[float, Placed]]) -> list[Placed]:
    """Take the sentence that adds most kinds of facts until five are told; in article order."""
    left = [(named, placed, _facts(placed.evidence.text)) for named, placed in near]
    chosen: list[Placed] = []
    told: set[str] = set()
    while left and len(chosen) < MOST:
        gains = [(_gain(one, told), one) for one in left]
        gain, best = max(gains, key=lambda g: g[0])
        if gain < 1.0:
            break
        left.remove(best)
        _, placed, facts = best
        if not any(_same(placed, other) for other in chosen):
            chosen.append(placed)
            told |= facts.kinds
    return sorted(chosen, key=lambda placed: placed.number)


def _gain(one: tuple[float, Placed, _Facts], told: set[str]) -> float:
    named, placed, facts = one
    new = len(facts.kinds - told)
    return new + 0.35 * facts.figures + named - facts.empty - 0.02 * placed.number


def _same(a: Placed, b: Placed) -> bool:
    """Tell whether two sentences say the same in large part."""
    one, other = (set(bigrams(p.evidence.text)) for p in (a, b))
    return len(one & other) >= 0.7 * min(len(one), len(other))


def _marks(placed: Placed) -> tuple[Span, ...]:
    start = placed.evidence.start
    figures = find_figures(placed.evidence.text)
    telling = [f for f in figures if f.unit and (f.value >= _LARGE or f.unit == "%")]
    return tuple((start + f.start, start + f.end) for f in telling)
