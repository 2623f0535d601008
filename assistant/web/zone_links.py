"""Links from the zones that an answer names to their pages."""

import re
from collections.abc import Container
from html import unescape
from urllib.parse import quote

from assistant.web.language import Lang, address
from corpus.zones import zone_mentions

# They travel through the renderer of Markdown, as bold does; see assistant.web.markdown.
OPEN, CLOSE = "\ue002", "\ue003"
_LINKED = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
_MARKUP = re.compile(r"[*|\[\]\\\n`<>&]")


def zone_address(zone: str, lang: Lang) -> str:
    """Return where a zone's page is."""
    return address(f"/zone/{quote(zone, safe='')}", lang)


def marked(text: str, zones: Container[str]) -> str:
    """Mark in an answer's Markdown the first mention of each zone that has a page."""
    text = text.replace(OPEN, "").replace(CLOSE, "")
    seen: set[str] = set()
    parts, at = [], 0
    for zone in zone_mentions(text):
        said = text[zone.start : zone.end]
        if zone.name in zones and zone.name not in seen and not _MARKUP.search(said):
            seen.add(zone.name)
            parts.append(f"{text[at : zone.start]}{OPEN}{said}{CLOSE}")
            at = zone.end
    return "".join(parts) + text[at:]


def linked(html: str, lang: Lang) -> str:
    """Put links for the marks, after the Markdown was rendered; what is in them is escaped."""
    return _LINKED.sub(lambda m: _link(m[1], lang), html)


def _link(said: str, lang: Lang) -> str:
    href = zone_address(unescape(said), lang)
    return f'<a class="zone" href="{href}">{said}</a>'
