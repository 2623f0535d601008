"""Bytes of a saved web page, turned into a tree of bounded size."""

import codecs
import re
from typing import TYPE_CHECKING

from corpus.article import CorpusError
from corpus.files.encoding import decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

NO_ARTICLE = (
    "网页里没有找到文章正文（可能是栏目页、登录页或要运行脚本才显示的页面），"
    "请打开文章本身，把正文另存为 .txt 后再放进来。"
)
MAX_CHARACTERS = 5_000_000
MAX_TAGS = 60_000
MAX_DAMAGED = 0.005  # of the characters; a page that was cut off in a character has one

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{3,20})", re.IGNORECASE)
_EMBEDDED = re.compile(r"data:[\w/+.;=-]{1,80};base64,[A-Za-z0-9+/=%]+")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML_HEAD = re.compile(r"<\?xml[^>]{0,200}\?>")
# GB2312 and GBK pages hold characters of GB18030 all the time.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}


def decode_page(raw: bytes) -> str:
    """Decode by the mark, as UTF-8, as the page declares, or as what its characters look like."""
    try:
        return _strict(raw)
    except CorpusError:
        for encoding in dict.fromkeys((*_declared(raw), "utf-8", "gb18030")):
            text = raw.decode(encoding, "replace")
            damaged = text.count("\ufffd")
            if 0 < damaged <= max(1.0, MAX_DAMAGED * len(text)):
                return text
        raise


def _strict(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(raw)
    for encoding in ("utf-8", *_declared(raw)):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Big5 and Latin-1 decode nearly anything: only what looks like text is believed.
        if encoding in ("utf-8", "gb18030") and "\0" not in text:
            return text
    return decode(raw)


def _declared(raw: bytes) -> tuple[str, ...]:
    match = _CHARSET.search(raw[:8192])
    if not match:
        return ()
    name = match[1].decode("ascii", "replace").lower()
    try:
        codecs.lookup(_WIDER.get(name, name)).decode(b"")
    except LookupError:
        return ()
    return (_WIDER.get(name, name),)


def parse_page(text: str) -> "HtmlElement":
    """Parse HTML without comments; raises CorpusError for what no page has the size of."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    text = _XML_HEAD.sub("", _EMBEDDED.sub("", _NOT_IN_XML.sub("", text)), count=1)
    tags = text.count("<")
    if len(text) > MAX_CHARACTERS or tags > MAX_TAGS:
        raise CorpusError(
            f"网页有{len(text) // 10_000}万字符、{tags}个标签，太大了，"
            "请只把正文另存为 .txt 或 .docx 后再放进来。"
        )
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)  # type: ignore[no-untyped-call]
    try:
        root: HtmlElement = document_fromstring(  # type: ignore[no-untyped-call]
            text.encode("utf-8", "replace"), parser=parser
        )
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise CorpusError(NO_ARTICLE) from error
    return root
