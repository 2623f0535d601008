"""The table of the articles that answer, and how one of them was read."""

from dataclasses import dataclass

from fastapi import Response
from starlette.datastructures import QueryParams

from assistant.desk.corpus.reading import fields_of, findings_of
from assistant.desk.corpus.routing import Routes
from assistant.desk.corpus.view import View, bars_of_months
from assistant.desk.corpus.words import PATH, fill
from assistant.desk.desk import Desk
from assistant.desk.refusals import LOADING
from assistant.desk.shell import fragment
from assistant.editing.catalogue import Catalogue
from assistant.editing.looking_over import Shelf
from assistant.schema import AssistantError
from assistant.web.language import Lang, address
from corpus.library.findings import Checked


@dataclass(frozen=True, slots=True)
class Table:
    """The catalogue of what answers now, shown to people."""

    desk: Desk
    shelf: Shelf

    def add_to(self, routes: Routes) -> None:
        """Answer at the table's addresses."""
        routes.get(
            f"{PATH}/table",
            lambda query, lang: fragment(self.html_or_why_not(View.of(query), lang)),
        )
        routes.get(f"{PATH}/article", self._article)

    def catalogue(self) -> Catalogue:
        """Return what answers now; raises TimeoutError while the model loads."""
        return self.shelf.catalogue(self.desk.loading.wait(0))

    def html(self, view: View, lang: Lang) -> str:
        """Render the facets and the rows."""
        catalogue = self.catalogue()
        looked_over = self.shelf.looked_over  # first: what it counts is in the rows
        counts = catalogue.facets(view.listing)
        return fill(
            "corpus_table.html.j2",
            lang,
            page=catalogue.rows(view.listing),
            counts=counts,
            months=bars_of_months(counts.months, view.month),
            view=view,
            here=address(PATH, lang),
            looked_over=looked_over,
        )

    def html_or_why_not(self, view: View, lang: Lang) -> str:
        """Render the table, or the sentence that says why there is none yet."""
        try:
            return self.html(view, lang)
        except TimeoutError:
            return fill("corpus_waiting.html.j2", lang, why=LOADING, waiting=True)
        except AssistantError as error:
            return fill("corpus_waiting.html.j2", lang, why=str(error), waiting=False)

    def _article(self, query: QueryParams, lang: Lang) -> Response:
        return fragment(article_html(self.catalogue().details(query.get("id", "")), lang))


def article_html(checked: Checked, lang: Lang) -> str:
    """Render how an article was read, beside its whole text."""
    findings, paragraphs = findings_of(checked)
    return fill(
        "corpus_article.html.j2",
        lang,
        checked=checked,
        fields=list(fields_of(checked.article, lang)),
        findings=findings,
        paragraphs=paragraphs,
    )
