"""Names that only parks have: of an owner, with a number, of a purpose, of one branch."""

import re

from corpus.places.lexicon import GRADES, Token, is_single, places
from corpus.places.names import PARKS

MAX_PARK_NAME = 12  # characters of a name without a known place
MIN_PURPOSE = 6  # characters of 临空跨境电商产业园: shorter ones are any such park
_JOINT = "·•‧"
_FIRST_OF_OWNER = frozenset("中大新国")  # 中纺, 新希望
_HOLDINGS = ("集团",)
# 1876创意产业园, A1科技园; but 2023产业园大会 and 5G产业园 are none.
_CODE = re.compile(
    r"(?:(?<![A-Za-z\d])[A-Za-z]\d{1,3}|(?<!\d)(?!20[0-4]\d)\d{3,4})(?=[\u4e00-\u9fff]*\Z)"
)
_AMOUNT = re.compile(
    r"\d(?=[%％年月日号时点分秒个家座处批亿万千百元亩吨米人名户次项条公平多余栋幢层])"
)
# What is done in, at or to one place.
_AT = (
    "走进",
    "来到",
    "位于",
    "参观",
    "走访",
    "考察",
    "入驻",
    "进驻",
    "前往",
    "落户",
    "坐落",
    "地处",
)
_DONE_IN = re.compile(r"[^，。；！？\n]{0,8}?(?:举行|举办|召开|开展|启动|揭牌|签约|开工|内|里)")
_DONE_TO = re.compile(r"[^，。；！？\n]{0,12}?(?:进行|开展|实施|予以|作出)")
_BRANCH = re.compile(r"([\u4e00-\u9fff]{2,3})园(?![区林艺])")


def name_part(run: str, kind: str) -> str:
    """Return the end of `run` that may name a zone: no amounts, numbers and joints of parks."""
    amounts = [match.end() for match in _AMOUNT.finditer(run)]
    run = run[max(amounts, default=0) :]
    quote = run.rfind("“")
    if kind not in PARKS:
        return run[max(run.rfind(mark) for mark in f"{_JOINT}”") + 1 :]
    if quote >= 0 and not any(run[max(0, quote - n) : quote] in places().all for n in (2, 3)):
        return run[run.rfind("”") + 1 :]
    return run


def code_start(run: str) -> int:
    """Return where a name with a number or a joint begins (武钢云谷·606, A1), or -1."""
    joint = max(run.rfind(mark) for mark in _JOINT)
    code = _CODE.search(run)
    if code and code.start() and run[code.start() - 1] not in _JOINT:
        return code.start()
    return 0 if joint >= 2 else code.start() if code else -1


def owner_start(tokens: list[Token], first: int) -> int:
    """Return where the owner before a park's place begins: at 恒洋 in 恒洋大连产业园."""
    begin = first
    while begin and tokens[begin - 1].word_class == "other":
        begin -= 1
    if 0 < begin < first and tokens[begin - 1].text in _FIRST_OF_OWNER:
        begin -= 1
    if not 2 <= first - begin <= 4:
        return first
    return begin if not begin or tokens[begin - 1].word_class == "cut" else first


def holding_start(tokens: list[Token], cut: int) -> int:
    """Return where the holding (泰泽集团) that ends at token `cut` begins, or -1."""
    if cut < 1 or tokens[cut].text not in _HOLDINGS or cut + 1 >= len(tokens):
        return -1
    begin = cut
    while begin and (is_single(tokens[begin - 1]) or tokens[begin - 1].word_class == "place"):
        begin -= 1
    return begin if tokens[cut].start - tokens[begin].start >= 2 else -1


def is_one_purpose(words: str, before: str, after: str) -> bool:
    """Tell whether words that name no place (临空跨境电商) are the proper name of one park."""
    if len(words) < MIN_PURPOSE or any(words.startswith(grade) for grade in GRADES):
        return False
    return (
        before.endswith(_AT)
        or (before.endswith(("在", "于")) and bool(_DONE_IN.match(after)))
        or (before.endswith("对") and bool(_DONE_TO.match(after)))
    )


def branch_after(text: str, end: int) -> str:
    """Return the branch that follows a park's name: 虹桥园 after 人力资源产业园."""
    found = _BRANCH.match(text, end)
    return found[0] if found and found[1] in places().all else ""
