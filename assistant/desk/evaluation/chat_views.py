"""What the page shows of the chat: what was not answered, what was judged, a set made of it."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from assistant.desk.evaluation.drafts import bodies_of, edit_of, findings, proposed
from assistant.desk.evaluation.views import Place, Query
from assistant.schema import AssistantError
from assistant.web.backend import ChatBackend, Loading
from eval.feedback.gaps import Gap, gaps
from eval.feedback.questions import UNFINISHED
from eval.feedback.store import Entry, Feedback
from eval.questions import TYPES
from eval.scoring.matching import plain

PER_PAGE = 50


def chat_view(place: Place, query: Query) -> str:
    """Return the gaps, or every entry that the verdict and the day leave."""
    store = place.desk.feedback
    since = _day(query.get("since", ""))
    show = "entries" if query.get("show") == "entries" else "gaps"
    verdict = query.get("verdict", "")
    kept = store.entries(since=since) if store and store.path.exists() else []
    found = [entry for entry in reversed(kept) if _is_of(entry, verdict)]
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(pages, _number(query.get("page", "")))
    return place.render(
        "_chat",
        view="chat",
        off=store is None,
        path=store.path if store else "",
        show=show,
        verdict=verdict,
        since=since.isoformat() if since else "",
        zones=_by_zone(store, since) if store and kept and show == "gaps" else [],
        entries=found[(page - 1) * PER_PAGE : page * PER_PAGE] if show == "entries" else [],
        page=page,
        pages=pages,
        plain=plain,
    )


def draft_view(place: Place, chosen: Sequence[int]) -> str:
    """Return the chosen questions to be made a set of."""
    store = place.desk.feedback
    rows = proposed(store, chosen) if store and chosen else []
    backend = at_hand(place.desk.loading)
    found = findings(rows, bodies_of(rows, backend)) if rows else []
    return place.render(
        "_draft",
        view="chat",
        rows=[(row, edit_of(row), said) for row, said in zip(rows, found, strict=True)],
        chosen=list(chosen),
        types=TYPES,
        unfinished=UNFINISHED,
        name=f"{date.today():%Y-%m-%d}-问答",
    )


def at_hand(loading: Loading) -> ChatBackend | None:
    """Return the assistant where it has been loaded."""
    try:
        return loading.wait(0)
    except (TimeoutError, AssistantError):
        return None


def chosen_entries(values: Sequence[str]) -> list[int]:
    """Return the ids in an address, where several may stand in one value: 3,5."""
    parts = (part for value in values for part in value.split(","))
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 16]


def _by_zone(store: Feedback, since: date | None) -> list[tuple[tuple[str, ...], list[Gap]]]:
    found = groupby(gaps(store, since=since), key=lambda gap: gap.zones)
    return [(zones, list(group)) for zones, group in found]


def _is_of(entry: Entry, verdict: str) -> bool:
    return entry.refused if verdict == "refused" else verdict in ("", entry.verdict)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
