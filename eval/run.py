"""Ask every question of a set, row by row, and keep what was said and how it was judged."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from corpus.disk import write_whole
from eval.questions import EvalError, Question
from eval.run_folder import (
    MANIFEST,
    RESULTS,
    SETTINGS,
    SUMMARY,
    asked_row,
    judged_anew,
    line,
    plain,
    prepared,
    write_json,
)
from eval.summary import summarise
from eval.verdicts import Row, judge

DEPTH = 10  # articles kept a question
Progress = Callable[[int, int], None]  # questions done, questions in all


class Answers(Protocol):
    """Whatever answers questions; `history` is (question, answer) pairs, oldest first."""

    def __call__(
        self, question: str, history: Sequence[tuple[str, str]], /, *, as_of: date | None = None
    ) -> Mapping[str, Any]:
        """Return at least `answer` and `retrieved` (doc_ids, best first).

        Everything else (`refused`, `short_answer`, `citations`, `passages`, `confidence`,
        `seconds`…) is judged where it is there. 今年 is the year of `as_of`, else today's.
        """
        ...


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run measures: `settings` never change within it, `about` may.

    `manifest` is the index's; `bodies` are the articles' texts by doc_id, against which quotations
    are looked up.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    bodies: Mapping[str, str] | None = None


def run(
    questions: Sequence[Question],
    answers: Answers,
    out: Path,
    *,
    measured: Measured = Measured(),
    fresh: bool = False,
    on_progress: Progress | None = None,
) -> dict[str, Any]:
    """Ask what `out` has no row for yet, and return what is also written as summary.json.

    Whatever `answers` raises (and Ctrl-C) goes on to the caller once rows and summary are safe.
    """
    with prepared(out, measured.settings, measured.about, fresh=fresh) as before:
        rows = judged_anew(questions, before, out=out, bodies=measured.bodies)
        about = plain({**measured.about, **measured.settings})
        (out / SUMMARY).unlink(missing_ok=True)  # it speaks of fewer rows than there will be
        write_json(out / SETTINGS, about)
        write_json(out / MANIFEST, measured.manifest)
        write_whole(out / RESULTS, "".join(map(line, rows.values())))
        try:
            with (out / RESULTS).open("a", encoding="utf-8", errors="backslashreplace") as file:
                for question in questions:
                    if question.qid in rows:
                        continue
                    row = judge(question, _ask(question, answers), bodies=measured.bodies)
                    file.write(line(row))
                    file.flush()
                    rows[question.qid] = row
                    if on_progress:
                        on_progress(len(rows), len(questions))
        finally:
            summary = summarise(rows.values(), questions=len(questions), settings=about)
            write_json(out / SUMMARY, summary)
    return summary


def _ask(question: Question, answers: Answers) -> Row:
    start = time.perf_counter()
    said = answers(question.question, question.history, as_of=question.as_of)
    seconds = time.perf_counter() - start
    if missing := [name for name in ("answer", "retrieved") if name not in said]:
        msg = f"题 {question.qid!r} 的回答缺少字段 {missing[0]}，被测的程序须给出它。"
        raise EvalError(msg)
    asked = asked_row(question)
    # A search over passages may name an article several times.
    retrieved = list(dict.fromkeys(said["retrieved"]))[:DEPTH]
    return asked | {"seconds": seconds} | dict(said) | asked | {"retrieved": retrieved}
