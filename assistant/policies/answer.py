"""Answer a question on a policy: a quoted line for each thing asked, and what is not said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.citations import cite
from assistant.draft import MAX_SHORT, Draft
from assistant.finding.evidence import Evidence
from assistant.finding.marking import clause_spans
from assistant.finding.ranking import Ranked
from assistant.policies.lines import SHORT_FACETS, aim_of, find_lines
from assistant.policies.policy import Facet, PolicyQuestion
from assistant.policies.section import Line, PolicySentence, policy_sentences, share
from assistant.question import Question, content
from assistant.quotes.quoting import plain_quote
from assistant.quotes.years import with_years
from assistant.schema import Citation, Span
from index.lexical import bigrams

LABELS: dict[Facet, str] = {
    "name": "政策名称", "issuer": "发布单位", "number": "文号", "issued": "发布时间",
    "from": "施行时间", "until": "有效期", "meaning": "含义", "who": "适用对象",
    "support": "支持内容", "steps": "办理方式", "measures": "主要举措",
}  # fmt: skip
ABOUT = "有关内容"
# What a reader wants to know of any policy, so that its absence is told, too.
_MAIN: tuple[Facet, ...] = ("issuer", "number", "from", "until", "who", "support", "steps")
_MISSING = "资料里没有写明："
MAX_LINES = 10
HALF = 0.5  # share of a part of the question that a sentence must say
MAX_ABOUT = 3  # sentences that name a policy of which nothing else is said
MAX_QUOTE = 140  # characters; of a longer sentence the clauses around the marks are quoted

_NUMBERED = re.compile(r"\d{1,2}[、.．](?!\d)")  # of a digest
MAX_REST = 60  # characters behind the last mark that are quoted with it
Key = tuple[str, int]  # a sentence: its article's id and where it starts


@dataclass(frozen=True, slots=True)
class _Shown:
    """A line as it is printed: its labels, its sentence, what is bold and what is quoted."""

    labels: tuple[str, ...]
    sentence: PolicySentence
    marks: tuple[Span, ...]  # offsets in the sentence
    quoted: Span
    item: bool = False

    @property
    def key(self) -> Key:
        return self.sentence.article.doc_id, self.sentence.start


def write_policy(
    asked: PolicyQuestion, question: Question, ranked: Sequence[Ranked]
) -> Draft | None:
    """Quote what the articles say of the policy, and name what is asked and not said.

    None where they say nothing of it, or of what is asked: then it is asked the ordinary way. The
    draft is refused where a document number is all that is asked and none is given.
    """
    sentences = policy_sentences(asked, ranked)
    if not sentences:
        return None
    facets: Sequence[Facet] = tuple(LABELS) if asked.whole else asked.facets
    aim = aim_of(asked, sentences)
    found = {facet: find_lines(facet, asked, sentences, ranked, aim=aim) for facet in facets}
    told = [facet for facet in facets if found[facet]]
    is_named = bool(asked.name) and asked.facets == ("meaning",)
    if not asked.whole and not told and not is_named:
        return Draft("", refused=True) if asked.facets == ("number",) else None
    shown = [line for facet in LABELS if facet in told for line in _shown(asked, facet, found)]
    if len(told) < 2 and (asked.whole or not told):
        titled = [line for line in shown if line.labels != (LABELS["name"],)]
        shown = [*_about(asked, sentences), *titled]
    if asked.also:
        shown = [*_also(asked.also, ranked, sentences), *shown]
    shown = _merged(shown)
    main = _MAIN if asked.whole else asked.facets
    if asked.whole and not found["meaning"] and not found["measures"]:
        main = ("meaning", *_MAIN)
    return _draft(asked, question, shown, [f for f in main if not found[f]]) if shown else None


def _shown(asked: PolicyQuestion, facet: Facet, found: dict[Facet, list[Line]]) -> Iterator[_Shown]:
    for line in found[facet]:
        part = facet in SHORT_FACETS and asked.whole
        quoted = line.quoted or (line.marks[0] if part else _around(line.sentence.text, line.marks))
        labels = () if line.item else (LABELS[facet],)
        yield _Shown(labels, line.sentence, line.marks, quoted, line.item)


def _around(text: str, marks: Sequence[Span]) -> Span:
    """Return the whole sentence, or of a long one the clauses from the first mark to the last."""
    if len(text) <= MAX_QUOTE:
        heading = _NUMBERED.match(text)
        return heading.end() if heading else 0, len(text)
    clauses = clause_spans(text)
    start = max((a for a, _ in clauses if a <= marks[0][0]), default=0)
    end = min((b for _, b in clauses if b >= marks[-1][1]), default=len(text))
    return start, len(text) if len(text) - end <= MAX_REST else end


def _about(asked: PolicyQuestion, sentences: Sequence[PolicySentence]) -> list[_Shown]:
    """Return the sentences that name the policy, where they say little more of it."""
    naming = [s for s in sentences if s.names and s.rank == 0]
    near = [s for s in sentences if s.rank == 0 and not s.names and s.away == 1]
    shown = [
        _Shown((ABOUT,), s, (_named(asked, s.text),), (0, len(s.text)))
        for s in sorted([*naming, *near], key=lambda s: (not s.names, s.start))[:MAX_ABOUT]
    ]
    return sorted(shown, key=lambda line: line.sentence.start)


def _named(asked: PolicyQuestion, text: str) -> Span:
    at = text.find(asked.name) if asked.name else -1
    return (at, at + len(asked.name)) if at >= 0 else clause_spans(text)[0]


def _also(
    part: str, ranked: Sequence[Ranked], sentences: Sequence[PolicySentence]
) -> Iterator[_Shown]:
    """Yield the sentence about the policy that says most of what else is asked."""
    wanted = set(bigrams(content(part)))
    order = {(r.evidence.article.doc_id, r.evidence.start): n for n, r in enumerate(ranked)}

    def fit(sentence: PolicySentence) -> tuple[float, int]:
        return share(wanted, sentence.text), -order.get(
            (sentence.article.doc_id, sentence.start), len(order)
        )

    best = max((s for s in sentences if s.rank == 0), key=fit)
    if fit(best)[0] >= HALF:
        clauses = clause_spans(best.text)
        mark = max(clauses, key=lambda c: len(wanted & set(bigrams(best.text[c[0] : c[1]]))))
        yield _Shown((), best, (mark,), _around(best.text, (mark,)))


def _merged(shown: Sequence[_Shown]) -> list[_Shown]:
    """Say a sentence once, with the labels of all that it answers; keep what is short apart."""
    kept: list[_Shown] = []
    for line in shown:
        if any(line.labels in (k.labels, ()) and _marked(line) == _marked(k) for k in kept):
            continue
        same = [
            n for n, k in enumerate(kept) if k.key == line.key and _covers(k, line) and not k.item
        ]
        if same and not line.item and line.marks and kept[same[0]].marks:
            other = kept[same[0]]
            labels = tuple(dict.fromkeys(other.labels + line.labels))
            quoted = min(other.quoted[0], line.quoted[0]), max(other.quoted[1], line.quoted[1])
            marks = _disjoint((*other.marks, *line.marks))
            kept[same[0]] = replace(other, labels=labels, marks=marks, quoted=quoted)
        else:
            kept.append(line)
    items = sum(line.item for line in kept)
    return kept[: MAX_LINES + items]


def _marked(line: _Shown) -> list[str]:
    return [re.sub(r"\W|^一、", "", line.sentence.text[a:b]) for a, b in line.marks]


def _covers(one: _Shown, other: _Shown) -> bool:
    """Tell whether two quotations of one sentence overlap and are more than a value."""
    overlap = one.quoted[0] < other.quoted[1] and other.quoted[0] < one.quoted[1]
    values = [one.quoted in one.marks, other.quoted in other.marks]
    return overlap and not any(values)


def _disjoint(marks: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in sorted(marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def _draft(
    asked: PolicyQuestion, question: Question, shown: Sequence[_Shown], missing: Sequence[Facet]
) -> Draft:
    citations = _citations(shown)
    numbers = {(c.doc_id, c.start): c.n for c in citations}
    text, before = "", tuple[str, ...]()
    for line in shown:
        label = f"**{'、'.join(line.labels)}**：" if line.labels and line.labels != before else ""
        before = line.labels or before
        gap = "\n" if line.item else "\n\n"
        text += f"{gap}{'- ' if line.item else label}{_bold(line)} [{numbers[line.key]}]"
    if missing:
        text += f"\n\n{_MISSING}{'、'.join(LABELS[facet] for facet in missing)}。"
    return Draft(text.strip(), citations, _short(asked, question, shown))


def _citations(shown: Sequence[_Shown]) -> tuple[Citation, ...]:
    by_key: dict[Key, list[_Shown]] = {}
    for line in shown:
        by_key.setdefault(line.key, []).append(line)
    return tuple(
        cite(
            Evidence(lines[0].sentence.article, lines[0].sentence.start, lines[0].sentence.end),
            n=n,
            marks=[
                (lines[0].sentence.start + a, lines[0].sentence.start + b)
                for a, b in _disjoint([mark for line in lines for mark in line.marks])
            ],
        )
        for n, lines in enumerate(by_key.values(), start=1)
    )


def _bold(line: _Shown) -> str:
    text, (at, end) = line.sentence.text, line.quoted

    def quote(start: int, end: int) -> str:
        published = line.sentence.article.published
        return plain_quote(with_years(text, published, span=(start, end)))

    said = ""
    for a, b in line.marks:
        start, stop = max(a, at), min(b, end)
        if start < stop:
            said += f"{quote(at, start)}**{quote(start, stop)}**"
            at = stop
    return said + quote(at, end)


def _short(asked: PolicyQuestion, question: Question, shown: Sequence[_Shown]) -> str | None:
    """Return the value where one is asked, and it is short."""
    one = len(asked.facets) == 1 and not asked.also and len(shown) == 1
    if not one or len(shown[0].marks) != 1 or question.wanted == "list":
        return None
    a, b = shown[0].marks[0]
    return shown[0].sentence.text[a:b] if b - a <= MAX_SHORT else None
