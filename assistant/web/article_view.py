"""A whole article as HTML, with the places marked that answers cite; every text is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

from assistant.schema import Span
from assistant.web.excerpts import stressed
from assistant.web.language import Lang, Text
from assistant.web.origins import doubts_html, origin_html, original_html
from corpus.article import Article

TITLE_ID = "article-title"
UNTITLED = Text("（无标题）", "(untitled)")
CHANGED = Text(
    "这篇文章在回答之后改过，有{count}处引文在现在的文字里标不出来。",
    "This article has changed since it was cited: {count} quoted places cannot be marked in it.",
)
CAPTIONS = Text("图片说明", "Captions")
ELSEWHERE = Text("第{question}问[{n}]", "Question {question} [{n}]")
READER = Text("文章全文", "The whole article")
PREVIOUS = Text("上一处", "Previous")
NEXT = Text("下一处", "Next")
CLOSE = Text("关闭", "Close")
NOT_OPENED = Text(
    "文章没有打开。请看服务是否还开着，再点一次“打开全文”。",
    "The article did not open. See whether the service is still running and try again.",
)
COUNTED = Text("第{at}处引文，共{count}处", "Cited place {at} of {count}")


@dataclass(frozen=True, slots=True)
class Quote:
    """A cited place; `question` is its question's number where it is another than the one read."""

    n: int
    start: int
    end: int
    quote: str
    marks: tuple[Span, ...] = ()
    question: int | None = None


def article_html(article: Article, quotes: Sequence[Quote], lang: Lang) -> str:
    """Render an article; where quotes begin, `data-quotes` tells which of them do.

    A quote that the body does not hold at its place is not marked; a line says how many are not.
    """
    marker = _Marker.of(article.body, quotes, lang)
    lost = len(quotes) - len(marker.quotes)
    changed = f'<p class="doubt">{CHANGED.to(lang, count=lost)}</p>' if lost else ""
    origin = origin_html(article.source, published=article.published, page=article.page, lang=lang)
    return (
        _line(article.kicker, "kicker")
        + f'<h2 id="{TITLE_ID}">{escape(article.title or UNTITLED.to(lang))}</h2>'
        + _line(article.subtitle, "kicker")
        + f'<p class="meta">{origin}</p>{_line(article.byline, "meta")}'
        + f'{doubts_html(article, lang)}{changed}<div class="body">{marker.html()}</div>'
        + f"{_captions(article.captions, lang)}{original_html(article.url, lang=lang)}"
    )


def dialog_html(lang: Lang) -> str:
    """Render the frame that the article opens in; its script fills it."""
    return (
        f'<dialog class="whole" aria-label="{READER.to(lang)}"><div class="bar">'
        '<p class="place" role="status"><span aria-hidden="true"></span>'
        '<span class="sr"></span></p>'
        f'<button type="button" class="previous">{PREVIOUS.to(lang)}</button>'
        f'<button type="button" class="next">{NEXT.to(lang)}</button>'
        f'<button type="button" class="close">{CLOSE.to(lang)}</button></div>'
        f'<div class="page" role="region" aria-labelledby="{TITLE_ID}" tabindex="0"></div>'
        "</dialog>"
    )


def dialog_words(lang: Lang) -> dict[str, str]:
    """Return what the script of the dialog says."""
    return {"counted": COUNTED.to(lang), "failed": NOT_OPENED.to(lang)}


def _line(text: str, name: str) -> str:
    return f'<p class="{name}">{escape(text)}</p>' if text else ""


def _captions(captions: Sequence[str], lang: Lang) -> str:
    items = "".join(f"<li>{escape(caption)}</li>" for caption in captions)
    return f"<h3>{CAPTIONS.to(lang)}</h3><ul>{items}</ul>" if items else ""


@dataclass(frozen=True, slots=True)
class _Marker:
    """Marks quotes in a body; they may lie on top of each other and run over paragraphs."""

    body: str
    quotes: dict[int, Quote]  # by their place among those that were asked for
    lang: Lang

    @classmethod
    def of(cls, body: str, quotes: Sequence[Quote], lang: Lang) -> "_Marker":
        """Keep the quotes that stand in the body, without the blanks in front of them."""
        return cls(
            body,
            {
                at: replace(quote, start=quote.end - len(quote.quote.lstrip()))
                for at, quote in enumerate(quotes)
                if 0 <= quote.start < quote.end
                and body[quote.start : quote.end] == quote.quote
                and quote.quote.strip()
            },
            lang,
        )

    def html(self) -> str:
        """Return the paragraphs of the body."""
        cuts = sorted({edge for quote in self.quotes.values() for edge in (quote.start, quote.end)})
        html, first = "", 0
        for line in self.body.splitlines(keepends=True):
            last = first + len(line.rstrip())
            edges = [first, *(cut for cut in cuts if first < cut < last), last]
            text = "".join(self._piece(start, end) for start, end in pairwise(edges))
            html += f"<p>{text}</p>" if line.strip() else ""
            first += len(line)
        return html

    def _piece(self, start: int, end: int) -> str:
        """Render what lies between two edges: it is wholly inside a quote, or wholly outside."""
        over = {at: q for at, q in self.quotes.items() if q.start <= start and end <= q.end}
        marks = (mark for quote in over.values() for mark in quote.marks)
        html = stressed(self.body[start:end], at=start, marks=marks)
        if not over:
            return html
        begun = {at: quote for at, quote in over.items() if quote.start == start}
        labels = "".join(f'<span class="n">{self._label(q)}</span>' for q in begun.values())
        anchor = f' data-quotes="{" ".join(map(str, begun))}"' if begun else ""
        starts = " ".join(sorted({str(quote.start) for quote in over.values()}))
        return f'<mark class="quote" data-starts="{starts}"{anchor}>{labels}{html}</mark>'

    def _label(self, quote: Quote) -> str:
        if quote.question is None:
            return f"[{quote.n}]"
        return ELSEWHERE.to(self.lang, question=quote.question, n=quote.n)
