"""What editors work with; one object serves all of them."""

from dataclasses import dataclass, field
from typing import Any

from assistant.desk.jobs import JobSlot
from assistant.settings import Settings
from assistant.web.backend import BackgroundLoading
from eval.feedback.store import Feedback


@dataclass(frozen=True, slots=True)
class Desk:
    """The articles and index of `settings`, the assistant that answers, and what is being done.

    Without `open_to_all` only this machine is let in.
    """

    settings: Settings
    loading: BackgroundLoading
    feedback: Feedback | None = None
    open_to_all: bool = False
    builds: JobSlot[Any] = field(default_factory=JobSlot)
    evaluations: JobSlot[Any] = field(default_factory=JobSlot)
