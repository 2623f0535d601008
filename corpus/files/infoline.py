"""The line that says when, where and by whom an article was published."""

import re

from corpus.files.pagemeta import clean_date
from corpus.files.webtext import tidy
from corpus.pages.marks import is_byline, is_name

MAX_INFO = 160
DATE = r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?"

_TIME = r"\d{1,2}\s*[:\uff1a时]\s*\d{2}"
_HAN_BEFORE = r"(?<![\u4e00-\u9fff])"
# 竣工时间 and 资金来源 are the article's own words: no Han character stands before a label.
_LABELLED = re.compile(
    rf"(?:(?:发布|发表|刊发|刊登|录入|上传|成文|印发)(?:时间|日期|于|在)?"
    rf"|{_HAN_BEFORE}(?:(?:文章|信息|稿件|新闻)?(?:时间|日期)))\s*[:\uff1a]?\s*({DATE})"
)
_TIMED = re.compile(rf"({DATE})(?:\s|日|T|星期.)*{_TIME}")
_LABEL = rf"{_HAN_BEFORE}(?:(?:信息|文章|稿件|新闻|内容)?(?:来源|稿源|出处))"
_BY_SOURCE = re.compile(rf"({DATE}).{{0,60}}{_LABEL}|{_LABEL}.{{0,60}}?({DATE})")
_NOT_PUBLICATION = re.compile(r"今天是|现在是|更新(?:时间|日期|于)|修改(?:时间|日期|于)|保存时间")
_SOURCE = re.compile(
    rf"{_LABEL}\s*[:\uff1a]\s*(?:[《【“\"]\s*)?"
    r"([^\s|》】”\"（()）\uff0c,。;\uff1b:\uff1a\[\]]{2,24}?)"
    r"(?=(?:作者|记者|责任编辑|责编|编辑|[发时日][布间期]{1,3}|字[号体]|浏览|点击)\s*[:\uff1a]"
    r"|[\s|》】”\"（()）\uff0c,。;\uff1b:\uff1a\[\]]|$)"
)
_SOURCE_FIRST = re.compile(
    rf"[\W_]{{0,3}}(?:{DATE}\W{{0,3}}(?:{_TIME})?\W{{0,3}})?{_LABEL}\s*[:\uff1a]"
)
_PEOPLE = re.compile(
    r"(?P<label>(?:作者|撰稿|记者|通讯员|(?<![\u4e00-\u9fff])文)\s*[:\uff1a/]\s*"
    r"(?:(?:本报|本网|见习|特约)*(?:记者|通讯员)[:\uff1a\s]*)?)"
    r"(?P<names>[\u4e00-\u9fff·]{2,4}(?:[\s、,\uff0c/]+[\u4e00-\u9fff·]{2,4}){0,5})"
    r"(?![\u4e00-\u9fff·])"
)
# A line of its own: 作者：办公室; in the middle of a text it is a sentence's beginning.
_WRITER = re.compile(
    r"(?:作者|撰稿人?|供稿(?:单位)?|发布机构|发布者)\s*[:\uff1a]\s*[\u4e00-\u9fff·]{2,10}"
)
_ASKED = re.compile(r"(?:记者|作者|通讯员|问|答)\s*[:\uff1a]")
_NOT_SOURCE = re.compile(
    r"(?:本站|本网|本报|原创|网络|互联网|转载|综合|未知|不详|其他|佚名|https?)$|^(?:作者|时间|发布|字号|点击|浏览)"
)
_SIGNED = re.compile(r"[(\uff08]?(?:本报|本网)?(?:记者|通讯员|作者)")
_SENTENCE_END = re.compile(r"[。!\uff01?\uff1f;\uff1b][”’」』)\uff09]*$")
_LEGAL = re.compile(r"版权|转载|声明|ICP|Copyright|责任编辑", re.IGNORECASE)
_SENTENCE = 20  # characters; what is shorter may be a button or a heading
_NEAR = 3  # lines below a label in which a sentence shows that the article goes on


def info_fields(lines: list[str]) -> dict[str, str]:
    """Read lines like 2023-08-02 10:15 来源：… 作者：… into source, byline and published."""
    return {
        "source": pick_source([match[1] for line in lines if (match := _SOURCE.search(line))]),
        "byline": _find_author(lines),
        "published": _find_date(lines),
    }


