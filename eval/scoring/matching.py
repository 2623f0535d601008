"""When an answer says what it should, and when two stretches of text are the same place."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from corpus.figures import Figure, find_figures, same_figure

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)")
_SCALES = "百千万亿"
_DIGITS = "〇零一二两三四五六七八九十"
_MARKUP = re.compile(r" *\[\d+\]|\*\*")  # citation numbers and bold: no part of what is said
SAME_PLACE = 0.7  # of the shorter text's characters in one run


def plain(answer: str) -> str:
    """Return what an answer says, without citation numbers and bold."""
    return _MARKUP.sub("", answer)


def normalised(text: str) -> str:
    """Fold width and case, drop thousands separators and white space.

    A space stays where it keeps two numbers apart (2022 15, and 1. 5亿元 of a numbered list).
    """
    # ① and ⒈ fold into plain digits: apart, lest ①5亿元 become 15亿元.
    apart = (f" {char} " if unicodedata.category(char) == "No" else char for char in text)
    text = unicodedata.normalize("NFKC", "".join(apart)).casefold()
    text = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), text)
    return re.sub(r"\s+", "", re.sub(r"(?<=[\d.])\s+(?=\d)", "\0", text)).replace("\0", " ")


def contains(text: str, wanted: str) -> bool:
    """Tell whether `wanted` stands in `text`, and not inside a longer number (5亿元 in 15亿元)."""
    needle = normalised(wanted).rstrip("。.;；")
    return bool(needle) and bool(_whole(needle).search(normalised(text)))


def answer_contained(text: str, groups: Sequence[Sequence[str]]) -> bool:
    """Tell whether every group is met by one of its strings; no groups are never met."""
    return bool(groups) and all(any(contains(text, wanted) for wanted in g) for g in groups)


def _whole(needle: str) -> re.Pattern[str]:
    """Match `needle` where no digit before or after it makes it another number."""
    before = after = ""
    if needle[0].isdigit():
        before = r"(?<!\d)(?<!\d\.)"
    elif needle[0] in _DIGITS:
        before = f"(?<![{_DIGITS}{_SCALES}])"
    if needle[-1].isdigit():
        after = r"(?!\d)(?!\.\d)"
    elif needle[-1] in _DIGITS + _SCALES:
        # 4亿 stands in 4亿千瓦时 and before 一直, 一起…, but neither 5万 in 5万亿 nor 十 in 十五.
        after = "(?![二三四五六七八九十万亿])"
    return re.compile(before + re.escape(needle) + after)


def same_place(text: str, sentence: str) -> bool:
    """Tell whether one holds the other, or they share a run of most of the shorter one.

    Gold sentences of others' sets are cut elsewhere than ours and carry stray spaces.
    """
    a, b = normalised(text), normalised(sentence)
    if not a or not b:
        return False
    if a in b or b in a:
        return True
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.find_longest_match().size >= SAME_PLACE * min(len(a), len(b))


def figures_right(said: str, groups: Sequence[Sequence[str]]) -> bool | None:
    """Tell whether `said` gives the figures of every group, value and unit (5亿元 = 50000万元).

    A group is met by any of its strings that holds figures; None where no group has a figure.
    """
    wanted = [[found for text in group if (found := find_figures(text))] for group in groups]
    wanted = [variants for variants in wanted if variants]
    if not wanted:
        return None
    given = find_figures(said)
    return all(any(_all_in(figures, given) for figures in variants) for variants in wanted)


def _all_in(figures: Iterable[Figure], given: Sequence[Figure]) -> bool:
    return all(any(_right(other, figure) for other in given) for figure in figures)


def _right(said: Figure, gold: Figure) -> bool:
    """Compare value and unit; a figure said without the unit of the gold one isn't right."""
    return same_figure(said, gold) and (bool(said.unit) or not gold.unit)
