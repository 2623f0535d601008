"""The trained files, and what they are called."""

from pathlib import Path

TRAINED = Path(__file__).parent
ADAPTERS, ADAPTER_CONFIG, HEADS = (
    "adapter_model.safetensors",
    "adapter_config.json",
    "head.safetensors",
)
