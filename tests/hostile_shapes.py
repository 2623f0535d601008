"""Ways to make a hostile text: each takes a random generator and returns a question."""

import json
import random

from tests.hostile_texts import (
    BIDI,
    EMOJI,
    FALSE_DAYS,
    INJECTED,
    MANDARIN_DIGITS,
    NUMBERS,
    PROGRAM_TEXTS,
    SCRIPTS,
    SEEDS,
    ZEROS,
    ZONE_PARTS,
)

ASKED = ("总投资多少？", "什么时候成立？", "有哪些政策？", "介绍一下", "入驻企业多少家？", "")


def long_zone(rng: random.Random) -> str:
    """Name one zone by hundreds of characters, all of them parts of names of zones."""
    size = rng.choice((3, 12, 40, 300))
    name = "".join(rng.choices(ZONE_PARTS, k=size))
    if rng.random() < 0.3:
        name = rng.choice(ZONE_PARTS) * size
    return (name[-rng.choice((60, 190, 980)) :] + rng.choice(ASKED))[-1000:]


def joined(rng: random.Random) -> str:
    """Put far more 和 and 、 into a comparison than it has things to compare."""
    joint = rng.choice(("和", "、", "与", "及", "，", "比", "还是", "和、", "、和", "跟"))
    names = rng.choice((("",), ("甲",), ("文水经开区", ""), ("阳泉", "太原", "盂县"), ("一期",)))
    size = rng.choice((150, 190, 990))
    listed = "".join(rng.choice(names) + joint for _ in range(size))[:size]
    asked = rng.choice(("分别多少？", "哪个投资大？", "的面积相差多少？", "各占地多少亩？", "？"))
    return (rng.choice(("", "对比", "是", "2024年")) + listed + asked)[-1000:]


def mixed_scripts(rng: random.Random) -> str:
    """Write parts of a question in full width and strew other scripts in."""
    text = list(rng.choice(SEEDS) + rng.choice(NUMBERS)[:40])
    for at, char in enumerate(text):
        if rng.random() < 0.3:
            text[at] = _widened(char)
        if rng.random() < 0.2:
            text[at] += rng.choice(SCRIPTS)
    return "".join(text)


def other_digits(rng: random.Random) -> str:
    """Write figures and days in the digits of another script, or of several at once."""
    zeros = rng.sample(ZEROS, rng.choice((1, 1, 3)))
    said = rng.choice(
        (
            f"{rng.randint(1900, 2100)}年{rng.randint(0, 13)}月{rng.randint(0, 32)}日",
            f"投资超过{rng.randint(0, 10**9)}亿元",
            f"{rng.randint(1, 12)}至{rng.randint(1, 12)}月",
            f"{rng.randint(0, 99)}.{rng.randint(0, 99)}%",
            f"第{rng.randint(0, 9)}季度",
            f"近{rng.randint(0, 99999)}年",
            f"{'9' * rng.choice((30, 400))}户",
            f"[{rng.randint(0, 99)}]",
        )
    )
    if rng.random() < 0.2:
        said = "".join(rng.choices(MANDARIN_DIGITS, k=rng.choice((1, 9, 80)))) + "亿元"
    said = "".join(chr(rng.choice(zeros) + int(c)) if c in "0123456789" else c for c in said)
    text = rng.choice(SEEDS)
    at = rng.randint(0, len(text))
    return text[:at] + said + text[at:]


def false_day(rng: random.Random) -> str:
    """Ask of days that there are none of: made ones, and pairs in the wrong order."""
    year = rng.choice((0, 1, 99, 1582, 1899, 2024, 2025, 2026, 9999, 10**5, 10**30))
    month, day = rng.choice((0, 2, 2, 12, 13, 99)), rng.choice((0, 29, 30, 31, 32, 99))
    made = rng.choice(
        (
            f"{year}年{month}月{day}日",
            f"{year}-{month:02}-{day:02}",
            f"{year}/{month}/{day}",
            f"{year}.{month}.{day}",
            f"{year}{month:02}{day:02}",
            f"{year}年第{day}季度",
            f"{year}年第{day}周",
            f"{year}年{month}月{day}日{day}时{day}分",
            f"{year}年{month}月至{year - 1}年{day}月",
            f"从{year}年到{year - day}年",
            f"{month}月{day}日至{day}日",
        )
    )
    text = rng.choice(SEEDS)
    at = rng.choice((0, 0, len(text) - 1, rng.randint(0, len(text))))
    return text[:at] + rng.choice((made, made, rng.choice(FALSE_DAYS))) + text[at:]


def wrapped(rng: random.Random) -> str:
    """Put a sign that is not seen, a mark of direction or an emoji around every character."""
    signs = rng.choice((BIDI, EMOJI, tuple(map(chr, range(32))), ("\u200b",), ("\ufe0f", "\u20e3")))
    text = rng.choice(SEEDS)
    return "".join(char + rng.choice(signs) for char in text)[:1000]


def emoji(rng: random.Random) -> str:
    """Say it with pictures, some of them cut in two."""
    said = "".join(rng.choices(EMOJI, k=rng.choice((1, 5, 100))))
    cut = said[: rng.randint(0, len(said))]
    return (rng.choice(("", rng.choice(SEEDS))) + cut + rng.choice(("", "多少？")))[:1000]


def escaped(rng: random.Random) -> str:
    """Return what comes out of JSON escapes: halves of surrogate pairs, and escapes of escapes."""
    halves = [f"\\u{rng.choice((0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xD83D)):04x}" for _ in range(4)]
    text = json.dumps(rng.choice(SEEDS))[1:-1]
    for half in halves:
        at = 6 * rng.randint(0, len(text) // 6)
        text = text[:at] + half + text[at:]
    try:
        said = str(json.loads(f'"{text}"'))
    except ValueError:  # the cut fell into a character that is no escape
        said = text
    for _ in range(rng.choice((0, 0, 1, 2))):
        said = json.dumps(said)
    return said[: rng.choice((1000, rng.randint(1, 1000)))] or "\\"


def program(rng: random.Random) -> str:
    """Ask with a piece of a program: a pattern, a format, a query, a path, a page."""
    piece = rng.choice(PROGRAM_TEXTS)
    text = rng.choice(SEEDS)
    at = rng.randint(0, len(text))
    return rng.choice((piece, piece + text, text[:at] + piece + text[at:], piece * 20))[:1000]


def told_to(rng: random.Random) -> str:
    """Tell the assistant what to do, all over the question."""
    told = rng.choices(INJECTED, k=rng.choice((1, 2, 6)))
    text = rng.choice(SEEDS)
    cut = rng.randint(0, len(text))
    return "\n".join((text[:cut], *told, text[cut:]))[:1000]


def _widened(char: str) -> str:
    return chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char
