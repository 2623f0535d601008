"""Names of people and bylines: 本报记者 王某某, 通讯员 高远, or names alone."""

import re
from functools import cache

from corpus.words import frequent_words

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚"
    "范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元"
    "卜顾孟平黄和穆萧尹姚邵汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾"
    "路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房缪干解应宗丁宣邓郁单杭洪包诸"
    "左石崔吉龚程邢滑裴陆荣翁荀羊甄家封储靳松井段富巫乌焦巴牧隗山谷车侯宓蓬全郗班仰仲伊宫宁仇栾"
    "甘厉祖武符刘景詹束龙叶幸司韶黎蓟薄印宿白怀蒲从鄂索咸籍赖卓蔺屠蒙池乔阴能苍双闻莘党翟谭贡劳"
    "逄姬申扶堵冉宰郦雍桑桂牛寿通边扈燕冀尚农温别庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终居衡"
    "步都耿满弘匡国文寇广禄阙东欧沃利蔚越夔隆师巩聂晁勾敖融冷辛阚那简饶曾沙丰关查后红游权闫肖付"
    "代仝冶仵佟亓苑郄郜牟原要岳帅亢况海商佘墨哈谯年阳佴琴晋楚逯郇"
)
COMPOUND_SURNAMES = frozenset(
    ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "司徒", "慕容", "夏侯")
)

HAN = r"[\u4e00-\u9fff]"
OPEN = r"[(【\[]"
CLOSE = r"[)】\]]"
ROLE = (
    r"(?:(?:(?:本报|本网|本刊|本社|[\u4e00-\u9fff]{2,6}(?:报|网|社|台))?\s?"
    r"(?:见习|实习|特约|首席|全媒体|融媒体?|驻[\u4e00-\u9fff]{2,4})*"
    r"(?:记者|通讯员|撰稿人?|实习生|评论员))|作者|文/图|文/摄|图/文|图文|文图|文|供稿)"
)
# How often jieba must have counted a word that starts with a surname for it to be no name. Its
# tag for names (nr) stands at many other words too, of which only the frequent ones are told.
_COMMON = (
    dict.fromkeys(("n", "nz", "nt", "ns", "vn", "an", "t", "i", "l", "j", "b", "s"), 20)
    | dict.fromkeys(("v", "a", "d", "ad", "z", "m", "r", "f", "c"), 100)
    | {"nr": 600}
)
_NO_NAME_END = re.compile(r"[区县省镇乡村厂司局校站部处室讯报版题性者们社网]$")
_NO_NAME = re.compile(r"[的了吗呢么吧是在有为怎哪这那什您你我他她它们]")

_NAME = rf"(?:{HAN}{{2,4}}|{HAN}[ \u3000]{{1,3}}{HAN}|{HAN}{{2,6}}·{HAN}{{2,6}})"
_GAP = r"[\s、,/]+"
_NAMES = rf"{_NAME}(?:{_GAP}{_NAME})*"
_TAIL = r"(?:文\s?/\s?图|文\s?/\s?摄|图\s?/\s?文|/?文图|图文|摄影报道|整理|报道|采写|/文)"
_SIGNED = re.compile(
    rf"{OPEN}?\s*[□■●◎○◆]?\s*(?:{_NAMES}{_GAP})?{ROLE}\s*[:/]?\s*{_NAMES}"
    rf"(?:[\s;,、]*{ROLE}\s*[:/]?\s*{_NAMES})*\s*{_TAIL}?\s*{CLOSE}?"
)
_MARKED = re.compile(rf"[□■●◎○◆]\s*(?P<names>{_NAMES})\s*{_TAIL}?")
_TAILED = re.compile(rf"{OPEN}?\s*(?P<names>{_NAMES})\s*{_TAIL}\s*{CLOSE}?")
_BRACKETED = re.compile(rf"{OPEN}\s*(?P<names>{_NAMES})\s*{CLOSE}")
_BARE = re.compile(rf"(?P<names>{_NAMES})")
_TRAILING = re.compile(r"[。!?…”’」』)](\s*)([(【\[□■●◎○◆]?[^。!?]{2,60})$")
_SPLIT = re.compile(r"[\s、,/]+")
_ROLES = re.compile(rf"{OPEN}|{CLOSE}|{_TAIL}$|{ROLE}(?=[\s:/]|{HAN})|[□■●◎○◆:;/]")
_NARROW = {
    ord(wide): flat for wide, flat in zip("（）：；，／！？［］\u3000", "():;,/!?[] ", strict=True)
}


def is_name(token: str) -> bool:
    """Tell whether two to four characters look like a person's name and are no common word."""
    return _has_name_shape(token) and token not in _common_words()


def _has_name_shape(token: str) -> bool:
    if _NO_NAME_END.search(token) or _NO_NAME.search(token):
        return False
    if token[:2] in COMPOUND_SURNAMES:
        return 3 <= len(token) <= 4
    return token[:1] in SURNAMES and 2 <= len(token) <= 3 and token[0] != token[1]


@cache
def _common_words() -> frozenset[str]:
    return frozenset(word for word in frequent_words(_COMMON) if _has_name_shape(word))


def is_byline(text: str) -> bool:
    """Tell whether a whole line is a byline: 本报记者 王某某, or names only."""
    line = text.strip().translate(_NARROW)
    if not 2 <= len(line) <= 60:
        return False
    return is_signed(text) or any(
        (match := form.fullmatch(line)) is not None and _are_names(match["names"])
        for form in (_MARKED, _TAILED, _BRACKETED, _BARE)
    )


def is_bare(text: str) -> bool:
    """Tell whether a byline is names and nothing else, as a section heading may be: 石墨烯."""
    return bool(_BARE.fullmatch(text.strip().translate(_NARROW))) and not is_signed(text)


def is_signed(text: str) -> bool:
    """Tell whether a line is a byline that says so: 记者, 通讯员, 作者 before the names."""
    line = text.strip().translate(_NARROW)
    if len(line) > 60 or not _SIGNED.fullmatch(line):
        return False
    names = _ROLES.sub(" ", line)
    # Without a gap after the role (记者获悉) only what looks like a name is one.
    apart = bool(re.search(rf"{ROLE}[\s:/]", line)) or any(map(is_name, names.split()))
    return apart and not _NO_NAME.search(names)


def _are_names(names: str) -> bool:
    """Tell whether all are names; one of two characters may be set apart: 方　明.

    Names that are words too (高峰) are told by a name beside them.
    """
    tokens: list[str] = []
    for token in _SPLIT.split(names.strip()):
        if len(token) == 1 and tokens and len(tokens[-1]) == 1:
            tokens[-1] += token
        else:
            tokens.append(token)
    shaped = all("·" in token or _has_name_shape(token) for token in tokens)
    return shaped and any("·" in token or is_name(token) for token in tokens)


def split_byline(text: str) -> tuple[str, str]:
    """Cut the byline after the last full stop of a paragraph; empty where there is none."""
    match = _TRAILING.search(text[-80:].translate(_NARROW))
    if not match:
        return text, ""
    byline = text[len(text) - len(match[2]) :]
    clear = is_signed(byline) or bool(_BRACKETED.fullmatch(match[2].strip()))
    # Bare names need the space that printers set between the full stop and the names.
    if not (clear or match[1]) or not is_byline(byline):
        return text, ""
    return text[: len(text) - len(match[2])].rstrip(), byline.strip()
