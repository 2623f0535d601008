"""Lists that run through sentences: 一是…；二是…. 三是…."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.finding.marking import clause_spans
from assistant.policies.policy import PolicyQuestion
from assistant.policies.section import Line, PolicySentence, share
from assistant.policies.terms import COUNTED
from assistant.schema import Span
from corpus.numbers.amounts import parse_chinese
from index.lexical import bigrams

_ORDINAL = re.compile(
    r"(?:^|[，。；：:;、\s摄）)])(?P<mark>(?P<n>[一二三四五六七八九十]{1,3})(?:是|要|、(?=[^一二三四五六七八九十]))"
    r"|第(?P<nth>[一二三四五六七八九十]{1,3})[是，、：]|[（(](?P<in>[一二三四五六七八九十]{1,3})[）)])"
)
_LEAST = 1.0  # how well what stands before a list must fit
_LEAST_WHOLE = 1.7  # … where the list is not asked for by itself
_NEAR = 2  # sentences behind one that names the policy in which its list may begin
_MAX_LEAD = 60  # characters; of a longer lead the last clause is quoted
_CUE = re.compile("举措|措施|包括|内容|任务|方面|规定|政策|如下|支持")

_BEHIND = 3  # sentences behind a bare 发布10项举措 that say what they are
_SAYS = re.compile(
    r"(?:》|方案|办法|条例|计划|措施|政策|通知|意见|文件)(?:的通知|，|还|也|同时|具体|均|特别|中)*"
    r"(?:提出|明确|要求|强调|指出|规定)[了，：,]*"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, as a part of its sentence; `start` leaves 一是 in."""

    sentence: PolicySentence
    span: Span


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list, and what stands before it."""

    lead: PolicySentence
    lead_end: int  # where the first item begins in it, or its end
    items: tuple[Item, ...]


def enumerations(sentences: Sequence[PolicySentence]) -> list[Enumeration]:
    """Return the lists of two items or more, counted from 一 on without a gap."""
    groups: list[list[Item]] = []
    for sentence in sentences:
        for number, span in _numbered(sentence.text):
            item = Item(sentence, span)
            if number == 1:
                groups.append([item])
            elif groups and number == len(groups[-1]) + 1 and _near(groups[-1][-1], item):
                groups[-1].append(item)
    return [_with_lead(group, sentences) for group in groups if len(group) > 1]


def _numbered(text: str) -> Iterator[tuple[int, Span]]:
    found = list(_ORDINAL.finditer(text))
    ends = [*(m.start("mark") for m in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=False):
        number = parse_chinese(match["n"] or match["nth"] or match["in"])
        start = match.start("mark")
        whole = text[start:end].rstrip("；;，,、 \n")
        if number:
            yield int(number), (start, start + len(whole))


def _near(last: Item, item: Item) -> bool:
    same = last.sentence.article.doc_id == item.sentence.article.doc_id
    return same and item.sentence.start - last.sentence.end < 200


def _with_lead(group: Sequence[Item], sentences: Sequence[PolicySentence]) -> Enumeration:
    first = group[0]
    start = first.span[0]
    if len(first.sentence.text[:start].strip()) > 3:
        return Enumeration(first.sentence, start, tuple(group))
    at = sentences.index(first.sentence)
    before = sentences[at - 1] if at and sentences[at - 1].rank == first.sentence.rank else None
    if before is None:
        return Enumeration(first.sentence, first.span[1], tuple(group))
    return Enumeration(before, len(before.text), tuple(group))


def list_lines(
    asked: PolicyQuestion, sentences: Sequence[PolicySentence], aim: set[str]
) -> list[Line]:
    """Return the lead and the items of the list that is asked for, or nothing."""
    groups = enumerations(sentences)
    best = max(groups, key=lambda group: _fit(asked, group, aim), default=None)
    if best is None or _fit(asked, best, aim) < (_LEAST_WHOLE if asked.whole else _LEAST):
        return []
    lead = best.lead.text[: best.lead_end].rstrip()
    clauses = clause_spans(lead)
    start = clauses[-1][0] if len(lead) > _MAX_LEAD else 0
    items = [Line(i.sentence, (i.span,), item=True, quoted=i.span) for i in best.items]
    return [Line(best.lead, (), quoted=(start, len(lead))), *items]


def _fit(asked: PolicyQuestion, group: Enumeration, aim: set[str]) -> float:
    """Say how well a list is the one that is asked for: by what stands before it, by its length."""
    lead = group.lead.text[: group.lead_end]
    wanted = aim or set(bigrams(asked.about))
    said = share(wanted, lead)
    counted = len(group.items) in count_values(asked.text)
    near = 0.4 * (group.lead.names or group.lead.away <= _NEAR)
    cue = 0.7 * bool(_CUE.search(lead))
    return 2 * said + 1.0 * counted + cue + near - 0.5 * group.lead.rank


def count_values(text: str) -> set[int]:
    """Return how many aspects or measures a text speaks of: 22 of 22条举措."""
    said = (m["n"] for m in COUNTED.finditer(text))
    values = (int(n) if n.isdecimal() else parse_chinese(n) for n in said)
    return {int(v) for v in values if v}


def counting_spans(text: str) -> tuple[Span, ...]:
    """Return where a sentence counts measures, 6个方面, 18条; nothing for aspects alone."""
    spans = [m.span() for m in COUNTED.finditer(text) if re.search("[条项方]", m[0])]
    return tuple(spans) if any(re.search("[条项]", text[a:b]) for a, b in spans) else ()


def says_lines(sentences: Sequence[PolicySentence]) -> list[Line]:
    """Return the sentences that begin with 《办法》提出, what they say marked."""
    found = []
    for sentence in sentences:
        cue = _SAYS.search(sentence.text[:100])
        end = len(sentence.text.rstrip("。；"))
        if cue and cue.end() < end and sentence.rank == 0:
            found.append(Line(sentence, ((cue.end(), end),)))
    return found


def lines_behind(lines: Sequence[Line], sentences: Sequence[PolicySentence]) -> list[Line]:
    """Add to a bare 发布10项举措 the sentences that say what they are."""
    says = says_lines(sentences)
    counting = [line for line in lines if counting_spans(line.sentence.text)]
    if not says and counting:
        at = sentences.index(counting[0].sentence) + 1
        behind = [s for s in sentences[at : at + _BEHIND] if _goes_on(s)]
        says = [Line(s, ((0, len(s.text.rstrip("。；"))),)) for s in behind]
    kept = (counting or ([] if says else list(lines)))[:1]
    taken = {line.sentence.start for line in kept}
    return [*kept, *(line for line in says if line.sentence.start not in taken)]


def _goes_on(sentence: PolicySentence) -> bool:
    return sentence.rank == 0 and len(sentence.text) > 20 and "来源：" not in sentence.text
