"""What computes the vectors, under the names that a manifest records. Imports nothing heavy."""

from typing import Literal

Runtime = Literal["int8", "float32"]
DEFAULT: Runtime = "int8"  # docs/benchmarks.md has both
INT8_RUNTIME, FLOAT32_RUNTIME, HASH_RUNTIME = "onnx-int8", "torch-float32", "numpy"
MODEL_NAME = "multilingual-e5-small"  # the packaged one
HASH_NAME = "bigram-hash"  # the stand-in


def runtime_of(name: str, runtime: Runtime) -> str:
    """Return what computes the vectors of the model of that name; only the packaged has two."""
    if name == HASH_NAME:
        return HASH_RUNTIME
    return INT8_RUNTIME if (name, runtime) == (MODEL_NAME, "int8") else FLOAT32_RUNTIME
