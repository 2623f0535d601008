"""The two languages of the page; answers, and what they quote, stay as the articles have them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}
NAMES: dict[Lang, str] = {"zh": "中文", "en": "English"}
PATHS: dict[Lang, str] = {"en": "/en", "zh": "/"}  # the more special path first
COOKIE = "lang"


@dataclass(frozen=True, slots=True)
class Text:
    """What the page says, in both languages; {names} are filled in."""

    zh: str
    en: str

    def to(self, lang: Lang, **given: object) -> str:
        """Return it in one language."""
        said = self.en if lang == "en" else self.zh
        return said.format(**given) if given else said


def in_language(words: Mapping[str, Text], lang: Lang) -> dict[str, str]:
    """Return words by their names, in one language: what a script says."""
    return {name: text.to(lang) for name, text in words.items()}


def address(path: str, lang: Lang) -> str:
    """Return where a page is in a language: /corpus, /en/corpus."""
    return PATHS[lang].rstrip("/") + path


def preferred(accepted: str, chosen: str = "") -> Lang:
    """Return the language of a visitor: the chosen one, else the first known that is accepted.

    `accepted` is the browser's Accept-Language; Chinese where it names neither.
    """
    if chosen in LANGS:
        return "en" if chosen == "en" else "zh"
    weights: list[tuple[float, Lang]] = [(0.0, LANGS[0])]
    for item in accepted.split(","):
        name, _, weight = item.strip().partition(";q=")
        tag = name.lower().partition("-")[0]
        if tag in LANGS:
            weights.append((_number(weight), "en" if tag == "en" else "zh"))
    return max(weights, key=lambda pair: pair[0])[1]


def _number(weight: str) -> float:
    try:
        return float(weight or 1)
    except ValueError:
        return 0.0
