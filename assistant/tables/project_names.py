"""The names of projects in running text, and the one that a value is of."""

import re

from corpus.words import segment

Span = tuple[int, int]

MIN_NAME, MAX_NAME = 5, 36  # characters

_END = re.compile(
    r"(?:项目|产业园|科技园|智创园|数创港|数字港|科技港|工程|基地)(?![部组经建单化开签总负落的数]|主管|秘书|管理|服务|招|集群|有限|公司|集团)"
)
BREAK = re.compile(r"[，。；：、！？,;:!?\n…—]|\d[.．](?=[\u4e00-\u9fff])|摄(?=\S)")
_CUTS_WORDS = """
的 在 由 于 为 是 和 与 及 以及 了 将 有 对 到 至 把 被 从 位于 落户 落地 启动 签约 建设 投资
打造 推进 获悉 其中 以 来自 新建 实施 建成 推动 加快 引进 承建 开工 拟建 规划 走进 来到 看到
获批 完成 称 介绍 表示 成为 作为 包括 例如 如 随着 据悉 同时 目前 日前 近日 今年 去年 当日 现场
此次 本次 这是 公司 拟 拟投建 投建 也 已 已经 正 正在 仅 还 开发 用于 该 本 此 其 这 这个 那 各
等 个 批 两个 多个 一个 一批 首个 兴建 实现 助力 取得 省 市 级 重点 重大 负责 记者 围绕 通过 计划
"""
_GENERIC_WORDS = """
项目 工程 基地 产业园 科技园 产业 工业 制造业 建设 签约 开工 投资 招商 民生 基础 设施 合作 投产
竣工 园区 企业 二期 一期 三期 扩建 新 大 好 亿元 以上 产业化 新能源 新材料 外资 内资 省级 国家级
市级 科技 创新 研发 改造 技改 技术 续建 储备 落地 高 质量 智能 制造 上半年 辽宁省 全省 全市 全县
全区 配套 园 本 类 引资 在建 市政 文旅 农业 现代 现代农业 示范 生产 总部
"""
_CUTS = frozenset(_CUTS_WORDS.split())  # they end before a name
_GENERIC = frozenset(_GENERIC_WORDS.split())  # of them alone no name is made
_TOLD = re.compile(r"(?:首个|首座|(?<!这)是|作为|成为|一个|一批|多个|各|等)$")


def project_names(body: str, start: int, end: int) -> list[Span]:
    """Return the names of projects in a stretch of the body."""
    found = []
    for match in _END.finditer(body, start, end):
        breaks = [m.end() for m in BREAK.finditer(body, start, match.start())]
        begin = max([start, match.start() - MAX_NAME, *breaks])
        begin = _trimmed(body, begin, match.end())
        name = body[begin : match.end()]
        is_told = _TOLD.search(body, start, begin)  # 是…首个…项目 tells what it is
        if len(name) >= MIN_NAME and not is_told and not _is_generic(name):
            found.append((begin, match.end()))
    return [
        name
        for n, name in enumerate(found)
        if not any(o[0] <= name[0] and o[1] > name[1] for o in found[n + 1 :])
    ]


def _trimmed(body: str, begin: int, end: int) -> int:
    """Cut what stands before a name: verbs, particles, an opening quote that is not closed."""
    at, kept = begin, begin
    words = segment(body[begin:end])
    for word in words[:-1]:
        at += len(word)
        if word in _CUTS:
            kept = at
    text = body[kept:end]
    if text.count("”") > text.count("“") or text.count("）") > text.count("（"):
        kept += max(text.find("”"), text.find("）")) + 1
    if text.count("“") > text.count("”"):
        kept += text.rfind("“") + 1
    while body[kept : kept + 1] in ("“", "）", ")", "”", " ", "-"):
        kept += 1
    return kept


def _is_generic(name: str) -> bool:
    words = [word for word in segment(name) if word not in _GENERIC]
    return len("".join(words)) < 2 or bool(re.search(r"^\d|[\d亿]元|[个家批]|首发|首期", name))
