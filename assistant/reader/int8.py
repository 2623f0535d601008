"""The reader on the int8 runtime: a graph of its own over the encoder's word embeddings."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.reader.trained import ADAPTER_CONFIG, ADAPTERS
from assistant.reader.trained_files import Floats, read_changes, read_heads
from index.int8 import Int8Encoder, Layers
from index.int8_folder import INT8_LAYOUT, LAYERS, layer_weights, write_layers
from index.made_folder import made_folder, sha256
from index.weights import SOURCE_SHA256, read_packaged

FOLDER = "zone-reader-int8"
NEEDED_BYTES = 30_000_000


class Int8Network:
    """Score windows as ReaderNetwork does, from padded ids and their mask."""

    def __init__(self, layers: Layers, heads: Mapping[str, Floats]) -> None:
        self._layers = layers
        self._heads = heads

    def __call__(
        self, ids: NDArray[np.int64], mask: NDArray[np.bool_]
    ) -> tuple[Floats, Floats, Floats]:
        """Return start and end logits, shape (batch, tokens), and answerable logits, (batch,)."""
        states = self._layers.states(ids, mask.sum(axis=1, dtype=np.int32))
        spans = states @ self._heads["span.weight"].T + self._heads["span.bias"]
        answerable = states[:, 0] @ self._heads["answerable.weight"][0]
        return spans[..., 0], spans[..., 1], answerable + self._heads["answerable.bias"]


def load_int8(encoder: Int8Encoder, trained: Path) -> Int8Network:
    """Load the reader's graph, made from the trained files where it is not there yet.

    It lies beside the encoder's folder. Raises SearchIndexError where it cannot be written.
    """
    heads = read_heads(trained)

    def write(folder: Path) -> None:
        model = read_packaged()
        weights = layer_weights(model)
        for name, change in read_changes(trained).items():
            weights[name] += change
        write_layers(model, weights, folder / LAYERS)

    stamp = {
        "source_sha256": SOURCE_SHA256,
        "layout": INT8_LAYOUT,
        "adapters_sha256": sha256(trained / ADAPTERS),
        "config_sha256": sha256(trained / ADAPTER_CONFIG),
    }
    folder = encoder.folder.with_name(FOLDER)
    made_folder(folder, stamp, needed=NEEDED_BYTES, write=write)
    return Int8Network(encoder.layers_of(folder / LAYERS), heads)
