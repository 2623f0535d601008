"""Names of people and bylines: 本报记者 王某某, 通讯员 高远, or names alone."""

import re

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
# Words that start with a surname and are no names, where they stand in a line of their own.
_WORDS = re.compile(
    "后记|简讯|简介|简报|简评|简述|时评|时讯|时间|时政|方法|方案|安全|"
    "安排|党建|金融|水利|文化|文明|文旅|应急|单位|常识|通知|通告|通报|"
    "公告|国际|国内|国防|国家|都市|马上|龙头|言论|和平|成果|成效|成绩|"
    "计划|项目|管理|明确|明天|关注|关于|关键|广告|广角|广场|家园|家庭|"
    "丰收|平台|平安|年货|年度|全部|全文|全国|全市|全省|农业|农村|商业|"
    "商务|海关|海外|高新|高效|高质量|交通|东部|北京|上海|江苏|江西|云南|"
    "安徽|山西|山东|河北|河南|广东|广西|海南|陕西|双创|双赢|支持|支撑|"
    "路径|容量|能源|能力|连线|连接|习惯|向前|向上|向海|富民|强国|强县|"
    "强村|强省|任务|任重|常态|应用|利好|利民|满意|白皮书|黄金|红利|经验|"
    "温馨|万象|万家|万众|花絮|花开|谈话|牛市|车间|车站|包装|边检|边界|"
    "边境|冷链|石油|古城|冬季|夏季|季度|元旦|居民|师资|原料|要闻|要点|"
    "解读|解放|解答|从严|从优|从快|严格|越来越|终于|查处|游客|权威|代表|"
    "商品|现场|封面|单元|印发|易地|束缚|房产|房企|史话|方言|鲁班|毕业|"
    "全域|全力|强化|强链|富强|越过|荣誉|年终|年中|年初|岁末|党课|党员|"
    "党委|古今|沙龙"
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
    """Tell whether two to four characters look like a person's name."""
    if _WORDS.fullmatch(token) or _NO_NAME_END.search(token) or _NO_NAME.search(token):
        return False
    if token[:2] in COMPOUND_SURNAMES:
        return 3 <= len(token) <= 4
    return token[:1] in SURNAMES and 2 <= len(token) <= 3 and token[0] != token[1]


def is_byline(text: str) -> bool:
    """Tell whether a whole line is a byline: 本报记者 王某某, or names only."""
    line = text.strip().translate(_NARROW)
    if not 2 <= len(line) <= 60:
        return False
    return is_signed(text) or any(
        (match := form.fullmatch(line)) is not None and _are_names(match["names"])
        for form in (_MARKED, _TAILED, _BRACKETED, _BARE)
    )


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
    """Tell whether all are names; one of two characters may be set apart: 方　明."""
    tokens: list[str] = []
    for token in _SPLIT.split(names.strip()):
        if len(token) == 1 and tokens and len(tokens[-1]) == 1:
            tokens[-1] += token
        else:
            tokens.append(token)
    return all("·" in token or is_name(token) for token in tokens)


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
