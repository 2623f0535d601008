"""The encoder's layers as an ONNX graph with 8-bit weights, built without torch.

Weights are rounded in blocks of 32, and so are the rows that are multiplied with them
(MatMulNBits at accuracy level 4), so that a text's vector doesn't depend on its batch. One scale
per tensor, as onnxruntime's dynamic quantisation takes, came out at a cosine of 0.994.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from index.e5_format import E5Shape

Floats = NDArray[np.float32]
BITS, BLOCK_SIZE, INT8_ACTIVATIONS = 8, 32, 4
OPSET, IR_VERSION = 20, 10
MICROSOFT = "com.microsoft"


def layers_graph(weights: Mapping[str, Floats], shape: E5Shape) -> ModelProto:
    """Return the graph from embedded words to hidden states, both (batch, tokens, hidden).

    `weights` are all but the word embeddings, by their BERT names; `lengths` (batch,) tells how
    many tokens of each row are no padding.
    """
    graph = _Graph(weights, shape)
    states = graph.embed()
    for number in range(shape.layers):
        states = graph.layer(states, number)
    floats = TensorProto.FLOAT
    size: list[str | int | None] = ["batch", "tokens", shape.hidden]
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [
                helper.make_tensor_value_info("words", floats, size),
                helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
            ],
            [helper.make_tensor_value_info(states, floats, size)],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=IR_VERSION,
    )


def round_weights(matrix: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """Return a matrix (rows, columns) as bytes around 128 and the scale of each block of 32."""
    blocks = matrix.reshape(len(matrix), -1, BLOCK_SIZE)
    scales = np.abs(blocks).max(axis=-1) / 127
    scales[scales == 0] = 1
    rounded = np.rint(blocks / scales[..., None]) + 128
    return rounded.astype(np.uint8), scales.astype(np.float32)


class _Graph:
    def __init__(self, weights: Mapping[str, Floats], shape: E5Shape) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self._weights = weights
        self._shape = shape

    def embed(self) -> str:
        """Add positions and the one token type to the words, and normalise."""
        places = self._weights["embeddings.position_embeddings.weight"]
        places = places + self._weights["embeddings.token_type_embeddings.weight"][0]
        first = self._constant("first", np.array([0], dtype=np.int64))
        self._node("Shape", ["words"], ["longest"], start=1, end=2)
        place = [self._constant("places", places), first, "longest", first]
        self._node("Slice", place, ["placed"])
        self._node("Add", ["words", "placed"], ["embedded"])
        return self._normalised("LayerNormalization", ["embedded"], "embeddings.LayerNorm", axis=-1)

    def layer(self, states: str, number: int) -> str:
        """Add one layer: attention, then the feed-forward part, each with its normalisation."""
        name = f"encoder.layer.{number}"
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        joined = self._linear(states, parts, f"{name}.joined")
        self._node("Split", [joined], parts, axis=-1, num_outputs=3)
        seen = self._node(
            "MultiHeadAttention",
            [*parts, "", "lengths"],
            [f"{name}.seen"],
            domain=MICROSOFT,
            num_heads=self._shape.heads,
        )
        out = f"{name}.attention.output"
        states = self._added(self._linear(seen, [f"{out}.dense"]), states, f"{out}.LayerNorm")
        wide = self._linear(states, [f"{name}.intermediate.dense"])
        wide = self._node("Gelu", [wide], [f"{name}.gelu"], domain=MICROSOFT)
        back = self._linear(wide, [f"{name}.output.dense"])
        return self._added(back, states, f"{name}.output.LayerNorm")

    def _linear(self, states: str, names: Sequence[str], out: str = "") -> str:
        """Multiply with the matrices of these names, put side by side, and add their biases."""
        out = out or names[0]
        matrix = np.concatenate([self._weights[f"{name}.weight"] for name in names])
        bias = np.concatenate([self._weights[f"{name}.bias"] for name in names])
        rounded, scales = round_weights(matrix)
        inputs = [
            states,
            self._constant(f"{out}.rounded", rounded),
            self._constant(f"{out}.scales", scales),
            *("", ""),  # no zero points, no order of the columns
            self._constant(f"{out}.bias", bias),
        ]
        return self._node(
            "MatMulNBits",
            inputs,
            [out],
            domain=MICROSOFT,
            N=matrix.shape[0],
            K=matrix.shape[1],
            bits=BITS,
            block_size=BLOCK_SIZE,
            accuracy_level=INT8_ACTIVATIONS,
        )

    def _added(self, states: str, before: str, norm: str) -> str:
        inputs = [states, before]
        return self._normalised("SkipLayerNormalization", inputs, norm, domain=MICROSOFT)

    def _normalised(self, kind: str, inputs: list[str], name: str, **settings: Any) -> str:
        inputs = inputs + [
            self._constant(f"{name}.{part}", self._weights[f"{name}.{part}"])
            for part in ("weight", "bias")
        ]
        epsilon = self._shape.layer_norm_epsilon
        return self._node(kind, inputs, [name], epsilon=epsilon, **settings)

    def _node(self, kind: str, inputs: list[str], outputs: list[str], **settings: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, outputs, **settings))
        return outputs[0]

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name
