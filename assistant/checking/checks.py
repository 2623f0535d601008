"""Check a written sentence against those that it cites: figures, dates, zones, stages, names."""

import re
from collections.abc import Sequence

from assistant.checking.clauses import clauses_altered
from assistant.checking.grounds import (
    Ground,
    clause_of,
    folded,
    ground_of,
    without_zones,
    zones_in,
)
from assistant.checking.marks import (
    OVER,
    UNDER,
    clauses_turned,
    marks_exchanged,
    marks_missing,
    opposed,
)
from assistant.checking.pairs import misplaced
from assistant.checking.times import times_exchanged, times_missing
from assistant.checking.words import (
    names_missing,
    places_exchanged,
    words_exchanged,
    zones_exchanged,
)
from assistant.finding.evidence import Evidence
from corpus.figures import Figure, find_figures, same_figure
from corpus.places.names import SPELLINGS
from corpus.times.timexes import find_timexes
from corpus.zones import same_zone

_MORE = re.compile(
    r"(?<!不)(?<!不[能得应])超|(?<!超)过|(?<!不)[高大多]于|突破|逾|不[少低小]于|至少|最[低少]|破|余|多(?!于)|以上|上$"
)
_LESS = re.compile(
    r"不足|不到|不[能得应]?超过?|不[高大多]于|(?<!不)[低小少]于|至多|最[多高]|以下|以内|近"
)
_RISE = re.compile(r"增长|上升|提高|提升|增加(?!值)|上涨|扩大|攀升|增速|增幅|升至|增至")
_FALL = re.compile(r"下降|降低|减少|下滑|下跌|缩减|回落|降幅|跌幅|降至|减至|减幅")
_TITLE = re.compile("据?《([^《》]+)》(?:报道|消息)?[，,]?|据(?:报道|消息)[，,]?")
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")


def unsupported_by(sentence: str, cited: Sequence[Evidence]) -> list[str]:
    """Return what the sentence says and none of the cited sentences does, as it is written."""
    return failings(sentence, [ground_of(evidence) for evidence in cited])


def failings(sentence: str, grounds: Sequence[Ground]) -> list[str]:
    """Return what fails: figures, times, numbers, zones, stages, ranks, names, what goes with what.

    The rest is not looked at where a figure or a time fails.
    """
    text = folded(sentence)
    plainly = [
        *_figures_missing(text, grounds),
        *times_missing(text, grounds),
        *_numbers_missing(text, grounds),
        *_zones_missing(text, grounds),
    ]
    if plainly:
        return plainly
    said = _without_titles(text, grounds)
    return [
        *marks_missing(said, grounds),
        *clauses_turned(said, grounds),
        *names_missing(said, grounds),
        *words_exchanged(said, grounds),
        *zones_exchanged(said, grounds),
        *times_exchanged(said, grounds),
        *marks_exchanged(said, grounds),
        *places_exchanged(said, grounds),
        *clauses_altered(said, grounds),
        *misplaced(said, grounds),
    ]


def _without_titles(text: str, grounds: Sequence[Ground]) -> str:
    """Take out the titles that a claim gives its sources by: 据《…》报道."""
    titles = " ".join(f"{g.title} {g.source}" for g in grounds)
    return _TITLE.sub(lambda m: "" if not m[1] or m[1] in titles else m[0], text)


def _figures_missing(text: str, grounds: Sequence[Ground]) -> list[str]:
    quoted = [(g.text, figure) for g in grounds for figure in find_figures(g.text)]
    return [
        figure.text
        for figure in find_figures(text)
        if not any(_agree(text, figure, source, other) for source, other in quoted)
        and not (figure.value == 1 and any("一" + figure.unit in g.text for g in grounds))
    ]


def _agree(text: str, figure: Figure, source: str, quoted: Figure) -> bool:
    """Compare value and unit, and that neither 超/不足 nor 增长/下降 were turned round."""
    if not same_figure(figure, quoted):
        return False
    if opposed(_qualifier(text, figure), _qualifier(source, quoted), _MORE, _LESS):
        return False
    if opposed(_clause_before(text, figure), _clause_before(source, quoted), OVER, UNDER):
        return False
    return not opposed(_just_before(text, figure), _just_before(source, quoted), _RISE, _FALL)


def _qualifier(text: str, figure: Figure) -> str:
    denied = re.search("不[能得应]?$", text[: figure.start])
    return ("不" if denied else "") + figure.qualifier


def _clause_before(text: str, figure: Figure) -> str:
    start, _ = clause_of(text, figure.start, figure.end)
    return re.split(r"\d", text[start : figure.core_start])[-1]


def _just_before(text: str, figure: Figure) -> str:
    return re.split(r"[，。；、,;]", text[max(0, figure.start - 8) : figure.start])[-1]


def _numbers_missing(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return digits outside figures and times (CFB3, 5G, 2+1) that stand so in no source."""
    rest = list(text)
    figures = [(figure.start, figure.end) for figure in find_figures(text)]
    times = [(timex.start, timex.end) for timex in find_timexes(text)]
    for start, end in figures + times:
        rest[start:end] = " " * (end - start)
    left = "".join(rest)
    return [
        m[0] for m in _NUMBER.finditer(left) if not any(_holds(g.text, left, m) for g in grounds)
    ]


def _holds(source: str, text: str, number: re.Match[str]) -> bool:
    """Say whether a source has the number with the same letter before or behind it."""
    before, behind = (
        text[number.start() - 1 : number.start()],
        text[number.end() : number.end() + 1],
    )
    return any(
        m[0] == number[0]
        and (
            (source[m.start() - 1 : m.start()] == before and before.strip())
            or (source[m.end() : m.end() + 1] == behind and behind.strip())
            or not (before + behind).strip()
        )
        for m in _NUMBER.finditer(source)
    )


def _zones_missing(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return zones that are not meant; the place alone (平定 for 平定经开区) is enough."""
    named = {zone for g in grounds for zone in g.zones}
    named |= {zone.name for g in grounds for zone in zones_in(g.text)}
    rest = " ".join(without_zones(g.text) for g in grounds)
    around = " ".join(f"{g.text} {g.around}" for g in grounds)
    return [
        text[zone.start : zone.end]
        for zone in zones_in(text)
        if not any(same_zone(zone.name, other) for other in named)
        and not (
            zone.name[:2] in rest and any(word in around for word in SPELLINGS.get(zone.kind, ()))
        )
    ]