def outside_body(lines: list[str]) -> list[bool]:
    """Tell of each line whether it may speak of the publication: above or below the sentences.

    Below the first sentence a line that names an outlet must begin with its label.
    """
    sentences = [_is_sentence(line) for line in lines]
    first = sentences.index(True) if True in sentences else len(lines)
    return [
        not sentences[at]
        and len(line) <= MAX_INFO
        and (at < first or not any(sentences[at + 1 : at + 1 + _NEAR]))
        and (at < first or not _SOURCE.search(line) or bool(_SOURCE_FIRST.match(line)))
        for at, line in enumerate(lines)
    ]


def is_info_line(line: str) -> bool:
    """Tell whether a line says only when, where and by whom an article was published."""
    if len(line) > MAX_INFO or _is_sentence(line):
        return False
    if _WRITER.fullmatch(line):
        return True
    rest = line
    for pattern in (_SOURCE, _LABELLED, _TIMED):
        rest = pattern.sub(" ", rest)
    rest = _PEOPLE.sub(
        lambda match: " " if names_of(match["names"], whole=True) else match[0], rest
    )
    if rest == line:
        return False
    rest = re.sub(
        rf"(?:{DATE}|{_TIME}|字号|字体|大|中|小|打印|关闭|分享|浏览|点击|次数?|编辑)", "", rest
    )
    asks = rest.endswith(("?", "\uff1f", "。"))
    return not asks and len(re.sub(r"[\W\d_]", "", rest)) <= 8


def is_credit(line: str) -> bool:
    """Tell whether a line is a byline; 记者：进展如何 asks, and names nobody."""
    if not is_byline(line):
        return False
    label = _ASKED.match(line.lstrip("(\uff08 "))
    rest = re.sub(r"[()\uff08\uff09]|(?:记者|通讯员|作者)\s*[:\uff1a]?", " ", line)
    return not label or bool(names_of(rest, whole=True))


def pick_source(candidates: list[str]) -> str:
    """Return the first candidate that names an outlet."""
    for candidate in candidates:
        name = re.sub(r"^(?:来源|稿源)\s*[:\uff1a]\s*|^[《“]|[》”]$", "", tidy(candidate))
        if 2 <= len(name) <= 30 and not _NOT_SOURCE.search(name):
            return name
    return ""


def names_of(text: str, *, whole: bool = False) -> str:
    """Return the persons' names at the start of a text, empty where the first is none.

    With `whole`, return nothing where anything else than names stands in the text.
    """
    names: list[str] = []
    for token in re.split(r"[\s、,\uff0c;\uff1b/]+", text.strip()):
        if not is_name(token) and "·" not in token[1:-1]:
            return "" if whole else " ".join(names)
        names.append(token)
    return " ".join(names)


def merge_bylines(known: str, *lines: str) -> str:
    """Join bylines with a space; one that another repeats in full is left out."""
    merged = known
    for line in (line.strip("()\uff08\uff09 ") for line in lines):
        if not line or line in merged:
            continue
        repeats = merged and all(token in line for token in merged.split())
        merged = line if repeats or not merged else f"{merged} {line}"
    return merged


def _is_sentence(line: str) -> bool:
    ends = _SENTENCE_END.search(line.rstrip())
    return bool(ends) and len(line) >= _SENTENCE and not _LEGAL.search(line)


def _find_date(lines: list[str]) -> str:
    for line in lines:
        if _NOT_PUBLICATION.search(line):
            continue
        match = _LABELLED.search(line) or _TIMED.search(line) or _BY_SOURCE.search(line)
        found = clean_date(next(filter(None, match.groups()))) if match else ""
        if found and len(line) <= MAX_INFO:
            return found
    return ""


def _find_author(lines: list[str]) -> str:
    found = (names_of(match["names"]) for line in lines if (match := _PEOPLE.search(line)))
    signed = (line.strip("()\uff08\uff09") for line in lines if _is_signed(line))
    return next(filter(None, found), "") or next(signed, "")


def _is_signed(line: str) -> bool:
    return bool(_SIGNED.match(line)) and is_credit(line)
