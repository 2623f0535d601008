"""The chat page: its layout, and what its buttons do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from threading import Event
from typing import Any

import gradio as gr

from assistant.web.backend import Loading
from assistant.web.cards import evidence_html
from assistant.web.exchange import Exchange, follow, turns
from assistant.web.render import conversation_html

TITLE = "开发区新闻问答"
NO_QUESTION = "请先输入问题，再发送。"
LOST = "和服务的连接断了，正在重新连接。仍不行时，请确认服务还开着，再刷新页面。"
LOADING = "模型加载中……可以先输入问题，加载好就回答。"

AGAIN = "again"

FOLDER = Path(__file__).parent
TICK_SECONDS = 1.0

Conversation = tuple[Exchange, ...]
Updates = dict[Any, Any]  # component → its new value


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that the buttons change."""

    conversation: gr.State
    stop: gr.State
    chat: gr.HTML
    evidence: gr.HTML
    loading: gr.HTML
    hint: gr.HTML
    box: gr.Textbox
    send: gr.Button
    halt: gr.Button
    again: gr.Button
    clear: gr.Button
    timer: gr.Timer


def build_page(loading: Loading) -> gr.Blocks:
    """Lay out the page and wire it; one page object serves all visitors and keeps nothing."""
    page: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        parts = _layout()
        _wire(page, parts, Handlers(parts, loading))
    page.queue(default_concurrency_limit=None)
    return page


def _layout() -> Parts:
    gr.HTML(f"<h1>{TITLE}</h1>", elem_id="masthead", apply_default_css=False)
    with gr.Row(elem_id="columns"):
        with gr.Column(elem_id="talk"):
            chat = gr.HTML(
                conversation_html(()),
                elem_id="chat",
                apply_default_css=False,
                js_on_load=(FOLDER / "cite.js").read_text(encoding="utf-8"),
            )
            loading = _html(f"<p>{LOADING}</p>", elem_id="loading")
            _html(f'<p id="lost" role="alert" hidden>{LOST}</p>', elem_id="lost-line")
            hint = _html("", elem_id="hint")
            box, send, halt = _ask_row()
            with gr.Row(elem_id="tools"):
                again = gr.Button("重试", interactive=False, size="sm", elem_id=AGAIN)
                clear = gr.Button("清空", interactive=False, size="sm", elem_id="clear")
        with gr.Column(elem_id="side"):
            evidence = _html(evidence_html(()), elem_id="evidence")
    return Parts(
        conversation=gr.State(()),
        stop=gr.State(None),
        timer=gr.Timer(TICK_SECONDS),
        chat=chat,
        evidence=evidence,
        loading=loading,
        hint=hint,
        box=box,
        send=send,
        halt=halt,
        again=again,
        clear=clear,
    )


def _ask_row() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    with gr.Row(elem_id="ask"):
        box = gr.Textbox(
            show_label=False,
            label="问题",
            placeholder="输入问题，按回车发送",
            lines=1,
            max_lines=6,
            autofocus=True,
            container=False,
            elem_id="box",
        )
        send = gr.Button("发送", variant="primary", elem_id="send")
        halt = gr.Button("停止", visible=False, elem_id="halt")
    return box, send, halt


def _html(value: str, *, elem_id: str) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)


@dataclass(frozen=True, slots=True)
class Handlers:
    """What happens on events; nothing of a visitor is kept here, only passed through."""

    parts: Parts
    loading: Loading

    def ask(
        self, typed: str, conversation: Conversation, before: Event | None, event: gr.EventData
    ) -> Iterator[Updates]:
        """Answer what was typed, what was clicked, or the last question again."""
        if before:
            before.set()
        question, earlier = _asked(typed, conversation, event)
        if not question:
            yield {self.parts.hint: f"<p>{NO_QUESTION}</p>"}
            return
        stop = Event()
        updates: Updates = {self.parts.stop: stop, self.parts.hint: ""}
        if question == typed.strip():
            updates[self.parts.box] = ""
        for exchange in follow(self.loading, question, history=turns(earlier), stop=stop):
            yield updates | self.show((*earlier, exchange))
            updates = {}

    def stop(self, running: Event | None) -> None:
        """Tell the answer that is being written to end; it then says itself that it has."""
        if running:
            running.set()

    def clear(self) -> Updates:
        """Begin anew."""
        return self.show(())

    def tick(self, conversation: Conversation) -> Updates:
        """Say how loading goes, and offer the examples once the backend knows them."""
        parts, loading = self.parts, self.loading
        if loading.error:
            text = f'<p class="failed" role="alert">{escape(loading.error)}</p>'
            return {parts.loading: text, parts.timer: gr.Timer(active=False)}
        if not loading.ready:
            return {parts.loading: f"<p>{LOADING}</p>"}
        updates: Updates = {parts.loading: "", parts.timer: gr.Timer(active=False)}
        if not conversation:
            updates[parts.chat] = conversation_html((), examples=self.examples())
        return updates

    def show(self, conversation: Conversation) -> Updates:
        """Show a conversation: everything on the page but what the visitor types."""
        parts = self.parts
        running = bool(conversation) and conversation[-1].running
        idle = bool(conversation) and not running
        return {
            parts.conversation: conversation,
            parts.chat: conversation_html(
                conversation, examples=self.examples(), loading=not self.loading.ready
            ),
            parts.evidence: evidence_html(conversation),
            parts.send: gr.Button(visible=not running),
            parts.halt: gr.Button(visible=running),
            parts.again: gr.Button(interactive=idle),
            parts.clear: gr.Button(interactive=idle),
        }

    def examples(self) -> Sequence[str]:
        """Return the backend's examples, or none while it loads."""
        return self.loading.wait(0).examples() if self.loading.ready else ()


def _asked(typed: str, conversation: Conversation, event: gr.EventData) -> tuple[str, Conversation]:
    """Return the question, and the conversation that it continues."""
    settled = tuple(exchange.settled() for exchange in conversation)
    if getattr(event.target, "elem_id", None) == AGAIN:  # its _id changes with every update
        return (settled[-1].question, settled[:-1]) if settled else ("", ())
    clicked = event._data.get("question") if isinstance(event._data, dict) else None
    return str(clicked or typed).strip(), settled


def _wire(page: gr.Blocks, parts: Parts, handlers: Handlers) -> None:
    hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    shown = [parts.conversation, parts.chat, parts.evidence]
    shown += [parts.send, parts.halt, parts.again, parts.clear]
    # One listener for every way to ask, so that Gradio lets only one run at a time.
    gr.on(
        [parts.box.submit, parts.send.click, parts.again.click, parts.chat.submit],
        handlers.ask,
        [parts.box, parts.conversation, parts.stop],
        [*shown, parts.box, parts.hint, parts.stop],
        **hidden,
    )
    parts.halt.click(handlers.stop, parts.stop, None, queue=False, **hidden)
    parts.clear.click(handlers.clear, None, shown, **hidden)
    told = [parts.loading, parts.timer, parts.chat]
    gr.on([page.load, parts.timer.tick], handlers.tick, parts.conversation, told, **hidden)
