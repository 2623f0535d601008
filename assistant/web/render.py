"""The conversation as HTML, a pure function of its exchanges; every text in it is escaped."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from html import escape

from assistant.web.answers import answer_html, ask_list, frame_html
from assistant.web.exchange import Exchange
from assistant.web.language import Lang, Text
from assistant.web.tools import edit_button, tools_html

SHOWN_CHARS = 500  # of a question; what was pasted by mistake need not fill the screen
LOG = Text("对话", "Conversation")
WELCOME = Text("想了解开发区的什么？", "What would you like to know about development zones?")
PROMISE = Text(
    "金额、数量、时间、单位、政策，或几个开发区的比较。"
    "回答都取自新闻资料，附上原句、报纸和日期；资料里没有的，会直接说没有。",
    "Amounts, counts, dates, companies, policies, or several zones compared. Ask in Chinese. Every "
    "answer is taken from news articles, with the sentence, the paper and the day; where no "
    "article says it, you are told so.",
)
EXAMPLES = Text("可以这样问", "For example")
NTH = Text("第{n}问", "Question {n}")
ASKED = Text("问：", "Question: ")
SAID = Text("答：", "Answer: ")
CUT = Text("……（共{n}字）", "… ({n} characters in all)")
SEARCHING = Text("正在查找资料", "Searching the articles")
LOADING = Text("模型加载中，加载好就回答", "The model is loading; the answer follows")
STOPPED = Text(
    "已停止。点“重试”可以重新回答。", "Stopped. Press “Retry” to have it answered again."
)
NEXT = Text("接着可以问", "You may ask next")


@dataclass(frozen=True, slots=True)
class Shown:
    """What all exchanges are shown with."""

    exchanges: int
    lang: Lang
    loading: bool
    zones: Container[str]


def conversation_html(
    exchanges: Sequence[Exchange],
    *,
    lang: Lang = "zh",
    examples: Sequence[str] = (),
    loading: bool = False,
    zones: Container[str] = (),
) -> str:
    """Render the whole conversation, or the welcome with its examples where there is none.

    The names of `zones` lead to their pages.
    """
    if not exchanges:
        return _welcome(examples, lang)
    shown = Shown(len(exchanges), lang, loading, zones)
    parts = [
        _exchange(exchange, number, shown) for number, exchange in enumerate(exchanges, start=1)
    ]
    running = str(exchanges[-1].running).lower()
    # No live region: it is replaced with every piece of an answer. The script says what matters.
    return (
        f'<div class="log" role="region" aria-label="{LOG.to(lang)}" aria-busy="{running}">'
        f"{''.join(parts)}</div>"
    )


def _welcome(examples: Sequence[str], lang: Lang) -> str:
    listed = f"<h3>{EXAMPLES.to(lang)}</h3>{ask_list(examples)}" if examples else ""
    return (
        f'<div class="welcome"><h2>{WELCOME.to(lang)}</h2><p>{PROMISE.to(lang)}</p>{listed}</div>'
    )


def _exchange(exchange: Exchange, number: int, shown: Shown) -> str:
    body, lang, last = "", shown.lang, number == shown.exchanges
    if exchange.answer:
        unfinished, zones = exchange.running, shown.zones
        body += answer_html(
            exchange.answer, number=number, lang=lang, unfinished=unfinished, zones=zones
        )
    if exchange.phase == "waiting":
        body += f'<p class="pending">{(LOADING if shown.loading else SEARCHING).to(lang)}</p>'
    if exchange.phase == "stopped":
        body += f'<p class="aside">{STOPPED.to(lang)}</p>'
    if exchange.phase == "failed":
        body += f'<p class="failed">{escape(exchange.error)}</p>'
    if exchange.answer and exchange.phase == "done":
        body += frame_html(exchange, number=number, lang=lang)
    if not exchange.running:
        body += tools_html(exchange, number=number, last=last, lang=lang)
    if last and exchange.suggestions:
        body += f'<div class="next"><p>{NEXT.to(lang)}</p>{ask_list(exchange.suggestions)}</div>'
    edit = edit_button(lang) if last and not exchange.running else ""
    return (
        f'<section class="exchange" data-exchange="{number}" '
        f'aria-label="{NTH.to(lang, n=number)}">'
        f'<h2 class="question"><span class="sr">{ASKED.to(lang)}</span>'
        f"{_question(exchange.question, lang)}</h2>{edit}"
        f'<div class="answer" data-phase="{exchange.phase}">'
        f'<span class="sr">{SAID.to(lang)}</span>{body}</div></section>'
    )


def _question(question: str, lang: Lang) -> str:
    shown = question
    if len(question) > SHOWN_CHARS:
        shown = question[:SHOWN_CHARS] + CUT.to(lang, n=len(question))
    return escape(shown).replace("\n", "<br>")
