"""Hand the assistant to the evaluation, as the callable that it knows."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant.answer import Assistant
from assistant.schema import AssistantError, Mode, Turn
from assistant.settings import Settings
from eval.bootstrap import SEED
from eval.run import Answers, Measured
from index.generations import Manifest
from index.search import check_manifest

_VERSIONED = (
    "zone-assistant",
    "torch",
    "sentence-transformers",
    "chromadb",
    "llama-index-core",
    "bm25s",
    "jieba",
    "numpy",
)
_LONG = ("digests", "files", "seconds")  # of a manifest: what no table shows


def as_callable(assistant: Assistant, *, day: date | None = None) -> Answers:
    """Return what eval.run asks: the contract's JSON object, and what else was found.

    `day` is the day of asking where the question names none, today where neither does.
    """

    def answers(
        question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> Mapping[str, Any]:
        turns = [Turn(asked, said) for asked, said in history]
        answer = assistant.ask(question, history=turns, as_of=as_of or day)
        passages = [{"doc_id": doc_id, "text": text} for doc_id, text in answer.weighed]
        return answer.to_json() | {
            "retrieved": list(answer.retrieved),
            "passages": passages,
            "notices": list(answer.notices),
        }

    return answers


def in_mode(settings: Settings, mode: Mode | None) -> Settings:
    """Return the settings with the LLM or without it; as they are where no mode is named."""
    if mode == "extractive":
        return settings.model_copy(update={"llm_base_url": ""})
    if mode == "generative" and not settings.llm_base_url:
        raise AssistantError(
            "还没有配置大模型，不能用 --mode generative："
            "请设置 ZONE_ASSISTANT_LLM_BASE_URL 和 ZONE_ASSISTANT_LLM_MODEL 后再试。"
        )
    return settings


def what_is_measured(
    settings: Settings,
    questions: Path,
    *,
    bodies: Mapping[str, str],
    chosen: Mapping[str, Any],
) -> Measured:
    """Return index, model, writer, versions and set, so that runs of others never mix.

    `chosen` are the options that decide what is measured, as the command was given them.
    """
    manifest = check_manifest(settings.index_dir, model=settings.model)
    return Measured(
        settings={
            **chosen,
            "set": hashlib.sha256(questions.read_bytes()).hexdigest(),
            "mode": "generative" if settings.llm_base_url else "extractive",
            "llm": settings.llm_model if settings.llm_base_url else "",
            "seed": SEED,
            "manifest": _short(manifest),
            "versions": {name: version(name) for name in _VERSIONED},
        },
        about={"questions": str(questions), "started": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"},
        manifest=asdict(manifest),
        bodies=bodies,
    )


def _short(manifest: Manifest) -> dict[str, Any]:
    return {name: value for name, value in asdict(manifest).items() if name not in _LONG}
