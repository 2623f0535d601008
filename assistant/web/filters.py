"""The filters: their controls as HTML, and what the browser has set them to."""

import json
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from pydantic import TypeAdapter, ValidationError

from assistant.schema import EVERYTHING, Facets, Filters
from assistant.web.exchange import Exchange
from assistant.web.language import TAGS, Lang, Text, in_language
from assistant.web.stretch import is_stretch, shown_stretch

MOST = 20  # zones or sources that are taken from one visitor
LONGEST = 60  # characters of a name

FILTER = Text("筛选", "Filter")
NOT_YET = Text("模型加载中，稍后可以筛选", "The model is loading; filters come with it")
ZONE = Text("开发区", "Zone")
SOURCE = Text("报纸", "Paper")
FIND_ZONE = Text("查找开发区", "Find a zone")
FIND_SOURCE = Text("查找报纸", "Find a paper")
PUBLISHED = Text("发表时间", "Published")
FROM, TO = Text("从", "From"), Text("到", "to")
FROM_YEAR, FROM_MONTH = Text("从哪一年", "From which year"), Text("从哪个月", "From which month")
TO_YEAR, TO_MONTH = Text("到哪一年", "To which year"), Text("到哪个月", "To which month")
YEAR, MONTH = Text("{n}年", "{n}"), Text("{n}月", "{n}")
ANY_YEAR, ANY_MONTH = Text("不限", "any"), Text("全年", "all year")
CLEAR, DONE = Text("清除", "Clear"), Text("完成", "Done")
ONLY = Text("只查了：{what}", "Only searched: {what}")
UNFILTERED = Text("不用筛选，再查一次全部文章", "Search all articles, without the filter")
# What the script says; {names} are filled in there.
WORDS = {
    "chosen": Text("筛选，已选{n}项", "Filter, {n} chosen"),
    "remove": Text("去掉筛选：{name}", "Remove the filter {name}"),
    "unlisted": Text("资料里没有“{name}”", "No article has “{name}”"),
    "wrong": Text("“{name}”不是日期，没有使用", "“{name}” is no date and is not used"),
    "since": Text("{first}起", "since {first}"),
    "until": Text("至{last}", "until {last}"),
    "between": Text("{first}至{last}", "{first} to {last}"),
    "more": Text("还有{n}个，输入名称查找。", "{n} more: type a name."),
    "none": Text("没有这样的名称。", "No such name."),
}

_ADAPTER = TypeAdapter(Filters)


def filters_html(facets: Facets | None, *, lang: Lang) -> str:
    """Render the controls; nothing can be chosen while the backend or the script loads."""
    waits = "" if facets else f' title="{NOT_YET.to(lang)}"'
    name = FILTER.to(lang)
    return (
        f'<div class="filters" role="group" aria-label="{name}">'
        f'<button type="button" class="toggle" aria-expanded="false" disabled{waits}>'
        f'{_FUNNEL}{name}<span class="count"></span></button>'
        f'{_panel(facets, lang) if facets else ""}<ul class="chips" aria-label="{name}"></ul></div>'
    )


def filters_words(lang: Lang) -> dict[str, str]:
    """Return what the script says, and the language that it tells days in."""
    return in_language(WORDS, lang) | {"lang": TAGS[lang]}


def filters_line(filters: Filters, lang: Lang) -> str:
    """Say what an answer was limited to, "" where it was not."""
    joint = "、" if lang == "zh" else ", "
    parts = [joint.join(filters.zones), joint.join(filters.sources)]
    parts += [shown_stretch(filters.published, lang)] if filters.published else []
    what = " · ".join(part for part in parts if part)
    return ONLY.to(lang, what=what) if what else ""


def limited_html(exchange: Exchange, lang: Lang) -> str:
    """Render what an answer was limited to; a refused question can be asked of all articles."""
    said = filters_line(exchange.filters, lang)
    line = f'<p class="limited">{escape(said)}</p>' if said else ""
    if not (line and exchange.answer and exchange.answer.refused):
        return line
    return (
        f'{line}<ul class="asks"><li><button type="button" class="ask unfiltered" '
        f'data-ask="{escape(exchange.question)}">{UNFILTERED.to(lang)}</button></li></ul>'
    )


def read_filters(limits: object) -> Filters:
    """Read what the browser has set; what is no filter of ours filters nothing."""
    try:
        filters = _ADAPTER.validate_python(limits or {})
    except ValidationError:
        return EVERYTHING
    return replace(
        filters,
        zones=tuple(zone[:LONGEST] for zone in filters.zones[:MOST]),
        sources=tuple(source[:LONGEST] for source in filters.sources[:MOST]),
        published=filters.published if is_stretch(filters.published) else None,
    )


def _panel(facets: Facets, lang: Lang) -> str:
    return (
        f'<div class="panel" role="group" aria-label="{FILTER.to(lang)}" hidden>'
        f"{_names('zone', ZONE.to(lang), FIND_ZONE.to(lang), facets.zones)}"
        f"{_names('source', SOURCE.to(lang), FIND_SOURCE.to(lang), facets.sources)}"
        f"{_days(facets, lang) if facets.first else ''}"
        f'<div class="ends"><button type="button" class="clear">{CLEAR.to(lang)}</button>'
        f'<button type="button" class="close">{DONE.to(lang)}</button></div></div>'
    )


def _names(kind: str, name: str, find: str, counts: Sequence[tuple[str, int]]) -> str:
    """Render the frame of a list that the script fills in: hundreds of rows cost time."""
    if not counts:
        return ""
    data = escape(json.dumps(counts, ensure_ascii=False, separators=(",", ":")))
    return (
        f'<fieldset data-kind="{kind}" data-names="{data}"><legend>{name}</legend>'
        f'<input type="search" placeholder="{find}" aria-label="{find}" autocomplete="off">'
        '<div class="options"></div><p class="more" role="status"></p></fieldset>'
    )


def _days(facets: Facets, lang: Lang) -> str:
    years = range(int(facets.last[:4]), int(facets.first[:4]) - 1, -1)
    from_, to = (FROM, FROM_YEAR, FROM_MONTH), (TO, TO_YEAR, TO_MONTH)
    ends = ""
    for kind, (word, year, month) in (("from", from_), ("to", to)):
        ends += (
            f'<span class="end" data-end="{kind}">{word.to(lang)} '
            f"{_select(year.to(lang), ANY_YEAR.to(lang), YEAR, years, lang)}"
            f"{_select(month.to(lang), ANY_MONTH.to(lang), MONTH, range(1, 13), lang)}</span>"
        )
    return f'<fieldset class="days"><legend>{PUBLISHED.to(lang)}</legend>{ends}</fieldset>'


def _select(name: str, any_: str, text: Text, values: Sequence[int], lang: Lang) -> str:
    options = "".join(f'<option value="{n:02}">{text.to(lang, n=n)}</option>' for n in values)
    return f'<select aria-label="{name}"><option value="">{any_}</option>{options}</select>'


_FUNNEL = (
    '<svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true" fill="none" '
    'stroke="currentColor" stroke-width="1.4" stroke-linejoin="round">'
    '<path d="M2.5 3.5h11L9.4 8.6v4.2l-2.8-1.4V8.6z"/></svg>'
)
