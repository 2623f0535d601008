"""Choose, for each thing asked of a policy, the sentences that say it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.citations import apart
from assistant.finding.ranking import Ranked
from assistant.policies.facets import Said, document_numbers, in_force, issued, issuers, until
from assistant.policies.lists import (
    count_values,
    counting_spans,
    lines_behind,
    list_lines,
    says_lines,
)
from assistant.policies.policy import POLICY_NOUN, TITLE, Facet, PolicyQuestion
from assistant.policies.section import Line, PolicySentence, share
from assistant.policies.terms import meanings, measures, steps, support, who
from assistant.schema import Span
from index.lexical import bigrams

# Said by a few words, and once.
SHORT_FACETS: frozenset[Facet] = frozenset({"name", "issuer", "number", "issued", "from", "until"})

_RULES: Mapping[Facet, Callable[[str], Iterator[Said]]] = {
    "issuer": issuers,
    "number": document_numbers,
    "issued": issued,
    "from": in_force,
    "until": until,
    "meaning": meanings,
    "who": who,
    "support": support,
    "steps": steps,
    "measures": measures,
}
_LEAST: Mapping[Facet, float] = {
    "support": 1.0,
    "meaning": 1.0,
    "measures": 1.2,
    "who": 1.5,
    "steps": 1.5,
}
_MOST: Mapping[Facet, int] = {"support": 4, "who": 2, "steps": 2, "measures": 4}
_BEHIND: Mapping[Facet, float] = {"support": 1.6, "who": 0.8, "steps": 2.6, "measures": 0.8}
_PLAIN_WHOLE = 2.0  # how plainly whom it is for must be said where that is not asked by itself
_NEAR = 6  # sentences behind one that names the policy in which its dates may stand
_BESIDE = 2  # sentences between two that list the measures of one policy
_AIM = 2.0  # weight of what a question asks beyond the policy's name
_AIM_UNTITLED = 1.0  # … where the articles give it no title, so that the name counts, too
_MET = 0.6  # share of the best line's aim that a further line must meet
_MET_UNTITLED = 0.45
_NAMED = 0.5  # share of the policy's name that must follow who issued it, where it has no title
_LISTS = 1.6  # how plainly a sentence says the measures that lists them
_HOW_MANY = re.compile(r"(?:多少|几)[条项]")
_NEWS = re.compile(r".{0,8}(?:发布|公布)了?(?:数据|消息|信息|统计|报告|通报)")


@dataclass(frozen=True, slots=True)
class _Candidate:
    line: Line
    score: float
    aim: float  # share of what is asked beyond the name of the policy
    plain: float


def find_lines(
    facet: Facet,
    asked: PolicyQuestion,
    sentences: Sequence[PolicySentence],
    ranked: Sequence[Ranked],
    *,
    aim: set[str],
) -> list[Line]:
    """Return the lines that say a facet, in the order of their article; none where none does.

    `aim` is what is asked beyond the name of the policy.
    """
    if facet == "name":
        return _title(asked, sentences)
    listed = list_lines(asked, sentences, aim) if facet == "measures" else []
    if listed:
        return listed
    found = list(_candidates(facet, asked, sentences, ranked, aim=aim))
    lines = _best(facet, asked, found)
    if facet == "measures" and asked.whole:
        return lines or list(says_lines(sentences))[:2]
    if facet == "measures" and not _HOW_MANY.search(asked.text):
        if any(c.plain >= _LISTS for c in found if c.line in lines):
            return lines
        return lines_behind(lines, sentences)[: _MOST["measures"]]
    return lines


def _candidates(
    facet: Facet,
    asked: PolicyQuestion,
    sentences: Sequence[PolicySentence],
    ranked: Sequence[Ranked],
    *,
    aim: set[str],
) -> Iterator[_Candidate]:
    order = {(r.evidence.article.doc_id, r.evidence.start): n for n, r in enumerate(ranked[:5])}
    for sentence in sentences:
        said = [s for s in _RULES[facet](sentence.text) if s.plain >= _LEAST.get(facet, 0.1)]
        said = [s for s in said if _is_of_policy(facet, asked, sentence, s)]
        if not said:
            continue
        here = share(aim, sentence.text)
        weight = _AIM if sentence.titles and facet != "steps" else _AIM_UNTITLED
        place = order.get((sentence.article.doc_id, sentence.start))
        best = max(s.plain for s in said)
        score = best + weight * here - 0.1 * min(sentence.away, 5) - 0.6 * sentence.rank
        score += 0.3 * sentence.names + (0.6 / (1 + place) if place is not None else 0.0)
        marks = _marks(facet, said, best)
        counts = counting_spans(sentence.text) if facet == "measures" else ()
        if counts:
            score += 1.5 * bool(count_values(asked.text) & count_values(sentence.text))
            if _HOW_MANY.search(asked.text):
                score, marks = score + 1.5, counts
        yield _Candidate(Line(sentence, marks), score, here, best)


def _marks(facet: Facet, said: Sequence[Said], best: float) -> tuple[Span, ...]:
    if facet in ("support", "who"):
        return tuple(apart([(s.start, s.end) for s in said if s.plain >= best - 0.6]))
    return (next((s.start, s.end) for s in said if s.plain == best),)


def _is_of_policy(
    facet: Facet, asked: PolicyQuestion, sentence: PolicySentence, said: Said
) -> bool:
    """Tell whether a short facet is said of this policy and not of what stands beside it."""
    if facet not in SHORT_FACETS:
        if asked.whole and sentence.rank:
            return False
        if asked.whole and facet == "measures":
            return sentence.names
        return not (asked.whole and facet == "who" and said.plain < _PLAIN_WHOLE)
    if facet not in ("issuer", "issued"):
        return sentence.away <= _NEAR
    behind = sentence.text[said.end : said.end + 50]
    around = sentence.text[max(0, said.start - 70) : said.end + 70]
    if any(title in around for title in sentence.titles):
        return True
    own = set(bigrams(sentence.text[said.start : said.end]))
    name = set(bigrams(f"{asked.name} {asked.about}")) - own
    named = len(name & set(bigrams(behind))) >= _NAMED * len(name) > 0
    return named and bool(re.search(POLICY_NOUN, behind)) and not _NEWS.match(behind)


def aim_of(asked: PolicyQuestion, sentences: Sequence[PolicySentence]) -> set[str]:
    """Return what a question asks beyond the name of the policy, in bigrams."""
    titles = {title for s in sentences for title in s.titles}
    return set(bigrams(asked.about)) - set(bigrams(" ".join([*titles, asked.name])))


def _best(facet: Facet, asked: PolicyQuestion, found: Sequence[_Candidate]) -> list[Line]:
    """Take the best lines; where one of them meets the aim of the question, only such as do."""
    ordered = sorted(found, key=lambda c: -c.score)
    if not ordered:
        return []
    top = ordered[0]
    if facet in SHORT_FACETS:
        once = asked.whole or facet == "number"
        return [top.line, *([] if once else _disagreeing(top, ordered))]
    behind = _BEHIND.get(facet, 0.0)
    near = [
        c
        for c in ordered
        if (
            c.score >= top.score - behind
            or (facet == "measures" and counting_spans(c.line.sentence.text))
        )
        and c.aim >= (_MET if top.line.sentence.titles else _MET_UNTITLED) * top.aim
        and c.line.sentence.rank == top.line.sentence.rank
    ]
    if facet == "measures":
        near = _side_by_side(top, near)
    most = min(2, _MOST.get(facet, 1)) if asked.whole else _MOST.get(facet, 1)
    return sorted((c.line for c in near[:most]), key=lambda line: line.sentence.start)


def _disagreeing(top: _Candidate, ordered: Sequence[_Candidate]) -> Iterator[Line]:
    """Yield the first line of another article that plainly says something else."""
    said = _values(top.line)
    for other in ordered:
        elsewhere = other.line.sentence.rank != top.line.sentence.rank
        values = _values(other.line)
        alike = any(a.endswith(b) or b.endswith(a) for a in said for b in values)
        if elsewhere and other.plain >= 2.5 and not alike:
            yield other.line
            return


def _values(line: Line) -> list[str]:
    """Return the bodies that a mark names, or the digits of its day."""
    start, end = line.marks[0]
    text = line.sentence.text[start:end]
    digits = "".join(re.findall(r"\d+", text))
    return [digits] if digits else [re.sub("等.*$", "", part) for part in text.split("、")]


def _side_by_side(top: _Candidate, near: Sequence[_Candidate]) -> list[_Candidate]:
    """Keep the sentences that go on with the list of the best one."""
    kept = [top]
    for candidate in sorted(near, key=lambda c: c.line.sentence.start):
        gaps = [abs(candidate.line.sentence.start - k.line.sentence.end) for k in kept]
        gaps += [abs(k.line.sentence.start - candidate.line.sentence.end) for k in kept]
        if candidate is not top and min(gaps) <= _BESIDE:
            kept.append(candidate)
    return kept


def _title(asked: PolicyQuestion, sentences: Sequence[PolicySentence]) -> list[Line]:
    """Return the sentence that gives the policy's full title, or its name in “”."""
    for sentence in sentences:
        for match in TITLE.finditer(sentence.text):
            if match[1] in sentence.titles:
                return [Line(sentence, (match.span(),))]
    quoted = re.compile(f"“{re.escape(asked.name)}”") if asked.name else None
    for sentence in sentences if quoted else ():
        said = quoted.search(sentence.text) if quoted else None
        if said:
            return [Line(sentence, (said.span(),))]
    return []
