"""The conversation as HTML, a pure function of its exchanges; every text in it is escaped."""

from collections.abc import Sequence
from html import escape

from assistant.schema import Answer, Derived
from assistant.web.dates import chinese_date
from assistant.web.exchange import Exchange
from assistant.web.markdown import to_html

SHOWN_CHARS = 500  # of a question; what was pasted by mistake need not fill the screen


def conversation_html(
    exchanges: Sequence[Exchange], *, examples: Sequence[str] = (), loading: bool = False
) -> str:
    """Render the whole conversation, or the welcome with its examples where there is none."""
    if not exchanges:
        return _welcome(examples)
    parts = [
        _exchange(exchange, number=number, loading=loading)
        for number, exchange in enumerate(exchanges, start=1)
    ]
    running = str(exchanges[-1].running).lower()
    return (
        f'<div class="log" role="log" aria-label="对话" aria-busy="{running}">'
        f"{''.join(parts)}</div>"
    )


def _welcome(examples: Sequence[str]) -> str:
    buttons = "".join(f"<li>{_ask_button(example)}</li>" for example in examples)
    listed = f'<h3>可以这样问</h3><ul class="asks">{buttons}</ul>' if examples else ""
    return (
        '<div class="welcome"><h2>想了解开发区的什么？</h2>'
        "<p>金额、数量、时间、单位、政策，或几个开发区的比较。"
        "回答都取自新闻资料，附上原句、报纸和日期；资料里没有的，会直接说没有。</p>"
        f"{listed}</div>"
    )


def _ask_button(question: str) -> str:
    text = escape(question)
    return f'<button type="button" class="ask" data-ask="{text}">{text}</button>'


def _exchange(exchange: Exchange, *, number: int, loading: bool) -> str:
    body = ""
    if exchange.answer:
        body += _answer(exchange.answer, number=number, unfinished=exchange.running)
    if exchange.phase == "waiting":
        body += (
            f'<p class="pending">{"模型加载中，加载好就回答" if loading else "正在查找资料"}</p>'
        )
    if exchange.phase == "stopped":
        body += '<p class="aside">已停止。点“重试”可以重新回答。</p>'
    if exchange.phase == "failed":
        body += f'<p class="failed" role="alert">{escape(exchange.error)}</p>'
    if exchange.answer and exchange.phase == "done":
        body += _frame(exchange.answer, number=number)
    return (
        f'<section class="exchange" data-exchange="{number}" aria-label="第{number}问">'
        f'<div class="question"><span class="sr">问：</span>{_question(exchange.question)}</div>'
        f'<div class="answer" data-phase="{exchange.phase}">'
        f'<span class="sr">答：</span>{body}</div></section>'
    )


def _question(question: str) -> str:
    shown = question
    if len(question) > SHOWN_CHARS:
        shown = f"{question[:SHOWN_CHARS]}……（共{len(question)}字）"
    return escape(shown).replace("\n", "<br>")


def _answer(answer: Answer, *, number: int, unfinished: bool) -> str:
    html = to_html(answer.answer, links=_links(answer, number=number), unfinished=unfinished)
    lines = "".join(_derived(derived, answer, number=number) for derived in answer.derived)
    lead = " lead" if answer.short_answer and html.startswith("<p><strong>") else ""
    return f'<div class="text{lead}">{html}{lines}</div>'


def _links(answer: Answer, *, number: int) -> dict[int, str]:
    return {
        citation.n: (
            f'<a class="cite" id="cite-{number}-{citation.n}" href="#card-{number}-{citation.n}" '
            f'data-exchange="{number}" data-n="{citation.n}" '
            f'aria-label="出处{citation.n}：{escape(citation.title)}">[{citation.n}]</a>'
        )
        for citation in answer.citations
    }


def _derived(derived: Derived, answer: Answer, *, number: int) -> str:
    links = _links(answer, number=number)
    cited = "".join(links.get(n, "") for n in derived.citations)
    return f'<p class="aside">推算：{escape(derived.value)}（{escape(derived.rule)}）{cited}</p>'


def _frame(answer: Answer, *, number: int) -> str:
    frame = answer.frame
    facts = []
    if frame.as_of:
        facts.append(f"资料截至{escape(chinese_date(frame.as_of))}")
    if frame.looked_at:
        facts.append(f"查阅了{frame.looked_at}篇文章")
    if frame.newest:
        facts.append(f"语料最新为{escape(chinese_date(frame.newest))}")
    lines = [f"<p>{'，'.join(facts)}。</p>"] if facts else []
    if frame.understood and frame.understood != answer.question:
        lines.insert(0, f"<p>理解为：{escape(frame.understood)}</p>")
    lines += [f"<p>{escape(notice)}</p>" for notice in answer.notices]
    if answer.refused:
        lines.insert(0, _nearby(frame.nearby))
    return f'<div class="frame" aria-label="第{number}问的说明">{"".join(lines)}</div>'


def _nearby(nearby: Sequence[str]) -> str:
    """Render whole questions as buttons that ask them, sentences as they are, topics in one."""
    asks = [item for item in nearby if item.endswith(("？", "?"))]
    sentences = [item for item in nearby if item.endswith("。")]
    topics = "、".join(escape(item) for item in nearby if item not in (*asks, *sentences))
    said = [f"相关的内容，资料里有：{topics}。"] if topics else []
    html = "".join(f'<p class="nearby">{line}</p>' for line in [*said, *map(escape, sentences)])
    buttons = "".join(f"<li>{_ask_button(item)}</li>" for item in asks)
    return html + (
        f'<p class="nearby">可以改问：</p><ul class="asks">{buttons}</ul>' if asks else ""
    )
