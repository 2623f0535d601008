"""Whether two characters sound alike, without a table of readings."""

from bisect import bisect_right

# GB 2312 lists its 3,755 commoner characters by their reading: the first one of each syllable.
_FIRST_OF_SYLLABLE = (
    "啊埃鞍肮凹捌白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳"
    "疵聪凑粗蹿摧村磋搭呆耽当刀德蹬堤颠碉跌丁丢东兜督端堆墩掇蛾恩而发藩坊菲芬丰佛否夫噶该干冈篙哥"
    "给根耕工钩辜刮乖棺光瑰辊锅哈骸酣夯壕呵嘿痕哼轰喉呼花槐欢荒灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠捐撅均"
    "喀开刊康考坷肯坑空抠枯夸块宽匡亏坤括垃莱蓝琅捞勒雷棱厘俩联粮撩列琳玲溜龙楼芦峦掠抡萝妈埋瞒芒"
    "猫么玫门萌眯棉苗蔑民明谬摸谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴暖虐挪哦欧啪拍攀乓抛呸喷"
    "砰坯篇飘撇拼乒坡剖扑期掐牵枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒腮三桑搔色森僧"
    "莎筛珊墒梢奢砷声师收蔬刷摔栓霜谁吮说斯松搜苏酸虽孙蓑塌胎坍汤掏特藤梯天挑贴厅通偷凸湍推吞拖挖"
    "歪豌汪威瘟嗡挝呜昔瞎掀相萧楔薪星兄休墟轩靴勋压焉殃邀椰一荫英哟拥幽迂鸳曰耘匝栽咱赃遭责贼怎增"
    "扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹鬃邹租钻嘴尊昨"
)
_STARTS = [char.encode("gb2312") for char in _FIRST_OF_SYLLABLE]
_LAST = b"\xd7\xf9"  # 座; the characters behind are listed by radical


def sound_alike(a: str, b: str) -> bool:
    """Tell whether two characters are read alike but for the tone; a rare one is like none."""
    syllable = _syllable(a)
    return syllable >= 0 and syllable == _syllable(b)


def _syllable(char: str) -> int:
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return -1
    return bisect_right(_STARTS, code) - 1 if _STARTS[0] <= code <= _LAST else -1
