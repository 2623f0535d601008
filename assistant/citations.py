"""Citations: places in articles, the [n] that a model writes, and what to mark in a quotation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.checking.grounds import shared
from assistant.finding.evidence import Evidence
from assistant.schema import Citation, Span
from corpus.figures import Figure, find_figures, same_figure

_LABEL = r"\s*+\^?(?:来源|资料|句子?|引用|编号|出处)?\s*+"
_MARKER = re.compile(
    rf"(?<![ \u3000])[ \u3000]*+[\[【［]{_LABEL}(\d{{1,3}}(?:\s*+[,，、;；]{_LABEL}\d{{1,3}})*+)"
    r"(?:†[^\]】］]*+)?\s*+[\]】］]"
)
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer and the numbers of the evidence that it cites, in its own words.

    `text` holds the markers as {n}; `numbers` count from 1 into the evidence.
    """

    text: str
    numbers: tuple[int, ...]


def cite(evidence: Evidence, *, n: int, marks: Sequence[Span] = ()) -> Citation:
    """Cut the quotation out of the article; marks are offsets in the body and must lie inside."""
    article, start, end = evidence.article, evidence.start, evidence.end
    return Citation(
        n=n,
        doc_id=article.doc_id,
        title=article.title,
        source=article.source,
        published=article.published,
        url=article.url,
        start=start,
        end=end,
        quote=article.body[start:end],
        marks=tuple(sorted({(a, b) for a, b in marks if start <= a < b <= end})),
        score=evidence.score,
    )


def parse_claim(sentence: str, *, known: int) -> Claim:
    """Read [1], [1][3], [1,2] and 【1】; numbers that were never offered (over `known`) vanish."""
    numbers: list[int] = []

    def keep(marker: re.Match[str]) -> str:
        offered = [int(d) for d in re.findall(r"\d+", marker[1]) if 1 <= int(d) <= known]
        numbers.extend(offered)
        return "".join(f"{{{n}}}" for n in offered)

    text = _MARKER.sub(keep, sentence.replace("{", "（").replace("}", "）"))
    return Claim(text.strip(), tuple(dict.fromkeys(numbers)))


def plain_text(claim: Claim) -> str:
    """Return the claim without markers and bold."""
    return re.sub(r"\{\d+\}|\*\*", "", claim.text)


def renumber(claims: Sequence[Claim]) -> tuple[str, dict[int, int]]:
    """Join claims with markers 1..k in order of first appearance; return evidence number → n."""
    order: dict[int, int] = {}

    def marker(match: re.Match[str]) -> str:
        numbers = dict.fromkeys(int(d) for d in re.findall(r"\d+", match[0]))
        shown = (order.setdefault(number, len(order) + 1) for number in numbers)
        return " " + "".join(f"[{n}]" for n in shown)

    return "\n\n".join(re.sub(r"(?:\{\d+\})+", marker, c.text) for c in claims), order


def citations_of(claims: Sequence[Claim], evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    """Return the citations behind the claims, numbered as `renumber` does, with their marks."""
    _, order = renumber(claims)
    return tuple(
        cite(
            evidence[number - 1],
            n=n,
            marks=[
                (evidence[number - 1].start + a, evidence[number - 1].start + b)
                for claim in claims
                if number in claim.numbers
                for a, b in answering_spans(claim, evidence[number - 1].text)
            ],
        )
        for number, n in order.items()
    )


def cite_each(told: Sequence[tuple[Evidence, Span]]) -> list[Citation]:
    """Return the citation of every marked sentence; those of one sentence share one citation."""
    places = [(e.article.doc_id, e.start, e.end) for e, _ in told]
    found: dict[tuple[str, int, int], tuple[Evidence, list[Span]]] = {}
    for place, (evidence, mark) in zip(places, told, strict=True):
        found.setdefault(place, (evidence, []))[1].append(mark)
    cited = {
        place: cite(evidence, n=n, marks=marks)
        for n, (place, (evidence, marks)) in enumerate(found.items(), start=1)
    }
    return [cited[place] for place in places]


def answering_spans(claim: Claim, quote: str) -> list[Span]:
    """Return where the quotation holds the figures of the claim, else its bold words."""
    text = plain_text(claim)
    spans = []
    quoted = find_figures(quote)
    for figure in find_figures(text):
        same = [q for q in quoted if same_figure(figure, q)]
        if same:
            best = max(same, key=lambda q: _shared_context(text, figure, quote, q))
            spans.append((best.start, best.end))
    if not spans:
        bold = [b.strip("，。 ") for b in _BOLD.findall(re.sub(r"\{\d+\}", "", claim.text))]
        spans = [(quote.index(b), quote.index(b) + len(b)) for b in bold if b and b in quote]
    return apart(spans)


def _shared_context(text: str, figure: Figure, quote: str, quoted: Figure) -> int:
    """Count the bigrams that stand before both figures: which of two 58项 is meant."""
    before = quote[max(0, quoted.start - 30) : quoted.start]
    before = re.split(r"\d[^\d]{0,4}[、，,；]", before)[-1]
    wanted = text[: figure.start] + text[figure.end :]
    return shared(wanted, before)


def apart(spans: Sequence[Span]) -> list[Span]:
    """Drop spans that overlap an earlier one."""
    kept: list[Span] = []
    for start, end in sorted(set(spans)):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
