"""The formulas, pure: what is undefined (nothing to divide by) is None, never 0 or 1."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)")
_SCALES = "百千万亿"
_DIGITS = "〇零一二两三四五六七八九十"


def mean(values: Iterable[float]) -> float | None:
    """Return the arithmetic mean, None of nothing."""
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else None


def percentile(values: Iterable[float], share: float) -> float | None:
    """Return the value below which `share` (0 to 1) lies, linear between neighbours."""
    numbers = sorted(values)
    if not numbers:
        return None
    below, rest = divmod(share * (len(numbers) - 1), 1)
    low = numbers[int(below)]
    return low + rest * (numbers[min(int(below) + 1, len(numbers) - 1)] - low)


def hit_at(k: int, retrieved: Sequence[str], gold: Sequence[str]) -> bool:
    """Tell whether one of `gold` is among the first `k`."""
    return not set(gold).isdisjoint(retrieved[:k])


def recall_at(k: int, retrieved: Sequence[str], gold: Sequence[str]) -> float | None:
    """Return the share of `gold` among the first `k`."""
    return len(set(gold) & set(retrieved[:k])) / len(set(gold)) if gold else None


def reciprocal_rank(retrieved: Sequence[str], gold: Sequence[str], *, at: int = 10) -> float:
    """Return 1 / the rank of the first of `gold` among the first `at`, 0 where none is."""
    wanted = set(gold)
    return next((1 / n for n, key in enumerate(retrieved[:at], start=1) if key in wanted), 0.0)


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


@dataclass(frozen=True, slots=True)
class Refusal:
    """How well refusing fits what cannot be answered; `refused` and `unanswerable` are counts."""

    refused: int
    unanswerable: int
    precision: float | None
    recall: float | None
    f1: float | None


def refusal_scores(outcomes: Iterable[tuple[bool, bool]]) -> Refusal:
    """Score (refused, unanswerable) pairs; refusing is the positive class."""
    pairs = list(outcomes)
    refused = sum(refused for refused, _ in pairs)
    unanswerable = sum(truth for _, truth in pairs)
    both = sum(refused and truth for refused, truth in pairs)
    return Refusal(
        refused,
        unanswerable,
        precision=both / refused if refused else None,
        recall=both / unanswerable if unanswerable else None,
        # 2TP / (2TP + FP + FN): the harmonic mean, defined also where one of the two is not.
        f1=2 * both / (refused + unanswerable) if refused + unanswerable else None,
    )
