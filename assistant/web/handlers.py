"""What happens on the events of the chat page."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from threading import Event
from typing import Any

import gradio as gr

from assistant.asking.checked import readable
from assistant.schema import AssistantError
from assistant.web.backend import Loading
from assistant.web.cards import evidence_html
from assistant.web.exchange import Exchange, follow, suggest, turns
from assistant.web.filters import filters_html, read_filters
from assistant.web.language import Lang, Text
from assistant.web.layout import LOADING, Parts
from assistant.web.record import UNREADABLE, Conversation, from_record, to_record
from assistant.web.render import conversation_html
from corpus.article import Article

NO_QUESTION = Text("请先输入问题，再发送。", "Please type a question first.")

SELDOM = 5  # looks at an answer that does not grow: showing it anew would slow down the others

Updates = dict[Any, Any]  # component → its new value
Record = dict[str, Any] | None  # what the browser keeps of a conversation


@dataclass(frozen=True, slots=True)
class Handlers:
    """What happens on events; nothing of a visitor is kept here, only passed through."""

    parts: Parts
    loading: Loading
    lang: Lang

    def ask(
        self,
        typed: str,
        record: Record,
        limits: Record,
        before: Event | None,
        event: gr.EventData,
    ) -> Iterator[Updates]:
        """Answer what was typed, what was clicked, or the last question anew."""
        if before:
            before.set()
        data = event._data if isinstance(event._data, dict) else {}
        typed = readable(typed)
        question = readable(str(data.get("question") or typed)).strip()
        try:
            conversation = from_record(record)
        except AssistantError:
            yield {self.parts.hint: f"<p>{UNREADABLE.to(self.lang)}</p>"}
            return
        earlier = conversation.exchanges
        if data.get("replace"):
            earlier = earlier[:-1]
        if not question:
            yield {self.parts.hint: f"<p>{NO_QUESTION.to(self.lang)}</p>"}
            return
        stop = Event()
        updates: Updates = {self.parts.stop: stop, self.parts.hint: ""}
        if question == typed.strip():
            updates[self.parts.box] = ""
        begun = Exchange(question, filters=read_filters(limits))
        following = follow(self.loading, begun, history=turns(earlier), stop=stop)
        for exchange in _changed(following):
            if exchange is None:
                yield {self.parts.chat: gr.skip()}  # Gradio notices here who has left
                continue
            conversation = conversation.having(*earlier, exchange)
            if exchange.phase == "waiting" or not exchange.running:
                updates[self.parts.record] = to_record(conversation)
            yield updates | self.show(conversation.having(*earlier, _unfinished(exchange)))
            updates = {}

    def finish(self, record: Record) -> Iterator[Updates]:
        """Show that the answer has ended, then what may be asked next.

        Only now: while Gradio takes `ask` for running, a question would be dropped without a word.
        """
        try:
            conversation = from_record(record)
        except AssistantError:  # said when it was opened
            conversation = Conversation()
        if not conversation.exchanges:
            yield {self.parts.chat: gr.skip()}  # Gradio wants something of every generator
            return
        yield self.show(conversation)
        *earlier, last = conversation.exchanges
        found = last
        for found in suggest(self.loading, last, history=turns(earlier)):  # noqa: B007
            yield {self.parts.chat: gr.skip()}  # here Gradio can stop it
        if found.suggestions:
            conversation = conversation.having(*earlier, found)
            yield {
                self.parts.chat: conversation_html(
                    conversation.exchanges, lang=self.lang, zones=self.zones()
                ),
                self.parts.record: to_record(conversation),
            }

    def stop(self, running: Event | None) -> None:
        """Tell the answer that is being written to end; it then says itself that it has."""
        if running:
            running.set()

    def open(self, before: Event | None, event: gr.EventData) -> Updates:
        """Show a conversation that the browser has kept, or an empty one."""
        if before:
            before.set()
        data = event._data if isinstance(event._data, dict) else {}
        return self.reopen(data.get("record"))

    def load(self, record: Record) -> Updates:
        """Show the conversation that the browser had open."""
        return self.tick(record) | self.reopen(record)

    def reopen(self, record: Record) -> Updates:
        """Show what the browser has kept; where it cannot be read say so, and begin anew."""
        try:
            return {self.parts.hint: ""} | self.show(from_record(record))
        except AssistantError:
            told: Updates = {
                self.parts.hint: f"<p>{UNREADABLE.to(self.lang)}</p>",
                self.parts.record: {},
            }
            return told | self.show(Conversation())

    def tick(self, record: Record) -> Updates:
        """Say how loading goes; once the backend is there, offer what only it knows."""
        parts, loading = self.parts, self.loading
        if loading.error:
            text = f'<p class="failed" role="alert">{escape(loading.error)}</p>'
            return {parts.loading: text, parts.timer: gr.Timer(active=False)}
        if not loading.ready:
            return {parts.loading: f"<p>{LOADING.to(self.lang)}</p>"}
        updates: Updates = {
            parts.loading: "",
            parts.timer: gr.Timer(active=False),
            parts.filters: filters_html(loading.wait(0).facets(), lang=self.lang),
        }
        try:
            exchanges = from_record(record).exchanges
        except AssistantError:
            return updates  # said when it was opened
        if not exchanges:
            updates[parts.chat] = conversation_html((), lang=self.lang, examples=self.examples())
        elif exchanges[-1].answer:  # the cards of a kept conversation lack their articles
            updates[parts.evidence] = evidence_html(exchanges, article=self.article, lang=self.lang)
        return updates

    def show(self, conversation: Conversation) -> Updates:
        """Show a conversation: everything on the page but what the visitor types."""
        parts, exchanges = self.parts, conversation.exchanges
        return {
            parts.chat: conversation_html(
                exchanges,
                lang=self.lang,
                examples=self.examples(),
                loading=not self.loading.ready,
                zones=self.zones(),
            ),
            parts.evidence: evidence_html(exchanges, article=self.article, lang=self.lang),
            parts.send: gr.Button(visible=not conversation.running),
            parts.halt: gr.Button(visible=conversation.running),
        }

    def examples(self) -> Sequence[str]:
        """Return the backend's examples, or none while it loads."""
        return self.loading.wait(0).examples() if self.loading.ready else ()

    def zones(self) -> Container[str]:
        """Return the zones that have a page, none while the backend loads."""
        return dict(self.loading.wait(0).facets().zones) if self.loading.ready else ()

    def article(self, doc_id: str) -> Article | None:
        """Return a cited article, None while the backend loads or where it is lost."""
        try:
            return self.loading.wait(0).article(doc_id) if self.loading.ready else None
        except AssistantError:
            return None


def _unfinished(exchange: Exchange) -> Exchange:
    """Return it as it looked before it ended."""
    return replace(exchange, phase="answering" if exchange.answer else "waiting")


def _changed(following: Iterator[Exchange]) -> Iterator[Exchange | None]:
    """Yield what is new of an exchange, and None now and then while nothing is."""
    shown = None
    for times, exchange in enumerate(following):
        if exchange is not shown:
            yield exchange
        elif times % SELDOM == 0:
            yield None
        shown = exchange
