"""Questions near to what an article says that it doesn't answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from assistant.reader.made.attributes import ATTRIBUTES, Attribute
from assistant.reader.made.attributes_else import ELSE
from assistant.reader.made.contrasts import PARTS, SIDES, STAGES, STAGES_OF, TITLES
from assistant.reader.made.facts import Fact
from assistant.reader.made.wordings import worded, wordings
from corpus.article import Article
from corpus.figures import find_figures
from corpus.intervals import date_mentions
from corpus.times.timexes import find_timexes
from index.passages import sentence_spans

_WITH_ATTRIBUTES = ("thing", "zone", "company", "event")
_AMOUNTS = ("figure", "count", "growth")
_EVERY_YEAR = re.compile("连续|历年|近.年|[一二三四五六七八九十]年来|年均")
_TRIED = 250  # other subjects

Miss = tuple[str, str]  # question, kind


@dataclass(frozen=True, slots=True)
class Scene:
    """An article, its facts, its sentences, and all that a window can show."""

    article: Article
    facts: tuple[Fact, ...]
    sentences: tuple[str, ...]
    text: str


def scene_of(article: Article, facts: Sequence[Fact]) -> Scene:
    """Cut an article's body into its sentences."""
    spans = sentence_spans(article.body)
    sentences = tuple(article.body[a:b] for a, b in spans)
    return Scene(article, tuple(facts), sentences, f"{article.title}\n{article.body}")


def misses_of(
    scene: Scene, others: Sequence[Fact], rng: Random, *, strays: Sequence[Fact] = ()
) -> Iterator[Miss]:
    """Yield questions that a scene's article doesn't answer, each with its kind."""
    for fact in strays:
        yield from _few(fact, rng, "elsewhere", 2)
    asked = {f.subject: f for f in scene.facts if f.subject and f.subject_kind in _WITH_ATTRIBUTES}
    for fact in asked.values():
        yield from _other_attributes(scene, fact, rng)
        yield from _other_stages(scene, fact, rng)
    for fact in scene.facts:
        if fact.kind in _AMOUNTS:
            yield from _other_time(scene, fact, rng)
            yield from _other_side(scene, fact, rng)
        yield from _other_part(scene, fact, rng)
        yield from _other_person(scene, fact, rng)
        yield from _other_subject(scene, fact, others, rng)


def is_unsaid(scene: Scene, attribute: Attribute) -> bool:
    """Tell whether no sentence has an attribute's words (by any name) and a figure of its units."""
    for sentence in scene.sentences:
        if not re.search(attribute.mentioned, sentence):
            continue
        if not attribute.units:
            return False
        if any(f.unit in attribute.units for f in find_figures(sentence)):
            return False
    return True


def _few(
    fact: Fact, rng: Random, kind: str, count: int, *, time_needed: bool = False
) -> Iterator[Miss]:
    asked = wordings(fact, rng, time_needed=time_needed)
    for question, _ in zip(asked, range(count), strict=False):
        yield question, kind


def _some(fact: Fact, asks: Sequence[str], rng: Random, kind: str) -> Iterator[Miss]:
    """Ask two of the given questions of a fact's subject."""
    forms = tuple("{s}" + ask for ask in asks)
    for form in rng.sample(forms, min(2, len(forms))):
        if question := worded(replace(fact, time="", forms=forms), form, rng):
            yield question, kind


def _other_attributes(scene: Scene, fact: Fact, rng: Random) -> Iterator[Miss]:
    kinds = {fact.subject_kind}
    if re.search("高速|铁路|公路|大桥|道路|地铁", fact.subject):
        kinds.add("road")
    if fact.subject_kind == "thing" and re.search("光伏|风电|电站|发电|能源", fact.subject):
        kinds.add("power")
    for known, count in ((ATTRIBUTES, 4), (ELSE, 1)):
        unsaid = [a for a in known if kinds & set(a.of.split()) and is_unsaid(scene, a)]
        for attribute in rng.sample(unsaid, min(count, len(unsaid))):
            yield from _some(fact, attribute.questions(attribute.unit), rng, "attribute")


def _other_stages(scene: Scene, fact: Fact, rng: Random) -> Iterator[Miss]:
    for stage in STAGES_OF.get(fact.subject_kind, ()):
        words, asks = STAGES[stage]
        told = [s for s in scene.sentences if re.search(words, s)]
        if not any(find_timexes(s) for s in told) and rng.random() < 0.6:
            yield from _some(fact, asks.split("|"), rng, "stage")


