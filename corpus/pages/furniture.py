"""Lines that belong to the page and to no article: masthead, page number, desk, telephone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.pages.bylines import HAN
from corpus.pages.marks import narrow, read_page

MAX_FURNITURE = 120

_SECTION = (
    r"(?:要闻|综合|新闻|时政|经济|国际|国内|社会|民生|副刊|专题|专版|广告|体育|文化|理论|评论|科技|产业|深度|聚焦|特刊|视点|周刊|"
    r"关注|教育|健康|地方|各地|县区|园区|开发区|头版|封面|财经|金融|公益|创新|融媒|专刊)"
)
_NUMBER = r"(?:[A-Z]?\s?\d{1,3}|[一二三四五六七八九十]{1,3})"
_DESK = (
    r"(?:(?:本版|值班|执行|责任|美术|图片|版式|本期|文字|见习|一读|二读|统筹|新媒体)*"
    r"(?:责编|编辑|校对|美编|版式|组版|排版|编审|审校|校检|检校|监制|终审|制图|设计|主编|审核|编委|策划))"
)
_NAMES = rf"{HAN}{{2,4}}(?:[\s、,]{{1,3}}{HAN}{{2,4}}(?![:]))*"
_CONTACT = (
    r"(?:(?:新闻|广告|发行|投稿|本报|编辑部|读者|订阅|订报|值班|监督|举报|总编室|办公室|采编|社务|记者部|零售|网络)*"
    r"(?:热线|电话|邮箱|信箱|传真|网址|社址|邮编|邮政编码|官网|微信公众号|公众号|微博|QQ群?|E-?mail|Tel))"
)

# What can only be furniture, if nothing but furniture stands in its line.
_STRONG = {
    "date": r"(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    r"|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}",
    "issue": r"(?:复字|总)?第\s?\d{1,6}\s?期|总第?\s?\d{1,6}\s?期|刊号.{0,30}",
    "serial": r"(?:国内)?统一(?:连续出版物|刊)号?.{0,30}|CN\s?\d\d\s?-\s?\d{4}(?:/\w)?"
    r"|邮发代号.{0,16}|ISSN.{0,12}",
    "pages": r"(?:今日|本期|本报|共)\s?(?:共\s?)?[\d一二三四五六七八九十]{1,3}\s?版",
    "page": rf"版次\s?:?\s?第?\s?(?P<p1>{_NUMBER})\s?版?|第?\s?(?P<p2>{_NUMBER})\s?版"
    r"|(?P<p3>[A-Z]\s?\d{1,3})(?![\w.%-])",
    "desk": rf"{_DESK}\s?[:/]\s?(?:{_NAMES}|[^。,]{{1,40}}$)|{_DESK}\s{{1,3}}{_NAMES}",
    "contact": rf"{_CONTACT}\s?:\s?[^\s。]{{1,60}}(?:\s\d[\d-]{{3,}})*"
    rf"|{_CONTACT}\s?\(?[\d][\d\s()-]{{5,30}}|[\w.+-]{{1,40}}@[\w.-]{{3,40}}",
    "address": rf"(?:本报|本社|报社|编辑部)(?:{HAN}{{0,2}})地址\s?:\s?[^\s。]{{1,40}}",
    "web": rf"(?:返回{HAN}{{2,4}}[,]?\s?)?(?:点击)?查看(?:更多|原文)|阅读原文|{_DESK}\s?:$",
    "url": r"(?:https?://|www\.)[\w./?=&%#-]{3,80}",
    "price": r"(?:零售价?|定价|售价|每份|全年定价|月价)\s?:?\s?[\d.]{1,8}\s?元",
    "publisher": rf"(?:{HAN}{{2,16}}(?:主管|主办|出版|承印|印刷)){{1,3}}"
    rf"|(?:主管|主办|出版|承印|印刷)(?:单位)?\s?:\s?{HAN}{{2,20}}",
    "origin": rf"(?:稿件|信息|文章)?来源\s?:\s?(?P<origin_name>{HAN}{{2,16}})"
    r"|(?:发布|发表|更新|出版)(?:时间|日期)\s?:",
}
# What is furniture only beside something strong.
_WEAK = {
    "weekday": r"(?:星期|周)[一二三四五六日天]",
    "lunar": r"农历.{2,20}|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年.{0,16}",
    "time": r"\d{1,2}:\d\d(?::\d\d)?",
    "section": rf"{_SECTION}(?:·{HAN}{{2,4}})?",
    "outlet": rf"(?P<paper>{HAN}{{1,8}}(?:日报|晚报|早报|晨报|导报|时报|周报|商报|快报|"
    r"都市报|新报|青年报|科技报|农村报|周刊))",
    "when": r"(?:时间|日期)\s?:",
    "author": rf"(?:作者|记者|编辑)\s?:\s?{_NAMES}",
    "name": rf"版名\s?:\s?{HAN}{{2,6}}",
    "place": r"地址\s?:\s?[^\s。]{1,40}",
    "label": r"(?:今日|本报)?(?:天气|关注|看点)\s?:?",
}
_PIECE = re.compile(
    "|".join(f"(?P<{name}>{form})" for name, form in (_STRONG | _WEAK).items()), re.IGNORECASE
)
_STRONG_PIECE = re.compile("|".join(_STRONG.values()).replace("?P<", "?P<_"), re.IGNORECASE)
# A page's number and its section, each on a line of its own.
_NUMBER_LINE = re.compile(r"\d{1,3}")
_SECTION_LINE = re.compile(_SECTION)
_NUMBERED = re.compile(rf"(\d{{1,3}})\s{_SECTION}|{_SECTION}\s(\d{{1,3}})")
_PAGE_SECTION = re.compile(rf"\s?[:·|\-—]?\s?{HAN}{{2,6}}(?=$|[\s|·])")
_GAP = re.compile(r"[\s|│丨/·,、;:()【】\[\]—\-★■●]*")
_SEPARATOR = re.compile(r"[-=_*~#+─━═—－＿＝＊·•.…◆◇■□●○★☆※\s]{3,}")


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a line of furniture says: its page, its date as written, its outlet."""

    page: str = ""
    date: str = ""
    outlet: str = ""
    weak: bool = False  # an outlet's name alone, which is furniture only beside a masthead


