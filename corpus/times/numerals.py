"""Numerals as Chinese text writes them: 16, １６, 十六, 二〇二五."""

import re
import string

from corpus.numbers.amounts import parse_chinese

NUMBER = r"(?:\d{1,2}(?!\d)|[一二两三四五六七八九十廿]{1,3})"
COUNT = r"(?:\d{1,2}(?!\d)|[一二两三四五六七八九十廿]{1,4})"  # 二十五六 too
CN_DIGIT = "[〇一二三四五六七八九]"

_DIGITS = "〇一二三四五六七八九"
_FOLDED = str.maketrans(
    "０１２３４５６７８９－–—―‐−～〜：（），／．　\u00a0“”＂「」『』○Ｏ零",
    '0123456789------~~:(),/.  """""""〇〇〇',
)
_ONE = "([一二两三四五六七八九])"
_PAIR = re.compile(f"((?:[二三四五六七八九]?十|廿)(?!.{{2}}十))?{_ONE}{_ONE}(十)?")


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
    value = parse_chinese(words.replace("廿", "二十")) if words else None
    return -1 if value is None else int(value)


def count(words: str) -> int:
    """Return the value of a count; of an approximate one (两三, 十五六, 三五十) the larger."""
    if not (pair := _PAIR.fullmatch(words)):
        return number(words)
    tens, smaller, larger, times_ten = pair.groups()
    if number(smaller) >= number(larger):
        return -1
    return number((tens or "") + larger + (times_ten or ""))
