"""What the page of the corpus says, in both languages."""

import re
from calendar import month_abbr
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from assistant.desk.corpus.words_adding import ADDING, BUILDING, FATES, LIBRARY, OUTCOMES
from assistant.desk.shell import render
from assistant.editing.catalogue import ANY, UNKNOWN
from assistant.web.dates import shown_date
from assistant.web.language import Lang, Text

PATH = "/corpus"

DOUBTS = {  # what corpus.library.doubts calls them
    ANY: Text("有可疑之处", "Anything doubtful"),
    "title_inferred": Text("标题是推断的", "Title inferred"),
    "no_date": Text("没有日期", "No day"),
    "date_inferred": Text("日期是推断的", "Day inferred"),
    "no_source": Text("没有来源", "No paper"),
    "no_zone": Text("没有认出是哪个开发区", "No zone"),
    "short": Text("正文很短", "Very short"),
    "cut_off": Text("只有半篇", "Half of it"),
    "unresolved_dates": Text("时间没有解出", "Unclear times"),
    "garbage": Text("乱码", "Garbled"),
    "repeated": Text("与别的文章重复", "Repeats another"),
}

TABLE = {
    "corpus": Text("语料", "Articles"),
    "articles": Text("正在回答的文章", "The articles that answer"),
    "search": Text("查找", "Search"),
    "search_hint": Text("标题、开发区、报纸或正文里的词", "Words of title, zone, paper or text"),
    "sort": Text("排序", "Sort by"),
    "choices": Text("按开发区、月份、报纸筛选", "Filter by zone, month and paper"),
    "by_zone": Text("开发区", "Zones"),
    "by_month": Text("月份", "Months"),
    "by_doubt": Text("可疑之处", "Doubts"),
    "by_source": Text("报纸", "Papers"),
    "more_zone": Text("另外{count}个开发区", "{count} other zones"),
    "more_source": Text("另外{count}种报纸", "{count} other papers"),
    "more_doubt": Text("另外{count}种", "{count} other kinds"),
    "no_zone": Text("没有提到", "names none"),
    "no_source": Text("不详", "unknown"),
    "no_month": Text("月份不详", "no month"),
    "no_day": Text("日期不详", "no day"),
    "none": Text("没有。", "None."),
    "not_yet": Text("正在检查……", "Still looking…"),
    "looking": Text(
        "正在逐篇检查可疑之处：{done}／{total}", "Looking for doubts: {done} of {total}"
    ),
    "column_title": Text("标题", "Title"),
    "column_source": Text("报纸", "Paper"),
    "column_published": Text("日期", "Day"),
    "column_zone": Text("开发区", "Zones"),
    "column_characters": Text("字数", "Length"),
    "column_doubts": Text("可疑之处", "Doubts"),
    "found": Text("找到{found}篇，共{total}篇", "{found} of {total} articles"),
    "all_found": Text("共{total}篇", "{total} articles"),
    "clear": Text("全部显示", "Show all"),
    "pick": Text("选择“{title}”", "Select “{title}”"),
    "pick_all": Text("选择这一页的文章", "Select the articles on this page"),
    "pages": Text("页码", "Pages"),
    "page": Text("第{page}页，共{pages}页", "Page {page} of {pages}"),
    "earlier": Text("上一页", "Previous"),
    "later": Text("下一页", "Next"),
    "empty": Text(
        "还没有正在回答的文章。把文件拖到上面，就可以收进来。",
        "No articles answer yet. Drop files above to bring some in.",
    ),
    "nothing_found": Text(
        "没有这样的文章，请换一个词或去掉一个条件。",
        "There is no such article; try another word, or drop a condition.",
    ),
    "untitled": Text("（无标题）", "(untitled)"),
    "unknown": Text("不详", "unknown"),
}

ARTICLE = {
    "fields": Text("字段", "Fields"),
    "doubts": Text("可疑之处", "Doubts"),
    "zones": Text("开发区", "Zones"),
    "dates": Text("时间", "Times"),
    "figures": Text("数字", "Figures"),
    "unresolved": Text("没有解出", "not resolved"),
    "whole_text": Text("全文", "The whole text"),
    "length": Text("{count}个字", "{count} characters"),
    "reader": Text("一篇文章是怎样读的", "How an article was read"),
    "close": Text("关闭", "Close"),
}

_WORDS: Mapping[str, Text] = TABLE | ARTICLE | ADDING | BUILDING | LIBRARY


def fill(template: str, lang: Lang, **values: Any) -> str:
    """Fill in a template of this page, with its words in a language."""
    return render(
        template,
        lang=lang,
        t=translator(lang),
        date=lambda day: shown_date(day, lang),
        moment=moment,
        outcome=lambda what: OUTCOMES[what].to(lang),
        fate_name=lambda what: FATES[what].to(lang),
        month_label=lambda month: month_label(month, lang),
        label=lambda facet, value: facet_label(facet, value, lang),
        **values,
    )


def translator(lang: Lang) -> Callable[..., str]:
    """Return what finds a word by its name, and fills it in."""
    return lambda name, /, **given: _WORDS[name].to(lang, **given)


def moment(time: str) -> str:
    """Write an ISO 8601 time as the clock of this machine has it."""
    return f"{datetime.fromisoformat(time).astimezone():%Y-%m-%d %H:%M}" if time else ""


def facet_label(facet: str, value: str, lang: Lang) -> str:
    """Write what articles can be filtered by: a zone, a paper, a kind of doubt."""
    if facet == "doubt":
        return DOUBTS[value].to(lang) if value in DOUBTS else value
    return TABLE[f"no_{facet}"].to(lang) if value == UNKNOWN else value


def month_label(month: str, lang: Lang) -> str:
    """Write a month, and its year in a line of its own: 2025, 2025- where no month is known."""
    year, dash, number = month.partition("-")
    if not year:
        return TABLE["no_day"].to(lang)
    if not number:
        return f"{TABLE['no_month'].to(lang)}\n{year}" if dash else year
    if not re.fullmatch(r"0[1-9]|1[0-2]", number):
        return month  # a day that is none
    return f"{int(number)}月\n{year}" if lang == "zh" else f"{month_abbr[int(number)]}\n{year}"
