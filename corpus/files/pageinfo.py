"""What a web page says about its article: title, outlet, byline, address, day of publication."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.files.pagemeta import PageMeta, clean_date, read_meta
from corpus.files.webtext import lines_of, tidy
from corpus.pages.marks import is_byline, is_name

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_INFO = 160
URL_REASON = "据网址中的日期推断"

_DATE = r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?"
_TIME = r"\d{1,2}\s*[:\uff1a时]\s*\d{2}"
_LABELLED = re.compile(
    rf"(?:发布|发表|刊发|刊登|录入|上传|成文|印发)?(?:时间|日期|于|在)\s*[:\uff1a]?\s*({_DATE})"
)
_TIMED = re.compile(rf"({_DATE})(?:\s|日|T|星期.)*{_TIME}")
_BY_SOURCE = re.compile(
    rf"({_DATE}).{{0,60}}(?:来源|稿源|出处)|(?:来源|稿源|出处).{{0,60}}?({_DATE})"
)
_NOT_PUBLICATION = re.compile(r"今天是|现在是|更新(?:时间|日期|于)|修改(?:时间|日期|于)|保存时间")
_SOURCE = re.compile(
    r"(?:信息|文章|稿件|新闻|内容)?(?:来源|稿源|出处)\s*[:\uff1a]\s*(?:[《【“\"]\s*)?"
    r"([^\s|》】”\"（()）\uff0c,。;\uff1b:\uff1a\[\]]{2,24})"
)
_AUTHOR = re.compile(
    r"(?:作者|撰稿|记者|通讯员|文)\s*[:\uff1a/]\s*(?:(?:本报|本网|见习|特约)*(?:记者|通讯员)[:\uff1a\s]*)?"
    r"((?:[\u4e00-\u9fff·]{2,4}[\s、,\uff0c/]*){1,6})"
)
_NOT_SOURCE = re.compile(
    r"(?:本站|本网|本报|原创|网络|互联网|转载|综合|未知|不详|其他|佚名|https?)$|^(?:作者|时间|发布|字号|点击|浏览)"
)
_SITE_WORD = re.compile(
    r"(?:网|报|社|刊|在线|频道|门户|客户端|新闻|平台|网站|政府|日报|晚报|电视台|广播|发布|中心|首页|官网|要闻"
    r"|动态|资讯|时政|论坛|博客|公众号|com|cn|net|online|news)\s*$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s*(?:[_|｜]+|\s[-–—·»]+\s|--+|-(?=[^-]{2,16}$))\s*([^_|｜]{2,30})$")
_URL_DATE = re.compile(
    r"[/_t]((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])(?:[-/_]?(0[1-9]|[12]\d|3[01]))?(?=[/_.\-]|\d{2,}|$)"
)
PRINTED = re.compile(
    rf"[(\uff08]?《([^《》]{{2,20}})》\s*[(\uff08]\s*({_DATE})[\s,\uff0c]*第?\s*([A-Z]?\s*\d{{1,3}})\s*版"
    r"\s*[)\uff09][)\uff09]?"
)
_ROLES = {
    "kicker": re.compile(r"yinti|pretitle|pre-title|eyebrow|kicker|shoulder|jianti", re.IGNORECASE),
    "subtitle": re.compile(r"futi|sub-?title|subhead|title2$", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class PageInfo:
    """The fields of an article that stand outside its text."""

    title: str = ""
    kicker: str = ""
    subtitle: str = ""
    source: str = ""
    byline: str = ""
    url: str = ""
    page: str = ""
    published: str = ""
    published_inferred: str = ""


def read_info(root: "HtmlElement", text: str) -> PageInfo:
    """Read the head, then the line under the title (2023-08-02 10:15 来源：… 作者：…)."""
    meta = read_meta(root, text)
    texts = (line.text for line in lines_of(root, between=" ") if not line.is_table)
    lines = [text for text in texts if len(text) <= MAX_INFO]
    title = _find_title(root, meta)
    below = _below_title(lines, title)
    shown = info_fields(below)
    printed = _find_printed(lines)
    anywhere = info_fields(lines)["source"]  # a label says so wherever it stands
    named = (meta.publisher, meta.site)
    published = meta.published or shown["published"] or printed["day"] or meta.script_date
    reason = ""
    if not published and (published := _url_date(meta.url)):
        reason = URL_REASON
    return PageInfo(
        title=title,
        kicker=_by_class(root, "kicker"),
        subtitle=_by_class(root, "subtitle") or _dashed(below),
        source=_pick_source([meta.source, shown["source"], anywhere, printed["paper"], *named]),
        page=printed["page"],
        byline=shown["byline"] or _names(meta.author),
        url=meta.url,
        published=published,
        published_inferred=reason,
    )


def _dashed(below: list[str]) -> str:
    """Return the subtitle that stands with a dash under the title."""
    return below[1] if len(below) > 1 and re.match("——|--|──", below[1]) else ""


def _find_printed(lines: list[str]) -> dict[str, str]:
    """Read where a paper's site says it printed an article: 《晨州日报》（2023年8月2日 10版）."""
    match = next(filter(None, map(PRINTED.fullmatch, lines)), None)
    if not match:
        return {"paper": "", "day": "", "page": ""}
    return {"paper": tidy(match[1]), "day": clean_date(match[2]), "page": match[3].replace(" ", "")}