def _other_time(scene: Scene, fact: Fact, rng: Random) -> Iterator[Miss]:
    """Ask for the same in a year of which the article doesn't speak at all."""
    year = re.match(r"(?:截至)?(\d{4})年", fact.time)
    forms = tuple(form for form in fact.forms if "{t}" in form)
    if not year or not forms or _EVERY_YEAR.search(scene.text):
        return
    mentions = date_mentions(scene.article.body, scene.article.published)
    spoken = {
        spoken
        for m in mentions
        if m.interval
        for spoken in range(m.interval.first // 10000, min(m.interval.last // 10000, 2100) + 1)
    }
    said = int(year[1])
    if re.search("同比|去年|上年|同期", scene.text):
        spoken.add(said - 1)  # from a growth of 5% last year's figure follows
    years = (said - 1, said - 2, said - 3, said + 1, said + 2, said - 4)
    free = [y for y in years if y not in spoken and str(y) not in scene.text]
    if free:
        time = fact.time.replace(year[1], str(rng.choice(free[:3])))
        other = replace(fact, time=time, forms=forms)
        yield from _few(other, rng, "time", 3, time_needed=True)


def _other_part(scene: Scene, fact: Fact, rng: Random) -> Iterator[Miss]:
    """Ask for the second phase where only the first is told, or for a phase of a whole."""
    for said, other in PARTS:
        if other in scene.text:
            continue
        if said in fact.subject:
            subject = fact.subject.replace(said, other)
            yield from _few(replace(fact, subject=subject), rng, "part", 2)
        elif fact.kind == "figure" and said in fact.asked:
            forms = tuple(form.replace(said, other) for form in fact.forms if said in form)
            yield from _few(replace(fact, forms=forms), rng, "part", 2)
    if fact.kind != "figure" or fact.subject_kind != "thing":
        return
    if not re.search("[一二三]期|首期|阶段", scene.text):
        part = rng.choice(("一期", "二期", "三期"))
        forms = tuple(form.replace("{s}", "{s}" + part) for form in fact.forms)
        yield from _few(replace(fact, forms=forms), rng, "part", 2)


def _other_side(scene: Scene, fact: Fact, rng: Random) -> Iterator[Miss]:
    """Ask for the other one of a pair: imports where only exports are told."""
    for said, other, mentioned in SIDES:
        forms = tuple(form.replace(said, other) for form in fact.forms if said in form)
        if forms and said not in fact.subject and not re.search(mentioned, scene.text):
            yield from _few(replace(fact, forms=forms), rng, "side", 3)


def _other_person(scene: Scene, fact: Fact, rng: Random) -> Iterator[Miss]:
    """Ask who holds another office in the same body."""
    free = [title for title in TITLES if title not in scene.text]
    if fact.kind != "person" or not free or len(fact.subject) < 4 or "、" in fact.subject:
        return
    if rng.random() < 0.6:
        title = rng.choice(free)
        forms = tuple(form.replace(fact.attribute, title) for form in fact.forms[:4])
        yield from _few(replace(fact, forms=forms), rng, "person", 2)


def _other_subject(scene: Scene, fact: Fact, others: Sequence[Fact], rng: Random) -> Iterator[Miss]:
    """Ask the same of another zone, project or company, of which the article doesn't speak."""
    if fact.subject_kind not in _WITH_ATTRIBUTES:
        return
    forms = tuple(f for f in fact.forms if f.count("{s}") == 1 and fact.subject not in f)
    tried = rng.sample(others, min(_TRIED, len(others))) if forms else []
    strange = {
        other.subject
        for other in tried
        if other.subject_kind == fact.subject_kind and _is_strange(other.subject, scene.text)
    }
    for subject in _nearest(fact.subject, strange):
        yield from _few(replace(fact, subject=subject, forms=forms), rng, "subject", 3)


def _is_strange(subject: str, text: str) -> bool:
    """Tell whether a text doesn't name a subject, nor a piece of it that stands for it."""
    front = re.sub("^中国|^国家|项目$|有限公司$", "", subject)
    return front[:2] not in text and subject not in text and len(front) >= 4


def _nearest(subject: str, names: set[str]) -> list[str]:
    """Return the two names that share most characters with a subject: the hardest to tell apart."""
    return sorted(names, key=lambda n: (-len(set(subject) & set(n)) / len(set(n)), n))[:2]
