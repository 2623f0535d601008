"""The focus of a question: the words that name what is asked, 竣工 in 什么时候竣工."""

import re

from assistant.asking.colloquial import written
from corpus.numbers.units import unit_pattern
from corpus.words import segment

_ASKING = re.compile(
    r"什么时候|什么时间|啥时候|何时|多少|多[大高长重宽深远久]|哪[些里儿]|哪一?[年天月]|(?:哪|几)[\u4e00-\u9fff]?|几(?!乎)|什么|谁|何地"
    r"|怎么样?|怎样|如何|为什么|为何|是否|吗|多久|是不是|有没有|能不能|可不可以|会不会|没有(?=[？?\s]*$)"
)
_EMPTY_WORDS = """
是 为 的 了 有 在 由 和 与 及 对 就 也 又 再 都 从 向 把 被 会 能 将 要 想 请 个 家 项
户 人 名 亩 吨 元 亿元 万元 亿 万 天 套 间 次 层 栋 座 条 公里 公顷 平方米 平方公里
万平方米 分别 各 一共 总共 共 大约 大概 预计 计划 目前 现在 能够 可以 达到 对应 企业
公司 集团 单位 机构 地方 城市 项目 进行 这 那 其 它 该 称 叫 名字 名称 吨位 年 月 日 第
得 着 过 吗 呢 啊 用 去 来 到 中 上 下 后 前 里 所 门 类 几月 几日 时间 日期 时候 期间
时 时间段 段 事件 数量 百分之 西元 民国 占 约 不到 超过 开始 总 规模 情况 比例 值 具体
最新 之间 通过 采取 采用 使用
高新区 经开区 开发区 综保区 自贸区
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())  # they name no attribute
_PREFIXES = frozenset("总年新每全开净首副主原亩均")  # 总 + 投资
_UNIT = re.compile(rf"^[十百千]?[万亿]?(?:{unit_pattern()})")  # 家 in 多少家入园企业
_MAX_WORDS = 3

# Words that say the same of a project or a zone.
_SAME = (
    ("竣工", "完工", "建成", "交付", "投用", "验收"),
    ("开工", "动工", "开建", "奠基", "破土", "启动建设"),
    ("投产", "达产", "投入使用", "投运", "投入运营"),
    ("员工", "职工", "用工", "工人", "员"),
    ("投资", "投入", "投资额", "总投资", "花费", "耗资", "斥资"),
    ("补助", "补贴", "奖励", "奖补", "资助", "扶持", "给予"),
    ("用地", "占地", "土地", "占地面积", "面积"),
    ("就业", "岗位", "用工"),
    ("产值", "年产值", "营业收入", "产出"),
    ("税收", "纳税", "缴税", "税"),
    ("签约", "签订", "签署"),
    ("成立", "设立", "创立", "组建"),
    ("建筑面积", "总建筑面积"),
    ("产能", "年产", "生产能力", "产量"),
    ("入驻", "落户", "入园", "进驻"),
    ("增长", "增幅", "增速", "同比"),
    ("钱", "元"),
    ("价格", "售价", "每股", "均价"),
    ("租金", "房租"),
    ("房子", "房源", "住房"),
    ("开园", "开业", "揭牌"),
    ("实施", "施行", "生效"),
    ("披露", "公告", "公布", "发布", "宣布"),
)


def find_focus(question: str) -> tuple[str, ...]:
    """Return the words next to the question word: those behind it, else the last ones before."""
    question = written(question)
    asking = list(_ASKING.finditer(question))
    if not asking:
        return _last(_runs(question))
    behind = _runs(_UNIT.sub("", re.split(r"[，。？！,?!]", question[asking[-1].end() :])[0]))
    if behind:
        return tuple(word for run in behind for word in run)[:_MAX_WORDS]
    before = _runs(question[: asking[-1].start()])
    return _last(before)


def _last(runs: list[list[str]]) -> tuple[str, ...]:
    """Return the attribute at the end: 总投资 of 科技港总投资, but 营业收入 of 酒店营业收入."""
    if not runs:
        return ()
    return tuple(runs[-1][-1:] if len(runs[-1][-1]) > 2 else runs[-1][-2:])


def _runs(text: str) -> list[list[str]]:
    """Return the words that tell something, those that stand side by side in one list."""
    runs: list[list[str]] = []
    side_by_side, prefix = False, ""
    for word in segment(re.sub(r"[是为](?=\W*$)", "", text)):
        if word in _PREFIXES:
            prefix = word
        elif word in _EMPTY or not re.match(r"\w", word):
            side_by_side, prefix = False, ""
        else:
            if not side_by_side:
                runs.append([])
            if len(word) == 1 and runs[-1] and not prefix:
                runs[-1][-1] += word  # 复工 + 率
            else:
                runs[-1].append(prefix + word)
            side_by_side, prefix = True, ""
    return [run for run in runs if len("".join(run)) > 1] or runs


def focus_match(focus: tuple[str, ...], text: str) -> float:
    """Return how far `text` speaks of the focus: 1 for its words or their like, else by letters."""
    if not focus:
        return 0.0
    weights = range(1, len(focus) + 1)  # the head of a compound stands last
    matched = sum(w * _match(word, text) for w, word in zip(weights, focus, strict=True))
    return matched / sum(weights)


def _match(word: str, text: str) -> float:
    if word in text:
        return 1.0
    alike = [other for group in _SAME if word in group for other in group]
    if any(other in text for other in alike):
        return 0.9
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return 0.7 * sum(pair in text for pair in pairs) / len(pairs) if len(pairs) > 1 else 0.0
