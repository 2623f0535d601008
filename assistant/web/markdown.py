"""An answer's Markdown as HTML: bold, tables, lists and [n]; never a link, an image or a tag."""

import re
from collections.abc import Mapping

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.web.language import Lang, Text

TABLE = Text("表格", "Table")

# Links, images, autolinks and raw HTML stay switched off: answers quote what strangers wrote.
_MARKDOWN = MarkdownIt("zero", {"breaks": True}).enable(["table", "list", "newline", "escape"])

# CommonMark leaves **“推算”**的 unbold (a closing ** after punctuation needs a space behind it),
# so bold is found here and travels through the renderer as two private characters.
OPEN, CLOSE = "\ue000", "\ue001"
_BOLD = re.compile(r"(?<!\\)\*\*((?:(?!\*\*)[^\n|])+)\*\*")
_CITE = re.compile(r"\[(\d{1,3})\]")


def parse(text: str) -> list[Token]:
    """Parse an answer; in its texts, what is bold stands between OPEN and CLOSE."""
    text = text.replace(OPEN, "").replace(CLOSE, "")
    return _MARKDOWN.parse(_BOLD.sub(rf"{OPEN}\1{CLOSE}", text))


def to_html(
    text: str, *, links: Mapping[int, str], unfinished: bool = False, lang: Lang = "zh"
) -> str:
    """Render an answer; `links` holds the HTML that stands for [n], by n.

    An unfinished text may end inside **bold**, which is then closed.
    """
    if unfinished and text.count("**") % 2:
        text = text.removesuffix("**") if text.endswith("**") else text + "**"
    html = _MARKDOWN.renderer.render(parse(text), _MARKDOWN.options, {})
    html = html.replace(OPEN, "<strong>").replace(CLOSE, "</strong>")
    frame = f'<div class="table" role="region" aria-label="{TABLE.to(lang)}" tabindex="0">'
    html = html.replace("<table>", f"{frame}<table>").replace("</table>", "</table></div>")
    return _CITE.sub(lambda match: links.get(int(match[1]), match[0]), html)
