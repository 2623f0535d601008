"""A check as lines of text: all that an editor wants to see of one article or file."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from corpus.article import Article
from corpus.dates import format_published
from corpus.figures import Figure
from corpus.intervals import EVER, NEVER, Dated
from corpus.library.doubts import other_half
from corpus.library.findings import Check, Checked, CheckedFile, ZoneSeen

SHOWN = 40  # characters of a body's beginning and end
MARK = "可疑"

Line = tuple[str, str]  # label, what it says

_FIELDS = (("kicker", "肩题"), ("subtitle", "副题"), ("column", "栏目"), ("byline", "署名"))
_WHY = re.compile(r"（[^（）]*）$")  # the end of a rule, after the days that are shown anyway
_KINDS = {"skipped": "没有读", "doubtful": MARK}


def summary(check: Check) -> str:
    """Say in one sentence what was read, what is doubtful, and how long it took."""
    counts = check.counts()
    files = sum(bool(file.articles) for file in check.files)
    speed = f"，每秒{counts['articles'] / check.seconds:.0f}篇" if check.seconds > 1 else ""
    return (
        f"{files}个文件读出{counts['articles']}篇文章，可疑{counts['doubtful']}篇，"
        f"跳过{counts['skipped']}处，没有收进文章的文字{counts['dropped']}处，"
        f"用时{check.seconds:.1f}秒{speed}。"
    )


def file_lines(file: CheckedFile) -> Iterator[Line]:
    """Yield what is said of a file as a whole: problems first, then what went into no article."""
    for problem in file.problems:
        place = f"第{problem.line}行：" if problem.line else ""
        yield _KINDS[problem.level], f"{place}{problem.message}"
    for piece in file.dropped:
        yield "未收进", f"“{_one_line(piece.text)}”（{piece.reason}）"


def article_lines(checked: Checked) -> Iterator[Line]:
    """Yield the lines of one article: what is doubtful first, then its fields, then what it says.

    The same expression is shown once, with how often it stands there.
    """
    article = checked.article
    if checked.doubts:
        yield MARK, "；".join(doubt.message for doubt in checked.doubts)
    yield from _field_lines(article)
    label = "时间"
    for line in _counted(date_line(dated) for dated in checked.dates if dated.interval):
        yield label, line
        label = ""
    found = (
        ("没解出", _counted(_one_line(d.text) for d in checked.dates if not d.interval)),
        ("开发区", list(map(_zone, checked.zones))),
        ("数字", _counted(map(figure_line, checked.figures))),
    )
    yield from ((label, "；".join(texts)) for label, texts in found if texts)


def _field_lines(article: Article) -> Iterator[Line]:
    inferred = "（推断）" if article.title_inferred else ""
    yield "标题", f"{article.title}{inferred}"
    yield "编号", article.doc_id
    for name, label in _FIELDS:
        if getattr(article, name):
            yield label, getattr(article, name)
    page = f"，{article.page}版".replace("版版", "版") if article.page else ""
    yield "来源", f"{article.source or '不详'}{page}"
    why = f"（推断：{article.published_inferred}）" if article.published_inferred else ""
    yield "日期", f"{format_published(article.published)}{why}"
    if article.url:
        yield "网址", article.url
    for caption in article.captions:
        yield "图片说明", _one_line(caption)
    if article.cut_off or article.jumps_to or article.jumps_from:
        half = "只有半篇" if article.cut_off else "转版已接上"
        yield "转版", f"{half}{other_half(article)}"
    yield "正文", f"{len(article.body)}个字：{_excerpt(article.body)}"


def date_line(dated: Dated) -> str:
    """Write an expression of time and the days it means: 去年 → 2022-01-01至2022-12-31."""
    assert dated.interval is not None
    first, last = dated.interval.first, dated.interval.last
    days = _day(first) if first == last else f"{_day(first)}至{_day(last)}"
    if last == NEVER:
        days = f"{_day(first)}以后"
    elif first == EVER:
        days = f"{_day(last)}以前"
    why = _WHY.search(dated.rule)
    rule = why[0] if why else f"（{dated.rule}）" if dated.rule else ""
    return f"{_one_line(dated.text)} → {days}{rule}"


def _day(number: int) -> str:
    return f"{number // 10000}-{number // 100 % 100:02}-{number % 100:02}"


def _zone(zone: ZoneSeen) -> str:
    said = [part for part in (zone.place, zone.kind, zone.grade) if part]
    return f"{zone.name}{'（' + '，'.join(said) + '）' if said else ''}×{zone.count}"


def figure_line(figure: Figure) -> str:
    """Write a quantity and, where it says it otherwise, its value: 近200亿元 = 20,000,000,000元."""
    written = _one_line(figure.text)
    upper = "" if figure.upper is None else f"至{_number(figure.upper)}"
    meant = f"{_number(figure.value)}{upper}{figure.unit}"
    same = written.replace(figure.qualifier, "", 1).replace(",", "") == meant.replace(",", "")
    return written if same else f"{written} = {meant}"


def _number(value: Decimal) -> str:
    written = f"{value:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _counted(texts: Iterable[str]) -> list[str]:
    return [f"{text}×{count}" if count > 1 else text for text, count in Counter(texts).items()]


def _excerpt(body: str) -> str:
    text = _one_line(body)
    if len(text) <= 2 * SHOWN:
        return text
    return f"{text[:SHOWN]} …… {text[-SHOWN:]}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
