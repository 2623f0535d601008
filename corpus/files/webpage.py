"""A web page saved from a news site: its article, without what stands around it."""

import logging
import re
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Article, CorpusError
from corpus.files.markup import NO_ARTICLE, decode_page, parse_page
from corpus.files.pageinfo import PRINTED, PageInfo, is_info_line, read_info
from corpus.files.problem import Problem, Read
from corpus.files.webtext import find_article, flatten_layout, lines_of, prune, tidy
from corpus.keys import infer_title, make_key
from corpus.pages.marks import is_byline, is_caption

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_FURNITURE = 150
MAX_CAPTION = 100
MAX_BUTTON = 40  # a longer line is a sentence that begins like one

_FURNITURE = re.compile(
    r"(?:上|下)一?[篇条页]\s*[:\uff1a\]】]?"
    r"|[【\[(\uff08]?\s*(?:责任编辑|责编|编辑|编审|校对|审核|监制|统筹|[初复终]审|网络编辑)\s*[:\uff1a|/]"
    r"|(?:版权|免责|特别)?声明\s*[:\uff1a]|版权所有|Copyright|©|[\u4e00-\u9fff]?ICP备"
    r"|[您你]?(?:当前|现在|所在)?的?位置\s*[:\uff1a]|首页\s*[>»]|关键[词字]\s*[:\uff1a]|标签\s*[:\uff1a]",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"[【\[(\uff08]?\s*(?:打印|关闭|收藏|我要纠错|纠错|返回顶部|字号|分享|点赞|在看|关注我们)(?=\W|$)"
    r"|(?:一键)?分享(?:到|至|本文)|(?:浏览|阅读|点击)(?:次数|量|数)?\s*[:\uff1a]?\s*\d*次?$"
    r"|(?:微信)?扫一扫|扫码(?:关注|下载|查看|阅读)|长按(?:识别|图片|二维码)|预览时标签|阅读原文"
    r"|点击(?:查看|阅读|上方|下方)|更多精彩|(?:\[\d+\]\s*)*[上下]一页"
)
_CREDIT = re.compile(
    r"[\u4e00-\u9fff]{2,4}\s*/?(?:摄影|摄|供图|/图)\s*(?:[(\uff08][^)\uff09]{1,12}[)\uff09])?"
)
_REPRINT = re.compile(r"未经.{0,8}(?:授权|许可|允许|同意).{0,16}(?:转载|使用|复制|摘编)")
_LIST_AFTER = re.compile(
    r"相关(?:新闻|阅读|链接|报道|文章|推荐)|(?:推荐|延伸|热门)阅读|(?:热点|精彩)推荐|网友评论|发表评论"
)


def read_webpage(path: Path, raw: bytes) -> Read:
    """Read the one article of a page; raises CorpusError where it has none."""
    text = decode_page(raw)
    root = parse_page(text)
    flatten_layout(root)
    info = read_info(root, text)
    captions = _figure_captions(root)
    found = _article_lines(root)
    body, more, byline = _sort_lines(found, info)
    if not body:
        raise CorpusError(NO_ARTICLE)
    captions = tuple(dict.fromkeys([*captions, *more]))
    article = _build(info, "\n\n".join(body), captions=captions, byline=byline)
    damaged = text.count("\ufffd")
    doubt = f"有{damaged}个字的编码损坏了，读成了“\ufffd”，请核对原文。"
    return Read([article], [Problem(path, None, doubt, "doubtful")] if damaged else [])


def _article_lines(root: "HtmlElement") -> list[str]:
    """Return the paragraphs of the part of the page that holds the article."""
    part = find_article(root)
    if part is None:
        raise CorpusError(NO_ARTICLE)
    prune(part)
    # What is nothing but a link leads away from the article.
    lines = [line for line in lines_of(part) if line.linked < 0.8 * len(line.text)]
    judged = _judge(part)
    kept = [at for at, line in enumerate(lines) if line.is_table or _squeeze(line.text) in judged]
    if sum(len(lines[at].text) for at in kept) < 0.5 * sum(len(line.text) for line in lines):
        kept = list(range(len(lines)))  # it takes a very short article for none
    # It says where the article begins and ends; what stands between is the article.
    return [line.text for line in lines[kept[0] : kept[-1] + 1]] if kept else []


def _judge(part: "HtmlElement") -> str:
    """Return what trafilatura takes for the article, without its white space."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what fails is reported here
    page = part.makeelement("html")
    body = page.makeelement("body")
    page.append(body)
    copied = deepcopy(part)
    copied.tag, copied.tail = "div", None
    copied.attrib.clear()  # WeChat hides the article until its script runs
    body.append(copied)
    found = bare_extraction(page, include_comments=False)
    return (
        "" if found is None or isinstance(found, dict) else _squeeze("".join(found.body.itertext()))
    )


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _figure_captions(root: "HtmlElement") -> tuple[str, ...]:
    around = {"aside", "nav", "footer"}
    found = [
        tidy(" ".join(caption.itertext()))
        for caption in root.iter("figcaption")
        if not any(parent.tag in around for parent in caption.iterancestors())
    ]
    return tuple(caption for caption in found if caption)


def _sort_lines(lines: list[str], info: PageInfo) -> tuple[list[str], list[str], str]:
    """Return the paragraphs, the captions and the byline; furniture is left out."""
    body: list[str] = []
    captions: list[str] = []
    byline = ""
    heading = {info.title, info.kicker, info.subtitle}
    for line in lines:
        if _LIST_AFTER.match(line) and len(line) < 12 and body:
            break
        if (line in heading and len(body) < 2) or _is_furniture(line):
            continue
        if _CREDIT.fullmatch(line) and body and len(body[-1]) <= MAX_CAPTION:
            captions.append(f"{body.pop()} {line}")
        elif is_caption(line):
            captions.append(line)
        elif is_byline(line):
            byline = byline or line
        else:
            body.append(line)
    return body, captions, byline.strip("()\uff08\uff09 ")


def _is_furniture(line: str) -> bool:
    if is_info_line(line) or PRINTED.fullmatch(line):
        return True
    if len(line) > MAX_FURNITURE:
        return False
    button = len(line) <= MAX_BUTTON and _BUTTON.match(line)
    return bool(button or _FURNITURE.match(line) or _REPRINT.search(line))


def _build(info: PageInfo, body: str, *, captions: tuple[str, ...], byline: str) -> Article:
    title = info.title or infer_title(body)
    return Article(
        doc_id=make_key(source=info.source, published=info.published, title=title, body=body),
        title=title,
        body=body,
        source=info.source,
        published=info.published,
        published_inferred=info.published_inferred,
        kicker=info.kicker,
        subtitle=info.subtitle,
        byline=info.byline or byline,
        url=info.url,
        page=info.page,
        captions=captions,
        title_inferred=not info.title,
    )
