"""The one place that knows Ray: a process of its own, told by `Pool` what to spread.

Ray prints, hangs where nobody answers, and takes the signals of its process; none of it is left.
"""

import os
import pickle
import sys
from collections.abc import Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Any

from index.spread.work import perform

LOCAL = "local"  # a cluster of this machine's cores, for this build only
RETRIES = 10  # of a unit whose worker or machine went down
Order = tuple[bytes, str, list[bytes]]  # the work, the version that it needs, its units


def main() -> None:
    """Join the cluster at the address given, then spread what comes in until `None` does."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what Ray prints does not get among the replies
    orders: SimpleQueue[Order | None] = SimpleQueue()
    Thread(target=_listen, args=(orders,), daemon=True).start()

    def say(*reply: object) -> None:
        pickle.dump(reply, out)
        out.flush()

    def say_why(_kind: object, error: BaseException, _trace: object) -> None:
        lines = str(error).strip().splitlines() or [""]
        # What went wrong on another machine stands at the end of its traceback.
        line = lines[-1] if "ray::" in lines[0] else lines[0]
        say("failed", line.partition(". ")[0])

    sys.excepthook = say_why
    say("ready", _join(sys.argv[1]))
    while order := orders.get():
        for row in _spread(*order):
            say("made", row["n"], row["made"], row["error"])
        say("done")


def _listen(orders: "SimpleQueue[Order | None]") -> None:
    """Take orders; where the build has died, end at once."""
    try:
        while True:
            orders.put(pickle.load(sys.stdin.buffer))  # noqa: S301
    except EOFError:
        os._exit(1)


def _join(address: str) -> int:
    """Connect, or start a cluster of this machine's cores; return the number of processors.

    Ray leaves by itself when the process ends.
    """
    import ray

    ray.init(address=address, **({"include_dashboard": False} if address == LOCAL else {}))
    return int(ray.cluster_resources().get("CPU", 0))


def _spread(work: bytes, wanted: str, units: list[bytes]) -> Iterator[dict[str, Any]]:
    """Have every unit worked on, and yield the rows that `perform` makes of them as they come."""
    import ray.data

    ray.data.DataContext.get_current().enable_progress_bars = False
    rows = [{"n": n, "unit": unit} for n, unit in enumerate(units)]
    given = ray.data.from_items(rows, override_num_blocks=len(rows))
    yield from given.map(
        perform, fn_kwargs={"work": work, "wanted": wanted}, num_cpus=1, max_retries=RETRIES
    ).iter_rows()


if __name__ == "__main__":
    main()
