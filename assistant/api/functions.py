"""What programs may call, with typed results: one place for MCP tools and named endpoints."""

from dataclasses import dataclass, fields
from typing import Annotated, Any

from pydantic import Field

from assistant.asking.checked import check_question
from assistant.asking.filters import check_names, read_filters
from assistant.schema import AssistantError, Citation, Derived, Found, Frame, Mode, Turn
from assistant.web.backend import ChatBackend, Loading

PATIENCE = 60.0  # seconds that a call waits for the model to load
MOST = 50  # passages
LOADING = "模型还在加载，请过一会儿再试。"

Zones = Annotated[
    tuple[str, ...], Field(description="only articles about any of these zones 开发区")
]
Papers = Annotated[tuple[str, ...], Field(description="only articles of any of these papers 来源")]
Since = Annotated[str, Field(description="published on or after: 2025, 2025-11 or 2025-11-14")]
Until = Annotated[str, Field(description="published on or before: 2025, 2025-11 or 2025-11-14")]


# No slots here: the MCP SDK takes a slot for a field's default, and then gives no schema.
@dataclass(frozen=True)
class Answered:
    """An answer whose [n] point to `citations`; none where the articles don't say it (refused)."""

    question: str
    standalone_question: str
    answer: str
    short_answer: str | None
    refused: bool
    mode: Mode
    frame: Frame
    citations: tuple[Citation, ...]
    derived: tuple[Derived, ...]
    confidence: float
    notices: tuple[str, ...]


@dataclass(frozen=True)
class ArticleRead:
    """A whole article; citations and passages are offsets into `body`."""

    doc_id: str
    title: str
    subtitle: str
    source: str
    published: str
    byline: str
    page: str
    url: str
    zones: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True)
class ZoneListed:
    """A zone and how many articles name it."""

    zone: str
    articles: int


@dataclass(frozen=True, slots=True)
class Functions:
    """Calls over a backend that may still be loading; nothing of a caller is kept.

    Each raises AssistantError, whose sentence is for people.
    """

    loading: Loading

    def ask(
        self,
        question: Annotated[str, Field(description="one question, in Chinese 用中文提问")],
        history: Annotated[
            tuple[Turn, ...],
            Field(description="earlier questions and answers, for a follow-up 追问"),
        ] = (),
        zones: Zones = (),
        sources: Papers = (),
        since: Since = "",
        until: Until = "",
    ) -> Answered:
        """Answer a question with quoted sentences, or refuse."""
        check_question(question)
        filters = read_filters(zones, sources, since=since, until=until)
        backend = self._backend()
        check_names(filters, backend.facets())
        *_, answer = backend.stream(question, history=history, filters=filters)
        return Answered(**_values(answer, Answered))

    def search(
        self,
        query: Annotated[str, Field(description="words or a question, in Chinese 检索词")],
        k: Annotated[int, Field(description="how many passages 条数", ge=1, le=MOST)] = 10,
        zones: Zones = (),
        sources: Papers = (),
        since: Since = "",
        until: Until = "",
    ) -> list[Found]:
        """Return the passages that fit a query, best first."""
        check_question(query)
        if not 1 <= k <= MOST:
            raise AssistantError(f"条数 k 是{k}，请给1到{MOST}之间的数。")
        filters = read_filters(zones, sources, since=since, until=until)
        backend = self._backend()
        check_names(filters, backend.facets())
        return list(backend.passages(query, k=k, filters=filters))

    def read_article(
        self, doc_id: Annotated[str, Field(description="of a citation or a passage 文章编号")]
    ) -> ArticleRead:
        """Return a whole article."""
        article = self._backend().article(doc_id)
        return ArticleRead(**_values(article, ArticleRead))

    def list_zones(self) -> list[ZoneListed]:
        """Return the zones that articles name, the most named first."""
        return [ZoneListed(*zone) for zone in self._backend().facets().zones]

    def _backend(self) -> ChatBackend:
        try:
            return self.loading.wait(PATIENCE)
        except TimeoutError:
            raise AssistantError(LOADING) from None


def _values(whole: object, kind: type[Answered | ArticleRead]) -> dict[str, Any]:
    return {field.name: getattr(whole, field.name) for field in fields(kind)}
