"""What the articles do cover where a question is refused: labels, zones and days, no figure."""

import re
from collections.abc import Mapping, Sequence

from assistant.asking.scope import not_mentioned
from assistant.framing.about import MIN_KEY, Subject, asked_of, read_subject, sentences_of
from assistant.framing.attributes import ATTRIBUTES, Attribute, asked_attributes, attributes_of
from assistant.question import Question
from corpus.article import Article
from corpus.places.names import PARKS, split_zone
from corpus.zones import Zone, same_zone, zone_mentions
from index.passages import sentence_spans
from index.table import Hit

MAX_FACTS = 6  # labels offered
MAX_ZONES = 3  # other zones offered
MAX_ARTICLES = 8  # articles of the subject that are read
MAX_SENTENCE = 300  # characters; what is longer is a table or a page without stops
MAX_PASSAGES = 25  # passages in which other zones are looked for
UNKNOWN = 0.4  # share of a project's bigrams below which no article speaks of it

_LISTED = re.compile(r"等\s*(?:\d+|[一二两三四五六七八九十]+)[个项家]")  # 甲园等3个项目
_IN_ZONE = re.compile(r"基地|公司|集团|中心|产业园|大学|医院|海关|法院|委员会|某")
_KINDS = ("经开区", "高新区", "综保区", "自贸区", "新区", "开发区", "示范区", "新片区", "自贸片区")


def nearby_lines(
    question: Question,
    hits: Sequence[Hit],
    articles: Mapping[str, Article],
) -> tuple[str, ...]:
    """Say in whole sentences what the articles have near a question that is refused."""
    text = f"{question.context}{question.text}"
    subject, asked = read_subject(text, question.zones), asked_attributes(_asked(question.text))
    found = [articles[id_] for id_ in dict.fromkeys(hit.passage.doc_id for hit in hits)]
    lines = []
    if subject:
        facts, named = _facts(subject, found)
        line = _facts_line(subject, facts, asked, other_time=bool(question.times))
        lines.append(line or _known_line(subject, found, articles, named=named))
    wanted = _wanted(subject, asked)
    if wanted:
        lines.append(_zones_line(subject, _others(subject, wanted, hits), wanted))
    return tuple(line for line in lines if line)


def _asked(text: str) -> str:
    """Return what a question asks of its subject."""
    head = asked_of(text)
    return head[1] if head else text


def _facts(subject: Subject, found: Sequence[Article]) -> tuple[list[Attribute], bool]:
    """Return the attributes of which the articles hold a value, and whether any names it."""
    told: set[str] = set()
    read = 0
    for article in found:
        sentences = list(sentences_of(subject, article))
        for sentence, start in sentences:
            if len(sentence) > MAX_SENTENCE or (not subject.is_area and _LISTED.search(sentence)):
                continue
            for attribute, at in attributes_of(sentence):
                if at >= start and is_told(subject, attribute, sentence[start:at], sentence):
                    told.add(attribute.label)
        read += bool(sentences)
        if read == MAX_ARTICLES:
            break
    return [attribute for attribute in ATTRIBUTES if attribute.label in told], read > 0


def is_told(subject: Subject, attribute: Attribute, before: str, sentence: str) -> bool:
    """Tell whether a sentence tells an attribute of the subject, not of one in a zone."""
    label = subject.label(attribute)
    if not label or not subject.is_area:
        return bool(label)
    if label.startswith("项目") and label != "项目数量":
        return "项目" in sentence
    return not _IN_ZONE.search(before)


def _facts_line(
    subject: Subject,
    facts: Sequence[Attribute],
    asked: Sequence[Attribute],
    *,
    other_time: bool,
) -> str:
    """Name the facts but the one that was asked for, which there is of another time at most."""
    labels = []
    for fact in facts:
        if fact not in asked:
            labels.append(subject.label(fact))
        elif other_time:
            labels.append(f"{subject.label(fact)}（其他时间）")
    said = "、".join(list(dict.fromkeys(labels))[:MAX_FACTS])
    return f"关于{subject.name}，资料里有：{said}。" if said else ""


def _known_line(
    subject: Subject, found: Sequence[Article], articles: Mapping[str, Article], *, named: bool
) -> str:
    """Say whether the articles speak of the subject at all; nothing where that is unclear."""
    if named:
        return f"资料里提到{subject.name}，没有所问的内容。"
    texts = [f"{article.title}\n{article.body}" for article in found]
    if not subject.own:
        unknown = all(subject.share(text) < UNKNOWN for text in texts)
        return f"查到的文章没有提到{subject.name}。" if unknown else ""
    place = split_zone(subject.own)[0]
    like = re.compile(rf"{re.escape(place)}.{{0,8}}[区园城]")
    known = any(like.search(text) for text in texts) or any(
        place[:2] in zone and same_zone(zone, subject.own)
        for article in articles.values()
        for zone in article.zones
    )
    return "" if known else not_mentioned(subject.name)


def _others(subject: Subject | None, wanted: Attribute, hits: Sequence[Hit]) -> list[str]:
    """Return other zones of which a passage holds a value of the attribute asked for."""
    names: dict[str, None] = {}
    own = subject.zones if subject else ()
    parks = subject is not None and not subject.is_area
    for hit in hits[:MAX_PASSAGES]:
        for start, end in sentence_spans(hit.passage.text):
            sentence = hit.passage.text[start:end]
            if not wanted.words.search(sentence) or _LISTED.search(sentence):
                continue
            for at in (at for attribute, at in attributes_of(sentence) if attribute is wanted):
                before = [m for m in zone_mentions(sentence[:at]) if _is_offered(m, parks=parks)]
                if before:
                    names.setdefault(before[-1].name)
    said = subject.name if subject else ""
    return [
        name
        for name in names
        if not (split_zone(name)[0] in said or any(same_zone(name, zone) for zone in own))
    ]


def _wanted(subject: Subject | None, asked: Sequence[Attribute]) -> Attribute | None:
    """Return the attribute that other zones may have: of a zone rather not one of projects."""
    known = [attribute for attribute in asked if attribute.of_zone]
    if subject is None or subject.is_area:
        known.sort(key=lambda attribute: attribute.of_zone.startswith("项目"))
    return known[0] if known else None


def _is_offered(zone: Zone, *, parks: bool) -> bool:
    """Tell whether a zone is named clearly enough to be offered; parks beside parks only."""
    if zone.kind in PARKS:
        return parks and len(zone.place) > MIN_KEY
    return zone.kind in _KINDS and bool(zone.place)


def _zones_line(subject: Subject | None, zones: Sequence[str], wanted: Attribute) -> str:
    if not zones:
        return ""
    said = "、".join(zones[:MAX_ZONES])
    label = wanted.of_zone
    return f"有{label}的还有：{said}。" if subject else f"有{label}的开发区：{said}。"
