"""Ask hostile questions of the whole assistant; see that every answer holds what it promises.

    python tests/fuzz_questions.py --count 10000 [--seed N] [--index-dir DIR] [--model bigram-hash]
        [--log FILE]

Whatever is raised but AssistantError, an answer that `faults_of` objects to, or one that takes
more than 5 seconds of a core is a finding. The exit code counts the findings. FILE takes a line
for each question that was asked; a run that was stopped goes on behind its last one.
"""

import argparse
import faulthandler
import json
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, TextIO

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from assistant.answer import Assistant  # noqa: E402  (after the path is set)
from assistant.app import open_assistant  # noqa: E402
from assistant.schema import REFUSAL, Answer, AssistantError, Turn  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from eval.scoring.grounding import is_grounded, is_quoted  # noqa: E402
from tests.hostile_questions import Hostile, hostile_questions  # noqa: E402
from tests.hostile_texts import SEEDS  # noqa: E402

MAX_SECONDS = 5.0
HANGS = 600  # seconds after which a question's way is shown on stderr, and asking goes on
EVERY = 20.0  # seconds between two lines that say how far it is
_SENTENCE = re.compile(r"[\u4e00-\u9fff].*[。？！]$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a question; `told` is a sentence instead of an answer."""

    kind: str
    outcome: Literal["answered", "refused", "told", "raised"]
    seconds: float
    question: str  # how it begins, as ASCII
    findings: tuple[str, ...] = ()


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


def try_one(assistant: Assistant, asked: Hostile, *, most: float = MAX_SECONDS) -> Tried:
    """Ask one question and say what came of it."""
    started, found = time.process_time(), list[str]()
    outcome: Literal["answered", "refused", "told", "raised"] = "told"
    try:
        answer = assistant.ask(
            asked.question, history=asked.history, as_of=asked.as_of, filters=asked.filters
        )
    except AssistantError as error:
        found += [] if _SENTENCE.search(str(error)) else [f"no sentence: {error}"]
    except Exception:  # noqa: BLE001  whatever it is, it is a finding
        outcome = "raised"
        found.append(traceback.format_exc(limit=-3))
    else:
        outcome = "refused" if answer.refused else "answered"
        found += faults_of(answer, assistant.bodies())
    seconds = time.process_time() - started
    if seconds > most:
        found.append(f"{seconds:.1f} s")
    shown = tuple(f"{said}\n  {asked!a}"[:3000] for said in found)
    return Tried(asked.kind, outcome, round(seconds, 4), ascii(asked.question[:60]), shown)


def report(tried: list[Tried]) -> str:
    """Write what came of the questions as a table."""
    counted = Counter((one.kind, one.outcome) for one in tried)
    rows = [f"{'kind':18}{'asked':>7}{'answered':>10}{'refused':>9}{'told why':>10}{'raised':>8}"]
    for kind, asked in Counter(one.kind for one in tried).items():
        row = f"{asked:>7}{counted[kind, 'answered']:>10}{counted[kind, 'refused']:>9}"
        rows.append(f"{kind:18}{row}{counted[kind, 'told']:>10}{counted[kind, 'raised']:>8}")
    times = sorted(one.seconds for one in tried) or [0.0]
    middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
    rows.append(f"{len(tried)} questions: median {middle:.3f} s, p95 {high:.3f} s")
    slow = sorted(tried, key=lambda one: -one.seconds)[:3]
    rows += [f"slow: {one.seconds:.2f} s, {one.kind}: {one.question}" for one in slow]
    findings = [said for one in tried for said in one.findings]
    return "\n".join([*rows, f"findings {len(findings)}", *findings])


def read_log(path: Path, *, seed: int) -> list[Tried]:
    """Return what an earlier run with this seed wrote, and cut off what it did not finish."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"seed": seed}) + "\n")
    first, *lines = path.read_text("utf-8").splitlines(keepends=True)
    if json.loads(first) != {"seed": seed}:
        sys.exit(f"{path} is the log of {first.strip()}: name another file, or remove it")
    whole = [line for line in lines if line.endswith("\n")]
    if len(whole) < len(lines):
        path.write_text("".join([first, *whole]), "utf-8")
    rows = map(json.loads, whole)
    return [Tried(**row | {"findings": tuple(row["findings"])}) for row in rows]


def ask_all(assistant: Assistant, asked: Iterator[Hostile], log: TextIO | None) -> Iterator[Tried]:
    """Ask them one by one and write each into the log."""
    for one in asked:
        faulthandler.dump_traceback_later(HANGS)
        tried = try_one(assistant, one)
        faulthandler.cancel_dump_traceback_later()
        if log:
            log.write(json.dumps(asdict(tried)) + "\n")
            log.flush()
        yield tried


def run(given: argparse.Namespace) -> list[Tried]:
    """Ask what is left to be asked, and say on stderr how far it is."""
    tried = read_log(given.log, seed=given.seed) if given.log else []
    before = len(tried)
    settings = Settings(model=given.model, index_dir=given.index_dir, feedback=None)
    asked = islice(hostile_questions(given.seed), before, given.count)
    with (
        closing(open_assistant(settings)) as assistant,
        nullcontext() if given.log is None else given.log.open("a") as log,
    ):
        assistant.ask(SEEDS[0], history=[Turn(SEEDS[1])])  # loads dictionaries, once
        began = said = time.monotonic()
        for one in ask_all(assistant, asked, log):
            tried.append(one)
            now = time.monotonic()
            if now - said > EVERY:
                said, each = now, (now - began) / (len(tried) - before)
                found = sum(len(one.findings) for one in tried)
                left = each * (given.count - len(tried)) / 60
                progress = f"{len(tried)} of {given.count}, {found} findings, {left:.0f} min left"
                print(progress, file=sys.stderr, flush=True)  # noqa: T201
            if now >= began + 60 * given.minutes:
                break
    return tried


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--index-dir", type=Path, default=ROOT / "data" / "index")
    parser.add_argument("--model", default=Settings.model_fields["model"].default)
    parser.add_argument("--log", type=Path)
    tried = run(parser.parse_args())
    print(report(tried))  # noqa: T201  its product
    sys.exit(min(sum(len(one.findings) for one in tried), 100))


if __name__ == "__main__":
    main()
