"""The page of a zone: what the articles say of it, each value with the sentence that says it."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from html import escape
from itertools import groupby
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from assistant.desk.shell import Document, render, respond
from assistant.desk.zone_words import (
    BACK,
    LOADING,
    NOT_FOUND,
    QUESTIONS,
    SECTIONS,
    WORDS,
    Section,
)
from assistant.dossier.schema import Dossier, FigureByYear, Policy, Project, QuotedArticle, Value
from assistant.quotes.years import parts_with_years
from assistant.schema import Answer, AssistantError, Citation
from assistant.web.answers import SOURCE
from assistant.web.article_view import dialog_html, dialog_words
from assistant.web.backend import ChatBackend, Loading
from assistant.web.cards import evidence_html
from assistant.web.dates import shown_date
from assistant.web.exchange import Exchange
from assistant.web.language import PATHS, Lang, address
from assistant.web.masthead import Tab
from assistant.web.zone_links import zone_address
from corpus.article import Article

_WEB = "../../web/assets/"
STYLES = (f"{_WEB}evidence.css", f"{_WEB}article.css", "zone.css")
_BY = re.compile("（按(.+)）$")
FIRST = 12  # articles that are listed at once, sentences that are quoted at once


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one attribute, the newest year first."""

    attribute: str
    figures: Sequence[FigureByYear]


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quoted sentences by article: those to show at once, the rest, and how many these are."""

    first: Sequence[QuotedArticle]
    rest: Sequence[QuotedArticle]
    left: int


def zone_routes(loading: Loading, *, tabs: Sequence[Tab] = ()) -> APIRouter:
    """Return the routes of the zones' pages, in each language."""
    routes = APIRouter()
    for lang in PATHS:
        page = _page(loading, lang, tabs)
        routes.add_api_route(address("/zone/{zone:path}", lang), page, response_class=HTMLResponse)
    return routes


def _page(loading: Loading, lang: Lang, tabs: Sequence[Tab]) -> Callable[[str], HTMLResponse]:
    def page(zone: str) -> HTMLResponse:
        try:
            backend = loading.wait(0)
            dossier = backend.dossier(zone)
        except TimeoutError:
            return _told(zone, LOADING.to(lang), lang, tabs, status=503)
        except AssistantError as error:
            return _told(zone, str(error), lang, tabs, status=404)
        path = zone_address(dossier.zone, "zh")
        main = zone_html(dossier, article=_article_of(backend), lang=lang)
        document = Document(
            path, dossier.zone, main, tabs=tabs, styles=STYLES, modules=("zone.js",)
        )
        return respond(document, lang)

    return page


def _told(
    zone: str, sentence: str, lang: Lang, tabs: Sequence[Tab], *, status: int
) -> HTMLResponse:
    main = f'<p class="panel" role="alert">{escape(sentence)}</p>'
    document = Document(zone_address(zone, "zh"), NOT_FOUND.to(lang), main, tabs=tabs)
    return respond(document, lang, status=status)


def _article_of(backend: ChatBackend) -> Callable[[str], Article | None]:
    """Look articles up; one that a new index has no more costs a card its surroundings only."""

    def article(doc_id: str) -> Article | None:
        try:
            return backend.article(doc_id)
        except AssistantError:
            return None

    return article


def zone_html(
    dossier: Dossier, *, article: Callable[[str], Article | None], lang: Lang = "zh"
) -> str:
    """Render a dossier and the cards of its citations; every text in it is escaped."""
    zone, citations = dossier.zone, dossier.citations
    cited = Exchange(zone, "done", Answer(zone, zone, "", citations=citations))
    home = address("/", lang)

    def ask(section: Section) -> str:
        question = QUESTIONS.get(section, "").format(zone=zone)
        return f"{home}?{urlencode({'q': question})}" if question else ""

    shown = {name: title for name, title in SECTIONS.items() if getattr(dossier, name)}
    missing = [title.to(lang) for name, title in SECTIONS.items() if name not in {*shown, "quoted"}]

    return render(
        "zone.html.j2",
        lang=lang,
        dossier=dossier,
        about=sum(line.about for line in dossier.articles),
        groups=[Group(n, tuple(f)) for n, f in groupby(dossier.figures, lambda f: f.attribute)],
        columns={"projects": _told_of(dossier.projects), "policies": _told_of(dossier.policies)},
        sections=shown,
        missing=("、" if lang == "zh" else ", ").join(missing),
        quotes=_quotes(dossier.quoted),
        parts=parts_with_years,
        first=FIRST,
        ask=ask,
        cite=partial(_cite, lang=lang),
        differ=_differ,
        counted=partial(_counted, lang=lang),
        day=partial(shown_date, lang=lang),
        t=lambda name, **given: WORDS[name].to(lang, **given),
        evidence=evidence_html([cited], article=article, lang=lang, back=BACK) if citations else "",
        dialog=dialog_html(lang),
        words=json.dumps(dialog_words(lang), ensure_ascii=False),
    )


def _quotes(quoted: Sequence[QuotedArticle]) -> Quotes:
    """Cut the quoted sentences behind the first ones; an article may stand on both sides."""
    first, rest = list[QuotedArticle](), list[QuotedArticle]()
    room = FIRST
    for article in quoted:
        cut = (article.citations[:room], article.citations[room:])
        for side, citations in zip((first, rest), cut, strict=True):
            if citations:
                side.append(replace(article, citations=citations))
        room -= len(cut[0])
    return Quotes(first, rest, sum(len(article.citations) for article in rest))


def _cite(citation: Citation, *, lang: Lang) -> Markup:
    """Return the link to the card of a citation."""
    label = SOURCE.to(lang, n=citation.n, title=citation.title)
    return Markup(
        '<a class="cite" href="#card-1-{n}" data-exchange="1" data-n="{n}" aria-label="{label}">'
        "[{n}]</a>"
    ).format(n=citation.n, label=label)


def _counted(rule: str, *, lang: Lang) -> str:
    """Say what a time was counted by; what it comes to stands beside it."""
    by = _BY.search(rule)
    return WORDS["counted_by"].to(lang, by=by[1]) if by else WORDS["derived"].to(lang, rule=rule)


def _told_of(rows: Sequence[Project | Policy]) -> set[str]:
    """Return the fields of which at least one row tells something."""
    return {field.name for row in rows for field in fields(row) if getattr(row, field.name)}


def _differ(values: Sequence[Value]) -> bool:
    """Tell whether articles give different values for one thing."""
    said = {(value.planned, value.before) for value in values}
    return len(said) < len(values)
