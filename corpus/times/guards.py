"""Where words of time are something else: 以前年度, 日本年产, 首次年会, 为期16日, 每年5月."""

import re

_CN = "一二三四五六七八九十"

# What an expression cannot begin with → the characters after which it cannot.
_IMPOSTORS = (
    (r"\d", r"\d第"),
    (f"[{_CN}两廿]", f"第{_CN}百千万数几"),
    ("年", rf"\d{_CN}两半几数多余个常童青老成历往逐近跨中"),
    ("月", r"岁个满蜜每\d"),
    ("次[年月日天]", rf"\d{_CN}两首每多此本该几再数届初"),
    ("[本当]", "日成资基版样文剧相适应担恰"),
    ("[上下][年月周个一星]", "以加网会路线身桌街船车海早晚马赶追版之如时"),
    ("[前后][年天日]", "以目此之空提日当先今事产售午"),
    ("[前头首]", "目之以提日年月此当"),
    ("后年", "成产用营"),  # 建成后年发电量
    ("去", "失离"),
    ("来年", "近年以历多几未数十百"),
    ("同", "不相"),
    ("近", "最附靠邻临接将"),
    ("日前", rf"作节假生次今明翌即同当休\d{_CN}"),
    ("现在", "体出表实呈展浮再兑涌显放存"),
    ("[时当]下", "平此同"),
    ("明[天日年]", "光透文说声证"),
    ("周|星期", "每一两三四五六"),
    ("连", "大相接"),
)
_NUMERAL = rf"[\d{_CN}两]"
_NUMBERS = (
    r"(?<=\d\.)\d",
    rf"(?<={_NUMERAL}年)(?={_NUMERAL}{{1,3}} ?月)",  # 判处3年6月
    rf"(?<={_NUMERAL}月)(?={_NUMERAL}{{1,3}} ?[日号])",  # 9999年12月31日
)
IMPOSTOR = re.compile(
    "|".join([*(f"(?<=[{before}])(?:{begin})" for begin, before in _IMPOSTORS), *_NUMBERS])
)
RECURRING = re.compile(r"(?:每[年月周日天季逢到个]*|历年|往年|常年|逐年|农历|公元前?)[的在]?$")
# Before a number of days or years that is a duration; after one.
LASTING = re.compile(
    "(?:为期|连续|历时|耗时|用时|持续|累计|经过|已经|超过|不到|不足|大约|提前|延长|服役|从业"
    "|[长近共仅超达满需约花用逾剩余隔第每前后首了有]) ?$"
)
MONTHS_LONG = re.compile("(?:历时|为期|用时|耗时|长达|持续)了? ?$")  # 历时3月
OF_DURATION = re.compile("以?内|[游均龄夜后间]")  # 16日内
HAN = re.compile("[\u4e00-\u9fff]")
