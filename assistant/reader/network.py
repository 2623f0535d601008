"""The reader's network: the embedding model's encoder under adapters, and three small heads."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from assistant.reader.trained import ADAPTER_CONFIG, ADAPTERS, HEADS
from corpus.disk import TEMPORARY

NEVER = -1e4  # a logit where no answer may begin or end


class ReaderNetwork(nn.Module):
    """Score where an answer starts and ends, and whether there is one.

    The first token, <s>, stands for “no answer” among the starts and ends.
    """

    def __init__(self, encoder: nn.Module, hidden: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.span = nn.Linear(hidden, 2)
        self.answerable = nn.Linear(hidden, 1)

    def forward(self, ids: Tensor, mask: Tensor, readable: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return start and end logits, shape (batch, tokens), and answerable logits, (batch,).

        `readable` is True for the tokens of the window and for the first one.
        """
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        start, end = self.span(states).float().unbind(-1)
        hidden = ~readable
        answerable = self.answerable(states[:, 0]).float().squeeze(-1)
        return start.masked_fill(hidden, NEVER), end.masked_fill(hidden, NEVER), answerable


class Scoring:
    """The network, for reading only: arrays in, arrays out."""

    def __init__(self, network: ReaderNetwork) -> None:
        self.network = network.eval()

    def __call__(
        self, ids: NDArray[np.int64], mask: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Return start and end logits, shape (batch, tokens), and answerable logits, (batch,)."""
        real = torch.from_numpy(mask)
        with torch.inference_mode():
            start, end, answerable = self.network(torch.from_numpy(ids), real, real)
        return start.numpy(), end.numpy(), answerable.numpy()


def load_base(folder: Path) -> BertModel:
    """Load the embedding model's encoder; raise ValueError where its file lacks a weight."""
    model = BertModel(BertConfig.from_pretrained(folder), add_pooling_layer=False)
    weights = {k: v.float() for k, v in load_file(folder / "model.safetensors").items()}
    missing, unknown = model.load_state_dict(weights, strict=False)
    if unknown or any("position_ids" not in name for name in missing):
        raise ValueError(f"{folder}: missing {missing}, unknown {unknown}")
    return model


def save_trained(network: ReaderNetwork, folder: Path) -> None:
    """Write the adapters (peft's own format) and the heads, in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=TEMPORARY) as beside:
        made = Path(beside)
        encoder: Any = network.encoder  # peft's
        encoder.save_pretrained(made, save_embedding_layers=False)
        adapters = load_file(made / ADAPTERS)
        save_file({name: matrix.half() for name, matrix in adapters.items()}, made / ADAPTERS)
        save_file(_heads(network), made / HEADS)
        config = json.loads((made / ADAPTER_CONFIG).read_text(encoding="utf-8"))
        config["target_modules"].sort()  # a set, whose order changes from run to run
        (made / ADAPTER_CONFIG).write_text(json.dumps(config, indent=2, sort_keys=True))
        for name in (ADAPTERS, HEADS, ADAPTER_CONFIG):
            (made / name).chmod(0o644)  # safetensors writes for its owner only
            (made / name).replace(folder / name)


def _heads(network: ReaderNetwork) -> dict[str, Tensor]:
    return {
        name: weight.detach().cpu().half().contiguous()
        for name, weight in network.named_parameters()
        if not name.startswith("encoder.")
    }


def merge_adapters(base: nn.Module, changes: Mapping[str, NDArray[np.float32]]) -> None:
    """Add what the adapters learned to the encoder's matrices, by their names."""
    for name, change in changes.items():
        base.get_parameter(name).data += torch.from_numpy(change)
