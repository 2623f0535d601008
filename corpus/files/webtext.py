"""The text of a web page's tree: its lines, the part that holds the article, its paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.pages.lines import Dropped

if TYPE_CHECKING:
    from lxml.html import HtmlElement

SHARE = 0.85  # of the page's sentences: the smallest part that holds so many is the article
MIN_SENTENCES = 30  # characters; a page with fewer has no article
HIDDEN = "网页里不显示的文字"
BOXED = "分享、推荐、版权等栏目框里的文字"
CONTROL = "网页上的按钮或提示"
MAX_CELL = 300  # a table with a longer cell arranges the page


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS = _tags(
    "address article aside blockquote body br center dd div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead"
    " tr ul"
)
_SILENT = _tags("script style noscript template head select option textarea button")
_NO_ARTICLE = _SILENT | _tags("a nav aside footer form figcaption")
_INLINE = _tags("p span font b strong em i u section h1 h2 h3 h4 h5 h6")
_CONTROLS = _tags("select textarea button noscript")
_SENTENCE = re.compile(r"[,\uff0c。;\uff1b!\uff01?\uff1f]")
_LEGAL = re.compile(r"版权|转载|ICP|Copyright|免责|备案|举报|许可证", re.IGNORECASE)
_AROUND = _tags("aside nav footer form figcaption iframe audio video svg")
_BOX = re.compile(
    r"share|copyright|relat|recommend|comment|crumb|breadcrumb|page_?nav|pagination|prev|next|qr_?code"
    r"|ewm|erweima|toolbar|statement|disclaim|editor-?(?:name|info)|zebian|bianji|advert|hot-?news",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")


def tidy(text: str) -> str:
    """Fold white space into single spaces and cut it from the ends."""
    return _SPACES.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page as a reader sees it; `linked` counts its characters inside links."""

    text: str
    linked: int = 0
    is_table: bool = False  # a table of data: a row a line, cells parted by bars
    spaced: str = ""  # with spaces between its inline parts


def lines_of(root: "HtmlElement", *, between: str = "") -> list[Line]:
    """Return the lines of a part of a page in order; `between` parts its inline parts."""
    lines: list[Line] = []
    parts: list[str] = []
    linked: list[str] = []

    def end_line() -> None:
        if text := tidy(between.join(parts)):
            spaced = tidy(" ".join(parts))
            lines.append(Line(text, len(tidy("".join(linked))), spaced=spaced))
        parts.clear()
        linked.clear()

    for tag, text, in_link in _events(root):
        if tag in _BLOCKS:
            end_line()
        if tag == "table":
            lines += [Line(text, is_table=True)] if text else []
        elif text:
            parts.append(text)
            linked += [text] if in_link else []
    end_line()
    return lines


def _events(root: "HtmlElement") -> Iterator[tuple[str, str, bool]]:
    """Yield the tag and text of every start and end, and whether the text stands in a link.

    A table is yielded once with its rows as lines, and its tail as a block's.
    """
    from lxml import etree

    silent = links = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        step = 1 if event == "start" else -1
        if event == "start":
            silent += tag in _SILENT
            links += tag == "a"
            if tag == "table" and not silent:
                walk.skip_subtree()
                yield tag, _rows(element), False
            elif not silent:
                yield tag, element.text or "", links > 0
            continue
        silent += step * (tag in _SILENT)
        links += step * (tag == "a")
        if not silent and element is not root:
            yield "div" if tag == "table" else tag, element.tail or "", links > 0


def _rows(table: "HtmlElement") -> str:
    rows: list[str] = []
    for row in table.iter("tr"):
        cells = [tidy("".join(cell.itertext())) for cell in row if cell.tag in ("td", "th")]
        rows += [" | ".join(cells)] if any(cells) else []
    return "\n".join(rows)


def find_article(root: "HtmlElement") -> "HtmlElement | None":
    """Return the smallest part that holds nearly all sentences; None where there are too few."""
    body = root.find("body")
    if body is None:
        return None
    weights = _weights(body)
    if weights[body] < MIN_SENTENCES:
        return None
    node: HtmlElement = body
    while True:
        heavy = [child for child in node if weights.get(child, 0) >= SHARE * weights[body]]
        if not heavy:
            break
        node = heavy[0]
    while node.tag in _INLINE and node is not body:
        parent = node.getparent()
        assert parent is not None
        node = parent
    return node


def _weights(body: "HtmlElement") -> "dict[HtmlElement, int]":
    """Count the characters of sentences in every part of the page, links and the like left out."""
    weights: dict[HtmlElement, int] = {}
    for element in reversed(list(body.iter())):
        if element.tag in _NO_ARTICLE or not isinstance(element.tag, str):
            weights[element] = 0
            continue
        own = _sentence_length(element.text)
        weights[element] = own + sum(
            weights.get(child, 0) + _sentence_length(child.tail) for child in element
        )
    return weights


def _sentence_length(text: str | None) -> int:
    if not text or len(text) < 12 or not _SENTENCE.search(text):
        return 0
    tidied = tidy(text)
    return 0 if len(tidied) < 12 or _LEGAL.search(tidied) else len(tidied)


def flatten_layout(root: "HtmlElement") -> None:
    """Turn the tables that arrange the page into plain blocks; tables of data stay."""
    for table in reversed(list(root.iter("table"))):
        if _is_data(table):
            continue
        for element in list(table.iter("tbody", "thead", "tfoot", "tr", "td", "th")):
            if next(element.iterancestors("table")) is table:
                element.tag = "div"
        table.tag = "div"


def _is_data(table: "HtmlElement") -> bool:
    rows = [sum(cell.tag in ("td", "th") for cell in row) for row in table.iter("tr")]
    if (
        len(rows) < 2
        or max(rows) < 2
        or next(table.iterdescendants("table", "h1"), None) is not None
    ):
        return False
    return all(_text_length(cell) <= MAX_CELL for cell in table.iter("td", "th"))


def _text_length(cell: "HtmlElement") -> int:
    return sum(map(len, cell.itertext()))


def prune(part: "HtmlElement") -> list[Dropped]:
    """Take out the boxes for sharing, comments and further reading, and what is not shown.

    Returns the lines of what was taken out.
    """
    weights = _weights(part)
    dropped: list[Dropped] = []
    for element in list(part.iterdescendants()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        cue = f"{element.get('class', '')} {element.get('id', '')}"
        hidden = "display:none" in element.get("style", "").replace(" ", "").lower()
        boxed = element.tag in _AROUND or _BOX.search(cue)
        # The article itself often stands in a box called editor or comment-content.
        if (hidden or boxed) and weights.get(element, 0) <= (1 - SHARE) * weights[part]:
            reason = HIDDEN if hidden else BOXED
            dropped += [Dropped(line.text, reason) for line in lines_of(element)]
            element.drop_tree()
        elif element.tag in _CONTROLS and (text := tidy(" ".join(element.itertext()))):
            dropped.append(Dropped(text, CONTROL))
            element.drop_tree()
    return dropped
