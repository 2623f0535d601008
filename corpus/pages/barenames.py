"""Names on lines of their own: a byline at an edge of an article, a heading inside of one."""

from corpus.pages.bylines import is_bare, split_byline
from corpus.pages.header import is_full_header
from corpus.pages.lines import SEPARATOR, Line
from corpus.pages.marks import find_lead
from corpus.pages.repair import is_closed, is_heading

_TEXTS = ("heading", "body", "table", "byline")


def settle_bare_names(lines: list[Line]) -> None:
    """Make headings of the bare names (石墨烯) that stand where no byline does.

    A byline stands under the title, behind the closed last paragraph, or beside another byline.
    """
    texts = [number for number, line in enumerate(lines) if line.kind in _TEXTS]
    below_title = False  # as the page has been seen to print its bylines
    start = 0
    while start < len(texts):
        end = start + 1
        if lines[texts[start]].kind == "byline":
            while end < len(texts) and lines[texts[end]].kind == "byline":
                end += 1
            run = [lines[number] for number in texts[start:end]]
            under = _is_under_title(lines, texts, start, known=below_title)
            below_title = below_title or (under and not _ends_article(lines, texts, end))
            at_end = _is_behind_end(lines, texts, start, end)
            if all(is_bare(line.text) for line in run) and not (under or at_end):
                for line in run:
                    line.kind = "heading" if is_heading(line.text) else "body"
        start = end


def _is_behind_end(lines: list[Line], texts: list[int], start: int, end: int) -> bool:
    """Tell whether names stand behind a closed paragraph, and no paragraph goes on after them."""
    if not start:
        return True
    last = lines[texts[start - 1]]
    closed = last.kind == "table" or (last.kind == "body" and is_closed(last.text))
    return closed and _ends_article(lines, texts, end)


def _ends_article(lines: list[Line], texts: list[int], end: int) -> bool:
    """Tell whether what follows the texts before `end` opens another article."""
    if end == len(texts):
        return True
    following = lines[texts[end]]
    if following.kind == "heading" or find_lead(following.text):
        return True
    return any(map(_parts, lines[texts[end - 1] + 1 : texts[end]]))


def _is_under_title(lines: list[Line], texts: list[int], start: int, *, known: bool) -> bool:
    """Tell whether the lines before names are a title: they open the page or look like one."""
    top = start
    while top and lines[texts[top - 1]].kind == "heading":
        top -= 1
    if top == start:
        return False
    if known or not top:
        return True
    above = lines[texts[top - 1]]
    signed = above.kind == "byline" or bool(split_byline(above.text)[1])
    parted = any(map(_parts, lines[texts[top - 1] + 1 : texts[top]]))
    headings = [lines[number].text for number in texts[top:start]]
    return signed or parted or is_full_header(headings)


def _parts(line: Line) -> bool:
    """Tell whether a line parts two articles: the end of a column or page, a jump, a rule."""
    return line.kind in ("break", "jump") or bool(line.page) or line.reason == SEPARATOR
