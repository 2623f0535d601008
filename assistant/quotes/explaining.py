"""Answer why, how and what it is: the sentences that say so, the clause in bold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.finding.marking import Mark, clause_spans
from assistant.finding.ranking import Ranked
from assistant.question import Question
from assistant.quotes.vicinity import Placed, articles_of, cover, sentences_of
from assistant.schema import Span

LOOKED_AT = 6  # best sentences whose articles may hold the explanation
ARTICLES = 2
BEST = 3  # of which the sentences around are looked at
NEAR = 3  # sentences behind one that fits
MAX_SENTENCES = 3
_SURE = 0.35  # how well the best sentence must fit to be shown in place of the ranked ones
_SURE_CUE = 0.8  # a cue that is marked wherever it stands
_ALSO = 0.7  # share of the best one's fit that a further sentence needs
_CLOSE = 0.9  # … where the best one has a sure cue
RANK = 0.4  # what being the best of the ranked sentences is worth
_FOLLOWS = 0.4  # … where the best one only names what the others tell
_PLAIN = 0.5  # what the best sentence is worth without a cue


_GOES_ON = re.compile(r"(?:原因是?|[是为]|如下|介绍|表示)$")
_NOT_SO = re.compile(r"并非|并不是|不是")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that lead in to what is asked, and how surely they do."""

    pattern: re.Pattern[str]
    weight: float


_WHY = (
    Cue(
        re.compile(
            r"原因[是在有：]|原因(?=，|$)|之所以|是因为|得益于|归功于|归因于|源于|缘于|起因|受益于|究其原因|理由是"
        ),
        1.0,
    ),
    Cue(re.compile(r"因为|由于|鉴于|为了|[^原]因(?![此素特业果而])[^，。]{2,}|是为"), 0.8),
    Cue(
        re.compile(
            r"(?:^|[，。；“：）])\s*为(?=[^，。；]{3,}[，,])|以便|有利于|有助于|靠的[是就]|基于"
        ),
        0.6,
    ),
    Cue(re.compile(r"无法|不足|缺乏|短缺|难以|看中|吸引|优势|需求|满足|导致|造成|使得|旨在"), 0.4),
)
_HOW = (
    Cue(
        re.compile(
            r"(?:通过|采取|采用|运用|以)[^，。；]{2,}(?:方式|形式|模式|办法|方法|手段|途径|举措|机制)"
        ),
        1.0,
    ),
    Cue(re.compile(r"通过|采取|采用|借助|依托|依靠|利用|按照"), 0.8),
    Cue(
        re.compile(
            r"建立|组建|成立|设立|推行|实行|实施|开展|组织|协调|统筹|制定|出台|打造|搭建|优化|召集|研讨|争取|围绕|强化|加强|健全|完善|筛选"
        ),
        0.5,
    ),
    Cue(
        re.compile(
            r"从[^，。；]{2,}(?:到|至)|先[^，。；]{2,}(?:再|后)|由[^，。；]{2,}(?:牵头|负责|监督)|将[^，。；]{3,}"
        ),
        0.4,
    ),
)
_DEFINES = (
    Cue(
        re.compile(r"是指|指的是|所谓|的意思是|，指|”指|”是指|是一[种个家项座款]|定义为|全称"), 1.0
    ),
    Cue(re.compile(r"是(?!否|不|由|在|为|因)[^，。；]{2,}|即[^，。；将可使便]{2,}|旨在"), 0.7),
    Cue(re.compile(r"位于|致力于|主要(?:用于|从事|包括|生产|建设)|简称|成立于"), 0.4),
)
_CUES: dict[str, tuple[Cue, ...]] = {
    "why": _WHY, "how": _HOW, "definition": _DEFINES
}  # fmt: skip


def explains(question: Question) -> bool:
    """Tell whether the question is answered by an explanation."""
    return question.wanted in _CUES


