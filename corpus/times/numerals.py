"""Numerals as Chinese text writes them: 16, １６, 十六, 二〇二五."""

import re
import string

NUMBER = r"(?:\d{1,2}(?!\d)|[一二两三四五六七八九十廿]{1,3})"
CN_DIGIT = "[〇一二三四五六七八九]"

_DIGITS = "〇一二三四五六七八九"
_FOLDED = str.maketrans(
    "０１２３４５６７８９－–—―‐−～〜：（），／．　\u00a0“”＂「」『』○Ｏ零",
    '0123456789------~~:(),/.  """""""〇〇〇',
)
_PLACES = re.compile(r"([二两三四五六七八九])?(十|廿)?([一二两三四五六七八九])?")


def fold(text: str) -> str:
    """Return `text` with one spelling of figures and punctuation, as long as before."""
    return text.translate(_FOLDED)


def number(words: str) -> int:
    """Return the value of a numeral up to 99, or of a year's four digits; -1 for no numeral."""
    if words and words[0] in string.digits:
        return int(words)
    if len(words) == 4:
        digits = [_DIGITS.find(digit) for digit in words]
        return -1 if -1 in digits else int("".join(map(str, digits)))
    match = _PLACES.fullmatch(words)
    if not match or not words:
        return -1
    tens, ten, ones = match.groups()
    if tens and not ten:
        return -1 if ones else _ones(tens)
    return 10 * (2 if ten == "廿" else _ones(tens) if tens else 1 if ten else 0) + _ones(ones)


def _ones(digit: str | None) -> int:
    return 0 if digit is None else 2 if digit == "两" else _DIGITS.index(digit)
