"""What was removed and can be restored; the generations of the index and going back to one."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import Field

from assistant.desk.corpus.routing import Routes
from assistant.desk.corpus.words import PATH, fill
from assistant.desk.shell import fragment
from assistant.editing.history import generations, roll_back
from assistant.editing.library import library_of, removed
from assistant.settings import Settings
from assistant.web.language import Lang


@dataclass(frozen=True, slots=True)
class WentBack:
    """The generation that is to answer."""

    name: Annotated[str, Field(min_length=1, max_length=100)]


@dataclass(frozen=True, slots=True)
class History:
    """The library and the index of some settings."""

    settings: Settings

    def add_to(self, routes: Routes) -> None:
        """Answer where the past is kept."""
        routes.get(f"{PATH}/removed", lambda _, lang: fragment(self.removed_html(lang)))
        routes.get(f"{PATH}/generations", lambda _, lang: fragment(self.generations_html(lang)))
        routes.post(f"{PATH}/generations", WentBack, self._go_back)

    def removed_html(self, lang: Lang) -> str:
        """Render what was removed."""
        return fill("corpus_removed.html.j2", lang, removed=removed(library_of(self.settings)))

    def generations_html(self, lang: Lang) -> str:
        """Render the generations."""
        return fill("corpus_generations.html.j2", lang, generations=generations(self.settings))

    def _go_back(self, wanted: WentBack, _lang: Lang) -> Response:
        return JSONResponse({"note": roll_back(self.settings, wanted.name).note})
