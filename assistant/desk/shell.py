"""What the pages beside the chat have in common: the document, the masthead, the languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse

from assistant.web.language import LANGS, NAMES, TAGS, Lang, address
from assistant.web.masthead import ICON, TITLE, Tab, tabs_html

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent
ASSETS = FOLDER / "assets"  # served under /desk/
SHARED = [FOLDER.parent / "web" / "assets" / name for name in ("colours.css", "tabs.css")]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole page: what is in its main part, and what styles and moves that.

    `path` is its address without the language: /corpus. Of the folder ASSETS, `styles` are put
    inline after shell.css, `modules` are loaded as ES modules. `tabs` are those that lead on.
    """

    path: str
    title: str
    main: str  # HTML
    tabs: Sequence[Tab] = ()
    tab: Tab | None = None  # this page's own
    styles: Sequence[str] = ()
    modules: Sequence[str] = ()


def respond(document: Document, lang: Lang, *, status: int = 200) -> HTMLResponse:
    """Answer with a whole page."""
    other = next(each for each in LANGS if each != lang)
    sheets = [*SHARED, ASSETS / "shell.css", *(ASSETS / name for name in document.styles)]
    html = render(
        "shell.html.j2",
        lang=lang,
        document=document,
        icon=ICON,
        tag=TAGS[lang],
        site=TITLE.to(lang),
        home=address("/", lang),
        tabs=tabs_html(document.tabs, lang=lang, current=document.tab),
        other={
            "lang": other,
            "tag": TAGS[other],
            "name": NAMES[other],
            "path": address(document.path, other),
        },
        styles="".join(sheet.read_text(encoding="utf-8") for sheet in sheets),
    )
    return HTMLResponse(html, status, {"cache-control": "no-store"})


def fragment(html: str) -> HTMLResponse:
    """Answer with a part of a page."""
    return HTMLResponse(html, headers={"cache-control": "no-store"})


def render(template: str, **values: Any) -> str:
    """Fill in one of the templates; every value is escaped that is not marked as safe there.

    A Text of `assistant.web.language` is written with the filter `to`: {{ word | to(lang) }}.
    """
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["to"] = lambda text, lang, **given: text.to(lang, **given)
    return environment
