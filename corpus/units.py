"""Units and measure words: how they are written, and the base that they are folded to."""

import re
from decimal import Decimal

# base unit: {spelling: how many base units one of it is}
_SCALED: dict[str, dict[str, str]] = {
    "元": {"元人民币": "1", "人民币元": "1", "人民币": "1", "块钱": "1", "元": "1"},
    "平方米": {
        "平方公里": "1e6", "平方千米": "1e6", "km²": "1e6", "公顷": "1e4", "平方米": "1",
        "平米": "1", "㎡": "1", "m²": "1",
    },
    "亩": {"亩": "1"},
    "米": {
        "公里": "1e3", "千米": "1e3", "km": "1e3", "米": "1", "m": "1", "厘米": "1e-2",
        "cm": "1e-2", "毫米": "1e-3", "mm": "1e-3", "微米": "1e-6", "μm": "1e-6", "纳米": "1e-9",
        "nm": "1e-9",
    },
    "吨": {
        "吨": "1", "t": "1", "公斤": "1e-3", "千克": "1e-3", "kg": "1e-3", "斤": "5e-4",
        "克": "1e-6", "毫克": "1e-9", "mg": "1e-9", "微克": "1e-12", "μg": "1e-12",
    },
    "立方米": {"立方米": "1", "m³": "1", "m3": "1", "升": "1e-3", "L": "1e-3", "毫升": "1e-6"},
    "千瓦": {
        "吉瓦": "1e6", "GW": "1e6", "兆瓦": "1e3", "MW": "1e3", "千瓦": "1", "kW": "1", "KW": "1",
        "瓦": "1e-3", "W": "1e-3",
    },
    "千瓦时": {"兆瓦时": "1e3", "MWh": "1e3", "千瓦时": "1", "kWh": "1", "度电": "1"},
    "%": {"%": "1", "成": "10", "‰": "0.1"},
    "个百分点": {"个百分点": "1", "百分点": "1", "个基点": "0.01", "基点": "0.01"},
    "kVA": {"千伏安": "1", "kVA": "1", "KVA": "1"},
    "kV": {"千伏": "1", "kV": "1", "KV": "1"},
    "℃": {"摄氏度": "1", "℃": "1", "°C": "1"},
    "个月": {"个月": "1"},
    "小时": {"个小时": "1", "小时": "1"},
    "天": {"个工作日": "1", "工作日": "1", "天": "1"},
    "台": {"台(套)": "1", "台（套）": "1", "台套": "1", "台": "1"},
    "标箱": {"标准箱": "1", "标箱": "1", "TEU": "1"},
}  # fmt: skip

