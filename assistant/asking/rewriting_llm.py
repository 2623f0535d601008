"""Let an LLM say a follow-up as one question that stands alone, and check what it writes."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.checking.grounds import folded, is_telling, without_zones, zones_in
from assistant.llm import stream_text
from assistant.prompts import rewrite_messages
from assistant.schema import AssistantError, Turn
from corpus.figures import find_figures, same_figure
from corpus.places.mentions import Zone
from corpus.words import segment
from corpus.zones import same_zone

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

MAX_TURNS = 4  # newest of the conversation
MAX_REWRITTEN = 120  # characters
TIME_LIMIT = 15.0  # seconds; the rules are at hand

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LABEL = re.compile(r"^\s*(?:改写后?的?(?:问题)?|独立问题|问题|答案?)\s*[：:]\s*")


def rewrite_with_llm(question: str, history: Sequence[Turn], llm: "LLM") -> str | None:
    """Return the follow-up as one question that stands alone, else None: the rules then do it.

    It names no figure, number, zone or other thing that was not spoken of before.
    """
    if not history:
        return None
    turns = list(history)[-MAX_TURNS:]
    try:
        written = "".join(
            stream_text(llm, rewrite_messages(question, turns), time_limit=TIME_LIMIT)
        )
    except AssistantError:
        return None
    lines = [line for line in written.splitlines() if line.strip()]
    if len(lines) != 1:
        return None
    rewritten = _LABEL.sub("", lines[0]).strip().strip('“”"*` ')
    said = "\n".join([question, *(f"{turn.question}\n{turn.answer}" for turn in turns)])
    return rewritten if _is_sound(rewritten, said) else None


def _is_sound(rewritten: str, said: str) -> bool:
    """Say whether it is one short question about nothing but what was said."""
    if not 1 < len(rewritten) <= MAX_REWRITTEN or re.search(r"[。\[\]<>]", rewritten):
        return False
    text, known = folded(rewritten), folded(said)
    figures = find_figures(known)
    numbers = set(_NUMBER.findall(known))
    return (
        all(any(same_figure(f, other) for other in figures) for f in find_figures(text))
        and set(_NUMBER.findall(text)) <= numbers
        and all(_is_known(zone, known) for zone in zones_in(text))
        and all(word in known for word in segment(without_zones(text)) if is_telling(word))
    )


def _is_known(zone: Zone, known: str) -> bool:
    """Say whether a zone was named, or its place: 盂县 for 盂县经开区."""
    return bool(zone.place and zone.place in known) or any(
        same_zone(zone.name, other.name) for other in zones_in(known)
    )