def info_fields(lines: list[str]) -> dict[str, str]:
    """Read lines like 2023-08-02 10:15 来源：… 作者：… into source, byline and published."""
    return {
        "source": _pick_source([match[1] for line in lines if (match := _SOURCE.search(line))]),
        "byline": _find_author(lines),
        "published": _find_date(lines),
    }


def is_info_line(line: str) -> bool:
    """Tell whether a line says only when, where and by whom an article was published."""
    if len(line) > MAX_INFO:
        return False
    rest = line
    for pattern in (_SOURCE, _AUTHOR, _LABELLED, _TIMED):
        rest = pattern.sub("", rest)
    if len(rest) == len(line):
        return False
    rest = re.sub(
        rf"(?:{_DATE}|{_TIME}|字号|字体|大|中|小|打印|关闭|分享|浏览|点击|次数?|编辑)", "", rest
    )
    return len(re.sub(r"[\W\d_]", "", rest)) <= 8


def strip_site(title: str, site: str = "") -> str:
    """Cut the site's and the section's name from the end of a page's title."""
    while match := _SUFFIX.search(title):
        name, rest = match[1].strip(), title[: match.start()].strip()
        if len(rest) < 4 or not (name == site or _SITE_WORD.search(name) or "_" in match[0]):
            break
        title = rest
    return title


def _find_title(root: "HtmlElement", meta: PageMeta) -> str:
    shown = next((tidy(" ".join(head.itertext())) for head in root.iter("title")), "")
    headings = [tidy("".join(head.itertext())) for head in root.iter("h1")]
    headings = [heading for heading in headings if len(heading) > 1]
    if meta.title:
        return strip_site(meta.title, meta.site)
    matching = [heading for heading in headings if shown.startswith(heading)]
    if matching or (len(headings) == 1 and len(headings[0]) >= 6):
        return (matching or headings)[0]
    return strip_site(shown, meta.site)


def _below_title(lines: list[str], title: str) -> list[str]:
    """Return the lines from the title on: above it stands today's date, not the article's."""
    start = next((at for at, line in enumerate(lines) if title and line == title), 0)
    return lines[start:]


def _find_date(lines: list[str]) -> str:
    for line in lines:
        if _NOT_PUBLICATION.search(line):
            continue
        match = _LABELLED.search(line) or _TIMED.search(line) or _BY_SOURCE.search(line)
        found = clean_date(next(filter(None, match.groups()))) if match else ""
        if found and len(line) <= MAX_INFO:
            return found
    return ""


def _url_date(url: str) -> str:
    """Return the most precise date in an address: /202308/t20230802_5.html."""
    matches = _URL_DATE.finditer(url.partition("://")[2])
    dates = [clean_date("-".join(filter(None, match.groups()))) for match in matches]
    return max(dates, key=len, default="")


def _pick_source(candidates: list[str]) -> str:
    """Return the first candidate that names an outlet."""
    for candidate in candidates:
        name = re.sub(r"^(?:来源|稿源)\s*[:\uff1a]\s*|^[《“]|[》”]$", "", tidy(candidate))
        if 2 <= len(name) <= 30 and not _NOT_SOURCE.search(name):
            return name
    return ""


def _find_author(lines: list[str]) -> str:
    found = (_names(match[1]) for line in lines if (match := _AUTHOR.search(line)))
    signed = (line.strip("()\uff08\uff09") for line in lines if _is_signed(line))
    return next(filter(None, found), "") or next(signed, "")


def _is_signed(line: str) -> bool:
    return bool(re.match(r"[(\uff08]?(?:本报|本网)?(?:记者|通讯员|作者)", line)) and is_byline(line)


def _names(text: str) -> str:
    """Return the persons' names at the start of a text, empty where the first is none."""
    names: list[str] = []
    for token in re.split(r"[\s、,\uff0c;\uff1b/]+", text.strip()):
        if not is_name(token):
            break
        names.append(token)
    return " ".join(names)


def _by_class(root: "HtmlElement", role: str) -> str:
    for element in root.iter("h2", "h3", "h4", "p", "div", "span"):
        cue = f"{element.get('class', '')} {element.get('id', '')}"
        if cue != " " and any(map(_ROLES[role].search, cue.split())):
            text = tidy("".join(element.itertext()))
            return text if 4 <= len(text) <= 60 else ""
    return ""
