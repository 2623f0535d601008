"""Keep a training on the disk, so that the same command goes on after a kill."""

import io
import pickle
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from assistant.reader.training.batches import Position
from assistant.reader.training.steps import Training
from assistant.schema import AssistantError
from corpus.disk import replace_file

CHECKPOINT = "checkpoint.pt"
# What torch.load and what reads its result raise, depending on where the file breaks off.
DAMAGE = (pickle.UnpicklingError, EOFError, KeyError, RuntimeError, TypeError, ValueError)
_LABELS = {
    "seed": "随机种子",
    "steps": "步数",
    "share": "样例的份额",
    "device": "设备",
    "examples": "题集或造题的代码",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What two trainings must have in common to give the same weights."""

    seed: int
    steps: int
    share: float
    device: str
    examples: str  # hash


def save_checkpoint(folder: Path, training: Training, run: Run, *, position: Position) -> None:
    """Write where a training stands, in one step."""
    written = io.BytesIO()
    torch.save({"run": asdict(run), "position": position, **training.state()}, written)
    replace_file(folder / CHECKPOINT, written.getvalue())


def load_checkpoint(folder: Path, training: Training, run: Run) -> Position:
    """Put a training where it stood when last saved, and return the position in the batches.

    A checkpoint that isn't there leaves it at its start. Raises AssistantError where the
    checkpoint is damaged or of another run.
    """
    path = folder / CHECKPOINT
    if not path.is_file():
        return 0, 0
    try:
        content = io.BytesIO(path.read_bytes())
        state = torch.load(content, map_location="cpu", weights_only=True)
        kept = Run(**state["run"])
        if kept == run:
            training.restore(state)
            part, taken = state["position"]
            return part, taken
    except DAMAGE as error:
        raise AssistantError(f"训练的断点“{path}”损坏了，删掉它就从头训练。") from error
    raise AssistantError(
        f"“{path}”是另一次训练的断点（{_said(kept, run)}不同），"
        "要接着训练请用当时的选项和题集，要从头训练请删掉它。"
    )


def _said(kept: Run, run: Run) -> str:
    """Name what differs."""
    now = asdict(run)
    return "、".join(_LABELS[name] for name, old in asdict(kept).items() if old != now[name])


def remove_checkpoint(folder: Path) -> None:
    """Forget a training that came to its end."""
    (folder / CHECKPOINT).unlink(missing_ok=True)
