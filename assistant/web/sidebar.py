"""The conversations that the browser keeps, as HTML; its script fills in the list."""

from assistant.web.language import TAGS, Lang, Text, in_language

PAST = Text("对话记录", "Conversations")
NEW = Text("新对话", "New conversation")
FIND = Text("搜索对话", "Search conversations")
NOTHING = Text("没有这样的对话。", "No such conversation.")
RENAME = Text("重命名", "Rename")
DELETE = Text("删除", "Delete")
UNDO = Text("撤销", "Undo")
# What the script says; {title} is filled in there.
WORDS = {
    "named": Text("对话的名称", "Name of the conversation"),
    "rename": Text("重命名“{title}”", "Rename “{title}”"),
    "delete": Text("删除“{title}”", "Delete “{title}”"),
    "deleted": Text("已删除“{title}”。", "“{title}” is deleted."),
}


def sidebar_html(lang: Lang) -> str:
    """Render the frame of the list, and the template of a row."""
    find = FIND.to(lang)
    return f"""
<nav aria-label="{PAST.to(lang)}">
  <button type="button" id="new">{NEW.to(lang)}</button>
  <input type="search" id="find" placeholder="{find}" aria-label="{find}" autocomplete="off">
  <div id="conversations"></div>
  <p id="nothing" role="status" hidden>{NOTHING.to(lang)}</p>
  <p id="deleted" role="status" hidden><span></span>
    <button type="button" id="undo">{UNDO.to(lang)}</button></p>
</nav>
<template id="conversation"><li class="conversation">
  <button type="button" class="open"></button>
  <button type="button" class="rename" title="{RENAME.to(lang)}">{_PEN}</button>
  <button type="button" class="delete" title="{DELETE.to(lang)}">{_BIN}</button>
</li></template>"""


def sidebar_words(lang: Lang) -> dict[str, str]:
    """Return what the script says, and the language that it tells days in."""
    return in_language(WORDS, lang) | {"lang": TAGS[lang]}


def _icon(path: str) -> str:
    return (
        '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" '
        'stroke="currentColor" stroke-width="1.3" stroke-linecap="round" '
        f'stroke-linejoin="round"><path d="{path}"/></svg>'
    )


_PEN = _icon("M3 13l.7-2.9 7.2-7.2a1.2 1.2 0 0 1 1.7 0l.5.5a1.2 1.2 0 0 1 0 1.7L5.9 12.3z")
_BIN = _icon("M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 8.5h6l.5-8.5M6.8 7v4M9.2 7v4")
