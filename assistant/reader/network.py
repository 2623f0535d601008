"""The reader's network: the embedding model's encoder under adapters, and three small heads."""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

RANK, ALPHA, DROPOUT = 32, 64, 0.05
ADAPTED = ("query", "key", "value", "dense")  # every matrix of a layer
HEAD_FILE = "head.safetensors"
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


def load_base(folder: Path) -> BertModel:
    """Load the embedding model's encoder."""
    model = BertModel(BertConfig.from_pretrained(folder), add_pooling_layer=False)
    weights = {k: v.float() for k, v in load_file(folder / "model.safetensors").items()}
    missing, unknown = model.load_state_dict(weights, strict=False)
    if unknown or any("position_ids" not in name for name in missing):
        raise ValueError(f"{folder}: {missing} {unknown}")
    return model


def new_network(folder: Path) -> ReaderNetwork:
    """Return an untrained reader: frozen encoder, new adapters and heads."""
    from peft import LoraConfig, get_peft_model

    base = load_base(folder)
    config = LoraConfig(
        r=RANK, lora_alpha=ALPHA, lora_dropout=DROPOUT, target_modules=list(ADAPTED)
    )
    return ReaderNetwork(get_peft_model(base, config), base.config.hidden_size)


def save_trained(network: ReaderNetwork, folder: Path) -> None:
    """Write the adapters (peft's own format) and the heads, in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    network.encoder.save_pretrained(folder)
    adapters = load_file(folder / "adapter_model.safetensors")
    save_file({k: v.half() for k, v in adapters.items()}, folder / "adapter_model.safetensors")
    heads = {
        f"{name}.{part}": getattr(getattr(network, name), part).detach().cpu().half().contiguous()
        for name in ("span", "answerable")
        for part in ("weight", "bias")
    }
    save_file(heads, folder / HEAD_FILE)


def merge_adapters(base: BertModel, adapters: Mapping[str, Tensor], *, scale: float) -> None:
    """Add what the adapters learned to the encoder's matrices: W + scale · B · A."""
    modules = dict(base.named_modules())
    for name, down in adapters.items():
        if ".lora_A." not in name:
            continue
        up = adapters[name.replace(".lora_A.", ".lora_B.")]
        place = name.removeprefix("base_model.model.").split(".lora_A.")[0]
        matrix = modules[place].weight
        matrix.data += scale * (up.float() @ down.float())
