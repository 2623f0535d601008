"""The one place that wires the parts that answer: settings in, an assistant out."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.schema import AssistantError
from assistant.settings import Settings
from assistant.sharing import Followed, followed_by, open_milvus
from corpus.article import Article, CorpusError
from index.errors import SearchIndexError

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from assistant.answer import Assistant
    from assistant.desk.desk import Desk
    from assistant.judge import LlmJudge
    from assistant.live import LiveAssistant
    from assistant.reader.reader import Reads
    from assistant.web.backend import BackgroundLoading, ChatBackend
    from eval.feedback.store import Feedback
    from index.embedding import Encoder
    from index.milvus import MilvusIndex

_EXAMPLES = {
    "kxdb-2025-11-taiyuan-semiconductor-scale": "太原半导体生态科技港总投资多少？",
    "kxdb-2025-11-taiyuan-semiconductor-progress": "太原半导体生态科技港什么时候竣工？",
    "kxdb-2025-11-fenglingdu-textile-land": "风陵渡的气流纺织项目用地多少亩？",
    "kxdb-2025-11-yangquan-fuquan": "平定经开区被赋权多少项县级事项？",
    "kxdb-2025-11-wenshui-zone": "文水经开区入驻企业多少户？",
}


@dataclass(frozen=True, slots=True)
class Models:
    """What is loaded once, whichever generation of the index is open."""

    encoder: "Encoder"
    reader: "Reads | None"
    llm: "LLM | None"
    followed: Followed  # where the index is kept
    milvus: "MilvusIndex | None" = None  # the server that searches its words

    def close(self) -> None:
        """Release the connections to the servers."""
        self.followed.close()
        if self.milvus:
            self.milvus.close()


def open_assistant(settings: Settings, *, searches: Sequence[str] = ()) -> "Assistant":
    """Open the index, load the models and connect the LLM, if one is configured.

    `searches` leaves some of the index's searches out, for measuring what each is worth.
    """
    with ExitStack() as held:
        models = _models(settings, held)
        assistant = _over_current(settings, models, searches, leave=models.close)
        held.pop_all()
    return assistant


def open_live(settings: Settings) -> "LiveAssistant":
    """Open an assistant that moves on by itself when the index is built anew."""
    from assistant.live import LiveAssistant

    with ExitStack() as held:
        models = _models(settings, held)
        live = LiveAssistant(
            settings.index_dir,
            lambda: _over_current(settings, models),
            refresh=lambda: models.followed.refresh(settings.index_dir),
            release=models.close,
        )
        held.pop_all()
    return live


def _models(settings: Settings, held: ExitStack) -> Models:
    """Load the models; `held` closes the way to the server where something then fails."""
    from index.encoder import load_encoder
    from index.generations import check_manifest
    from index.runtimes import runtime_of

    followed = held.enter_context(closing(followed_by(settings)))
    followed.refresh(settings.index_dir)
    milvus = open_milvus(settings)
    if milvus:
        held.enter_context(closing(milvus))
    runtime = runtime_of(settings.model, settings.runtime)
    # Known at once; models are slow.
    check_manifest(settings.index_dir, model=settings.model, runtime=runtime)
    encoder = load_encoder(settings.model, settings.model_dir, runtime=settings.runtime)
    reader = _reader(encoder) if settings.reader else None
    return Models(encoder, reader, _llm(settings), followed, milvus)


def _over_current(
    settings: Settings,
    models: Models,
    searches: Sequence[str] = (),
    *,
    leave: Callable[[], None] = lambda: None,
) -> "Assistant":
    """Return an assistant over the generation that is current now; closing it ends in `leave`."""
    from assistant.answer import Assistant, Sources
    from assistant.asking.known import know
    from index.search import WEIGHTS, open_index

    index = open_index(
        settings.index_dir,
        encoder=models.encoder,
        searches=searches or tuple(WEIGHTS),
        shared=models.followed.shared,
        milvus=models.milvus,
    )
    opened = ExitStack()
    opened.callback(leave)
    opened.callback(index.close)
    sources = Sources(
        index.fused,
        index.articles,
        rarity=index.rarity,
        repeats=index.repeats,
        examples=examples(index.articles),
        known=know(index.articles.values()),
        reader=models.reader,
        passing=index.passing,
        release=opened.close,
    )
    return Assistant(sources, llm=models.llm)


def _reader(encoder: "Encoder") -> "Reads | None":
    """Load the reader; without it sentences are ranked by their words, and a warning says so."""
    from assistant.reader.loading import ReaderError, load_reader
    from index.runtimes import HASH_NAME

    if encoder.name == HASH_NAME:  # the stand-in, which nobody takes for a model
        return None
    try:
        return load_reader(encoder)
    except ReaderError as error:
        logging.getLogger("zone_assistant").warning("%s：先按词句匹配来回答。", error)
        return None


def open_judge(settings: Settings) -> "LlmJudge":
    """Connect the LLM that judges answers."""
    from assistant.judge import LlmJudge

    llm = _llm(settings)
    if llm is None:
        raise AssistantError(
            "还没有配置大模型，不能评审：请设置 ZONE_ASSISTANT_LLM_BASE_URL 和 "
            "ZONE_ASSISTANT_LLM_MODEL 后再试。"
        )
    return LlmJudge(llm)


def open_for_people(settings: Settings) -> "ChatBackend":
    """Open the assistant for the page, which knows this package's exception only.

    Refused questions are kept, unless the settings say otherwise.
    """
    from assistant.web.feedback import WithFeedback

    try:
        assistant = open_live(settings)
    except (CorpusError, SearchIndexError) as error:
        raise AssistantError(str(error)) from error
    return WithFeedback(assistant, open_feedback(settings)) if settings.feedback else assistant


def open_feedback(settings: Settings) -> "Feedback":
    """Return the store of what people asked the page."""
    from eval.feedback.store import Feedback

    if settings.feedback is None:
        raise AssistantError(
            "没有反馈库：设置 ZONE_ASSISTANT_FEEDBACK=off 关掉了它，请把这个设置改成它的文件名。"
        )
    return Feedback(settings.feedback)


def open_desk(
    settings: Settings, loading: "BackgroundLoading", feedback: "Feedback | None", *, host: str
) -> "Desk | None":
    """Return what editors work with, None where the settings keep that away from `host`."""
    from assistant.desk.desk import Desk

    local = host in ("localhost", "127.0.0.1", "::1")
    offered = local or settings.auth_file is not None  # there the role decides
    if settings.desk == "off" or (settings.desk == "auto" and not offered):
        return None
    return Desk(settings, loading, feedback, open_to_all=settings.desk == "on")


def examples(articles: Mapping[str, Article]) -> tuple[str, ...]:
    """Return questions on the sample articles that are indexed, else on the zones that are."""
    known = tuple(question for doc_id, question in _EXAMPLES.items() if doc_id in articles)
    zones = dict.fromkeys(zone for article in articles.values() for zone in article.zones[:1])
    return known or tuple(f"{zone}有哪些项目？" for zone in list(zones)[:4])


def _llm(settings: Settings) -> "LLM | None":
    if not settings.llm_base_url:
        return None
    from assistant.llm import connect

    return connect(
        settings.llm_base_url,
        settings.llm_api_key.get_secret_value(),
        settings.llm_model,
        timeout=settings.llm_timeout,
        context_window=settings.llm_context,
    )
