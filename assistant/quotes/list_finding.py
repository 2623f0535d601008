"""Find the lists in the best articles that may be what a question wants listed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.finding.evidence import Evidence
from assistant.finding.ranking import Ranked
from assistant.question import Question
from assistant.quotes.asked_items import Asked, noun_match
from assistant.quotes.enumeration import Enumeration, find_enumerations
from assistant.quotes.ordinals import Ordinals, find_ordinals
from assistant.quotes.vicinity import articles_of, share_said
from assistant.schema import Span
from corpus.article import Article
from index.lexical import bigrams
from index.passages import sentence_spans

LOOKED_AT = 14  # best sentences that may hold a list
ARTICLES = 3  # best articles of which every sentence may
NOUN = 0.5  # how much of the noun asked for must stand by the list
_COVERED = 0.3  # share of the question that its surroundings must say
_LEAD = 120  # characters before 一是 that say what is counted
_LED = 20  # … directly before a list that may name its items
_TAIL = 24  # … behind a list that name its items
_NAMES = re.compile(
    r"等|的|为|[两二三四五六七八九十数几\d]|一系列|一批|多[个家项种]|各类|诸多|若干"
)
_PLANNED = re.compile("打算|计划|规划|准备|有意|意向|[拟将]|下一步|未来|预计")
_FIRM = re.compile(r"(?:公司|集团|股份|银行|证券|保险|基金|科技|实业|电子|制药|药业|厂|行|院)$")


@dataclass(frozen=True, slots=True)
class FoundList:
    """A list in an article: where its items stand in the body, and how well it fits."""

    article: Article
    items: tuple[Span, ...]
    noun: float
    covered: float
    fit: float


def find_lists(question: Question, asked: Asked, ranked: Sequence[Ranked]) -> Iterator[FoundList]:
    """Yield the lists in the best sentences and in the best articles."""
    yield from find_counted(question, asked, ranked)
    best = {article.doc_id for article in articles_of(ranked, best=LOOKED_AT, most=ARTICLES)}
    for rank, one in enumerate(ranked):
        if rank >= LOOKED_AT and one.evidence.article.doc_id not in best:
            continue
        evidence = one.evidence
        if _is_elsewhere(question, evidence.article):
            continue
        for found in find_enumerations(evidence.text, pairs=asked.count == 2):
            fitting = _enumerated(question, asked, evidence, found, rank=rank)
            if fitting:
                yield fitting


def _enumerated(
    question: Question, asked: Asked, evidence: Evidence, found: Enumeration, *, rank: int
) -> FoundList | None:
    found = _without_noun(asked, evidence.text, found)
    texts = [evidence.text[a:b] for a, b in found.items]
    noun = max(
        noun_match(asked, _name(found.tail)),
        0.9 * noun_match(asked, _led(found.lead)),
        _named_alike(asked, texts),
    )
    counted = asked.count is not None and asked.count == len(texts)
    window = _window(evidence)
    clause = f"{found.lead}{''.join(texts)}{found.tail}"
    covered, close = _cover(question, asked, window), _cover(question, asked, clause)
    if covered < (_COVERED / 2 if counted else _COVERED):
        return None
    if noun < NOUN and not (counted and close >= 0.5):
        return None
    fit = 2 * noun + covered + 1.2 * close + 0.6 * counted - 0.08 * min(rank, 12)
    fit += _stage(question.text, clause)
    items = tuple((evidence.start + a, evidence.start + b) for a, b in found.items)
    return FoundList(evidence.article, items, noun, covered, fit)


def _without_noun(asked: Asked, sentence: str, found: Enumeration) -> Enumeration:
    """Leave out what the items are called behind the last one: 甲、乙、丙产业集群."""
    *others, (start, end) = found.items
    last = sentence[start:end]
    ends = (asked.noun[i:] for i in range(len(asked.noun) - 1))
    noun = next((n for n in ends if last.endswith(n)), "")
    longest = max(b - a for a, b in others)
    if _NAMES.match(found.tail) or not noun or len(last) - len(noun) < 2 or len(last) <= longest:
        return found
    if any(sentence[a:b].endswith(noun) for a, b in others):
        return found
    return Enumeration((*others, (start, end - len(noun))), found.lead, f"的{noun}{found.tail}")


def _is_elsewhere(question: Question, article: Article) -> bool:
    """Tell whether the question names zones and the article none of them."""
    text = f"{article.title}{article.body}"
    return bool(question.zones) and not any(zone[:2] in text for zone in question.zones)


def _stage(asked: str, clause: str) -> float:
    """Tell what is planned from what is done: 拟入驻 answers 打算入驻."""
    return 0.5 if bool(_PLANNED.search(asked)) == bool(_PLANNED.search(clause)) else -0.5


def _name(tail: str) -> str:
    """Return the words behind a list that call its items something: 等3个项目, 为主导产业."""
    tail = tail.lstrip("”")
    return tail[:_TAIL] if _NAMES.match(tail) else ""


def _led(lead: str) -> str:
    """Return the words before a list that call its items something: 重点项目包括."""
    return "" if lead.endswith("的") else lead[-_LED:]


def _named_alike(asked: Asked, items: Sequence[str]) -> float:
    """Return how far the items call themselves what is asked: 甲项目, 乙项目."""
    named = sum(item.endswith(asked.noun[-2:] or "。") for item in items) / len(items)
    firms = sum(bool(_FIRM.search(item)) for item in items) / len(items)
    if named > 0.6:
        return 0.8
    kind = sum(item[-1] in asked.noun[-2:] for item in items) / len(items)  # 先锋队 is of 队伍
    if kind == 1:
        return 0.6
    return 0.6 if firms >= 0.5 and re.search("企业|公司|机构|单位", asked.noun) else 0.0


def find_counted(question: Question, asked: Asked, ranked: Sequence[Ranked]) -> Iterator[FoundList]:
    """Yield the lists told as 一是…二是… in the best articles."""
    if not asked.counted_through and asked.count is None:
        return
    places: dict[str, list[int]] = {}
    articles = {}
    for one in ranked[:LOOKED_AT]:
        places.setdefault(one.evidence.article.doc_id, []).append(one.evidence.start)
        articles[one.evidence.article.doc_id] = one.evidence.article
    for rank, (doc_id, starts) in enumerate(places.items()):
        for run in find_ordinals(articles[doc_id].body):
            lead = articles[doc_id].body[max(0, run.start - _LEAD) : run.start]
            found = _counted(question, asked, articles[doc_id], run, lead=lead)
            near = any(0 <= run.items[-1][1] - start < 1200 for start in starts[:3])
            if found and near:
                yield replace(found, fit=found.fit - 0.4 * rank)


def _counted(
    question: Question, asked: Asked, article: Article, run: Ordinals, *, lead: str
) -> FoundList | None:
    inside = "".join(article.body[a:b] for a, b in run.items)
    counted = asked.count is not None and asked.count == len(run.items)
    noun = max(
        noun_match(asked, lead[-30:]),
        0.75 * noun_match(asked, lead),
        0.7 * noun_match(asked, inside),
        0.6 * counted,
    )
    close = _cover(question, asked, lead)
    covered = _cover(question, asked, f"{article.title}{article.body[:200]}{lead}{inside}")
    if noun < NOUN or covered < _COVERED or not _whole(article, run.items):
        return None
    fit = 2 * noun + covered + 1.5 * close + 0.6 * counted
    return FoundList(article, run.items, noun, covered, fit)


def _whole(article: Article, items: Sequence[Span]) -> bool:
    """Tell whether every item lies in one sentence."""
    return all(sentence_of(article, item) for item in items)


def sentence_of(article: Article, item: Span) -> Span | None:
    """Return the sentence that a stretch of the body lies in, None where it lies in several."""
    spans = sentence_spans(article.body)
    return next((s for s in spans if s[0] <= item[0] and item[1] <= s[1]), None)


def _window(evidence: Evidence) -> str:
    """Return the title, the two sentences before and the sentence."""
    spans = sentence_spans(evidence.article.body)
    at = next((n for n, (start, _) in enumerate(spans) if start == evidence.start), 0)
    begin = spans[max(0, at - 2)][0]
    return f"{evidence.article.title}{evidence.article.body[begin : evidence.end]}"


def _cover(question: Question, asked: Asked, text: str) -> float:
    """Return the share of the question's bigrams, but those of the noun, that stand in `text`."""
    return share_said(set(bigrams(question.content)) - set(bigrams(asked.noun)), text)
