"""What a question wants listed: the noun and how many of them, 三 and 主导产业."""

import re
from dataclasses import dataclass

from corpus.numbers.amounts import parse_chinese
from corpus.words import segment

_NUMBER = r"(?P<n>[两二三四五六七八九十]{1,3}|\d{1,2})"
_CLASSIFIER = (
    r"(?:大(?![学型])|个(?!人)|家|项(?!目)|类(?!型)|种|所(?!在)|位(?!置)|座(?!谈)|条(?![件例])|款(?!项)|批|名(?![单称]))?"
    r"(?:方面的?(?=[\u4e00-\u9fff])|类型的)?"
)
_WHICH = re.compile(
    rf"哪(?:一?[些几]|{_NUMBER}){_CLASSIFIER}|列[出举](?:一下)?|都?有什么(?!时|人)|分别[是为有]什么"
    r"|什么(?:样的|新)?(?=(?:新)?(?:产业|项目|措施|举措|特点|亮点|优势|内容|流程|程序|步骤|环节|政策措施)(?!部|是|叫))"
)
_COUNTED = re.compile(rf"{_NUMBER}(?:大|个|家|项|类|种|所|方面|部分|[条座])")
_WHAT = re.compile(
    r"(?P<noun>产业|行业|领域|项目|企业|措施|举措|特点|特征|优势|亮点|板块|部分|方面|任务|原则|功能|产品|集群|流程|环节|内容)"
    r"(?:分别)?(?:都)?(?:是|有|包括|包含)(?:哪些|什么)[？?]?$"
)
_BEFORE = re.compile(r"(?:主要|具体|分别)?(?:都|各)?(?:有|是|包括|包含|涉及|涵盖|在于|为)?(?:了)?$")
_STOP_WORDS = """
的 了 在 是 和 与 将 已 被 于 给 对 从 到 来 把 由 向 为 上 里 中 能 可以 会 要 又 也 都 吗 呢 正
正在 相继 陆续 先后 纷纷 共同 成功 参加 入驻 落户 入选 获得 签约 签了 享受 参与 拟 计划 打算 来自
属于 可 需要 应当
"""
_STOP = frozenset(_STOP_WORDS.split())
_ALIKE = (
    ("企业", "公司", "厂家"),
    ("措施", "举措", "做法", "办法", "方面", "规范", "要求", "建议", "对策"),
    ("机构", "单位", "部门", "银行"),
    ("产业", "领域", "集群"),
    ("特点", "特征", "亮点", "优势"),
    ("方面", "领域", "板块"),
    ("任务", "工作", "重点"),
    ("原因", "理由"),
    ("环节", "流程", "步骤", "程序", "模式"),
)
_COUNTED_THROUGH = re.compile(
    r"措施|举措|做法|办法|方面|规定|要求|建议|特点|特征|亮点|优势|内容|任务|原则|原因|意义|步骤|环节|问题|条件|注意|工作|立场|机制"
)
_EMPTY = re.compile("^(?:已经?|的|正?在|拟|是|主要|重点|新|具体|不同的?)+")
_KNOWN = re.compile(  # 板块 of 哪六大板块合作
    r".*(?:产业集群|产业板块|产业|行业|领域|项目|企业|措施|举措|特点|板块|方面|任务|功能|产品|机构|部门|环节|流程|内容)"
)
_MAX_NOUN = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """The noun that names what is listed, empty where none does, and the number asked for."""

    noun: str
    count: int | None = None

    @property
    def counted_through(self) -> bool:
        """Tell whether such things are told as 一是…二是…."""
        return not self.noun or bool(_COUNTED_THROUGH.search(self.noun))


def asked_items(text: str) -> Asked | None:
    """Return what is to be listed, or None where a question wants no list."""
    text = re.sub(r"[？?。！!\s]+$", "", text)
    which = _WHICH.search(text)
    if which:
        count = which["n"] or _count_in(text[: which.start()])
        behind = _noun(text[which.end() :])
        noun = behind or _noun_before(text[: which.start()])
        return Asked(noun, _read(count))
    what = _WHAT.search(text)
    if what:
        counted = _COUNTED.search(text)
        return Asked(
            _noun_before(text[: what.end("noun")]), _read(counted["n"] if counted else None)
        )
    return None


def noun_match(asked: Asked, text: str) -> float:
    """Return how much of the noun's end `text` says: 1 for all of it, less for 产业 alone."""
    noun = asked.noun
    if not noun:
        return 0.0
    for size in range(len(noun), 1, -1):
        if re.search(f"{re.escape(noun[-size:])}(?!链)", text):
            return 0.5 + 0.5 * size / len(noun)
    alike = {other for group in _ALIKE if noun[-2:] in group for other in group}
    return 0.5 if any(other in text for other in alike) else 0.0


def _count_in(text: str) -> str | None:
    """Return the count that stands before: 7 of 7个化工园区都是哪些."""
    counted = list(_COUNTED.finditer(text))
    return counted[-1]["n"] if counted else None


def _read(written: str | None) -> int | None:
    if not written:
        return None
    value = parse_chinese(written) if not written.isdigit() else int(written)
    return int(value) if value is not None else None


def _noun(text: str) -> str:
    """Return the words in front up to a verb: 重大产业项目 of 重大产业项目建设了没有."""
    kept = ""
    for word in segment(_EMPTY.sub("", text)):
        if word in _STOP or not re.match(r"[\w“”]", word) or len(kept) >= _MAX_NOUN:
            break
        kept += word
    known = _KNOWN.match(kept)
    return known[0] if known else kept[:_MAX_NOUN]


def _noun_before(text: str) -> str:
    words = segment(_BEFORE.sub("", text))
    kept = ""
    for word in reversed(words):
        if word in _STOP or not re.match(r"\w", word) or len(word + kept) > _MAX_NOUN:
            break
        kept = word + kept
    return re.sub(r"^.*(?:\d|[两二三四五六七八九十](?=[大个家项类种]))[大个家项类种所]?", "", kept)
