"""Read the trained files, without torch: what the adapters change, and the heads."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.reader.trained import ADAPTER_CONFIG, ADAPTERS, HEADS

Floats = NDArray[np.float32]


def read_changes(folder: Path) -> dict[str, Floats]:
    """Return what the adapters add to the encoder's matrices, by their names: scale · B · A.

    Raises ValueError or KeyError where something is missing.
    """
    config = json.loads((folder / ADAPTER_CONFIG).read_text(encoding="utf-8"))
    if not config["r"]:
        raise ValueError(f"no adapters in {folder}")
    scale = config["lora_alpha"] / config["r"]
    adapters = _load(folder / ADAPTERS)
    changes = {}
    for name, down in adapters.items():
        if ".lora_A." in name:
            up = adapters[name.replace(".lora_A.", ".lora_B.")]
            place = name.removeprefix("base_model.model.").split(".lora_A.")[0]
            changes[f"{place}.weight"] = np.float32(scale) * (up @ down)
    if not changes:
        raise ValueError(f"no adapters in {folder}")
    return changes


def read_heads(folder: Path) -> dict[str, Floats]:
    """Return the weights of the heads; raise KeyError where one is missing."""
    heads = _load(folder / HEADS)
    parts = [f"{head}.{part}" for head in ("span", "answerable") for part in ("weight", "bias")]
    return {name: heads[name] for name in parts}


def _load(path: Path) -> Mapping[str, Floats]:
    from safetensors.numpy import load_file

    return {name: matrix.astype(np.float32) for name, matrix in load_file(path).items()}
