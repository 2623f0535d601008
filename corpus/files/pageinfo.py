"""What a web page says about its article: title, outlet, byline, address, day of publication."""

import re
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

from corpus.files.infoline import DATE, info_fields, names_of, outside_body, pick_source
from corpus.files.pagemeta import PageMeta, clean_date, read_meta
from corpus.files.webtext import lines_of, tidy

if TYPE_CHECKING:
    from lxml.html import HtmlElement

URL_REASON = "据网址中的日期推断"

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
    rf"[(\uff08]?《([^《》]{{2,20}})》\s*[(\uff08]\s*({DATE})[\s,\uff0c]*第?\s*([A-Z]?\s*\d{{1,3}})\s*版"
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
    texts = [line.text for line in lines_of(root, between=" ") if not line.is_table]
    lines = list(compress(texts, outside_body(texts)))
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
        source=pick_source([meta.source, shown["source"], anywhere, printed["paper"], *named]),
        page=printed["page"],
        byline=shown["byline"] or names_of(meta.author),
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


def _url_date(url: str) -> str:
    """Return the most precise date in an address: /202308/t20230802_5.html."""
    matches = _URL_DATE.finditer(url.partition("://")[2])
    dates = [clean_date("-".join(filter(None, match.groups()))) for match in matches]
    return max(dates, key=len, default="")


def _by_class(root: "HtmlElement", role: str) -> str:
    for element in root.iter("h2", "h3", "h4", "p", "div", "span"):
        cue = f"{element.get('class', '')} {element.get('id', '')}"
        if cue != " " and any(map(_ROLES[role].search, cue.split())):
            text = tidy("".join(element.itertext()))
            return text if 4 <= len(text) <= 60 else ""
    return ""
