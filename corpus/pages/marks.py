"""Printed marks of a newspaper page: leads, captions, jump lines, markers of briefs."""

import re
from dataclasses import dataclass
from typing import Literal

from corpus.pages.bylines import CLOSE, HAN, OPEN, ROLE, is_byline, is_name

__all__ = [
    "MARKERS",
    "Direction",
    "Jump",
    "Lead",
    "find_lead",
    "is_byline",
    "is_caption",
    "is_name",
    "is_pointer",
    "masthead_date",
    "narrow",
    "read_page",
    "split_jumps",
]

MAX_CAPTION = 160
SHORT_CAPTION = 60
MARKERS = "●○■□◆◇★☆◎▶►▷※"

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

# 何小川 摄; bare words before 摄影 are what is photographed (商业摄影) unless one is a name.
_PHOTOGRAPHED = re.compile(
    rf"(?:^|[\s。!?;):,、]|(?P<open>\())(?P<role>{ROLE}[\s:]*)?"
    rf"(?P<names>{HAN}{{2,4}}(?:[\s、]+{HAN}{{2,4}})*)\s*/?\s*(?:摄影报道|摄影|摄)\s*[)。]?$"
)
_CREDIT = re.compile(
    rf"(?:^|[\s。!?;)(:,、])(?:{ROLE}[\s:]*)?{HAN}{{2,4}}(?:[\s、]+{HAN}{{2,4}})*"
    r"\s*/?\s*(?:供图|制图|/图)\s*[)。]?$"
    rf"|(?:^|[\s。!?;)(])(?:图片?|摄影|摄|供图)\s*[:/]\s*{HAN}{{2,4}}(?:[\s、]+{HAN}{{2,4}})*\s*[)。]?$"
    r"|[\s。(](?:资料图片?|图片由.{2,20}提供|[^\s。]{2,10}供图|(?:新华社|中新社|本报)发)\s*[)。]?$"
)
_ARROW_MARKS = "▲▼△◀◁←→↑↓"
_SENTENCE = re.compile(r"[。!?]")
_CAPTION_LEAD = re.compile(
    rf"[{_ARROW_MARKS}]|图片说明|图说[::]"
    r"|(?:[上下左右]?图|图[一二三四五①-⑤\d])(?:[:(]|为(?!主(?:[题线旨体]?(?:[的,、。]|$)))[^。])"
)

_PAGE = r"第?\s{0,2}(?P<page>[A-Za-z]?\s?\d{1,3}|[一二三四五六七八九十]{1,3})\s{0,2}"
_ARROWS = r"[▲▼△▽◀▶◁▷►◄●■※*<>→←↓↑—\-\s]{0,8}"
_JUMP = re.compile(
    rf"(?P<bracket>{OPEN})\s{{0,2}}{_ARROWS}(?P<word>下转|上接|紧接|转接|转|接)\s{{0,2}}{_PAGE}版"
    rf"[^()【】\[\]。]{{0,30}}{CLOSE}"
    rf"|(?P<bracket2>{OPEN})\s{{0,2}}{_ARROWS}(?P<word2>下转|上接|紧接)\s{{0,2}}"
    rf"{_PAGE.replace('page', 'page2')}{CLOSE}"
    rf"|{_ARROWS}(?P<word3>下转|上接|紧接|转接)\s{{0,2}}{_PAGE.replace('page', 'page3')}"
    r"版(?:\s{0,2}[·•::《“][^()。]{1,30}|[^()。\s]{0,4}版)?\s{0,2}[▲▼△▽◀▶◁▷►◄→←↓↑>]{0,4}"
)
_POINTER = re.compile(
    rf"(?:^|{OPEN}|[\s.…·>▶►]){OPEN}?[^。()]{{0,24}}?(?:详见|见|导读|刊)\s*(?:今日|本报)?\s*"
    r"第?\s*(?:[A-Z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s*版[^。]{0,6}$"
    r"|^[^。!?]{2,40}[\s.…·>▶►]+第?[A-Z]?\d{1,3}\s*版$"
)

_OUTLET = rf"(?:{HAN}|[A-Za-z]){{1,9}}?(?:报|社|网|台|周刊|新闻|在线|客户端)"
_LEAD = re.compile(
    rf"[【\[(]?(?P<outlet>本报|本网|本刊|{_OUTLET})(?:全媒体|融媒体?|新媒体)?\s?"
    rf"(?P<place>{HAN}{{0,8}}?)\s?"
    r"(?P<date>(?:20\d\d年)?\s?\d{1,2}\s?月\s?\d{1,2}\s?日|\d{1,2}\s?日)?\s?"
    r"(?P<kind>讯|电|消息|记者)(?=[\s(】\]):,]|记者|$)"
)
_NOT_OUTLET = re.compile(r"[的在了和与从到据是]")

_MASTHEAD = re.compile(
    r"((?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)\s*(?:星期[一二三四五六日天])?"
    r"(?:[\s|·]*(?:农历|第|今日|总第|[甲乙丙丁戊己庚辛壬癸]).{0,40})?$"
)

