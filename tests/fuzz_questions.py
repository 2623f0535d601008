"""Ask hostile questions of the whole assistant; see that every answer holds what it promises.

    python tests/fuzz_questions.py --count 10000 [--seed N] [--index-dir DIR] [--model bigram-hash]

Whatever is raised but AssistantError, an answer that `faults_of` objects to, or one that takes
more than 5 seconds of a core is a finding. The exit code counts the findings.
"""

import argparse
import json
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from assistant.answer import Assistant  # noqa: E402  (after the path is set)
from assistant.app import open_assistant  # noqa: E402
from assistant.schema import REFUSAL, Answer, AssistantError, Turn  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from eval.scoring.grounding import is_grounded, is_quoted  # noqa: E402
from tests.hostile_questions import SEEDS, Hostile, hostile_questions  # noqa: E402

MAX_SECONDS = 5.0
_SENTENCE = re.compile(r"[\u4e00-\u9fff].*[。？！]$", re.DOTALL)


@dataclass
class Totals:
    """What has been seen so far, by kind of question."""

    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)  # a sentence instead of an answer
    seconds: list[float] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    findings: list[str] = field(default_factory=list)


def faults_of(answer: Answer, bodies: Mapping[str, str]) -> list[str]:
    """Say what must hold of any answer and does not of this one."""
    row = answer.to_json()
    marked = {int(n) for n in re.findall(r"\[(\d+)\]", answer.answer)}
    inside = all(c.start <= a < b <= c.end for c in answer.citations for a, b in c.marks)
    short = answer.short_answer
    wrong = {
        "refused with more than the one sentence": answer.refused
        and (answer.answer != REFUSAL or answer.citations or short),
        "a quotation that is not there": is_quoted(row, bodies) is False,
        "a figure without its sentence": not answer.refused
        and answer.citations
        and not is_grounded(row),
        "marks outside the quotation": not inside,
        "numbers that cite nothing": marked != {c.n for c in answer.citations},
        "no short answer": short is not None and not 0 < len(short) <= 40,
        "no confidence": not 0 <= answer.confidence <= 1,
        "an empty answer": not answer.answer.strip(),
    }
    found = [said for said, is_so in wrong.items() if is_so]
    try:
        json.dumps(row, ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:
        found.append(f"no JSON: {error}")
    return found


def try_one(
    assistant: Assistant, asked: Hostile, totals: Totals, *, most: float = MAX_SECONDS
) -> None:
    """Ask one question and note what came of it."""
    bodies = assistant.bodies()
    totals.asked[asked.kind] += 1
    started, found = time.process_time(), []
    try:
        answer = assistant.ask(
            asked.question, history=asked.history, as_of=asked.as_of, filters=asked.filters
        )
    except AssistantError as error:
        totals.told[asked.kind] += 1
        found = [] if _SENTENCE.search(str(error)) else [f"no sentence: {error}"]
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        found = [traceback.format_exc(limit=-3)]
    else:
        (totals.refused if answer.refused else totals.answered)[asked.kind] += 1
        found = faults_of(answer, bodies)
    seconds = time.process_time() - started
    totals.seconds.append(seconds)
    totals.slowest = max(totals.slowest, (seconds, f"{asked.kind}: {asked.question[:60]!r}"))
    if seconds > most:
        found.append(f"{seconds:.1f} s")
    totals.findings += [f"{said}\n  {asked!r}"[:3000] for said in found]


def report(totals: Totals) -> str:
    """Write the totals as a table."""
    rows = [f"{'kind':16}{'asked':>7}{'answered':>10}{'refused':>9}{'told why':>10}"]
    for kind, asked in totals.asked.items():
        row = f"{asked:>7}{totals.answered[kind]:>10}{totals.refused[kind]:>9}"
        rows.append(f"{kind:16}{row}{totals.told[kind]:>10}")
    times = sorted(totals.seconds) or [0.0]
    middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
    rows.append(f"{len(times)} questions: median {middle:.3f} s, p95 {high:.3f} s")
    rows.append(f"slowest {totals.slowest[0]:.2f} s, {totals.slowest[1]}")
    return "\n".join([*rows, f"findings {len(totals.findings)}", *totals.findings])


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--index-dir", type=Path, default=ROOT / "data" / "index")
    parser.add_argument("--model", default=Settings.model_fields["model"].default)
    given = parser.parse_args()
    totals, ends = Totals(), time.monotonic() + 60 * given.minutes
    settings = Settings(model=given.model, index_dir=given.index_dir, feedback=None)
    with closing(open_assistant(settings)) as assistant:
        assistant.ask(SEEDS[0], history=[Turn(SEEDS[1])])  # loads dictionaries, once
        for asked in islice(hostile_questions(given.seed), given.count):
            if time.monotonic() >= ends:
                break
            try_one(assistant, asked, totals)
    print(report(totals).encode("utf-8", "backslashreplace").decode())  # noqa: T201  its product
    sys.exit(min(len(totals.findings), 100))


if __name__ == "__main__":
    main()
