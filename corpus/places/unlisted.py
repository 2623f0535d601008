"""Names of places that no list has: 临河口, which is not 河口, and 乌岭、桐溪两个高新区."""

import re

from corpus.places.lexicon import Token, is_single, places, segment, words_before_places

MAX_WHOLE = 5  # characters of a name that ends in a known place: 新桐城
MAX_ITEM = 8  # characters of a name in a list: 太原市中北
# Words of one character that say which zone, and are no part of its name: 老高新区.
_ADJECTIVES = frozenset("老旧全级型化性")
_ENDINGS = frozenset("金方人物法商")  # 赔偿金, where a known word stands before it
_NUMBERS = {number: i % 9 + 2 for i, number in enumerate("二三四五六七八九十23456789")} | {"两": 2}
_COUNTED = re.compile(
    rf"[\u4e00-\u9fff、]*?(?P<count>(?P<number>[{''.join(_NUMBERS)}])[个家大座]"
    r"(?:国家级|省级|市级)?)\Z"
)
_BETWEEN = ("和", "与", "及")


def whole_start(tokens: list[Token], first: int, *, after: str = "") -> int:
    """Return where the name that ends in the place `tokens[first]` begins: at 临 in 临河口.

    A character between a break, or an administration, and the place is a part of its name; `after`
    is the word before all tokens.
    """
    if not first or not _is_name_character(tokens[first - 1]):
        return first
    before, place = tokens[first - 1], tokens[first].text
    is_word = before.text in words_before_places() or len(place) >= MAX_WHOLE
    if is_word or place in places().provinces:
        return first
    ahead = tokens[first - 2] if first > 1 else Token(after, "cut", 0)
    is_ending = before.text in _ENDINGS and len(ahead.text) > 1
    at_break = ahead.word_class in ("cut", "place", "unit", "bracket")
    return first - 1 if at_break and not is_ending else first


def counted_before(left: str) -> list[tuple[str, int]]:
    """Return as many names, with their offsets, as `left` counts: 乌岭、桐溪两个 has two.

    Empty where nothing is counted or the list has fewer names.
    """
    counted = _COUNTED.search(left)
    if not counted:
        return []
    number, end = _NUMBERS[counted["number"]], counted.start("count")
    items = _items(left[counted.start() : end], counted.start())[-number:]
    names = [_name_at_end(item, offset, whole=i > 0) for i, (item, offset) in enumerate(items)]
    found = [name for name in names if name]
    return found if len(found) == number else []


def _items(words: str, offset: int) -> list[tuple[str, int]]:
    """Split a list at 、 and, where that is a word of its own, at 和."""
    items: list[tuple[str, int]] = []
    for part in words.split("、"):
        begin = 0
        for token in segment(part):
            if token.text in _BETWEEN and token.word_class == "cut":
                items.append((part[begin : token.start], offset + begin))
                begin = token.start + 1
        items.append((part[begin:], offset + begin))
        offset += len(part) + 1
    return items


def _name_at_end(item: str, offset: int, *, whole: bool) -> tuple[str, int] | None:
    """Return the name that an item is, or that the first item ends in, with its offset."""
    tokens = segment(item)
    begin = len(tokens)
    while begin and (
        tokens[begin - 1].word_class in ("place", "unit") or _is_name_character(tokens[begin - 1])
    ):
        begin -= 1
    if begin == len(tokens) or (whole and begin):
        return None
    name = item[tokens[begin].start :]
    return (name, offset + tokens[begin].start) if 2 <= len(name) <= MAX_ITEM else None


def _is_name_character(token: Token) -> bool:
    return is_single(token) and not token.text.isascii() and token.text not in _ADJECTIVES
