"""Hand the assistant to the evaluation, as the callable that it knows."""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.answer import Assistant
from assistant.app import open_assistant
from assistant.schema import AssistantError, Mode, Turn
from assistant.settings import Settings
from corpus.progress import Progress
from corpus.readers import read_articles
from eval.run import Answers, Measured
from eval.scoring.bootstrap import SEED
from eval.side_by_side import System, peer_systems
from index.cached import CachedEncoder
from index.encoder import load_encoder
from index.generations import check_manifest
from index.manifest import Manifest
from index.runtimes import runtime_of

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
_ROOT = Path(__file__).parent.parent
OURS = "zone-assistant"
NOTE = "meaning, words and character bigrams fused; sentences ranked and quoted, without an LLM"
_OF_CODE = (".py", ".txt", ".toml", ".json", ".safetensors")
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
    runtime = runtime_of(settings.model, settings.runtime)
    manifest = check_manifest(settings.index_dir, model=settings.model, runtime=runtime)
    return Measured(
        settings={
            **chosen,
            "mode": "generative" if settings.llm_base_url else "extractive",
            "llm": _llm(settings),
            "reader": settings.reader,
            "code": _code(),
            "seed": SEED,
            "manifest": _short(manifest),
            "versions": _versions(),
        },
        about={
            "questions": str(questions),
            "set": hashlib.sha256(questions.read_bytes()).hexdigest(),
            "started": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        },
        manifest=asdict(manifest),
        bodies=bodies,
    )


def systems_on(
    settings: Settings,
    questions: Path,
    *,
    vectors: Path,
    day: date | None,
    on_progress: Progress,
) -> dict[str, System]:
    """Return the peers over the articles of `settings`, and the assistant, by name.

    All of them use the same model; the file `vectors` keeps what it has encoded.
    """
    articles = read_articles(settings.articles).articles
    bodies = {article.doc_id: article.body for article in articles}
    loaded = load_encoder(settings.model, settings.model_dir, runtime=settings.runtime)
    encoder = CachedEncoder(loaded, vectors)
    measured = what_is_measured(
        settings,
        questions,
        bodies=bodies,
        chosen={"search": "fused", "as_of": day.isoformat() if day else ""},
    )
    shared = Measured({"code": _code()}, measured.about, bodies=bodies)
    peers = peer_systems(articles, encoder, measured=shared, on_progress=on_progress)
    about = {**measured.about, "note": NOTE, "articles": len(articles)}
    ours = replace(measured, about=about)
    return {**peers, OURS: System(lambda: as_callable(open_assistant(settings), day=day), ours)}


def _llm(settings: Settings) -> str:
    """Name the model, where it answers and how much it takes; nothing secret."""
    if not settings.llm_base_url:
        return ""
    host = urlsplit(settings.llm_base_url).netloc.rpartition("@")[2]
    return f"{settings.llm_model}@{host}（{settings.llm_context} token）"


def _code() -> str:
    """Return a digest of the program, so that answers of two versions never mix."""
    folders = [_ROOT / name for name in ("assistant", "corpus", "eval", "index")]
    files = sorted(p for f in folders for p in f.rglob("*") if p.suffix in _OF_CODE)
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _versions() -> dict[str, str]:
    """Return the versions of what answers; torch may be missing where nothing needs it."""
    found = {}
    for name in _VERSIONED:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _short(manifest: Manifest) -> dict[str, Any]:
    return {name: value for name, value in asdict(manifest).items() if name not in _LONG}
