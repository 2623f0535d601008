"""The line at the top of the page: the button of the conversations, the title, the language."""

from assistant.web.language import LANGS, NAMES, PATHS, TAGS, Lang, Text
from assistant.web.tools import toolbox_html

TITLE = Text("开发区新闻问答", "Zone News Q&A")
SKIP = Text("跳到提问框", "Skip to the question")
MENU = Text("对话记录", "Conversations")
_BARS = (
    '<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="none" '
    'stroke="currentColor" stroke-width="1.5" stroke-linecap="round">'
    '<path d="M3 5.5h14M3 10h14M3 14.5h14"/></svg>'
)


def masthead_html(lang: Lang) -> str:
    """Render it; its script opens the conversations and changes the language."""
    other = next(each for each in LANGS if each != lang)
    path = f"{PATHS[other].rstrip('/')}/"
    label = MENU.to(lang)
    return (
        f'<a class="skip" href="#box">{SKIP.to(lang)}</a>'
        f'<header><button type="button" id="menu" aria-controls="past" aria-expanded="false" '
        f'aria-label="{label}" title="{label}">{_BARS}</button>'
        f"<h1>{TITLE.to(lang)}</h1>{toolbox_html(lang)}"
        f'<a id="language" href="{path}" lang="{TAGS[other]}" hreflang="{TAGS[other]}" '
        f'data-lang="{other}">{NAMES[other]}</a></header>'
    )
