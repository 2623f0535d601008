"""What stands where on the chat page, and the scripts of its components."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import gradio as gr

from assistant.access.refusals import LOG_IN, TOO_FAST
from assistant.web.article_view import dialog_html, dialog_words
from assistant.web.cards import evidence_html
from assistant.web.filters import filters_html, filters_words
from assistant.web.language import Lang, Text
from assistant.web.masthead import Tab, masthead_html
from assistant.web.render import conversation_html
from assistant.web.sidebar import sidebar_html, sidebar_words

QUESTION = Text("问题", "Question")
PLACEHOLDER = Text("输入问题，按回车发送", "Type a question and press Enter")
SEND = Text("发送", "Send")
STOP = Text("停止", "Stop")
LOST = Text(
    "和服务的连接断了，正在重新连接。仍不行时，请确认服务还开着，再刷新页面。",
    "The connection is lost; trying again. If that does not help, see whether the service is "
    "still running and reload the page.",
)
BROKEN = Text(
    "页面出了错，请刷新后再试。仍不行时，请看服务端终端里的信息。",
    "Something went wrong; please reload the page and try again. If that does not help, see what "
    "the service has written to its terminal.",
)
UNKEPT = Text(
    "浏览器存不下这段对话，关掉页面后就没有了。可以删除旧的对话，或在浏览器设置里允许保存数据。",
    "The browser cannot store this conversation; it is gone once the page is closed. Delete old "
    "conversations, or allow this site to store data.",
)
LOADING = Text(
    "模型加载中……可以先输入问题，加载好就回答。",
    "The model is loading… You can ask already; the answer comes as soon as it is ready.",
)
TICK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that events change."""

    record: gr.HTML  # holds what the browser keeps of the conversation
    limits: gr.HTML  # holds what the browser has set the filters to
    stop: gr.State
    sidebar: gr.HTML
    filters: gr.HTML
    chat: gr.HTML
    evidence: gr.HTML
    loading: gr.HTML
    hint: gr.HTML
    box: gr.Textbox
    send: gr.Button
    halt: gr.Button
    timer: gr.Timer


def script(module: str, *, events: Sequence[str] = (), words: Mapping[str, str] = {}) -> str:
    """Return what starts one of the page's modules when its component is mounted.

    Gradio knows those events that the script names.
    """
    return (
        f"const events = {json.dumps(list(events))};"
        f" import('/page/{module}.js').then((module) =>"
        " module.start({ element, props, trigger, watch,"
        f" words: {json.dumps(dict(words), ensure_ascii=False)} }}));"
    )


def layout(lang: Lang, tabs: Sequence[Tab] = ()) -> Parts:
    """Lay the components out; to be called within a page."""
    _html(masthead_html(lang, tabs), elem_id="masthead", js=script("masthead"))
    with gr.Row(elem_id="columns"):
        with gr.Column(elem_id="past"):
            sidebar = _sidebar(lang)
        with gr.Column(elem_id="talk"):
            chat = _chat(lang)
            loading = _html(f"<p>{LOADING.to(lang)}</p>", elem_id="loading")
            _html(_trouble_html(lang), elem_id="lost-line")
            hint = _html("", elem_id="hint")
            filters = _filters(lang)
            box, send, halt = _ask_row(lang)
        with gr.Column(elem_id="side"):
            evidence = _evidence(lang)
    opened = script("article", words=dialog_words(lang))
    _html(dialog_html(lang), elem_id="article", js=opened)
    return Parts(
        record=_value("record"),
        limits=_value("limits"),
        stop=gr.State(None),
        timer=gr.Timer(TICK_SECONDS),
        sidebar=sidebar,
        filters=filters,
        chat=chat,
        evidence=evidence,
        loading=loading,
        hint=hint,
        box=box,
        send=send,
        halt=halt,
    )


def _sidebar(lang: Lang) -> gr.HTML:
    started = script("conversations", events=["open", "submit"], words=sidebar_words(lang))
    return _html(sidebar_html(lang), elem_id="sidebar", js=started)


def _chat(lang: Lang) -> gr.HTML:
    # How those sentences begin that the server refuses an event with.
    words = {"often": TOO_FAST.to(lang).partition("{")[0], "out": LOG_IN.to(lang)}
    started = script("chat", events=["submit", "ended"], words=words)
    return _html(conversation_html((), lang=lang), elem_id="chat", js=started)


def _filters(lang: Lang) -> gr.HTML:
    started = script("filters", words=filters_words(lang))
    return _html(filters_html(None, lang=lang), elem_id="filters", js=started)


def _evidence(lang: Lang) -> gr.HTML:
    html = evidence_html((), article=lambda _: None, lang=lang)
    return _html(html, elem_id="evidence", js=script("evidence"))


def _ask_row(lang: Lang) -> tuple[gr.Textbox, gr.Button, gr.Button]:
    with gr.Row(elem_id="ask"):
        box = gr.Textbox(
            show_label=False,
            label=QUESTION.to(lang),
            placeholder=PLACEHOLDER.to(lang),
            lines=1,
            max_lines=6,
            autofocus=True,
            container=False,
            elem_id="box",
        )
        send = gr.Button(SEND.to(lang), variant="primary", elem_id="send")
        halt = gr.Button(STOP.to(lang), visible=False, elem_id="halt")
    return box, send, halt


def _trouble_html(lang: Lang) -> str:
    """Render the sentences of troubles that the scripts find."""
    return (
        '<p id="refused" role="alert" hidden></p>'
        f'<p id="lost" role="alert" hidden>{LOST.to(lang)}</p>'
        f'<p id="broken" role="alert" hidden>{BROKEN.to(lang)}</p>'
        f'<p id="unkept" role="status" hidden>{UNKEPT.to(lang)}</p>'
    )


def _value(name: str) -> gr.HTML:
    """Hold a JSON object that the scripts of the browser and the server hand each other."""
    return gr.HTML({}, html_template="", elem_id=name, js_on_load=script(name))


def _html(value: str, *, elem_id: str, js: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=js)