def read_furniture(text: str) -> Furniture | None:
    """Read a line that consists of furniture and nothing else; None where it holds more."""
    if not text or len(text) > MAX_FURNITURE:
        return None
    line = narrow(text)
    numbered = _NUMBERED.fullmatch(line)
    if numbered:
        return Furniture(read_page(numbered[1] or numbered[2]))
    found: dict[str, str] = {}
    position = _skip(line, 0)
    while position < len(line):
        match = _PIECE.match(line, position)
        if match is None or not match[0]:
            return None
        found = {name: value for name, value in match.groupdict().items() if value} | found
        position = _skip(line, _end(match, line))
    if "when" in found and "origin" not in found:
        return None  # 时间: is when an event takes place, but for a line that names the source too
    strong = any(name in found for name in _STRONG)
    if not strong and "paper" not in found:
        return None
    page = found.get("p1") or found.get("p2") or found.get("p3") or ""
    outlet = found.get("paper") or found.get("origin_name") or ""
    return Furniture(read_page(page), found.get("date", ""), outlet, not strong)


def join_page_numbers(texts: Sequence[str]) -> list[str]:
    """Join a page's number with its section where they stand on neighbouring lines: 03, 要闻."""
    joined: list[str] = []
    for text in texts:
        pair = {bool(_NUMBER_LINE.fullmatch(t)) for t in (text, *joined[-1:])}
        section = any(_SECTION_LINE.fullmatch(t) for t in (text, *joined[-1:]))
        if joined and section and len(pair) == 2:
            joined[-1] = f"{joined[-1]} {text}"
        else:
            joined.append(text)
    return joined


def is_separator(text: str) -> bool:
    """Tell whether a line is drawn, not written: ----, * * *."""
    return bool(_SEPARATOR.fullmatch(text))


def _skip(line: str, position: int) -> int:
    match = _GAP.match(line, position)
    return match.end() if match else position


def _end(match: re.Match[str], line: str) -> int:
    """Return where a piece ends; the name of a section after a page number belongs to it."""
    section = _PAGE_SECTION.match(line, match.end()) if match.lastgroup == "page" else None
    if section and not _STRONG_PIECE.match(line, _skip(line, match.end())):
        return section.end()
    return match.end()
