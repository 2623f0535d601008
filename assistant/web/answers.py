"""One answer as HTML: its text with [n] as links, what was derived, and the frame around it."""

from collections.abc import Container, Iterable, Sequence
from html import escape

from assistant.schema import Answer, Derived
from assistant.web.dates import shown_date
from assistant.web.exchange import Exchange
from assistant.web.filters import limited_html
from assistant.web.language import Lang, Text
from assistant.web.markdown import to_html
from assistant.web.zone_links import linked, marked

SOURCE = Text("出处{n}：{title}", "Source {n}: {title}")
DERIVED = Text("推算：{value}（{rule}）", "Derived: {value} ({rule})")
AS_OF = Text("资料截至{day}", "As of {day}")
LOOKED_AT = Text("查阅了{n}篇文章", "{n} articles read")
NEWEST = Text("语料最新为{day}", "newest article {day}")
JOINED = Text("，", ", ")
REFUSED = Text("", "No article answers this.")  # in Chinese the answer itself says so
STOP = Text("。", ".")
UNDERSTOOD = Text("理解为：{said}", "Understood as: {said}")
NOTES = Text("第{n}问的说明", "Notes on question {n}")
NEARBY = Text("相关的内容，资料里有：{topics}。", "Related, the articles have: {topics}.")
INSTEAD = Text("可以改问：", "You could ask instead:")


def answer_html(
    answer: Answer, *, number: int, lang: Lang, unfinished: bool, zones: Container[str] = ()
) -> str:
    """Render what is claimed, with what was derived below it; `zones` have pages of their own."""
    links = _links(answer, number=number, lang=lang)
    text = marked(answer.answer, zones)
    html = linked(to_html(text, links=links, unfinished=unfinished, lang=lang), lang)
    lines = "".join(_derived(derived, links, lang) for derived in answer.derived)
    html = _once(html + lines, [f' id="{_id(number, n)}"' for n in links])
    lead = " lead" if answer.short_answer and html.startswith("<p><strong>") else ""
    return f'<div class="text{lead}">{html}</div>'


def frame_html(exchange: Exchange, *, number: int, lang: Lang) -> str:
    """Render what the program itself says around an answer."""
    answer = exchange.answer
    if answer is None:
        return ""
    html = "".join(f"<p>{escape(line)}</p>" for line in frame_lines(answer, lang))
    nearby = _refused(lang) + _nearby(answer.frame.nearby, lang) if answer.refused else ""
    nearby += limited_html(exchange, lang)
    label = NOTES.to(lang, n=number)
    return f'<div class="frame" role="group" aria-label="{label}">{nearby}{html}</div>'


def frame_lines(answer: Answer, lang: Lang) -> list[str]:
    """Say what was understood, as of when, how much was read, and what else there is to tell."""
    frame = answer.frame
    facts = []
    if frame.as_of:
        facts.append(AS_OF.to(lang, day=shown_date(frame.as_of, lang)))
    if frame.looked_at:
        facts.append(LOOKED_AT.to(lang, n=frame.looked_at))
    if frame.newest:
        facts.append(NEWEST.to(lang, day=shown_date(frame.newest, lang)))
    lines = [JOINED.to(lang).join(facts) + STOP.to(lang)] if facts else []
    if frame.understood and frame.understood != answer.question:
        lines.insert(0, UNDERSTOOD.to(lang, said=frame.understood))
    return [*lines, *answer.notices]


def ask_list(questions: Sequence[str]) -> str:
    """Render questions as buttons that ask them."""
    items = "".join(
        f'<li><button type="button" class="ask" data-ask="{escape(question)}">'
        f"{escape(question)}</button></li>"
        for question in questions
    )
    return f'<ul class="asks">{items}</ul>'


def _once(html: str, names: Iterable[str]) -> str:
    """Leave each id on the first element only: an answer may cite [1] several times."""
    for name in names:
        head, found, tail = html.partition(name)
        html = head + found + tail.replace(name, "")
    return html


def _id(number: int, n: int) -> str:
    return f"cite-{number}-{n}"


def _links(answer: Answer, *, number: int, lang: Lang) -> dict[int, str]:
    return {
        citation.n: (
            f'<a class="cite" id="{_id(number, citation.n)}" href="#card-{number}-{citation.n}" '
            f'data-exchange="{number}" data-n="{citation.n}" '
            f'aria-label="{escape(SOURCE.to(lang, n=citation.n, title=citation.title))}">'
            f"[{citation.n}]</a>"
        )
        for citation in answer.citations
    }


def _derived(derived: Derived, links: dict[int, str], lang: Lang) -> str:
    said = escape(DERIVED.to(lang, value=derived.value, rule=derived.rule))
    return f'<p class="aside">{said}{"".join(links.get(n, "") for n in derived.citations)}</p>'


def _refused(lang: Lang) -> str:
    said = REFUSED.to(lang)
    return f'<p class="nearby">{said}</p>' if said else ""


def nearby_lines(nearby: Sequence[str], lang: Lang) -> list[str]:
    """Say what the articles do have; the questions among it are left to be asked."""
    sentences = [item for item in nearby if item.endswith("。")]
    topics = "、".join(item for item in nearby if not item.endswith(("。", "？", "?")))
    return [*([NEARBY.to(lang, topics=topics)] if topics else []), *sentences]


def _nearby(nearby: Sequence[str], lang: Lang) -> str:
    """Render whole questions as buttons that ask them, the rest as sentences."""
    asks = [item for item in nearby if item.endswith(("？", "?"))]
    lines = nearby_lines(nearby, lang)
    html = "".join(f'<p class="nearby">{escape(line)}</p>' for line in lines)
    return html + (f'<p class="nearby">{INSTEAD.to(lang)}</p>{ask_list(asks)}' if asks else "")
