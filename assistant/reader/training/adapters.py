"""Put new adapters on the frozen embedding model; the one file that knows peft."""

import warnings
from pathlib import Path

from peft import LoraConfig, get_peft_model
from transformers import BertModel

from assistant.reader.network import ReaderNetwork, load_base

RANK, ALPHA, DROPOUT = 32, 64, 0.05
ADAPTED = ("query", "key", "value", "dense")  # every matrix of a layer


def new_network(folder: Path) -> ReaderNetwork:
    """Return an untrained reader over the embedding model in `folder`."""
    return adapt(load_base(folder))


def adapt(base: BertModel) -> ReaderNetwork:
    """Freeze an encoder and put new adapters and heads on it."""
    config = LoraConfig(
        r=RANK, lora_alpha=ALPHA, lora_dropout=DROPOUT, target_modules=list(ADAPTED)
    )
    with warnings.catch_warnings():  # peft asks transformers by a name that it is giving up
        warnings.filterwarnings("ignore", ".*is_gradient_checkpointing", FutureWarning)
        return ReaderNetwork(get_peft_model(base, config), base.config.hidden_size)
