"""Training steps on a network of two layers: batches, checkpoints, adapters, the model card."""

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import BertModel

from assistant.reader.network import ReaderNetwork, load_base, merge_adapters, save_trained
from assistant.reader.trained import ADAPTER_CONFIG, ADAPTERS, HEADS
from assistant.reader.trained_files import read_changes
from assistant.reader.training.batches import Batch, Source, make_part
from assistant.schema import AssistantError
from tests.training_fixtures import (
    tiny_encoder,
    write_source,
)

pytest.importorskip("peft", reason="training needs the extra: pip install -e '.[train]'")

from assistant.reader.training.adapters import adapt
from assistant.reader.training.card import MEASURED, Trained, versions, write_card
from assistant.reader.training.checkpoint import CHECKPOINT, Run, load_checkpoint, save_checkpoint
from assistant.reader.training.loop import train, training_progress
from assistant.reader.training.steps import RATE, Training, rate_at, to_inputs

STEPS = 6
RUN = Run(seed=0, steps=STEPS, share=1.0, device="cpu", examples="hash")


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return write_source(tmp_path)


def new_training(*, steps: int = STEPS, seed: int = 0) -> Training:
    encoder = tiny_encoder()
    torch.manual_seed(seed)
    return Training(adapt(encoder), steps=steps, device="cpu")


def weights_of(training: Training) -> dict[str, torch.Tensor]:
    return {name: weight.detach().clone() for name, weight in training.trained.items()}


def same_weights(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[n], other[n]) for n in one)


def one_batch(source: Source) -> Batch:
    return next(batch for part in range(24) for batch in make_part(source, part))


def test_the_rate_rises_and_falls() -> None:
    rates = [rate_at(done, 100) for done in (0, 1, 5, 100)]
    assert rates == pytest.approx([0, RATE / 5, RATE, 0])
    assert rate_at(62, 100) == pytest.approx(RATE * 38 / 95)


def test_steps_lower_the_loss(source: Source) -> None:
    training, batch = new_training(steps=60), one_batch(source)
    losses = [training.take(batch).item() for _ in range(60)]
    assert np.mean(losses[-5:]) < 0.88 * losses[0]  # 5.0 → 4.2


def test_frozen_weights_stay(source: Source) -> None:
    training = new_training()
    frozen = {n: p.clone() for n, p in training.network.named_parameters() if not p.requires_grad}
    before = weights_of(training)
    training.take(one_batch(source))
    training.take(one_batch(source))
    assert all("lora_" in n or n.startswith(("span.", "answerable.")) for n in training.trained)
    now = dict(training.network.named_parameters())
    assert all(torch.equal(weight, now[name]) for name, weight in frozen.items())
    assert not any(torch.equal(before[n], w) for n, w in weights_of(training).items() if "_B" in n)


def test_a_rehearsal_changes_nothing(source: Source) -> None:
    training = new_training()
    inputs = to_inputs(one_batch(source), "cpu")
    before = weights_of(training)
    for _ in range(2):  # before the optimizer has moments, and with them
        training.rehearse(inputs)
        assert same_weights(before, weights_of(training))
    moments = [t for held in training.optimizer.state.values() for t in held.values()]
    assert moments
    assert not any(tensor.any() for tensor in moments)


def test_a_killed_training_ends_like_one_that_was_not(source: Source, tmp_path: Path) -> None:
    straight = new_training()
    train(straight, RUN, source, work=tmp_path / "straight", show=lambda *_: None)

    def stop_at(done: int, _: float | None) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(new_training(), RUN, source, work=tmp_path, show=stop_at, saved_every=0)
    resumed = new_training(seed=5)
    shown: list[int] = []
    train(resumed, RUN, source, work=tmp_path, show=lambda done, _: shown.append(done))
    assert shown == [3, 4, 5, 6]
    assert same_weights(weights_of(straight), weights_of(resumed))


