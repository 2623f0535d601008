"""Train the reader: adapters and heads over the frozen embedding model."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.reader.trained import TRAINED
from assistant.reader.training.batches import Source
from assistant.reader.training.examples import count_examples
from assistant.reader.training.prepare import prepare_once
from assistant.schema import AssistantError
from assistant.terminal import progress, say_error
from corpus.article import CorpusError
from corpus.disk import why
from index.errors import SearchIndexError
from index.weights import unpack_weights

if TYPE_CHECKING:
    from assistant.reader.training.checkpoint import Run
    from assistant.reader.training.steps import Training

# Of 24,576 tokens, about 170 windows: under three hours on two cores, minutes on a GPU.
STEPS = {"cpu": 115, "cuda": 6_900}
_STEPS_HELP = f"步数，不给时在 CPU 上是{STEPS['cpu']}步，在 GPU 上是{STEPS['cuda']}步"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train with the options of the command line; return the exit status."""
    given = _options().parse_args(arguments)
    try:
        _run(given)
    except KeyboardInterrupt:
        sys.stderr.write("\n已停下；再运行同一条命令，就从上一个断点接着训练。\n")
        return 130
    except (AssistantError, CorpusError, SearchIndexError) as error:
        say_error(str(error))
    except OSError as error:
        say_error(f"“{error.filename or given.work}”{why(error)}，请换一个文件夹或修好它再运行。")
    else:
        return 0
    return 1


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="python -m assistant.reader.training.train",
        description="训练阅读模型：整理样例、训练、写出适配器和说明；中断后再运行就接着训练。",
    )
    add = options.add_argument
    add("--data", type=Path, required=True, help="放着各个题集的文件夹")
    add("--out", type=Path, default=TRAINED, help="训练好的文件写到这里")
    add("--work", type=Path, default=Path("data/reader"), help="样例和断点")
    add("--model-dir", type=Path, default=Path("data/models"), help="向量模型所在的文件夹")
    add("--seed", type=int, default=0, help="随机种子")
    add("--steps", type=_positive, help=_STEPS_HELP)
    add("--share", type=_share, default=1.0, help="用多大一部分样例，0到1")
    add("--workers", type=_positive, default=_workers(), help="准备批次的进程数，不影响结果")
    return options


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"应是正整数，不是{text}")
    return number


def _share(text: str) -> float:
    number = float(text)
    if not 0 < number <= 1:
        raise argparse.ArgumentTypeError(f"应大于0、不超过1，不是{text}")
    return number


def _workers() -> int:
    return max(1, min(10, (os.cpu_count() or 2) - 2))


def _run(given: argparse.Namespace) -> None:
    for package in ("peft", "accelerate"):
        if find_spec(package) is None:
            raise AssistantError(f"没有安装训练要用的 {package}，请运行：pip install -e '.[train]'")
    prepared = given.work / "prepared"
    with progress() as report:
        examples = prepare_once(given.data, prepared, on_progress=report)
    model = unpack_weights(given.model_dir)

    import torch

    from assistant.reader.training.adapters import new_network
    from assistant.reader.training.checkpoint import Run, remove_checkpoint
    from assistant.reader.training.loop import train, training_progress
    from assistant.reader.training.steps import Training

    device = "cuda" if torch.cuda.is_available() else "cpu"
    steps = given.steps or STEPS[device]
    torch.manual_seed(given.seed)
    training = Training(new_network(model), steps=steps, device=device)
    run = Run(given.seed, steps, given.share, device, examples)
    source = Source(prepared, model, given.seed, given.share, workers=given.workers)
    with training_progress(steps) as show:
        loss = train(training, run, source, work=given.work, show=show)
    _write(training, given, run, loss=loss)
    remove_checkpoint(given.work)
    sys.stderr.write(f"训练好的文件在“{given.out}”。\n")


def _write(training: "Training", given: argparse.Namespace, run: "Run", *, loss: float) -> None:
    """Write the trained files and their card."""
    from assistant.reader.network import save_trained
    from assistant.reader.training.card import Trained, machine, versions, write_card

    save_trained(training.network, given.out)
    documents, examples = count_examples(given.work / "prepared")
    card = Trained(
        command=f"python -m assistant.reader.training.train --data SETS --seed {run.seed} "
        f"--steps {run.steps} --share {run.share:g}",
        date=date.today().isoformat(),
        seed=run.seed,
        steps=run.steps,
        share=run.share,
        machine=machine(run.device),
        minutes=training.seconds / 60,
        loss=loss,
        documents=documents,
        examples=examples,
        versions=versions(),
    )
    write_card(given.out, card)


if __name__ == "__main__":
    sys.exit(main())
