"""The lines above an article, told apart: column label, kicker, title, subtitle."""

import re
from dataclasses import dataclass, field

from corpus.pages.repair import has_open_pair

MAX_COLUMN = 6
MAX_LINES = 8

_PLACE_OR_BODY = re.compile(r"[区市县省州镇乡村园港城厂司局院校行会团站]$")
_PUNCTUATION = re.compile(r"[^\w]")
_OPENING_MARKS = re.compile(r"[【\[「『■●◆▶►·・|※☆★◎○□◇<《\s]+")
_CLOSING_MARKS = re.compile(r"[】\]」』■●◆◀◄·・|※☆★◎○□◇>》\s]*")
_LABEL_WORD = re.compile(
    r"(?:故事|新事|观察|视点|聚焦|关注|动态|速递|快讯|快报|简讯|简报|短讯|短波|短新闻|之窗|论坛|访谈|人物|评论|时评|"
    r"见闻|纪实|手记|一线|走基层|调查|深度|专题|专栏|前沿|风采|传真|广角|长廊|在线|直通车|进行时|头条|资讯|声音|"
    r"对话|连线|亮点|实录|札记|看台|看点|纵横|扫描|博览|集锦|巡礼|讲述|视窗|影像|大家谈|自立自强|开新局|新征程|"
    r"图片新闻|要闻|简明新闻|一周|点击|播报|一览|特写|专访|侧记|追踪|热点|焦点)$"
)
_BRIEFS = re.compile(
    r"简讯|简报|短讯|短波|快讯|快报|速递|速览|动态|短新闻|要闻|集锦|点击|播报|一览|简明新闻|一周"
)
_DASHES = ("——", "--", "──", "―", "—")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above a body; `rest` are lines too many, which belong to the body."""

    title: str = ""
    kicker: str = ""
    subtitle: str = ""
    column: str = ""
    rest: list[str] = field(default_factory=list)


def read_header(lines: list[str]) -> Header:
    """Give each heading line above a body its part.

    A column label is short and names no place or organisation; a kicker ends in a dash, names a
    place or an organisation, or stands above the title; a subtitle starts with a dash or stands
    below the title.
    """
    if is_briefs_label(lines):
        return Header(column=lines[0])
    rest = lines[MAX_LINES:]
    lines = _join_titles(lines[:MAX_LINES])
    subtitles = _subtitles(lines)
    plain = [number for number in range(len(lines)) if number not in subtitles]
    after_subtitle = bool(subtitles) and max(subtitles) < len(lines) - 1
    columns: list[int] = []
    while len(plain) > 1:
        label = _find_column([lines[number] for number in plain], after_subtitle=after_subtitle)
        if label is None:
            break
        columns.append(plain.pop(label))
    kickers, titles = _arrange([lines[number] for number in plain])
    kicker, title = [plain[one] for one in kickers], [plain[one] for one in titles]
    if not title:
        title = sorted(subtitles)[:1]
    taken = {*columns, *kicker, *title}
    under = [number for number in range(len(lines)) if number not in taken]
    title_text, kicker_text, subtitle, column = (
        " ".join(lines[number] for number in part)
        for part in (title, kicker, under, sorted(columns))
    )
    return Header(title_text, kicker_text, subtitle, column, rest)


def is_full_header(lines: list[str]) -> bool:
    """Tell whether heading lines can only open an article, being more than a section heading."""
    if any(line.startswith("——") or line.endswith("——") for line in lines):
        return True
    if len(lines) < 2:
        return False
    labelled = _is_label(lines[0]) or _is_label(lines[-1])
    return labelled or bool(_PLACE_OR_BODY.search(lines[0]) and len(lines[0]) <= len(lines[1]) + 4)


def is_briefs_label(lines: list[str]) -> bool:
    """Tell whether the heading lines are the label of a column of briefs: 一周简讯."""
    return len(lines) == 1 and len(lines[0]) <= MAX_COLUMN + 2 and bool(_BRIEFS.search(lines[0]))


def _subtitles(lines: list[str]) -> set[int]:
    """Return the numbers of the lines of subtitles: those with a dash, and what they run on to."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        runs_on = number - 1 in found and has_open_pair(lines[number - 1])
        if line.startswith(_DASHES) or runs_on:
            found.add(number)
    return found


def _join_titles(lines: list[str]) -> list[str]:
    """Join a title that is printed in two lines: both of one length, or a quotation left open."""
    joined: list[str] = []
    for line in lines:
        before = joined[-1] if joined else ""
        if has_open_pair(before):
            joined[-1] = before + line
        elif before and _is_couplet(before, line):
            joined[-1] = f"{before} {line}"
        else:
            joined.append(line)
    return joined


def _is_couplet(first: str, second: str) -> bool:
    plain = not (_PUNCTUATION.search(first) or _PUNCTUATION.search(second))
    length = len(first) == len(second) and 4 <= len(first) <= 12
    label = _is_label(first) or _is_label(second)
    return plain and length and not label and not _PLACE_OR_BODY.search(first)


def _is_label(line: str) -> bool:
    if line.startswith(tuple("【[「『·・<|")) and len(line) > 1 and _in_marks(line) <= 10:
        return True
    short = len(line) <= MAX_COLUMN + 2 and not _PUNCTUATION.search(line)
    return short and bool(_LABEL_WORD.search(line))


def _in_marks(line: str) -> int:
    """Count the characters between the marks at both ends: 4 of 【一线观察】."""
    opening = _OPENING_MARKS.match(line)
    closing = _CLOSING_MARKS.match(line[::-1])  # backwards: each character is read once
    return len(line) - sum(len(marks[0]) for marks in (opening, closing) if marks)


def _find_column(plain: list[str], *, after_subtitle: bool) -> int | None:
    """Return the number of the line that is a column label; another line can be the title."""
    for number in (0, len(plain) - 1):
        line = plain[number]
        if _is_label(line):
            return number
        short = len(line) <= MAX_COLUMN and not _PUNCTUATION.search(line)
        if not short or _PLACE_OR_BODY.search(line) or any(map(str.isdigit, line)):
            continue
        # A short last line may be the title; it is a label where the title stands above it.
        if number == 0 or after_subtitle or (" " in plain[0] and len(plain) == 2):
            return number
    return None


def _arrange(plain: list[str]) -> tuple[list[int], list[int]]:
    """Return the numbers of the kicker's lines and of the title's; the others stand below it."""
    if len(plain) < 2:
        return [], list(range(len(plain)))
    dashed = [number for number, line in enumerate(plain) if line.endswith(("—", ":", "\uff1a"))]
    if dashed and dashed[-1] < len(plain) - 1:
        cut = dashed[-1] + 1
        return list(range(cut)), [cut]
    if dashed:  # the kicker stands below the title
        return [len(plain) - 1], [0]
    first, second = plain[:2]
    if not _is_name(first) and _is_name(second):
        return [1], [0]
    if len(first) <= len(second) + 2 or _PLACE_OR_BODY.search(first):
        return [0], [1]
    return [], [0]


def _is_name(line: str) -> bool:
    """Tell whether a line only names a place or an organisation."""
    return len(line) <= 14 and not _PUNCTUATION.search(line) and bool(_PLACE_OR_BODY.search(line))
