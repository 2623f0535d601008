"""Files that are dropped: taken from the visitor, shown as they are read, corrected."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect

from assistant.desk.corpus.routing import Routes
from assistant.desk.corpus.table import Table, article_html
from assistant.desk.corpus.words import PATH, fill
from assistant.desk.shell import fragment
from assistant.editing.preview import Preview, PreviewedArticle, Previews
from assistant.editing.uploads import Correction, Uploads
from assistant.schema import AssistantError, NotThereError
from assistant.web.language import Lang
from corpus.article import Article

CUT_OFF = "文件没有传完就断了，没有收下，请再传一次。"
GONE = "这篇文章已经不在这次添加的文件里，请刷新页面后再试。"
NOTHING_GIVEN = "请先写上日期或报纸，再补给没有的文章。"

Typed = Annotated[str, Field(max_length=500)]
Token = Annotated[str, Field(max_length=100)]


@dataclass(frozen=True, slots=True)
class Begun:
    """A visitor begins to add files."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a visitor corrects in one article; None is left as it is."""

    token: Token
    at: Typed
    title: Typed | None = None
    published: Typed | None = None
    source: Typed | None = None
    left_out: bool | None = None


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A day and a paper for the articles that lack them."""

    token: Token
    published: Typed = ""
    source: Typed = ""


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file that is not wanted after all; without a name, all of them."""

    token: Token
    name: Typed = ""


@dataclass(frozen=True, slots=True)
class Adding:
    """The uploads of all visitors; each knows the token of their own."""

    uploads: Uploads
    previews: Previews
    table: Table

    def add_to(self, routes: Routes) -> None:
        """Answer where files are added."""
        routes.post(
            f"{PATH}/upload", Begun, lambda _, __: JSONResponse({"token": self.uploads.begin()})
        )
        routes.put(f"{PATH}/upload/file", self._take)
        routes.get(f"{PATH}/upload", lambda query, lang: self._shown(query.get("token", ""), lang))
        routes.get(f"{PATH}/upload/article", self._article)
        routes.post(f"{PATH}/upload/correct", Corrected, self._correct)
        routes.post(f"{PATH}/upload/fill", FilledIn, self._fill)
        routes.post(f"{PATH}/upload/drop", DroppedFile, self._drop)

    async def _take(self, request: Request, _lang: Lang) -> Response:
        token, name = request.query_params.get("token", ""), request.query_params.get("name", "")
        try:
            taken = await self.uploads.add(token, name, request.stream())
        except ClientDisconnect as error:
            raise HTTPException(400, CUT_OFF) from error
        return JSONResponse({"name": taken.name, "bytes": taken.bytes})

    def _shown(
        self, token: str, lang: Lang, *, shown: Collection[PreviewedArticle] = ()
    ) -> Response:
        """Render how the files of an upload are read, but for articles that are as `shown`.

        Takes seconds where the files are new.
        """
        preview = self._preview(token)
        articles = preview.articles
        before = {article.at: article for article in shown}
        return fragment(
            fill(
                "corpus_preview.html.j2",
                lang,
                preview=preview,
                left_out={a.at for a in articles if before.get(a.at) == a},
                counts=preview.counts(),
                lacking=any(not _published(a) or not _source(a) for a in articles),
                taken=sum(a.fate.what in ("new", "replaces") for a in articles),
            )
            if preview.files
            else ""
        )

    def _preview(self, token: str) -> Preview:
        return self.previews.preview(token, self._library())

    def _library(self) -> Mapping[str, Article]:
        try:
            return self.table.catalogue().articles
        except (AssistantError, TimeoutError):  # nothing answers yet
            return {}

    def _article(self, query: QueryParams, lang: Lang) -> Response:
        at = query.get("at", "")
        for article in self._preview(query.get("token", "")).articles:
            if article.at == at:
                return fragment(article_html(article.checked, lang))
        raise NotThereError(GONE)

    def _correct(self, given: Corrected, lang: Lang) -> Response:
        """Correct one article; answers with it and the others that become something else by it."""
        correction = Correction(given.title, given.published, given.source, given.left_out)
        before = [a for a in self._preview(given.token).articles if a.at != given.at]
        self.uploads.correct(given.token, given.at, correction)
        return self._shown(given.token, lang, shown=before)

    def _fill(self, given: FilledIn, lang: Lang) -> Response:
        published, source = given.published.strip(), given.source.strip()
        if not (published or source):
            raise AssistantError(NOTHING_GIVEN)
        corrections = {
            article.at: Correction(
                published=published if published and not _published(article) else None,
                source=source if source and not _source(article) else None,
            )
            for article in self._preview(given.token).articles
        }
        self.uploads.correct_all(given.token, corrections)
        return self._shown(given.token, lang)

    def _drop(self, given: DroppedFile, lang: Lang) -> Response:
        if not given.name:
            self.uploads.discard(given.token)
            return fragment("")
        self.uploads.drop(given.token, given.name)
        return self._shown(given.token, lang)


def _published(article: PreviewedArticle) -> str:
    return article.checked.article.published


def _source(article: PreviewedArticle) -> str:
    return article.checked.article.source
