"""The line at the top of the pages: the title, the tabs, the language."""

from collections.abc import Sequence
from typing import Literal

from assistant.web.language import LANGS, NAMES, TAGS, Lang, Text, address
from assistant.web.tools import toolbox_html

TITLE = Text("开发区新闻问答", "Zone News Q&A")
SKIP = Text("跳到提问框", "Skip to the question")
MENU = Text("对话记录", "Conversations")
PAGES = Text("页面", "Pages")
Tab = Literal["chat", "corpus", "evaluation"]
TABS: dict[Tab, tuple[str, Text]] = {  # address, name
    "chat": ("/", Text("问答", "Ask")),
    "corpus": ("/corpus", Text("语料", "Articles")),
    "evaluation": ("/evaluation", Text("评测", "Quality")),
}
# A data: address, because a browser that finds no icon asks for Gradio's.
ICON = (
    '<link rel="icon" href="data:image/svg+xml,'
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%231d4ed8'/%3E"
    "%3Cpath d='M8 10h16M8 16h16M8 22h9' stroke='white' stroke-width='3'/%3E%3C/svg%3E\">"
)
_BARS = (
    '<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" '
    'stroke="currentColor" stroke-width="1.5" stroke-linecap="round">'
    '<path d="M3 5.5h14M3 10h14M3 14.5h14"/></svg>'
)


def tabs_html(tabs: Sequence[Tab], *, lang: Lang, current: Tab | None) -> str:
    """Render the way to the other pages, where there are any."""
    links = ""
    for tab in tabs:
        path, name = TABS[tab]
        here = ' aria-current="page"' if tab == current else ""
        links += f'<a href="{address(path, lang)}"{here}>{name.to(lang)}</a>'
    return f'<nav class="tabs" aria-label="{PAGES.to(lang)}">{links}</nav>' if links else ""


def masthead_html(lang: Lang, tabs: Sequence[Tab] = ()) -> str:
    """Render it; its script opens the conversations and changes the language."""
    other = next(each for each in LANGS if each != lang)
    path = address("/", other)
    label = MENU.to(lang)
    return (
        f'<a class="skip" href="#box">{SKIP.to(lang)}</a>'
        f'<header><button type="button" id="menu" aria-controls="past" aria-expanded="false" '
        f'aria-label="{label}" title="{label}">{_BARS}</button>'
        f"<h1>{TITLE.to(lang)}</h1>{tabs_html(tabs, lang=lang, current='chat')}"
        f'{toolbox_html(lang)}<span id="account" data-tab="chat"></span>'
        f'<a id="language" href="{path}" lang="{TAGS[other]}" hreflang="{TAGS[other]}" '
        f'data-lang="{other}">{NAMES[other]}</a></header>'
    )
