"""Checking a question set: its format line by line, and its gold against the articles."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from eval.fields import READERS
from eval.questions import TYPES, Question, numbered_lines, read_line
from eval.scoring.matching import contains, normalised

NEAR_MISS = "near_miss"
_UNJUDGED = {"gold_doc_ids": "找到的文章", "evidence": "找到的原句和引文"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in a line of a set; a hint (`serious` False) leaves the set usable."""

    line: int
    what: str
    serious: bool = True

    def __str__(self) -> str:
        """Return it as one line for people."""
        return f"第 {self.line} 行：{'' if self.serious else '（提示）'}{self.what}"


@dataclass(frozen=True, slots=True)
class Checked:
    """How many lines there are, the questions that could be read, and what is wrong."""

    lines: int
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]

    @property
    def types(self) -> dict[str, int]:
        """Count the questions by type, most first."""
        return dict(Counter(question.type for question in self.questions).most_common())

    @property
    def sound(self) -> bool:
        """Tell whether the set can be used as it is."""
        return bool(self.questions) and not any(finding.serious for finding in self.findings)


def check_set(path: Path, *, bodies: Mapping[str, str] | None = None) -> Checked:
    """Check every line of a set; `bodies` are the articles' texts by doc_id, if they are at hand.

    Raises EvalError where the file cannot be read at all.
    """
    questions: list[Question] = []
    findings: list[Finding] = []
    first: dict[str, int] = {}  # qid → line
    lines = numbered_lines(path)
    for line, text in lines:
        found = list(_fields(text, first, line))
        try:
            question = read_line(text)
        except ValueError as error:
            found += [(what, True) for what in str(error).split("；")]
        else:
            found += [*_gold(question), *(_in_articles(question, bodies) if bodies else ())]
            questions.append(question)
        findings += [Finding(line, what, serious) for what, serious in found]
    return Checked(len(lines), tuple(questions), tuple(findings))


def _fields(text: str, first: dict[str, int], line: int) -> Iterator[tuple[str, bool]]:
    """Yield what is wrong with a line's fields as such, whether or not they can be read."""
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(row, dict):
        return
    qid = row.get("qid")
    if isinstance(qid, str):
        if qid in first:
            yield f"qid {qid!r} 与第 {first[qid]} 行重复", True
        first.setdefault(qid, line)
    for field in row.keys() - READERS.keys():
        alike = get_close_matches(field, READERS, n=1)
        meant = f"，是不是 {alike[0]}" if alike else ""
        yield f"字段 {field} 没有用到{meant}", False
    kind = row.get("type", "")
    if isinstance(kind, str) and kind not in TYPES and (alike := get_close_matches(kind, TYPES)):
        yield f"type {kind!r} 不是常用的类型，是不是 {alike[0]}", False


def _gold(question: Question) -> Iterator[tuple[str, bool]]:
    """Yield what a set's own fields say against each other, and whether it is serious."""
    if question.answerable is None:
        yield "answerable 还是 null：请判断能不能回答", False
    elif question.answerable:
        yield from _answerable(question)
    else:
        for field in ("answers", "evidence"):
            if getattr(question, field):
                yield f"answerable 是 false，{field} 却不为空", False


def _answerable(question: Question) -> Iterator[tuple[str, bool]]:
    if question.type == NEAR_MISS:
        yield f"type 是 {NEAR_MISS}，answerable 却是 true", True
    if not question.gold_doc_ids and not question.answer_groups:
        yield "gold_doc_ids 和 answer_groups 都是空的，这道题无从判分", False
    elif not question.gold_doc_ids or not question.evidence:
        lacking = "evidence" if question.gold_doc_ids else "gold_doc_ids"
        yield f"没有 {lacking}：{_UNJUDGED[lacking]}无从判分", False
    for place, (doc_id, sentence) in enumerate(question.evidence):
        if doc_id not in question.gold_doc_ids:
            yield f"evidence[{place}] 的 doc_id {doc_id!r} 不在 gold_doc_ids 里", True
        if not sentence:
            yield f"evidence[{place}] 没有 sentence", False
    for place, group in enumerate(question.answer_groups):
        if question.answers and not _said(group, question.answers):
            yield f"answer_groups[{place}] 的说法在 answers 里一个也没有：{_short(group)}", False


def _in_articles(question: Question, bodies: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Yield the gold that the articles don't bear out."""
    for place, doc_id in enumerate(question.gold_doc_ids):
        if doc_id not in bodies:
            yield f"gold_doc_ids[{place}] {doc_id!r} 不是所给文章的编号", True
    for place, (doc_id, sentence) in enumerate(question.evidence):
        body = bodies.get(doc_id, "")
        if body and normalised(sentence) not in normalised(body):
            yield f"evidence[{place}] 的原句不在文章 {doc_id} 里：{_short([sentence])}", True
    texts = [bodies[doc_id] for doc_id in question.gold_doc_ids if doc_id in bodies]
    for place, group in enumerate(question.answer_groups):
        if texts and not _said(group, texts):
            what = f"answer_groups[{place}] 的说法在标准文章里一个也没有：{_short(group)}"
            yield what, False


def _said(group: Sequence[str], texts: Sequence[str]) -> bool:
    return any(contains(text, wanted) for text in texts for wanted in group)


def _short(texts: Sequence[str]) -> str:
    joined = "、".join(texts)
    return joined if len(joined) <= 40 else joined[:40] + "…"
