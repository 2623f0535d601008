"""Printed marks of a newspaper page: leads, bylines, captions, jump lines, page furniture."""

import re
from dataclasses import dataclass

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
COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "司徒")

_HAN = r"[\u4e00-\u9fff]"
_OPEN = r"[(\uff08【\[]"
_CLOSE = r"[)\uff09】\]]"
_ROLE = (
    r"(?:(?:本报|本网|本刊|见习|实习|特约|首席)*(?:记者|通讯员|撰稿人?)|作者|文/图|文/摄|文图|供稿)"
)
_NAMES = rf"{_HAN}{{2,4}}(?:[\s、,\uff0c]+{_HAN}{{2,4}})*"
_SIGNED = re.compile(
    rf"{_OPEN}?\s*[□■●◎]?\s*{_ROLE}[\s:\uff1a]*{_NAMES}"
    rf"(?:[\s;\uff1b,\uff0c]+{_ROLE}[\s:\uff1a]*{_NAMES})*\s*(?:文/图|文图|报道)?{_CLOSE}?"
)
_BARE = re.compile(_NAMES)
_TRAILING = re.compile(
    r"[。!?\uff01\uff1f…”’」』)\uff09](\s*)([(\uff08【\[□■●◎]?[^。!?\uff01\uff1f]{2,60})$"
)

_CREDIT = re.compile(
    rf"(?:^|[\s。!?;;))::])(?:{_ROLE}[\s:\uff1a]*)?{_HAN}{{2,4}}(?:[\s、]+{_HAN}{{2,4}})?"
    r"\s*/?\s*(?:摄影报道|摄影|摄|供图|制图|/图)\s*[)\uff09。]?$"
)
_CAPTION_LEAD = re.compile(r"(?:[▲▼△◀▶←→↑↓]|图[一二三四五①-⑤]?为|[上下左右]图|图片说明)")
MAX_CAPTION = 160

_PAGE_NUMBER = r"第?\s*[A-Za-z]?\s*[0-9\uff10-\uff19一二三四五六七八九十]{1,3}\s*版?"
_JUMP = (
    rf"{_OPEN}?\s*[▲▼]?\s*(?:下转|上接|紧接|转接)\s*{_PAGE_NUMBER}[^)\uff09】\]。]{{0,20}}{_CLOSE}?"
)
_JUMP_END = re.compile(rf"\s*({_JUMP})\s*$")
_JUMP_START = re.compile(rf"^\s*({_OPEN}\s*(?:上接|紧接)[^)\uff09】\]]{{1,40}}{_CLOSE})\s*")

_DESK = (
    r"(?:本版|值班|执行|责任|美术|图片|版式|本期)?(?:责编|编辑|校对|美编|版式|组版|排版|编审|审校)"
)
_FURNITURE = re.compile(
    rf"{_OPEN}?{_DESK}[\s:\uff1a]+[^。,\uff0c]{{1,80}}$"
    r"|(?:国内统一(?:连续出版物号|刊号)|邮发代号|(?:新闻|广告|发行|投稿|本报)(?:热线|电话|邮箱))[^。]{1,80}$"
    r"|第?\s*[A-Z]\s*\d{1,3}\s*版?$|第?\s*[\d一二三四五六七八九十]{1,3}\s*版$",
    re.IGNORECASE,
)
_MASTHEAD = re.compile(
    r"((?:19|20)\d\d年\d{1,2}月\d{1,2}日)\s*(?:星期[一二三四五六日天])?"
    r"(?:[\s|·]*(?:农历|第|今日|总第|乙|丙|丁|戊|己|庚|辛|壬|癸|甲).{0,40})?$"
)

_OUTLET = r"[\u4e00-\u9fffA-Za-z]{1,9}?(?:报|社|网|台|周刊|新闻|在线|客户端)"
_LEAD = re.compile(
    rf"[【\[]?(?P<outlet>本报|本网|本刊|{_OUTLET})(?P<place>[\u4e00-\u9fff]{{0,8}}?)"
    r"(?:\d{1,2}月\d{1,2}日|\d{1,2}日)?(?P<kind>讯|电|记者)(?=[\s(\uff08】\]:\uff1a]|记者|$)"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """The words 科学导报讯 that open an article: the outlet, empty for 本报讯.

    `own` is true where the words name the printing paper (X讯), not a wire service (X电).
    `opens` is true where the words can only stand at the start of an article.
    """

    outlet: str
    own: bool
    opens: bool


def find_lead(text: str) -> Lead | None:
    """Read the lead at the start of a paragraph."""
    match = _LEAD.match(text[:40])
    if not match:
        return None
    outlet = match["outlet"] if not match["outlet"].startswith("本") else ""
    return Lead(outlet, own=match["kind"] == "讯", opens=match["kind"] != "记者")


def is_name(token: str) -> bool:
    """Tell whether two to four characters look like a person's name."""
    if token[:2] in COMPOUND_SURNAMES:
        return 3 <= len(token) <= 4
    return token[:1] in SURNAMES and 2 <= len(token) <= 3 and token[0] != token[1]


def is_byline(text: str) -> bool:
    """Tell whether a whole line is a byline: 本报记者 王某某, or names only."""
    line = text.strip()
    if len(line) > 60:
        return False
    if _SIGNED.fullmatch(line):
        return True
    return bool(_BARE.fullmatch(line)) and all(map(is_name, re.split(r"[\s、,\uff0c]+", line)))


def split_byline(text: str) -> tuple[str, str]:
    """Cut the byline after the last full stop of a paragraph; empty where there is none."""
    match = _TRAILING.search(text[-80:])
    if not match:
        return text, ""
    byline = match[2].strip()
    signed = bool(_SIGNED.fullmatch(byline))
    # Bare names need the space that printers set between the full stop and the names.
    if not signed and not (match[1] and is_byline(byline)):
        return text, ""
    return text[: len(text) - len(match[2])].rstrip(), byline


def is_caption(text: str) -> bool:
    """Tell whether a line is a caption: it ends in a photographer's credit or starts with 图为."""
    if len(text) > MAX_CAPTION:
        return False
    return bool(_CREDIT.search(text[-40:]) or _CAPTION_LEAD.match(text))


def split_jump(text: str) -> tuple[str, str, str]:
    """Return the jump line at the start (上接…), the text between, the one at the end (下转…)."""
    first = _JUMP_START.match(text[:60])
    before = first[1] if first else ""
    rest = text[first.end() :] if first else text
    last = _JUMP_END.search(rest[-60:])
    if not last:
        return before, rest, ""
    return before, rest[: len(rest) - len(last[0])], last[1]


def is_furniture(text: str) -> bool:
    """Tell whether a line belongs to the page and to no article: 责编, 电话, 第3版."""
    return len(text) <= 100 and bool(_FURNITURE.match(text))


def masthead_date(text: str) -> str:
    """Return the date of a masthead line (2025年11月14日 星期五), or an empty string."""
    match = _MASTHEAD.fullmatch(text[:80])
    return match[1] if match else ""