def test_a_checkpoint_of_another_run_or_a_damaged_one_is_refused(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, new_training(), RUN, position=(0, 1))
    other = Run(seed=1, steps=STEPS, share=0.5, device="cpu", examples="hash")
    with pytest.raises(AssistantError, match="随机种子、样例的份额不同"):
        load_checkpoint(tmp_path, new_training(), other)
    assert load_checkpoint(tmp_path, new_training(), RUN) == (0, 1)
    whole = (tmp_path / CHECKPOINT).read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"no checkpoint"):
        (tmp_path / CHECKPOINT).write_bytes(content)
        with pytest.raises(AssistantError, match="损坏"):
            load_checkpoint(tmp_path, new_training(), RUN)


def test_the_bar_shows_steps(capsys: pytest.CaptureFixture[str]) -> None:
    with training_progress(7) as show:
        show(3, None)
        show(7, 0.125)
    assert "7/7" in (shown := capsys.readouterr().err)
    assert "损失 0.125" in shown


def adapted() -> tuple[BertModel, ReaderNetwork]:
    """Return an encoder, and a network over a copy whose adapters have learned something."""
    base = tiny_encoder()
    base.train(mode=False)
    network = adapt(copy.deepcopy(base)).eval()
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if "lora_" in name:
                weight.copy_(torch.randn_like(weight).mul(0.05).half())
            elif not name.startswith("encoder."):
                weight.copy_(weight.half())
    return base, network


def test_merged_adapters_give_what_peft_gives(tmp_path: Path) -> None:
    base, network = adapted()
    save_trained(network, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {ADAPTERS, ADAPTER_CONFIG, HEADS}
    untouched = copy.deepcopy(base)
    merge_adapters(base, read_changes(tmp_path))
    mine = ReaderNetwork(base, 16).eval()
    heads = {name: weight.float() for name, weight in load_file(tmp_path / HEADS).items()}
    assert not mine.load_state_dict(heads, strict=False).unexpected_keys
    ids = torch.arange(5, 29).reshape(2, 12)
    given = ids, torch.ones_like(ids), torch.ones_like(ids, dtype=torch.bool)
    with torch.inference_mode():
        wanted, got = network(*given), mine(*given)
        encoder: Any = network.encoder
        network.encoder = encoder.merge_and_unload()
        merged = network(*given)
        plain = ReaderNetwork(untouched, 16).eval()
        plain.load_state_dict(heads, strict=False)
        assert not torch.allclose(plain(*given)[0], got[0], atol=1e-3)
    for ours, theirs, folded in zip(got, wanted, merged, strict=True):
        assert torch.allclose(ours, theirs, atol=1e-5)
        assert torch.allclose(ours, folded, atol=1e-5)


def test_a_base_that_lacks_a_weight_is_refused(tmp_path: Path) -> None:
    encoder = tiny_encoder()
    encoder.save_pretrained(tmp_path)
    loaded = load_base(tmp_path)
    assert same_weights(dict(loaded.named_parameters()), dict(encoder.named_parameters()))
    torch.manual_seed(0)
    from safetensors.torch import save_file

    weights = load_file(tmp_path / "model.safetensors")
    name = next(name for name in weights if name.endswith("query.weight"))
    save_file({n: w for n, w in weights.items() if n != name}, tmp_path / "model.safetensors")
    with pytest.raises(ValueError, match=name):
        load_base(tmp_path)


def test_the_card_says_how_and_leaves_rows_for_the_figures(tmp_path: Path) -> None:
    _, network = adapted()
    save_trained(network, tmp_path)
    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    card = Trained(
        command="python -m assistant.reader.training.train --data SETS --seed 3",
        date="2026-11-23",
        seed=3,
        steps=115,
        share=1.0,
        machine="2 cores, no GPU",
        minutes=150.0,
        loss=1.234,
        documents=3,
        examples=4,
        versions=versions(),
    )
    write_card(tmp_path, card)
    said = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert f"{size:,} bytes" in said
    assert "| seed | 3 |" in said
    assert "CC BY-SA" in said
    assert all(f"| {name} | with |" in said for name in MEASURED)
