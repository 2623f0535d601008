"""The evidence panel as HTML: one card per citation; every text in it is escaped."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from assistant.finding.confidence import THRESHOLD
from assistant.schema import Answer, Citation, Reprint
from assistant.web.dates import shown_date
from assistant.web.excerpts import excerpt_html
from assistant.web.exchange import Exchange
from assistant.web.language import Lang, Text
from assistant.web.origins import doubts_html, origin_html, original_html
from corpus.article import Article

SHOWN_ZONES = 3  # of an article
EVIDENCE = Text("出处", "Sources")
EMPTY = Text(
    "点回答里的编号 [1]，这里会显示它出自哪篇文章、哪一天、哪一句。",
    "Click a number like [1] in an answer: here you see the article, the day and the sentence.",
)
SEARCHING = Text("正在查找资料……", "Searching…")
NOTHING = Text("这个回答没有引用文章。", "This answer cites no article.")
UNTITLED = Text("（无标题）", "(untitled)")
NTH = Text("出处{n}", "Source {n}")
OPEN = Text("打开全文", "Open the article")
BACK = Text("回到回答", "Back to the answer")
ALSO = Text("同一报道另见：{names}", "Also printed in: {names}")
ZONES = Text("开发区：{names}", "Zones: {names}")
MORE = Text("等", " and others")
WHICH = Text(
    "这篇文章引用了{count}处，这是第{nth}处", "Place {nth} of {count} cited in this article"
)
PARAGRAPH = Text("（第{nth}段）", " (paragraph {nth})")
STOP = Text("。", ".")
SCORE = Text("匹配得分", "Score")
SCORED = Text(
    "这一句与问题的匹配得分：{score:.2f}。满分是1；问题里的词、地名、时间和要找的数字，"
    "在这一句和它前后说到得越多，得分越高。",
    "How well this sentence matches the question: {score:.2f} of 1. The more of the question's "
    "words, places, times and wanted figures it and its neighbours hold, the higher.",
)
CONFIDENCE = Text(
    "整个回答的把握：{confidence:.2f}。满分是1；低于{threshold}时，就会说资料里没有找到答案。",
    "Confidence of the whole answer: {confidence:.2f} of 1; below {threshold} you are told that "
    "no article answers.",
)
CAUTION = Text(
    "得分由程序算出，不说明报道是否属实，请以原文为准。",
    "A program computes these; they do not tell whether the report is true. Check the article.",
)


@dataclass(frozen=True, slots=True)
class Card:
    """A citation of an answer and its article, or None where the article is not at hand."""

    citation: Citation
    answer: Answer
    article: Article | None
    exchange: int
    lang: Lang = "zh"
    back: Text = BACK


def evidence_html(
    exchanges: Sequence[Exchange],
    *,
    article: Callable[[str], Article | None],
    lang: Lang = "zh",
    back: Text = BACK,
) -> str:
    """Render the cards of every exchange; only those of the last one are shown at first.

    `article` looks an article up; one that is lost costs a card its surroundings only. `back` is
    what leads from a card to where it is cited.
    """
    groups = []
    for number, exchange in enumerate(exchanges, start=1):
        answer = exchange.answer
        cards = [
            Card(citation, answer, article(citation.doc_id), number, lang, back)
            for citation in (answer.citations if answer else ())
            if answer
        ]
        shown = number == len(exchanges)
        groups.append(_group(exchange, cards, number=number, shown=shown, lang=lang))
    html = "".join(groups) or f'<p class="empty">{EMPTY.to(lang)}</p>'
    name = EVIDENCE.to(lang)
    return f'<section class="evidence" aria-label="{name}"><h2>{name}</h2>{html}</section>'


def _group(
    exchange: Exchange, cards: Sequence[Card], *, number: int, shown: bool, lang: Lang
) -> str:
    html = "".join(_card(card) for card in cards)
    if not cards:
        waiting = SEARCHING if exchange.running else NOTHING
        html = f'<p class="empty">{waiting.to(lang)}</p>'
    question = " ".join(exchange.question.split())
    asked = escape(question[:40] + ("……" if len(question) > 40 else ""))
    hidden = "" if shown else " hidden"
    return (
        f'<div class="cards" data-exchange="{number}"{hidden}>'
        f'<p class="asked">{asked}</p>{html}</div>'
    )


def _card(card: Card) -> str:
    citation, article, lang = card.citation, card.article, card.lang
    place = f'data-exchange="{card.exchange}" data-n="{citation.n}"'
    title = escape(citation.title or UNTITLED.to(lang))
    page, back = article.page if article else "", card.back.to(lang)
    origin = origin_html(citation.source, published=citation.published, page=page, lang=lang)
    return (
        f'<article class="card" id="card-{card.exchange}-{citation.n}" tabindex="-1" {place} '
        f'aria-label="{NTH.to(lang, n=citation.n)}" data-doc="{escape(citation.doc_id)}" '
        f'data-quote="{escape(_quote(citation))}">'
        f'<h3><span class="n">{citation.n}</span>{title}</h3>'
        f'<p class="meta">{origin}</p>{_zones(article, lang)}'
        f"{doubts_html(article, lang) if article else ''}{_which(card)}"
        f"<blockquote>{excerpt_html(citation, article.body if article else '')}</blockquote>"
        f'{_also(citation.also, lang)}<div class="links">{_open(card, place)}'
        f"{original_html(citation.url, lang=lang)}"
        f'<a class="back" href="#cite-{card.exchange}-{citation.n}" {place}>{back}</a>'
        f"</div>{_score(card)}</article>"
    )


def _quote(citation: Citation) -> str:
    """Return what the article view is asked with; see article_view.Quote."""
    place = {"n": citation.n, "start": citation.start, "end": citation.end}
    return json.dumps(place | {"quote": citation.quote, "marks": citation.marks})


def _zones(article: Article | None, lang: Lang) -> str:
    zones = article.zones if article else ()
    names = "、".join(zones[:SHOWN_ZONES]) + (MORE.to(lang) if len(zones) > SHOWN_ZONES else "")
    return f'<p class="meta">{escape(ZONES.to(lang, names=names))}</p>' if zones else ""


def _which(card: Card) -> str:
    """Tell the places of one article apart, where an answer cites several."""
    citation, lang = card.citation, card.lang
    places = sorted((c.start, c.n) for c in card.answer.citations if c.doc_id == citation.doc_id)
    if len(places) < 2:
        return ""
    nth = places.index((citation.start, citation.n)) + 1
    said = WHICH.to(lang, nth=nth, count=len(places))
    if card.article:
        before = card.article.body[: citation.start + 1].splitlines()
        said += PARAGRAPH.to(lang, nth=sum(bool(line.strip()) for line in before))
    return f'<p class="meta">{said}{STOP.to(lang)}</p>'


def _open(card: Card, place: str) -> str:
    if card.article is None:
        return ""
    return f'<button type="button" class="open" {place}>{OPEN.to(card.lang)}</button>'


def _also(reprints: Sequence[Reprint], lang: Lang) -> str:
    names = "、".join(reprint.source + shown_date(reprint.published, lang) for reprint in reprints)
    return f'<p class="also">{escape(ALSO.to(lang, names=names))}</p>' if names else ""


def _score(card: Card) -> str:
    lang, score, confidence = card.lang, card.citation.score, card.answer.confidence
    lines = [SCORED.to(lang, score=score)] if score else []
    if confidence:
        lines.append(CONFIDENCE.to(lang, confidence=confidence, threshold=THRESHOLD))
    if not lines:
        return ""
    html = "".join(f"<p>{line}</p>" for line in [*lines, CAUTION.to(lang)])
    return f'<details class="score"><summary>{SCORE.to(lang)}</summary>{html}</details>'
