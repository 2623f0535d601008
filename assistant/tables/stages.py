"""The stage that an amount is said of: planned, signed, under way, done; a total or a part."""

import re

# Amounts of different stages are never set against each other.
_STAGES = {
    "计划": r"计划|规划(?!总?(?:面积|用地))|预计|预期|预估|拟|力争|目标|有望",
    "签约": r"签约|签订|签署|协议",
    "开工": r"开工|动工|在建|奠基",
    "建成": r"竣工|建成|投产|投运|投用",
    "达产": r"达产|满产|满负荷",
    "完成": r"完成|累计|到位",
    "下降": r"下降|减少|萎缩|下滑|降低|回落",
    "分期": r"[一二三四]期|首期",
    "总": r"总投资|投资总额|总额",
    "固定": r"固定资产",
    "每年": r"每年|年产|年均|年度|年(?:发电|营业|销售)",
    "每亩": r"每亩|亩均|人均|均",
}


def stages(text: str) -> frozenset[str]:
    """Return the stages that the words around a value name."""
    return frozenset(stage for stage, words in _STAGES.items() if re.search(words, text))
