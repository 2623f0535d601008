"""Take the steps of a training one after the other, keep checkpoints, and show how far it is."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import torch
from torch import Tensor

from assistant.reader.training.batches import Source, stream
from assistant.reader.training.checkpoint import Run, load_checkpoint, save_checkpoint
from assistant.reader.training.steps import Training

SAVED_EVERY = 30.0  # seconds
SHOWN_EVERY = 25  # steps on a GPU, where reading the loss waits for it; every one on a CPU
AVERAGED = 250  # steps of the running loss
Report = Callable[[int, float | None], None]


def train(
    training: Training,
    run: Run,
    source: Source,
    *,
    work: Path,
    show: Report,
    saved_every: float = SAVED_EVERY,
) -> float:
    """Take all steps, from the checkpoint in `work` on if there is one; return the running loss."""
    after = load_checkpoint(work, training, run)
    shown_every = SHOWN_EVERY if run.device == "cuda" else 1
    losses: deque[Tensor] = deque(maxlen=AVERAGED)
    saved = time.monotonic()
    started = saved - training.seconds
    show(training.done, None)
    with closing(stream(source, after=after)) as batches:
        for position, batch in batches:
            losses.append(training.take(batch).clone())
            training.seconds = time.monotonic() - started
            at_end = training.done >= run.steps
            if at_end or training.done % shown_every == 0:
                show(training.done, _mean(losses))
            if at_end:
                break
            if time.monotonic() - saved >= saved_every:
                save_checkpoint(work, training, run, position=position)
                saved = time.monotonic()
    return _mean(losses)


def _mean(losses: deque[Tensor]) -> float:
    return torch.stack(list(losses)).mean().item()


@contextmanager
def training_progress(steps: int) -> Iterator[Report]:
    """Show a bar of the steps with the running loss and the time left on the terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    loss = TextColumn("损失 {task.fields[loss]}")
    columns = TextColumn("训练"), BarColumn(), MofNCompleteColumn(), loss, TimeLeft()
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task("", total=steps, loss="–")

        def report(done: int, mean: float | None) -> None:
            bars.update(task, completed=done, loss="–" if mean is None else f"{mean:.3f}")

        yield report
