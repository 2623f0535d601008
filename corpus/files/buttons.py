"""What a site sets around an article: buttons, the way to other pages, legal notes."""

import re

from corpus.files.infoline import is_info_line
from corpus.files.pageinfo import PRINTED

INFO = "来源、日期或作者行，已读入相应字段"
BUTTON = "网页上的按钮或提示"
NOTE = "编辑署名、版权说明等栏外文字"
LIST = "相关链接等文章以外的列表"
OTHER_PAGE = "通往别的文章的链接"

MAX_FURNITURE = 150
MAX_BUTTON = 40  # a longer line is a sentence that begins like one
MAX_HEAD = 12

_NOTE = re.compile(
    r"[【\[(\uff08]?\s*(?:责任编辑|责编|编辑|编审|校对|审核|监制|统筹|[初复终]审|网络编辑)\s*[:\uff1a|/]"
    r"|(?:版权|免责|特别)?声明\s*[:\uff1a]|版权所有|Copyright|©|[\u4e00-\u9fff]?ICP备"
    r"|(?:[您你]的?|当前|现在|所在)(?:当前|现在|所在)?的?位置\s*[:\uff1a]|首页\s*[>»]"
    r"|关键[词字]\s*[:\uff1a]|标签\s*[:\uff1a]",
    re.IGNORECASE,
)
_REPRINT = re.compile(r"未经.{0,8}(?:授权|许可|允许|同意).{0,16}(?:转载|复制|摘编|建立镜像)")
# 下一条地铁线路 is a sentence: what leads to the next page has a colon or stands in brackets.
_NEXT = re.compile(
    r"[\[【(\uff08]\s*[上下]一?[篇条页]\s*[:\uff1a\]】)\uff09]|[上下]一?[篇条页]\s*(?:[:\uff1a\]】]|$)"
)
_WORD = (
    r"(?:打印(?:本页|此页|本文|文章)?|关闭(?:窗口|本页|页面)?|收藏(?:本文|本页)?|我要纠错|纠错|(?:返回|回到)顶部"
    r"|字[号体](?:[\s:\uff1a【\[]*[大中小])*|(?:一键)?分享(?:[到至]?|本文|给好友)|微信(?:好友)?|微博|新浪微博|QQ(?:空间|好友)?"
    r"|朋友圈|点?赞|在看|关注我们|(?:浏览|阅读|点击|访问)(?:次数|量|数)?|\d{1,9}次?|[上下首尾末]一?[页篇条]|更多"
    r"|[大中小](?=[\W_]|$))"
)
_BUTTONS = re.compile(rf"(?:[\W_]*{_WORD})+[\W_]*")
_HINT = re.compile(
    r"(?:打开)?(?:微信)?扫一扫[^。]{0,24}|长按(?:识别|图片|二维码)[^。]{0,16}|[^。]{0,4}阅读原文|预览时标签[^。]{0,12}"
    r"|扫码(?:关注|下载|查看|阅读)(?:更多|全文|原文|详情|我们|视频|[^。]{0,10}(?:公众号|客户端|APP|小程序))?"
    r"|点击(?:查看|阅读)(?:更多|全文|原文|详情|大图)[^。]{0,8}|点击[上下]方[^。]{0,24}|更多精彩[^。]{0,16}"
    r"|[\W_]*分享[到至]\s*[:\uff1a][^。]{0,24}"
)
_LIST_HEAD = re.compile(
    r"\W*(?:相关(?:新闻|阅读|链接|报道|文章|推荐)|(?:推荐|延伸|热门)阅读|(?:热点|精彩)推荐"
    r"|(?:网友|最新|热门|全部|发表)评论)\W*"
)
_ENDS = re.compile(r"[。!\uff01?\uff1f…][”’」』)\uff09]*$")


def furniture_reason(line: str, *, at_edge: bool) -> str:
    """Return why a line of the page is no text of the article; empty where it may be.

    `at_edge` is true of a line above or below the article's sentences.
    """
    if (at_edge and is_info_line(line)) or PRINTED.fullmatch(line):
        return INFO
    if len(line) > MAX_FURNITURE:
        return ""
    if len(line) <= MAX_BUTTON and (_is_button(line) or _NEXT.match(line)):
        return BUTTON
    if _NEXT.match(line) and not _ENDS.search(line):
        return BUTTON
    return NOTE if _NOTE.match(line) or _REPRINT.search(line) else ""


def opens_list(line: str, following: list[str]) -> bool:
    """Tell whether a line heads a list of other articles or comments that ends the article.

    相关链接 often heads a part of the article as well: paragraphs follow there, no list.
    """
    is_head = len(line) < MAX_HEAD and _LIST_HEAD.fullmatch(line)
    return bool(is_head) and not any(map(_is_paragraph, following))


def _is_button(line: str) -> bool:
    word = re.search(r"[\u4e00-\u9fffQ]", line)
    return bool(word and (_BUTTONS.fullmatch(line) or _HINT.fullmatch(line)))


def _is_paragraph(line: str) -> bool:
    return bool(_ENDS.search(line)) and not furniture_reason(line, at_edge=True)