def explanation(question: Question, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return the one to three sentences that explain, in the order of the article.

    Empty where no sentence near the best ones says more clearly what is asked than they do.
    """
    if not ranked or not explains(question):
        return []
    found = [
        (fit, placed)
        for article in articles_of(ranked, best=LOOKED_AT, most=ARTICLES)
        for fit, placed in _fits(question, sentences_of(article, ranked))
    ]
    found.sort(key=lambda pair: (-pair[0], pair[1].rank))
    if not found or found[0][0] < _SURE:
        return []
    best = found[0][1]
    others = [pair for pair in found[1:] if _goes_with(question, found[0], pair)]
    limit = 1 if question.wanted == "definition" else MAX_SENTENCES
    chosen = sorted([best, *(placed for _, placed in others)][:limit], key=_number)
    named_only = len(chosen) > 1 and not _cue(question, best.evidence.text)
    return [_marked(question, p, ranked, marked=not (named_only and p is best)) for p in chosen]


def _goes_with(
    question: Question, first: tuple[float, Placed], other: tuple[float, Placed]
) -> bool:
    """Tell whether a sentence near the best one belongs to the explanation."""
    (best_fit, best), (fit, placed) = first, other
    if placed.evidence.article.doc_id != best.evidence.article.doc_id:
        return False
    if not abs(placed.number - best.number) <= NEAR:
        return False
    if question.wanted == "how" and not _cue(question, best.evidence.text):
        return placed.number > best.number and fit >= _FOLLOWS * best_fit
    return fit >= (_ALSO if _is_weak(question, best) else _CLOSE) * best_fit


def _is_weak(question: Question, placed: Placed) -> bool:
    return _cue(question, placed.evidence.text) < _SURE_CUE


def _number(placed: Placed) -> int:
    return placed.number


def _fits(question: Question, sentences: Sequence[Placed]) -> list[tuple[float, Placed]]:
    """Return how well each sentence explains: its cue, and what it and those before it say."""
    covers = [cover(question, placed.evidence.text) for placed in sentences]
    fits = []
    for n, placed in enumerate(sentences):
        cue = _cue(question, placed.evidence.text)
        if question.wanted == "how" and not placed.rank:
            cue = max(cue, _PLAIN)
        if not cue or not _close_to_best(n, sentences):
            continue
        before = max(
            (c * 0.85**k for k, c in enumerate(covers[max(0, n - NEAR) : n][::-1], 1)), default=0
        )
        behind = 0.8 * covers[n + 1] if n + 1 < len(covers) else 0.0
        leans = max(before, behind) if question.wanted != "definition" else 0.0
        named = max(covers[n], leans)
        fits.append((cue * (named + 0.3 * covers[n]) + RANK / (1 + placed.rank), placed))
    return fits


def _close_to_best(n: int, sentences: Sequence[Placed]) -> bool:
    """Tell whether a sentence is among the best ones or goes on from one of them."""
    around = sentences[max(0, n - NEAR) : n + 2]
    return sentences[n].rank < LOOKED_AT or any(placed.rank < BEST for placed in around)


def _cue(question: Question, text: str) -> float:
    cues = _CUES[question.wanted]
    return max((cue.weight for cue in cues if cue.pattern.search(text)), default=0.0)


def _marked(
    question: Question, placed: Placed, ranked: Sequence[Ranked], *, marked: bool
) -> Ranked:
    """Put the mark on the clauses that hold the cue."""
    sentence = placed.evidence.text
    base = ranked[min(placed.rank, len(ranked) - 1)]
    if not marked:
        return replace(base, evidence=placed.evidence, mark=None)
    (start, end), *also = _clauses(question, sentence)
    near = base.mark.near if base.mark else 0.0
    return replace(base, evidence=placed.evidence, mark=Mark(start, end, near, 0.0, tuple(also)))


def _clauses(question: Question, sentence: str) -> list[Span]:
    """Return the clauses with the surest cue; of weak cues the one that says most beside it."""
    clauses = clause_spans(sentence)
    cues = [_clause_cue(question, sentence[slice(*span)]) for span in clauses]
    covers = [cover(question, sentence[slice(*span)]) for span in clauses]
    best = max(range(len(clauses)), key=lambda n: 3 * cues[n] + covers[n])
    numbers = [n for n, cue in enumerate(cues) if n == best or cue == cues[best] >= _SURE_CUE]
    spans: list[Span] = []
    for n in numbers:
        start, end = clauses[n]
        if _GOES_ON.search(sentence[start:end]) and n + 1 < len(clauses):
            end = clauses[n + 1][1]
        if not spans or start >= spans[-1][1]:
            spans.append(_bare(sentence, start, end))
    return spans


def _clause_cue(question: Question, clause: str) -> float:
    """Return how surely a clause answers; 并非为了 says what the reason is not."""
    return 0.0 if _NOT_SO.search(clause) else _cue(question, clause)


def _bare(sentence: str, start: int, end: int) -> Span:
    """Leave out a bracket or quotation mark whose other half stands elsewhere."""
    text = sentence[start:end]
    close = max(text.rfind(mark) for mark in "）)")
    if close >= 0 and not re.search("[（(]", text[:close]) and close + 1 < len(text):
        start += close + 1
        text = sentence[start:end]
    if text.startswith(("“", '"')) and "”" not in text and len(text) > 1:
        start += 1
    return start, end
