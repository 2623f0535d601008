"""The head of a web page: meta elements, JSON-LD, the canonical address."""

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.article import CorpusError
from corpus.dates import parse_published
from corpus.files.webtext import tidy

if TYPE_CHECKING:
    from lxml.html import HtmlElement

CHINA = datetime.timezone(datetime.timedelta(hours=8))
MAX_JSON = 200_000

# Only names that mean the day of publication: `date`, `lastmod` and the like are often the day
# on which the page was made.
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "og:release_date",
    "datepublished", "pubdate", "publishdate", "publish_date", "publish-date", "publication_date",
    "published_time", "publishtime", "publish_time", "pubtime", "firstpublishedtime",
    "dc.date.issued", "dcterms.issued", "citation_publication_date", "bytedance:published_time",
)  # fmt: skip
_TITLE = ("articletitle", "og:title", "twitter:title", "headline")
_SOURCE = ("contentsource", "source", "mediaid", "article:source", "og:source")
_SITE = ("og:site_name", "sitename", "application-name")
_AUTHOR = ("article:author", "og:article:author", "author")
_URL = ("og:url", "url", "twitter:url")
# The name of the service that hosts the page, not of an outlet.
_HOSTS = frozenset({"微信公众平台", "今日头条", "百家号", "新浪微博"})

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{1,5}\)(https?://[^\s>]{4,500})")
_SCRIPT_TIME = re.compile(
    r"""\b(?:ct|publish_?[tT]ime|pubTime)\s*[=:]\s*["'](\d{10}|\d{4}-[^"']{4,20})["']"""
)
_WEB = re.compile(r"https?://[^\s\"'<>]{4,1000}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageMeta:
    """What the head says; every field may be empty."""

    title: str
    source: str
    publisher: str
    site: str
    author: str
    url: str
    published: str
    script_date: str


def read_meta(root: "HtmlElement", text: str) -> PageMeta:
    """Read the head of a page; `text` is its source, where comments and scripts still stand."""
    named = _named(root)
    linked = _linked(root)
    site = _first(named, _SITE)
    account = tidy(
        " ".join(part for id_ in root.xpath("//*[@id='js_name']") for part in id_.itertext())
    )
    dates = [named.get(name, "") for name in _PUBLISHED] + [linked.get("datePublished", "")]
    dates += [
        element.get("datetime", "") for element in root.iter("time") if _is_publication(element)
    ]
    script = _SCRIPT_TIME.search(text)
    return PageMeta(
        title=_first(named, _TITLE) or linked.get("headline", ""),
        source=account or _first(named, _SOURCE),
        publisher=linked.get("publisher", ""),
        site="" if site in _HOSTS else site,
        author=_first(named, _AUTHOR) or linked.get("author", ""),
        url=_find_url(root, named, text),
        published=next(filter(None, map(clean_date, dates)), ""),
        script_date=clean_date(script[1]) if script else "",
    )


def clean_date(raw: str) -> str:
    """Return the day in China of a written date or time; empty where it cannot be read."""
    raw = tidy(raw)
    try:
        if re.fullmatch(r"\d{10}", raw):
            return parse_published(datetime.datetime.fromtimestamp(int(raw), tz=CHINA).isoformat())
        return parse_published(raw)
    except (CorpusError, ValueError, OverflowError, OSError):
        return ""


def _named(root: "HtmlElement") -> dict[str, str]:
    """Return the first content of every meta element by its name in small letters."""
    named: dict[str, str] = {}
    for element in root.iter("meta"):
        content = tidy(element.get("content", ""))
        for attribute in ("name", "property", "itemprop"):
            name = element.get(attribute, "").strip().lower()
            if name and content:
                named.setdefault(name, content)
    return named


def _first(named: dict[str, str], names: tuple[str, ...]) -> str:
    return next((named[name] for name in names if named.get(name)), "")


def _is_publication(element: "HtmlElement") -> bool:
    cues = f"{element.get('itemprop', '')} {element.get('class', '')}".lower()
    return "pubdate" in element.attrib or "publish" in cues


def _linked(root: "HtmlElement") -> dict[str, str]:
    """Return headline, date, author and publisher of the first article in JSON-LD."""
    for script in root.iter("script"):
        if script.get("type", "").strip().lower() != "application/ld+json":
            continue
        text = (script.text or "")[:MAX_JSON]
        try:
            parsed = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(parsed):
            if "datePublished" in item or "headline" in item:
                names = ("headline", "datePublished", "author", "publisher")
                return {name: _name(item.get(name)) for name in names}
    return {}


def _objects(parsed: object) -> Iterator[dict[str, Any]]:
    queue: list[Any] = [parsed]
    while queue:
        item = queue.pop(0)
        if isinstance(item, dict):
            yield item
            queue += list(item.values())
        elif isinstance(item, list):
            queue += item


def _name(value: object) -> str:
    if isinstance(value, list):
        return " ".join(filter(None, map(_name, value[:10])))
    if isinstance(value, dict):
        value = value.get("name")
    return tidy(value) if isinstance(value, str) else ""


def _find_url(root: "HtmlElement", named: dict[str, str], text: str) -> str:
    canonical = [
        link.get("href", "") for link in root.iter("link") if link.get("rel") == "canonical"
    ]
    saved = _SAVED_FROM.search(text[:4000])
    candidates = [*canonical, *(named.get(name, "") for name in _URL), saved[1] if saved else ""]
    return next((url for url in map(str.strip, candidates) if _WEB.fullmatch(url)), "")
