"""The subject of a question, and the sentences of an article that speak of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.asking.subjects import LEAD, head_of, time_in_front
from assistant.framing.attributes import Attribute
from corpus.article import Article
from corpus.places.lexicon import places
from corpus.places.names import PARKS, split_zone
from corpus.times.timexes import find_timexes
from corpus.zones import same_zone, zone_mentions
from index.passages import sentence_spans

NAMED = 0.75  # share of a project's bigrams that a sentence must say to be of it
MIN_KEY = 3  # characters of a project's name
LEAD_CHARS = 120  # in which an article says where it is
GOES_ON = 3  # sentences behind the one that names a subject that may still be of it

_GOES_ON = re.compile(
    r"^[\s”]*(?:该|此|其中|其|本|项目|园区|工程|一期|二期|建成|达产|投产|全部|预计|计划|总投资|占地|总?建筑面积|目前|据悉|据了解|截至)"
)
_OF_ZONE = re.compile(
    r"^[\s“]*(?:该区|全区|区内|本区|园区|开发区|高新区|经开区|今年|去年|上半年|目前|截至|其中|近年来|同时)"
)
_OTHER_PROJECT = re.compile(r"[\u4e00-\u9fff]{4}(?:项目|产业园|基地)(?=总|由|占|位|[，（(])")
_ASKS = re.compile(r"(?<!是)(?=什么|何时|哪|谁|几[个家户月年]|怎|如何|会不会|带动|每[年月天])")
_EMPTY = re.compile(r"的|项目|工程|在建|一共|[，,。、“”\"\s]")
_OWNED = re.compile(
    r"(?:产业)?(?:投资|发展|建设|控股|城投|国资)?(?:集团|有限|公司|股份|医院|大学|法院)"
)
_BUILT = re.compile(r"(?:科技|数[创字]|创新|商贸|物流|软件)[港城谷]$")  # by one investor, no area
_ANY_OF = re.compile(r"^总投资|(?:企业|公司|单位|人员|事故|项目|工厂|中心)$")  # of a zone: 外资企业


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question asks about: a zone, or a project by its name without zone and time.

    `zones` are those that the question names, `own` the one that is asked about.
    """

    name: str
    zones: tuple[str, ...]
    own: str = ""
    key: str = ""  # of a project or a park

    @property
    def is_area(self) -> bool:
        """Tell whether it holds projects of others; a park counts as a project."""
        if self.own:
            return split_zone(self.own)[1] not in PARKS
        return self.name[-1] in "城区港谷镇" and not _BUILT.search(self.name)

    @property
    def place(self) -> tuple[str, ...]:
        """Return how the zones begin: 平定 of 平定经开区."""
        return tuple(split_zone(zone)[0][:2] for zone in self.zones)

    def label(self, attribute: Attribute) -> str:
        """Return the label of a fact of this subject; empty where it is never told of such."""
        if self.is_area:
            return attribute.of_zone
        return attribute.label if attribute.of_project else ""

    def share(self, text: str) -> float:
        """Return the share of the bigrams of a project's name that `text` says."""
        pairs = {self.key[i : i + 2] for i in range(len(self.key) - 1)}
        return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0

    def covers(self, name: str) -> bool:
        """Tell whether a name is this subject's."""
        if self.own:
            return any(
                same_zone(zone.name, self.own) and zone.end - zone.start == len(name)
                for zone in zone_mentions(name)
            )
        return self.share(name) >= NAMED


def asked_of(text: str) -> tuple[str, str] | None:
    """Cut a question into its subject and what is asked of it: 甲园 | 是什么时候竣工."""
    return head_of(_ASKS.sub("是", LEAD.sub("", text), count=1))


def read_subject(text: str, zones: Sequence[str]) -> Subject | None:
    """Return the zone or the project that a question is about, None where it names neither."""
    head = asked_of(text)
    name = time_in_front(re.split(r"[，,]", head[0])[0])[1] if head else ""
    named = list(zone_mentions(name))
    if named and named[-1].end == len(name):
        hosts = [zone.start for zone in named[:-1] if zone.end == named[-1].start]
        start = min([*hosts, named[-1].start])
        park = named[-1].name if named[-1].kind in PARKS else ""
        return Subject(name[start:], tuple(zones), own=named[-1].name, key=park)
    zone = Subject(zones[0], tuple(zones), own=zones[0]) if zones else None
    key = name
    for said in (*(name[z.start : z.end] for z in named), *(t.text for t in find_timexes(name))):
        key = key.replace(said, "")
    key = _EMPTY.sub("", key)
    if len(key) < MIN_KEY or key in places().administrations or _ANY_OF.search(key):
        return zone
    return Subject(name, tuple(zones), key=key)


def sentences_of(subject: Subject, article: Article) -> Iterator[tuple[str, int]]:
    """Yield the sentences that speak of the subject, and from where in each of them."""
    if not _may_speak_of(subject, article):
        return
    sentences = [article.body[start:end] for start, end in sentence_spans(article.body)]
    left = GOES_ON if _titled(subject, article) else 0
    for sentence in sentences:
        at = _named_at(subject, sentence, article)
        if at >= 0:
            left = GOES_ON
            yield sentence, at
        elif left and _goes_on(subject, sentence):
            left -= 1
            yield sentence, 0
        else:
            left = 0


def _may_speak_of(subject: Subject, article: Article) -> bool:
    text = f"{article.title}\n{article.body}"
    if subject.share(text) >= NAMED:
        return True
    return bool(subject.own) and split_zone(subject.own)[0][:2] in text


def _titled(subject: Subject, article: Article) -> bool:
    """Tell whether the article as a whole is about the subject."""
    return not article.title_inferred and _named_at(subject, article.title, article) >= 0


def _named_at(subject: Subject, sentence: str, article: Article) -> int:
    """Return where a sentence names the subject, -1 where it doesn't or names another one too."""
    if subject.key and subject.share(sentence) >= NAMED:
        near = f"{sentence}{article.title}{article.body[:LEAD_CHARS]}"
        there = [subject.key[:2]] if subject.own else subject.place
        return 0 if not there or any(place in near for place in there) else -1
    if not subject.own:
        return -1
    if split_zone(subject.own)[0][:2] not in sentence:
        return -1
    mentions = list(zone_mentions(sentence))
    if any(_OWNED.match(sentence, m.end) for m in mentions):
        return -1
    own = [m for m in mentions if same_zone(m.name, subject.own)]
    known = [m for m in mentions if any(same_zone(m.name, zone) for zone in subject.zones)]
    return own[0].start if own and len({*own, *known}) == len(mentions) else -1


def _goes_on(subject: Subject, sentence: str) -> bool:
    """Tell whether a sentence that names nothing goes on about the subject."""
    starts = _OF_ZONE if subject.is_area else _GOES_ON
    if not starts.match(sentence) or _OTHER_PROJECT.search(sentence):
        return False
    if any(region in sentence for region in places().regions):
        return False
    return not next(zone_mentions(sentence), None)
