"""Hand the assistant to the evaluation, as the callable that it knows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assistant.answer import Assistant
from assistant.schema import Turn
from assistant.settings import Settings
from eval.run import Answers
from index.search import check_manifest


def as_callable(assistant: Assistant, *, as_of: date | None = None) -> Answers:
    """Return what eval.run asks: the contract's JSON object and the retrieved doc_ids.

    今年 in a question is the year of `as_of`, today where that is not given.
    """

    def answers(question: str, history: Sequence[tuple[str, str]], /) -> Mapping[str, Any]:
        turns = [Turn(asked, said) for asked, said in history]
        answer = assistant.ask(question, history=turns, as_of=as_of)
        return answer.to_json() | {"retrieved": list(answer.retrieved)}

    return answers


def what_is_measured(settings: Settings, *, as_of: date | None = None) -> dict[str, str]:
    """Return the index, the model, the writer and the day, so that runs of others never mix."""
    manifest = check_manifest(settings.index_dir, model=settings.model)
    return {
        "generation": manifest.generation,
        "model": manifest.model,
        "as_of": as_of.isoformat() if as_of else "",
        "llm": settings.llm_model if settings.llm_base_url else "",
    }
