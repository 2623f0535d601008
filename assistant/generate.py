"""The writer over an LLM: its sentences are shown only when their citations bear them out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.checking.checks import unsupported_by
from assistant.citations import Claim, citations_of, parse_claim, plain_text, renumber
from assistant.draft import MAX_SHORT, Draft
from assistant.finding.evidence import Evidence
from assistant.llm import stream_text
from assistant.prompts import ANSWER_SYSTEM, answer_messages, evidence_line
from assistant.schema import REFUSAL, AssistantError
from corpus.figures import find_figures

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

MAX_PROMPT = 12_000  # characters; more evidence than this only distracts
RELEVANT = 0.5  # of the best score: what a wrong sentence cites may be no answer either
OUTPUT_TOKENS = 1_500  # left free in the window for the answer

_SENTENCE = re.compile(
    r".*?(?:[。！？]+[\"”’」』)）*]*(?:[ \u3000]*[\[【［][^\]】］\n]*[\]】］])*"
    r"(?=[ \u3000]*[^\s\[【［\"”’」』)）*])|\n+)",
    re.DOTALL,
)
_LEAD = re.compile(
    r"^\s*(?:[-*•>#]+\s+|\d{1,2}[.、)）]\s*(?!\d)|\**(?:答案?|简答|回答|结论|最短答案)\**\s*[：:]\s*)+"
)
_LINK = re.compile(
    r"!\[[^\]]*\]\([^)]*\)|(?<=\])\([^)]*\)|https?://[^\s）)]+|<[^>\n]*>|\[(?=[^\]\d][^\]]*\]\()"
)
_REFUSED = re.compile(
    r"^(?:很?抱歉|对不起)?[，,]?(?:根据)?(?:所?(?:给出?|提供)的?|上述|以上|现有|这些)*"
    r"(?:资料|材料|文章|内容|信息|原文)(?:里|中|内)?[，,]?(?:都|均|并)*"
    r"(?:没有|未|无法|找不到|不包含|不足以|没提)"
)


@dataclass(slots=True)
class _Progress:
    """What has passed the checks so far, and what has not."""

    offered: tuple[Evidence, ...]
    claims: list[Claim] = field(default_factory=list)
    replaced: int = 0
    struck: int = 0
    partial: bool = False
    broken: str = ""

    def draft(self) -> Draft:
        text, _ = renumber(self.claims)
        return Draft(
            text=text,
            citations=citations_of(self.claims, self.offered),
            short_answer=_short_answer(self.claims[0]),
            notices=tuple(self._notices()),
        )

    def _notices(self) -> Iterator[str]:
        if self.replaced:
            yield f"大模型有{self.replaced}句话与所引原文不符，已换成原文。"
        if self.struck:
            yield f"大模型有{self.struck}句话没有出处或与原文不符，已删去。"
        if self.partial:
            yield "问题的一部分在资料里没有找到答案。"
        if self.broken:
            yield f"{self.broken}回答可能不完整。"


def write_generated(question: str, evidence: Sequence[Evidence], llm: "LLM") -> Iterator[Draft]:
    """Stream the answer, each draft being the whole of it so far.

    Raises AssistantError where nothing of the answer can be shown; the caller then falls back to
    the writer that needs no LLM, and shows the message as a notice.
    """
    offered = fit_window(question, evidence, window=llm.metadata.context_window)
    if not offered:
        yield Draft(REFUSAL, refused=True)
        return
    progress = _Progress(offered)
    try:
        for sentence in split_sentences(stream_text(llm, answer_messages(question, offered))):
            if _is_refusal(sentence, len(offered)):
                if not progress.claims:
                    yield Draft(REFUSAL, refused=True)
                    return
                progress.partial = True
            elif _take(progress, sentence):
                yield progress.draft()
    except AssistantError as error:
        if not progress.claims:
            raise
        progress.broken = str(error)
    if not progress.claims:
        raise AssistantError("大模型的回答没有一句能在资料里核对上。")
    yield progress.draft()


def fit_window(question: str, evidence: Sequence[Evidence], *, window: int) -> tuple[Evidence, ...]:
    """Keep the best evidence that fits, in the order given; `window` is in tokens.

    A Chinese character takes at most about one token with the models in use.
    """
    room = min(MAX_PROMPT, window - OUTPUT_TOKENS - len(ANSWER_SYSTEM) - len(question) - 100)
    unique = {(e.article.doc_id, e.start, e.end): e for e in evidence}.values()
    kept: set[tuple[str, int, int]] = set()
    for item in sorted(unique, key=lambda e: e.score, reverse=True):
        room -= len(evidence_line(10, item)) + 1
        if room < 0 and kept:
            break
        kept.add((item.article.doc_id, item.start, item.end))
    return tuple(e for e in unique if (e.article.doc_id, e.start, e.end) in kept)


def split_sentences(deltas: Iterable[str]) -> Iterator[str]:
    """Cut a stream of text into sentences with the citations that follow their full stop."""
    buffer = ""
    for delta in deltas:
        buffer += delta
        end = 0
        while match := _SENTENCE.match(buffer, end):  # one that does not end begins nowhere else
            end = match.end()
            if match[0].strip():
                yield match[0].strip()
        buffer = buffer[end:]
    if buffer.strip():
        yield buffer.strip()


def _is_refusal(sentence: str, known: int) -> bool:
    if REFUSAL.rstrip("。") in sentence:
        return True
    claim = parse_claim(sentence, known=known)
    return not claim.numbers and bool(_REFUSED.match(_LEAD.sub("", plain_text(claim))))


def _take(progress: _Progress, sentence: str) -> bool:
    """Add the sentence, or the quotations that it cites; return whether anything was added."""
    offered = progress.offered
    claim = parse_claim(_LEAD.sub("", _LINK.sub("", sentence)), known=len(offered))
    text = plain_text(claim).strip(" ：:。，")
    if not text:
        return False
    if not claim.numbers:
        progress.struck += not _is_frame(text)
        return False
    cited = [offered[n - 1] for n in claim.numbers]
    if not unsupported_by(text, cited):
        progress.claims.append(claim)
        return True
    shown = {n for c in progress.claims for n in c.numbers if _quotes(c, offered[n - 1])}
    best = max(e.score for e in offered)
    fresh = [n for n in claim.numbers if n not in shown and offered[n - 1].score >= RELEVANT * best]
    progress.claims += [Claim(f"{_literal(offered[n - 1].text)}{{{n}}}", (n,)) for n in fresh]
    progress.replaced += bool(fresh)
    progress.struck += not fresh
    return bool(fresh)


def _is_frame(text: str) -> bool:
    """Say whether a sentence without citation only leads on to the next: 具体如下."""
    return len(text) <= MAX_SHORT and not re.search(r"\d", text) and not find_figures(text)


def _quotes(claim: Claim, evidence: Evidence) -> bool:
    return _literal(evidence.text) in claim.text


def _literal(quote: str) -> str:
    """Write a quotation so that nothing in it can pass for a citation or for Markdown."""
    return " ".join(quote.translate(str.maketrans("[]{}*", "［］｛｝＊")).split())


def _short_answer(claim: Claim) -> str | None:
    """Return the bold words of the first sentence, else its only figure."""
    text = re.sub(r"\{\d+\}", "", claim.text)
    bold: list[str] = [part.strip("，。 ") for part in re.findall(r"\*\*(.+?)\*\*", text)]
    if len(bold) == 1 and 0 < len(bold[0]) <= MAX_SHORT:
        return bold[0]
    figures = find_figures(text)
    return figures[0].text if len(figures) == 1 and len(figures[0].text) <= MAX_SHORT else None
