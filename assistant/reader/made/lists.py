"""Lists as answers: the items before 等产业, 等项目, 等领域."""

import re
from collections.abc import Iterator

from assistant.reader.made.facts import Fact, fact_at, filled
from assistant.reader.made.names import Line
from corpus.words import segment

_ITEM = r"(?:“[^“”]{1,20}”|《[^《》]{1,30}》|(?:(?!等)[\u4e00-\u9fffA-Za-z0-9·（）()+\-]){1,18})"
_LIST = re.compile(
    rf"(?P<list>{_ITEM}(?:、{_ITEM}){{1,9}})(?:等(?P<deng>))?(?P<count>[\d一二三四五六七八九十两多]+(?:大|"
    "个|家|项|类|种|条|所|名|位|款|部)?)?(?P<head>(?:主导|支柱|战略性?新兴|优势|特色|"
    "重点|未来|新兴|龙头|知名|一批)*(?:产业|企业|项目|领域|行业|功能|板块|产品|园区|平台|"
    "单位|部门|国家和地区|国家|地区|城市|县区|高校|院校|服务|技术|活动|环节|问题|措施|"
    "方面|场景|材料|公司|机构|业务|设施|荣誉|赛道|岗位|内容|政策|镇街|乡镇))"
)
_BEFORE_LIST = re.compile(
    "包括了?|涵盖了?|涉及|来自|形成了?|拥有|聚焦|围绕|以及|引进了?|打造|发展|培育了?|"
    "构建了?|签约|分为|设有|开展了?|推出|建立了?|布局|集聚了?|吸引了?|覆盖|支持|推动|"
    "围绕着|带动|走访了?|针对|实施了?|落户|入驻|建设了?|对|向|为|广泛应用于|应用于|用于|"
    "于|以|有|在|从|了|是|将|把|由|到|及其"
)
_SURE = re.compile(
    "(?:包括|涵盖|形成|拥有|[有为]|涉及|聚焦|分为|来自|发展|培育|引进|入驻|落户|签约)了?$"
)
_VAGUE_HEADS = frozenset(
    (
        "服务",
        "技术",
        "材料",
        "环节",
        "措施",
        "内容",
        "设施",
        "方面",
        "业务",
        "部门",
        "问题",
        "活动",
        "政策",
        "园区",
    )
)
_NO_ITEM = re.compile(
    "^[及和与在]|积极|做好|加强|[的了是对为将把被都也就]|进一步|开展|进行|\\d+[个家项余]|"
    "来到|[几数十百千][余多]?位|汇集|等|各[个位县区]|参加|举办|相关|有关"
)
_WHICH = (
    "{t}{s}<a>哪些<head><b>|{t}{s}<a>哪几个<head><b>|{t}{s}<a>什么<head><b>|{t}{s}<a>啥<head><b>"
)

_HAS_WHICH = "{s}<a>有哪些<head>|{s}<a>的<head>有哪些|{s}<a>都有什么<head>|{s}<a><head>有哪几个"
_HAS = re.compile("(?:形成了?|拥有|包括了?|涵盖了?|有|为|是|已|已经|现)+$")


def list_facts(lines: list[Line]) -> Iterator[Fact]:
    """Yield the lists whose first and last items are clear."""
    for line in lines:
        for match in _LIST.finditer(line.clause.text, line.skip):
            yield from _of(line, match)


def _of(line: Line, match: re.Match[str]) -> Iterator[Fact]:
    text, skip = line.clause.text, line.skip
    start = _first_item(text, match.start(), text.index("、", match.start()), skip)
    end = match.end("list")
    if start < 0 or not _are_items(text[start:end].split("、")):
        return
    before, after, head = text[skip:start], text[match.end() :], match["head"]
    ended = match["deng"] is not None  # 等 tells where the list ends
    if not (ended or _SURE.search(before) or before.endswith(("：", ":"))):
        return
    if not ended and head in _VAGUE_HEADS:
        return
    if len(before) + len(after) > 30 or not (line.subject or len(before) > 5):
        return
    if re.match("[员部体性器]|[和与及]", after):
        return
    forms = filled(_WHICH, a=before, b=after, head=head)
    if not after and re.search("形成|拥有|包括|涵盖|[有为是括盖]", before):
        forms += filled(_HAS_WHICH, a=_HAS.sub("", before), head=head)
    yield fact_at(line, "list", (start, end), before + head, forms)


def _first_item(text: str, start: int, end: int, skip: int) -> int:
    """Return where the first item begins, behind a verb or preposition; -1 where unclear."""
    if text[start] in "“《":
        return start
    place, found = start, start if start == skip or text[start - 1] in "：:" else -1
    for word in segment(text[start:end]):
        place += len(word)
        if _BEFORE_LIST.fullmatch(word) and place < end:
            found = place
    return found


def _are_items(items: list[str]) -> bool:
    """Tell whether parts look like items of one list: short, alike in length, and no clauses."""
    sizes = [len(item) for item in items]
    return (
        min(sizes) > 1 and max(sizes) <= 16 and max(sizes) <= 4 * min(sizes) + 2
        and not any(_NO_ITEM.search(item) for item in items)
    )  # fmt: skip
