"""What a filter costs a question: python -m tests.bench_filters INDEX_DIR.

Prints milliseconds of processor time, medians over the questions, each of them asked in turn
without a filter and under ones that are new to the assistant.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from assistant.answer import Assistant
from assistant.app import open_assistant
from assistant.finding.looking import HITS
from assistant.finding.within import within
from assistant.schema import Filters
from assistant.settings import Settings

QUESTIONS = 50
LAST = 20991231  # each zone's stretch of days ends on another, so that it is new


def main() -> None:
    """Measure an index."""
    settings = Settings(index_dir=Path(sys.argv[1]), feedback=None)
    with closing(open_assistant(settings)) as assistant:
        zones = [zone for zone, _ in assistant.facets().zones][: QUESTIONS + 1]
        rows = [measure(assistant, zone, n) for n, zone in enumerate(zones)][1:]
    medians = {name: round(median(row[name] for row in rows), 2) for name in rows[0]}
    json.dump({"articles": len(assistant.bodies()), "questions": len(rows)} | medians, sys.stdout)


def measure(assistant: Assistant, zone: str, turn: int) -> dict[str, float]:
    """Return what each step takes for one zone, in milliseconds."""
    question = f"{zone}有多少家企业？"
    of_zone, of_days = Filters(zones=(zone,)), Filters(published=(20230801, LAST - turn))
    sources = assistant._sources
    limited = within(sources, of_zone).search
    return {
        "choosing a zone's articles": timed(lambda: within(sources, of_zone)),
        "choosing some days' articles": timed(lambda: within(sources, of_days)),
        "searching": timed(lambda: sources.search.search(question, k=HITS)),
        "searching in a zone": timed(lambda: limited.search(question, k=HITS)),
        "answering": timed(lambda: assistant.ask(question)),
        "answering from a zone": timed(lambda: assistant.ask(question, filters=of_zone)),
        "answering from some days": timed(lambda: assistant.ask(question, filters=of_days)),
    }


def timed(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return 1000 * (time.process_time() - started)


if __name__ == "__main__":
    main()
