"""The chat page: its parts, and what is called on which of its events."""

from collections.abc import Sequence
from typing import Any

import gradio as gr

from assistant.web.backend import Loading
from assistant.web.endpoints import add_endpoints
from assistant.web.handlers import Handlers
from assistant.web.language import Lang
from assistant.web.layout import Parts, layout
from assistant.web.masthead import TITLE, Tab

SESSIONS = 500  # open pages of which Gradio keeps what they show; the browser has it, too


def build_page(loading: Loading, *, lang: Lang, tabs: Sequence[Tab] = ()) -> gr.Blocks:
    """Lay out the page and wire it; one page object serves all visitors and keeps nothing.

    `tabs` lead to the other pages.
    """
    page: gr.Blocks = gr.Blocks(title=TITLE.to(lang), analytics_enabled=False, fill_width=True)
    with page:
        parts = layout(lang, tabs)
        add_endpoints(loading)  # first: Gradio gives a name to who asks first
        _wire(page, parts, Handlers(parts, loading, lang))
    page.queue(default_concurrency_limit=None)
    page.state_session_capacity = SESSIONS
    return page


def _wire(page: gr.Blocks, parts: Parts, handlers: Handlers) -> None:
    hidden: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    finished = [parts.record, parts.chat, parts.evidence, parts.send, parts.halt]
    shown = [*finished, parts.hint]
    # One listener for every way to ask, so that Gradio lets only one run at a time.
    # The browser has the filters in its address; nothing is asked before all is in place.
    given = (
        "async (box, record, limits, stop) => [box,"
        " await (await import('/page/record.js')).loaded(),"
        " (await import('/page/limits.js')).chosen(), stop]"
    )
    asks = [parts.box.submit, parts.send.click, parts.chat.submit, parts.sidebar.submit]
    finishing = parts.chat.ended(
        handlers.finish, parts.record, finished, trigger_mode="multiple", **hidden
    )
    gr.on(asks, None, cancels=finishing, **hidden)  # in front of asking: Gradio goes by order
    asking = gr.on(
        asks,
        handlers.ask,
        [parts.box, parts.record, parts.limits, parts.stop],
        [*shown, parts.box, parts.stop],
        js=given,
        **hidden,
    )
    ended = "async () => (await import('/page/chat.js')).ended()"
    asking.then(None, js=ended)
    parts.halt.click(handlers.stop, parts.stop, None, queue=False, **hidden)
    # One after the other, so that what was opened last is what is shown.
    in_turn: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_limit": 1}
    parts.sidebar.open(
        handlers.open, parts.stop, shown, cancels=[asking, finishing], **in_turn, **hidden
    )
    told = [parts.loading, parts.timer, parts.filters, *shown]
    # The browser has the conversation that was open, and then the question of the address.
    kept = "async () => [(await import('/page/record.js')).kept()]"
    linked = "async () => (await import('/page/conversations.js')).askLinked()"
    loaded = page.load(handlers.load, parts.record, told, js=kept, **hidden)
    loaded.then(None, js=linked)
    parts.timer.tick(handlers.tick, parts.record, told, **hidden)
