"""The page of the corpus: what answers, bringing articles in, building, going back."""

from collections.abc import Callable

from fastapi import APIRouter, Response
from starlette.datastructures import QueryParams

from assistant.desk.corpus.adding import Adding
from assistant.desk.corpus.building import Building
from assistant.desk.corpus.history import History
from assistant.desk.corpus.routing import Routes
from assistant.desk.corpus.table import Table
from assistant.desk.corpus.view import SORTS, View
from assistant.desk.corpus.words import PATH, fill
from assistant.desk.corpus.words_adding import SPOKEN
from assistant.desk.desk import Desk
from assistant.desk.shell import Document, respond
from assistant.editing.looking_over import Shelf
from assistant.editing.preview import Previews
from assistant.editing.uploads import Uploads
from assistant.schema import AssistantError
from assistant.web.language import Lang, in_language
from assistant.web.masthead import TABS


def corpus_routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    routes = Routes()
    table = Table(desk, Shelf(desk.settings))
    building, history = Building(desk), History(desk.settings)
    uploads = Uploads(desk.settings.uploads)
    for part in (table, building, history, Adding(uploads, Previews(uploads), table)):
        part.add_to(routes)

    def page(query: QueryParams, lang: Lang) -> Response:
        view = View.of(query)
        main = fill(
            "corpus.html.j2",
            lang,
            view=view,
            sorts=SORTS,
            table=table.html_or_why_not(view, lang),
            building=building.html(lang),
            removed=_or_why_not(history.removed_html, lang),
            generations=_or_why_not(history.generations_html, lang),
            words=in_language(SPOKEN, lang),
        )
        document = Document(
            PATH,
            TABS["corpus"][1].to(lang),
            main,
            tabs=tuple(TABS),
            tab="corpus",
            styles=("corpus.css", "corpus_reader.css", "corpus_adding.css"),
            modules=("corpus.js",),
        )
        return respond(document, lang)

    routes.get(PATH, page)
    return routes.router


def _or_why_not(render: Callable[[Lang], str], lang: Lang) -> str:
    """Render a part of the page, or the sentence that says why it cannot be: the rest is there."""
    try:
        return render(lang)
    except AssistantError as error:
        return fill("corpus_waiting.html.j2", lang, why=str(error), waiting=False)