_MEASURES = (
    "美元 美金 欧元 港元 港币 日元 韩元 英镑 新元 澳元 加元 卢布 卢比 新台币 PFlops EFlops P "
    "GHz MHz GB TB 人次 场次 批次 架次 车次 班次 人日 年 周年 分钟 毫秒 秒 岁 倍 分"
)
_COUNT_WORDS = (
    "家 户 个 项 件 人 名 位 宗 栋 幢 座 条 间 层 所 处 次 种 套 辆 列 支 份 场 张 款 只 艘 架 "
    "班 趟 本 部 幅 首 例 起 笔 单 块 片 株 棵 头 颗 枚 盏 根 门 道 口 批 组 轮 篇 箱 桶 袋 瓶 "
    "盒 对 股 页 枝 尾 剂 课时 卷 节"
)
# What may not follow, so that 2023人工智能大会, 两位数, 90年代 or 3个半月 are not counts.
_NOT_BEFORE = {
    "元": "宇宙|旦|代|素|件|老|年|谋", "年": "级|代|版|度|款|轻|关",
    "天": "使|津|府|然|空|山|河|气|猫|宫", "人": "民|才|工|均|口|力|大|机|形|像|文|物|类|体|社",
    "位": "数|于|置|居|一体", "项": "目|规定",
    "个": "半|一批|一工|一百|一流|意识|自信|全面|确立|维护|代表|规定|结合|务必",
    "次": "产业|元|方|世|日", "支": "持|撑|付|援|部|点", "份": "额", "场": "地|所|景|馆",
    "只": "有|要|是|需", "本": "次|市|报|地|月|年|届|省|区|级|科|身|轮|土|质",
    "部": "门|分|委|署|队|件", "幅": "度", "首": "个|次|家|批|届|府|席|创|都",
    "起": "来|步|到|点|草|伏|航|动|诉|重|因|源|飞|降|止",
    "单": "位|元|体|价|月|日|独|一|项|次|纯|立|靠|品|车|片|边|打|双|身", "块": "钱|链",
    "片": "区|面", "头": "部|条|版|等", "根": "据|本|源", "门": "峡|户|票|口|店|诊|类|槛|前",
    "道": "路|歉|德|口|具|观|教", "口": "岸|径|述|碑|感|罩|味|号|腔|语",
    "批": "准|发|复|评|示|量", "组": "织|成|建|长|团|合|装|员", "轮": "摩|船|胎|车|值|岗|流",
    "所": "有|以|在|需|得|属|谓|述|辖|示|产|长", "处": "理|于|置|罚|长|分|在|级|以",
    "列": "为|入|车长|出|第|举|席", "股": "份|权|东|票|市|价|改", "班": "子|长|主任|组",
    "名": "单|称|企|校|牌|誉|额|录|家|城|优(?!秀)", "条": "件|例|款|约|码", "套": "路|餐",
    "种": "植|子|业|源|苗|粮", "台": "州|湾|风|商|胞|账|阶|式|北|资|企|海",
    "户": "外|型|籍|均|口", "家": "庭|乡|属|长|园(?!区)|政|具|族|博会", "间": "隔|接|断|距|歇",
    "件": "套", "张": "家|江|店|掖|北", "款": "项", "箱": "包|体", "米": "其|粉|线|兰|脂|饭",
    "克": "拉|服|隆|什", "升": "级|至|高|温|旗", "吨": "位", "瓦": "楞|斯|房",
    "倍": "增|受|感|率|他|特", "层": "级|面|次|叠", "座": "谈|位|椅|无",
    "对": "(?!夫妻|新人|双胞|师徒)", "分": "(?![，,。；;、）)！!？? ]|$)",
    "成": "(?![，,。；;、）)以左多的]|$)", "页": "岩|面", "岁": "月", "秒": "杀|级", "度电": "价",
}  # fmt: skip
_PER = (
    "/(?:平方米|平方公里|立方米|千瓦时|公里|小时|公斤|"
    "年|月|日|天|股|吨|亩|度|秒|人|户|升|平|m³|m3|L)"
)

UNITS: dict[str, tuple[str, Decimal]] = {
    spelling: (base, Decimal(scale))
    for base, spellings in _SCALED.items()
    for spelling, scale in spellings.items()
} | {word: (word, Decimal(1)) for word in (_MEASURES + " " + _COUNT_WORDS).split()}

_INTERCHANGEABLE = ({"人", "名", "位"}, {"家", "户"}, {"栋", "幢", "座"}, {"株", "棵"})
COUNT_WORDS = frozenset(_COUNT_WORDS.split()) | {"台"}


def unit_pattern() -> str:
    """Return one alternation of all spellings, longest first, with what may not follow."""
    return "|".join(
        re.escape(word)
        + (r"(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else "")
        + (f"(?!{_NOT_BEFORE[word]})" if word in _NOT_BEFORE else "")
        for word in sorted(UNITS, key=len, reverse=True)
    )


def per_pattern() -> str:
    """Return what may follow a unit in 元/股 or 吨/年."""
    return _PER


def base_unit(word: str) -> str:
    """Fold a unit as people write it (万元, 公顷, 名) to the unit that figures carry."""
    spelling = word if word in UNITS else word.lstrip("十百千万亿")
    return UNITS[spelling][0] if spelling in UNITS else word


def same_unit(a: str, b: str) -> bool:
    """Say whether two base units count the same; 个 stands for any measure word."""
    if a == b or not a or not b:
        return True
    if "个" in (a, b):
        return a in COUNT_WORDS and b in COUNT_WORDS
    return any(a in group and b in group for group in _INTERCHANGEABLE)