Direction = Literal["to", "from", "either"]


@dataclass(frozen=True, slots=True)
class Lead:
    """The words 科学导报讯 that open an article: the outlet, empty for 本报讯.

    `own` is true where the words name the printing paper (X讯), not a wire service (X电).
    `opens` is true where the words can only stand at the start of an article.
    `date` is the day as written (11月14日), empty where none is.
    """

    outlet: str
    own: bool
    opens: bool
    date: str = ""


@dataclass(frozen=True, slots=True)
class Jump:
    """A jump line as printed, the page that it names (A2, 3), and which half it stands at."""

    text: str
    page: str
    direction: Direction


def narrow(text: str) -> str:
    """Make full-width ASCII half-width, one character for one, so that offsets stay."""
    return text.translate(_NARROW)


def find_lead(text: str) -> Lead | None:
    """Read the lead at the start of a paragraph."""
    match = _LEAD.match(narrow(text[:48]))
    if not match or _NOT_OUTLET.search(match["outlet"]):
        return None
    if match["kind"] == "消息" and not match["date"]:
        return None
    outlet = match["outlet"] if not match["outlet"].startswith("本") else ""
    date = re.sub(r"\s", "", match["date"] or "")
    return Lead(outlet, own=match["kind"] == "讯", opens=match["kind"] != "记者", date=date)


def is_caption(text: str) -> bool:
    """Tell whether a line is a caption: it ends in a photographer's credit or starts with 图为."""
    if len(text) > MAX_CAPTION:
        return False
    line = narrow(text)
    if _CREDIT.search(line[-40:]) or _is_photographed(line[-40:]):
        return True
    if not _CAPTION_LEAD.match(line):
        return False
    # A paragraph of the text may begin with 图为 as well; it says more than a caption does.
    short = len(text) <= SHORT_CAPTION or len(_SENTENCE.findall(line)) < 2
    return short or line[0] in _ARROW_MARKS


def _is_photographed(line: str) -> bool:
    """Tell whether a line ends in the credit of a photographer: a name, or one that is marked."""
    match = _PHOTOGRAPHED.search(line)
    if not match:
        return False
    names = re.split(r"[\s、]+", match["names"])
    return bool(match["role"] or match["open"]) or any(map(is_name, names))


def is_pointer(text: str) -> bool:
    """Tell whether a line only says on which page something else stands: 详见A3版."""
    return len(text) <= 60 and bool(_POINTER.search(narrow(text)))


def split_jumps(text: str) -> list[str | Jump]:
    """Cut a line at its jump lines: ["……前半句", Jump("(下转A2版)", "A2", "to")]."""
    if not re.search("转|接", text):
        return [text]
    pieces: list[str | Jump] = []
    done = 0
    line = narrow(text)
    for match in _JUMP.finditer(line):
        start = match.end() - len(match[0].lstrip())
        if not _is_jump(match, line):
            continue
        pieces.append(text[done:start])
        pieces.append(_read_jump(match, text[start : match.end()], alone=not line[:start].strip()))
        done = match.end()
    pieces.append(text[done:])
    return [piece for piece in pieces if isinstance(piece, Jump) or piece.strip()]


def _is_jump(match: re.Match[str], line: str) -> bool:
    """Without brackets a jump line stands at an end of its line."""
    if match["bracket"] or match["bracket2"]:
        return True
    after = line[match.end() :]
    return not after.strip() or (not line[: match.start()].strip() and after[:1].isspace())


def _read_jump(match: re.Match[str], text: str, *, alone: bool) -> Jump:
    word = match["word"] or match["word2"] or match["word3"]
    page = match["page"] or match["page2"] or match["page3"]
    direction: Direction = "to" if word.endswith("转") or word == "转接" else "from"
    if word in ("紧接", "接", "转接"):
        direction = "either" if alone else "to"
    return Jump(text.strip(), read_page(page), direction)


def read_page(written: str) -> str:
    """Normalise the number of a page as written: 第三版 → 3, Ａ０２ → A2."""
    digits = re.sub(r"[^A-Za-z\d一二三四五六七八九十]", "", narrow(written)).upper()
    if re.fullmatch("[一二三四五六七八九十]+", digits):
        return str(_read_numeral(digits))
    return re.sub(r"^([A-Z]?)0+(?=\d)", r"\1", digits)


def _read_numeral(numeral: str) -> int:
    if "十" not in numeral:
        return int("".join(str("一二三四五六七八九".index(one) + 1) for one in numeral))
    tens, _, ones = numeral.partition("十")
    values = [("一二三四五六七八九".find(part[:1]) + 1 if part else 0) for part in (tens, ones)]
    return (values[0] or 1) * 10 + values[1]


def masthead_date(text: str) -> str:
    """Return the date of a masthead line (2025年11月14日 星期五), or an empty string."""
    match = _MASTHEAD.fullmatch(narrow(text[:80]))
    return match[1] if match else ""
