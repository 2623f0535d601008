"""What can be done with an answer and a conversation: copying, judging, asking anew, exporting."""

import json
from html import escape
from typing import Literal

from assistant.web.answers import AS_OF, DERIVED, JOINED, STOP
from assistant.web.cards import EVIDENCE, UNTITLED
from assistant.web.exchange import Exchange
from assistant.web.language import Lang, Text

TOOLS = Text("第{n}问的工具", "Tools of answer {n}")
COPY = Text("复制", "Copy")
COPY_TIP = Text("复制回答的文字，不带编号", "Copy the text of the answer, without numbers")
CITED = Text("带出处复制", "Copy with sources")
CITED_TIP = Text(
    "复制回答和每条出处：标题、报纸、日期、原句",
    "Copy the answer and each source: title, paper, day and sentence",
)
LINK = Text("复制链接", "Copy link")
LINK_TIP = Text("打开这个链接，会再问一遍这个问题", "Opening this link asks the question again")
RIGHT = Text("回答得对", "Good answer")
WRONG = Text("回答有问题", "Bad answer")
RETRY = Text("重试", "Retry")
EDIT = Text("编辑", "Edit")
EDIT_TIP = Text("修改这个问题，重新回答", "Change this question and have it answered again")
EDITED = Text("修改问题", "Change the question")
SEND = Text("发送", "Send")
CANCEL = Text("取消", "Cancel")
EXPORT = Text("导出", "Export")
MARKDOWN = Text("Markdown 文件", "Markdown file")
WORD = Text("Word 文档", "Word document")
ASK_REASON = Text("哪里有问题？", "What is wrong?")
CORRECTION = Text("正确的答案（可不填）", "The right answer (optional)")
NOTE = Text("补充说明（可不填）", "Anything else (optional)")
SUBMIT = Text("提交", "Submit")
Reason = Literal["数字不对", "不是我问的", "出处不支持", "资料里其实有", "太旧", "其他"]
REASONS: dict[Reason, str] = {  # as it is kept and shown in Chinese → in English
    "数字不对": "A figure is wrong",
    "不是我问的": "Not what I asked",
    "出处不支持": "The source does not say so",
    "资料里其实有": "The articles do have it",
    "太旧": "Out of date",
    "其他": "Something else",
}
WORDS = {  # what the scripts say
    "copied": Text("已复制", "Copied"),
    "not_copied": Text(
        "浏览器不让复制，请选中文字后自己复制。",
        "The browser refused; please select the text and copy it yourself.",
    ),
    "noted": Text("已记下，谢谢", "Noted, thank you"),
    "taken_back": Text("已收回", "Taken back"),
    "exported": Text("已导出", "Exported"),
    "failed": Text(
        "没有连上服务，请确认它还开着，再试一次。",
        "The service does not answer; please see whether it is still running and try again.",
    ),
    "sources": EVIDENCE,
    "untitled": UNTITLED,
    "as_of": Text(AS_OF.zh + STOP.zh, AS_OF.en + STOP.en),
    "derived": DERIVED,
    "joined": JOINED,
    "cited": Text("[{n}] {origin}：“{quote}”", "[{n}] {origin}: “{quote}”"),
}
_THUMB = (
    '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" fill="none" '
    'stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"><path d="M6.5 9v8H3.5V9h3Zm0 '
    "8h7.4c.8 0 1.5-.5 1.7-1.3l1.3-4.9c.3-1-.5-2-1.6-2H11l.6-3.4c.2-1-.6-2-1.6-2L6.5 "
    '9"/></svg>'
)


def tools_html(exchange: Exchange, *, number: int, last: bool, lang: Lang) -> str:
    """Render the tools of a finished exchange; a script makes them work."""
    buttons = []
    if exchange.answer:
        buttons.append(_button("copy", COPY, COPY_TIP, lang))
    if exchange.answer and exchange.answer.citations:
        buttons.append(_button("cited", CITED, CITED_TIP, lang))
    buttons.append(_button("link", LINK, LINK_TIP, lang))
    if exchange.answer and exchange.phase == "done":
        thumbs = _thumb("right", RIGHT, lang) + _thumb("wrong", WRONG, lang)
        buttons.append(f'<span class="thumbs">{thumbs}</span>')
    if last:
        buttons.append(_button("retry", RETRY, RETRY, lang))
    label = TOOLS.to(lang, n=number)
    return f'<div class="tools" role="group" aria-label="{label}">{"".join(buttons)}</div>'


def edit_button(lang: Lang) -> str:
    """Render what lets the visitor mend the last question."""
    return f'<div class="tools mine">{_button("edit", EDIT, EDIT_TIP, lang)}</div>'


def toolbox_html(lang: Lang) -> str:
    """Render, once for the page, the export menu, the forms, and what the scripts say."""
    words = json.dumps({name: word.to(lang) for name, word in WORDS.items()}, ensure_ascii=False)
    return (
        f'<details id="export" class="export" hidden><summary>{EXPORT.to(lang)}</summary><div>'
        f'<button type="button" data-format="word">{WORD.to(lang)}</button>'
        f'<button type="button" data-format="markdown">{MARKDOWN.to(lang)}</button></div></details>'
        f'<template id="judging">{_judging(lang)}</template>'
        f'<template id="editing">{_editing(lang)}</template>'
        f'<p id="told" role="status" data-words="{escape(words)}"></p>'
    )


def _judging(lang: Lang) -> str:
    reasons = "".join(
        f'<label><input type="radio" name="reason" value="{reason}">'
        f"{Text(reason, english).to(lang)}</label>"
        for reason, english in REASONS.items()
    )
    fields = "".join(
        f'<label class="field">{label.to(lang)}'
        f'<textarea name="{name}" rows="2" maxlength="2000"></textarea></label>'
        for name, label in (("correction", CORRECTION), ("note", NOTE))
    )
    return (
        f'<form class="judging"><fieldset><legend>{ASK_REASON.to(lang)}</legend>{reasons}'
        f"</fieldset>{fields}{_choice(SUBMIT, lang)}</form>"
    )


def _editing(lang: Lang) -> str:
    return (
        f'<form class="editing"><textarea name="question" rows="2" required '
        f'aria-label="{EDITED.to(lang)}"></textarea>{_choice(SEND, lang)}</form>'
    )


def _choice(submit: Text, lang: Lang) -> str:
    return (
        f'<div class="choice"><button type="submit">{submit.to(lang)}</button>'
        f'<button type="button" class="cancel">{CANCEL.to(lang)}</button></div>'
    )


def _button(name: str, label: Text, tip: Text, lang: Lang) -> str:
    return f'<button type="button" class="{name}" title="{tip.to(lang)}">{label.to(lang)}</button>'


def _thumb(verdict: str, label: Text, lang: Lang) -> str:
    return (
        f'<button type="button" class="verdict {verdict}" data-verdict="{verdict}" '
        f'aria-pressed="false" aria-label="{label.to(lang)}" title="{label.to(lang)}">'
        f"{_THUMB}</button>"
    )
