"""Sentences of an article cut at their commas, without what only frames them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.article import Article
from corpus.times.timexes import absolute, find_timexes, is_vague
from index.passages import sentence_spans

_CLAUSE = re.compile(
    r"(?:（[^（）]{0,80}）|\([^()]{0,80}\)|“[^“”。]{0,24}”|《[^《》]{0,60}》|"
    r"(?<=\d),(?=\d{3})|[^，,；;。！？!?\n])+"
)
_JUNK = re.compile(
    "原标题|广告|责任编辑|责编|返回搜狐|进入直播间|点击|扫码|来源：|图为|供图|摄影|"
    "免责声明|热线|版权|投稿|微信|客户端搜索|×"
)
_DATELINE = re.compile(
    r"^.{0,40}?(?:[日社网报闻端][讯电]|[讯电](?=\s*[（(])|(?:消息|报道|获悉|"
    r"了解到)(?=[，,：:（(\s]))"
    r"(?:\s*[（(][^（）()]{0,60}[）)])?(?=.)[，,：:\s]*|^.{0,12}[（(](?:记者|"
    "通讯员)[^（）()]{0,50}[）)]"
)
_LEAD = re.compile(
    "^(?:其中|同时|此外|另外|目前|截至目前|据悉|据介绍|据了解|近日|日前|如今|现在|现已|"
    "眼下|未来|届时|近年来|随后|随着|而|但|并且|并|且|还|也|当前"
    "|当天|当日|据统计|数据显示|截止目前|到目前为止|按照计划|下一步|接下来|最终|其次|"
    "首先|再次|与此同时|不仅如此|值得一提的是|特别是|尤其是|例如|比如|如|即|仅|共|则"
    r"|一方面|另一方面|[\s　“‘、：:△▲●■]|\d+[、.．](?!\d)|"
    "[（(]?[一二三四五六七八九十]+[）)、]|[①-⑩])+"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """The stretch `body[start:end]` between two commas, from its first telling word on.

    `time` is the expression of time at `time_start`, taken off its front; `said` is that time with
    the year that the article means. `first` tells whether it opens its sentence.
    """

    text: str
    start: int
    end: int
    time: str = ""
    time_start: int = 0
    said: str = ""
    first: bool = False
    sentence: int = 0


def clauses_of(article: Article) -> Iterator[Clause]:
    """Yield the clauses of an article in reading order; advertisements and credits are left out."""
    body = article.body
    for number, (start, end) in enumerate(sentence_spans(body)):
        sentence = body[start:end]
        if (
            _JUNK.search(sentence)
            or len(sentence) < 6
            or (number == 1 and body[:12].count("原标题"))
        ):
            continue
        dateline = _DATELINE.match(sentence) if number < 3 or "讯" in sentence[:20] else None
        begin = start + dateline.end() if dateline else start
        time = (0, "")
        for n, match in enumerate(_CLAUSE.finditer(body, begin, end)):
            clause = _trimmed(body, match.span(), article.published, carried=time)
            time = (clause.time_start, clause.time)
            if clause.text:
                yield replace(clause, first=n == 0, sentence=number)


def _trimmed(
    body: str, span: tuple[int, int], published: str, *, carried: tuple[int, str]
) -> Clause:
    """Take leading words and a leading time off a clause; a time of the clause before holds on."""
    start, end = span
    time_start, time = carried
    for _ in range(3):
        if lead := _LEAD.match(body[start:end]):
            start += lead.end()
            if re.search("当前|目前|如今|现在|现已", lead[0]):
                time = ""  # what was said of another time is over
        timex = next(iter(find_timexes(body[start : min(end, start + 24)])), None)
        if timex is None or timex.start > 0 or timex.end < 2:
            break
        if body[start + timex.end : start + timex.end + 1] in ("的", "版"):
            break
        if not is_vague(timex.text):
            time, time_start = timex.text, start
        start += timex.end
    text = body[start:end].rstrip(" 　”’")
    if "每" in text:  # what happens every year is of no one time
        time = ""
    if re.match("今[日天晨早晚]|昨|当|本|前[天日]|次|翌|同", time):
        time = time if absolute(time, published) else ""
    said = absolute(time, published) if time else None
    return Clause(text, start, start + len(text), time, time_start, said or time)
