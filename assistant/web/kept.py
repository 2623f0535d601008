"""What Gradio keeps of those who open the page: no more than it needs, so that memory stays flat.

Of each open page it would keep every component with what it shows, and one more copy of a component
for each update that leaves it out; of all pages a row for each event, with sums over all rows after
each of them; and a set for each page that was ever opened.
"""

import sys
from typing import Any

import gradio as gr
from gradio.routes import App
from gradio.state_holder import SessionState, StateHolder

MOST_PENDING = 1000  # pages


def keep_little(app: object, page: gr.Blocks) -> None:
    """Have Gradio's app of a page keep what it needs of each session, nothing of past events."""
    assert isinstance(app, App)
    app.state_holder = Sessions()  # type: ignore[no-untyped-call]
    app.state_holder.set_blocks(page)
    queue = page._queue
    queue.ANALYTICS_MAX_EVENTS = 1
    queue.ANAYLTICS_CACHE_FREQUENCY = sys.maxsize  # spelled so
    queue.pending_event_ids_session = Pending()


class Sessions(StateHolder):
    """Open pages by their hashes; those not used for longest fall out."""

    def __getitem__(self, session_id: str) -> SessionState:
        """Return what is kept of a page, which may have been opened just now."""
        if session_id not in self.session_data:
            self.session_data[session_id] = Session(self.blocks)
        return super().__getitem__(session_id)


class Session(SessionState):
    """Which components a page has, and its states; not what they show, which the browser has."""

    def __init__(self, blocks: gr.Blocks) -> None:
        super().__init__(blocks)
        self.config_values = {}

    def __setitem__(self, key: int, value: Any) -> None:  # noqa: ANN401
        """Keep a state, or a component that has changed.

        A changed component has a number of its own, under which Gradio would keep it, too.
        """
        block = self.blocks_config.blocks.get(key)
        if isinstance(block, gr.State):
            super().__setitem__(key, value)
            self.config_values = {}
        elif block is not None:
            self.blocks_config.blocks[key] = value

    def _update_config(self, key: int) -> None:
        pass

    def _update_value_in_config(self, key: int, value: object) -> None:
        pass


class Pending(dict[str, set[str]]):
    """The events that a page waits for; pages that wait for none are forgotten now and then."""

    def __setitem__(self, page: str, events: set[str]) -> None:
        if len(self) >= MOST_PENDING:
            for idle in [name for name, waiting in self.items() if not waiting]:
                del self[idle]
        super().__setitem__(page, events)
