"""What an editor should look at in an article that was read."""

import re
from collections.abc import Iterator, Sequence

from corpus.article import Article
from corpus.intervals import Dated
from corpus.library.findings import Doubt

SHORT = 50  # characters; a body below that is a notice, or the rest of it was lost
NAMED = 3  # examples in a phrase

# Boxes that stand for a lost character (not the □ before a byline), and decoding gone wrong.
_GARBAGE = re.compile(
    r"(?<=\S)□(?!\s*(?:本报|记者|通讯员|文/|撰稿))|[\ufffd\ue000-\uf8ff]|锟斤拷|烫烫烫|\?{3,}"
    r"|(?<=[\u4e00-\u9fff])\?(?=[,，、。])"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]"
)


def find_doubts(article: Article, dates: Sequence[Dated], also: Sequence[str]) -> Iterator[Doubt]:
    """Yield what is doubtful; `also` are the keys of articles that tell the same story."""
    yield from _fields(article)
    if article.cut_off:
        yield Doubt("cut_off", f"只有半篇{other_half(article)}")
    unresolved = [dated.text for dated in dates if dated.interval is None]
    if unresolved:
        yield Doubt("unresolved_dates", f"{len(unresolved)}处时间没有解出{_named(unresolved)}")
    garbage = [match[0] for match in _GARBAGE.finditer(f"{article.title}\n{article.body}")]
    if garbage:
        yield Doubt("garbage", f"{len(garbage)}处乱码{_named(garbage)}")
    if also:
        yield Doubt("repeated", f"与别的文章重复{_named(also)}")


def _fields(article: Article) -> Iterator[Doubt]:
    if article.title_inferred:
        yield Doubt("title_inferred", "标题是推断的")
    if not article.published:
        yield Doubt("no_date", "没有日期")
    elif article.published_inferred:
        yield Doubt("date_inferred", f"日期是推断的（{article.published_inferred}）")
    if not article.source:
        yield Doubt("no_source", "没有来源")
    if not article.zones:
        yield Doubt("no_zone", "没有认出是哪个开发区")
    if len(article.body) < SHORT:
        yield Doubt("short", f"正文只有{len(article.body)}个字")


def other_half(article: Article) -> str:
    """Say on which page the other half stands: （下转A2版）; empty where nothing says so."""
    said = [f"上接{article.jumps_from}版"] if article.jumps_from else []
    said += [f"下转{article.jumps_to}版"] if article.jumps_to else []
    return f"（{'，'.join(said)}）" if said else ""


def _named(texts: Sequence[str]) -> str:
    different = list(dict.fromkeys(texts))
    more = "等" if len(different) > NAMED else ""
    return f"（{'、'.join(different[:NAMED])}{more}）"
