"""What programs call, served over made-up articles or over an index, as fixtures."""

from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

from assistant.app import open_live
from assistant.live import LiveAssistant
from assistant.settings import Settings
from tests.api_driver import loaded, serving
from tests.page_driver import serve
from tests.stand_in_assistant import StandInAssistant

pytest_plugins = ["tests.cli_fixtures"]


@pytest.fixture(scope="session")
def live(built: Path) -> Iterator[LiveAssistant]:
    """Open the index of our own articles, on the quick stand-in model."""
    assistant = open_live(Settings(model="bigram-hash", index_dir=built / "index", feedback=None))
    yield assistant
    assistant.close()


@pytest.fixture(scope="session")
def indexed_url(live: LiveAssistant) -> Iterator[str]:
    """Serve what programs call over that index."""
    with serving(loaded(live)) as url:
        yield url


@pytest.fixture(scope="module")
def stand_in() -> StandInAssistant:
    return StandInAssistant()


@pytest.fixture(scope="module")
def page_url(stand_in: StandInAssistant) -> Iterator[str]:
    """Serve the whole app, with the page, over the stand-in assistant."""
    served = serve(lambda: stand_in)

    async def start() -> str:
        return next(served).rstrip("/")

    yield anyio.run(start)  # without a running loop Gradio makes some of its own, and leaves them
    next(served, None)
