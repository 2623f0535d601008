"""What the text around a kind of zone says: a class, a district, a street, a grade."""

import re
from collections.abc import Sequence

from corpus.places.lexicon import GRADES, places
from corpus.places.names import LOOSE, SUFFIX, split_zone

# What follows a word that only looks like a zone: 新区块, 合作区域, 科技园路, 开发区站.
_NOT_AFTER = re.compile(
    r"[块域别系]|(?:[东南西北中一二三四五六七八九]?路(?![灯政演段网])|大道|大街|站|号线)"
)
_ESTATE = re.compile(r"区|社区|小区|小学|中学|学校|幼儿园|第[一二三四五六]")
_PARK_OF_DISTRICT = re.compile(r"(?:产业|工业|科技|化工)园")  # 新城科技园: of the district 新城
_NOT_BEFORE = re.compile(r"[家校厂花公]\Z")  # 校园区
# A bare word after these, or before those, means a class of zones.
_CLASS_BEFORE = re.compile(
    r"(?:[全各每][国省市区县]?|[国省市县]级|省市|多[个家]|[个家类批座大]|所有|其他|重点|众多|若干|我[国省]|国家|相关"
    r"|有关|部分|一些|优秀|示范|特色|新型|新建|创建|建设|打造|现有|等|国内|[化性型]"
    r"|[一二三四五六七八九十两几]大?)\Z"
)
_CLASS_AFTER = re.compile(
    r"建设(?![局和指管发])|改革(?!开放)|体制|条例|们|之一|类|升级|转型|名单|考核|综合考评|等(?![级候待])"
    r"|化|[、和及与](?:各|园区|集中区|工业集中区|街道|乡镇|社区|企业)"
)
# What belongs to a zone that governs: a bare 园区 before it is one.
_GOVERNED = re.compile(
    r"管委|管理委员会|党工委|工委|法院|法庭|检察|公安|税务|消防|办事处|街道|社区|总工会|团工委|教育局"
)
# A city's body, and its office in the zone between: 永安市公安局|高新区|(新市区)分局.
_BODY = re.compile(
    r"([\u4e00-\u9fff]{2,7})(?:[市县州盟旗](?:人民)?[\u4e00-\u9fff]{0,12}"
    r"(?:局|法院|检察院|支队|总队|大队|委员会|公司|银行|队)|交警|公安|消防|税务|城管)\Z"
)
_OF_CITY = re.compile(r"([\u4e00-\u9fff]{2,7})[市县]?的\Z")  # 永安的高新区
_BRANCH_OFFICE = re.compile(
    r"(?:[(（][^()（）\n]{1,8}[)）])?[\u4e00-\u9fff·]{0,6}?"
    r"(?:分局|局|大队|中队|支队|派出所|法院|检察院|分院|分公司|支行|分中心)"
)
_KIND_OR_END = rf"(?={SUFFIX.pattern}|[，。；、！？\s]|\Z)"
_GRADE_AFTER = re.compile(
    r"(?:[(（][^()（）]{0,12}[)）])?[，,]?(?:[是为系]|成为|属于|晋?升[级格]?为|晋级为|获批(?:为|成为)?"
    r"|被?[认确列评]定?为)(?:[^，。；！？\n]{0,6}?[的个])?(国家级|省级|市级)" + _KIND_OR_END
)
_GRADE_BEFORE = re.compile(rf"(国家级|省级|市级)(?:{SUFFIX.pattern})?[—–－\-：“]{{0,2}}\Z")
_NATIONAL = ("高新区", "经开区", "开发区")


def is_no_zone(text: str, match: re.Match[str]) -> bool:
    """Tell streets, districts and estates from zones: 科技园路, 绿园区, 下花园区, 清新区."""
    if _NOT_AFTER.match(text, match.end()):
        return True
    known, start = places().all, match.start()
    if match[0] == "新城" and _PARK_OF_DISTRICT.match(text, match.end()):
        return True
    if match[0] in ("新区", "新城") and _ESTATE.match(text, match.end()):
        return True
    if match[0] == "新区":  # 清新区, but not 雄安新区
        return text[start - 1 : start + 1] in known and text[start - 2 : start] not in known
    return match[0] == "园区" and any(text[start - n : start + 1] in known for n in (1, 2))


def is_class(text: str, match: re.Match[str]) -> bool:
    """Tell whether a bare kind means a class of zones: 各开发区, 国家级高新区, 开发区改革."""
    before = text[max(0, match.start() - 6) : match.start()]
    if before.endswith("、") and match[0].endswith(("园", "园区")):  # 企业、园区
        return True
    return bool(
        _CLASS_BEFORE.search(before)
        or _NOT_BEFORE.search(before)
        or _CLASS_AFTER.match(text, match.end())
    )


def seat_of(text: str, start: int, end: int) -> str:
    """Return the city whose body stands before a zone: 永安 in 永安市公安局高新区分局."""
    office = _BRANCH_OFFICE.match(text, end)
    body = (_BODY if office else _OF_CITY).search(text, max(0, start - 24), start)
    name = body[1] if body else ""
    known = places().administrations - places().common
    if not office:
        known -= places().provinces  # 山西的高新区 is a class
    return next((name[i:] for i in range(len(name) - 1) if name[i:] in known), "")


def is_governed(text: str, end: int) -> bool:
    """Tell whether a body of a zone's administration follows: 园区管委会."""
    return bool(_GOVERNED.match(text, end))


def grade_of(text: str, start: int, end: int, *, stem: str, kind: str) -> str:
    """Return the grade that the text gives to the zone at `text[start:end]`, else nothing."""
    inside = next((grade for grade in GRADES[:3] if grade in stem), "")
    if stem.endswith("国家") and kind in _NATIONAL:
        inside = "国家级"
    before = _GRADE_BEFORE.search(text[max(0, start - 16) : start])
    after = _GRADE_AFTER.match(text, end)
    return inside or (before[1] if before else "") or (after[1] if after else "")


def resolve(words: str, kind: str, about: Sequence[str]) -> str:
    """Return the one zone of the article that a bare kind, or a nickname (稀土高新区), means."""
    kinds = (kind,), LOOSE.get(kind, ()), ("开发区",) if kind in LOOSE["开发区"] else ()
    for options in kinds:
        fits = [
            name
            for name in dict.fromkeys(about)
            if split_zone(name)[1] in options and split_zone(name)[0].endswith(words)
        ]
        if fits:
            return fits[0] if len(fits) == 1 else ""
    return ""
