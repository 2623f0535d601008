"""What the int8 runtime reads, made once from the packaged model: layers, words, tokenizer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.e5_format import E5File, E5Tensor
from index.made_folder import made_folder, write_synced
from index.model_folder import write_tokenizer
from index.weights import MODEL_NAME, SOURCE_SHA256, read_packaged

LAYERS, WORDS, TOKENIZER = "layers.onnx", "words.q4", "tokenizer.json"
WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"
INT8_LAYOUT = 1  # raise it when this file or onnx_graph.py writes something else
NEEDED_BYTES = 100_000_000


def unpack_int8(
    model_dir: Path,
    *,
    source: Path | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Return the int8 folder of the packaged model, made if needed, by one rename.

    Progress counts the three files. Raises SearchIndexError as `unpack_weights` does.
    """

    def write(folder: Path) -> None:
        model = read_packaged(source)
        tell = on_progress or (lambda _done, _total: None)
        words = next(tensor for tensor in model.tensors if tensor.name == WORD_EMBEDDINGS)
        write_synced(folder / WORDS, words.raw)
        tell(1, 3)
        write_layers(model, layer_weights(model), folder / LAYERS)
        tell(2, 3)
        write_tokenizer(model.pieces, folder / TOKENIZER)
        tell(3, 3)

    return made_folder(
        model_dir / f"{MODEL_NAME}-int8",
        {"source_sha256": SOURCE_SHA256, "layout": INT8_LAYOUT},
        needed=NEEDED_BYTES,
        write=write,
    )


def layer_weights(model: E5File) -> dict[str, NDArray[np.float32]]:
    """Return every tensor but the word embeddings, as float32, by its BERT name."""
    return {t.name: _values(t) for t in model.tensors if t.name != WORD_EMBEDDINGS}


def write_layers(model: E5File, weights: dict[str, NDArray[np.float32]], path: Path) -> None:
    """Write the layers with these weights, which are the model's own or trained further."""
    from index.onnx_graph import layers_graph

    graph: Any = layers_graph(weights, model.shape)  # protobuf's methods have no types
    write_synced(path, graph.SerializeToString())


def _values(tensor: E5Tensor) -> NDArray[np.float32]:
    return np.concatenate(list(tensor.chunks())).reshape(tensor.shape)
