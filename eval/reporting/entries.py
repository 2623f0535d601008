"""One entry a question: what was asked, what each run said, and what it was judged by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from eval.reporting.names import Named
from eval.scoring.matching import same_place
from eval.summary import LABELS, VERDICT_LABELS
from eval.verdicts import Row

State = Literal["right", "wrong", "open"]
MARKS: dict[State, str] = {"right": "✓", "wrong": "✗", "open": "○"}


@dataclass(frozen=True, slots=True)
class Said:
    """What one run said to the question; `row` is None where it never asked it."""

    run: Named
    row: Row | None
    state: State
    verdict: str

    @property
    def short_missed(self) -> bool:
        """Tell whether the answer holds the gold, and the short answer above it doesn't."""
        row = self.row or {}
        return row.get("contained") is True and row.get("short_contained") is False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A gold sentence, and by whose citations it was cited ("[1]", "A [2]"…)."""

    doc_id: str
    text: str
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of the set with everything that the report shows of it."""

    asked: Row
    said: tuple[Said, ...]
    sentences: tuple[Sentence, ...]

    @property
    def state(self) -> State:
        """Return the last run's verdict, by which the report filters."""
        return self.said[-1].state

    @property
    def change(self) -> str:
        """Return better, worse or nothing: the last run against the first."""
        states = (self.said[0].state, self.said[-1].state)
        return {("wrong", "right"): "better", ("right", "wrong"): "worse"}.get(states, "")


def entries(runs: Sequence[Named]) -> list[Entry]:
    """Return every question of any run, in the order in which they were asked."""
    rows = [{row["qid"]: row for row in run.run.rows} for run in runs]
    return [
        _entry(qid, runs, rows) for qid in dict.fromkeys(qid for known in rows for qid in known)
    ]


def titles(runs: Sequence[Named]) -> dict[str, str]:
    """Return by doc_id the titles of the articles that any run cited."""
    return {
        str(citation["doc_id"]): str(citation["title"])
        for run in runs
        for row in run.run.rows
        for citation in row.get("citations") or ()
        if citation.get("doc_id") and citation.get("title")
    }


def verdicts(row: Row) -> list[tuple[str, str]]:
    """Return the label and value of every verdict of a row that there is."""
    return [
        (LABELS[name], _verdict(row[name]))
        for name in VERDICT_LABELS
        if name != "right" and row.get(name) is not None
    ]


def _entry(qid: str, runs: Sequence[Named], rows: Sequence[Mapping[str, Row]]) -> Entry:
    found = [known.get(qid) for known in rows]
    asked = next(row for row in reversed(found) if row is not None)
    said = tuple(_said(run, row) for run, row in zip(runs, found, strict=True))
    sentences = tuple(
        Sentence(doc_id, text, tuple(_cited(said, doc_id, text)))
        for doc_id, text in asked.get("evidence") or ()
    )
    return Entry(asked, said, sentences)


def _said(run: Named, row: Row | None) -> Said:
    if row is None:
        return Said(run, None, "open", "没有问这一题")
    refused, answerable = bool(row.get("refused")), row.get("answerable")
    if row.get("right") is None:
        return Said(run, row, "open", "拒答，未判" if refused else "未判")
    if row["right"]:
        return Said(run, row, "right", "答对" if answerable else "正确拒答")
    if answerable:
        return Said(run, row, "wrong", "可答而拒答" if refused else "没有答对")
    return Said(run, row, "wrong", "该拒答而答")


def _cited(said: Sequence[Said], doc_id: str, sentence: str) -> Iterator[str]:
    """Yield the numbers of the citations that lie in a gold sentence; a reprint's count too."""
    for one in said:
        for citation in (one.row or {}).get("citations") or () if sentence else ():
            also: list[dict[str, Any]] = citation.get("also") or []
            doc_ids = {citation.get("doc_id"), *(reprint.get("doc_id") for reprint in also)}
            if doc_id in doc_ids and same_place(str(citation.get("quote") or ""), sentence):
                yield f"{one.run.letter} [{citation.get('n')}]".strip()


def _verdict(value: bool | float) -> str:  # noqa: FBT001
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:.2f}"
