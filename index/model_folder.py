"""Writing the packaged model as an ordinary sentence-transformers folder."""

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from index.e5_format import E5File, E5Tensor

MAX_TOKENS = 512
TRANSFORMERS = "sentence_transformers.base.modules"
MODULES = [
    ("", f"{TRANSFORMERS}.transformer.Transformer"),
    ("1_Pooling", "sentence_transformers.sentence_transformer.modules.pooling.Pooling"),
    ("2_Normalize", f"{TRANSFORMERS}.normalize.Normalize"),
]
SPECIAL_TOKENS = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "mask_token": "<mask>",
}
# The file's normalisation table is NFKC but for these: controls vanish, other white space and
# zero-width marks become spaces, and the full-width tilde (５～１０亿元) stays as it is. A
# noncharacter, which no text may contain, carries the tilde past NFKC.
DROPPED = "[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
SPACES = "[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
TILDE, TILDE_CARRIER = "\uff5e", "\ufdd0"


def write_model_folder(
    model: E5File, folder: Path, *, on_progress: Callable[[int, int], None] | None = None
) -> None:
    """Write every file of the folder; progress counts the bytes of the weights."""
    _write_json(folder / "config.json", _bert_config(model))
    _write_json(folder / "tokenizer_config.json", _tokenizer_config())
    _write_json(folder / "special_tokens_map.json", SPECIAL_TOKENS)
    _write_json(folder / "sentence_bert_config.json", _transformer_config())
    _write_json(folder / "config_sentence_transformers.json", _sentence_config())
    modules = [
        {"idx": index, "name": str(index), "path": path, "type": kind}
        for index, (path, kind) in enumerate(MODULES)
    ]
    _write_json(folder / "modules.json", modules)
    pooling = {"embedding_dimension": model.shape.hidden, "pooling_mode": "mean"}
    _write_json(folder / "1_Pooling" / "config.json", pooling | {"include_prompt": True})
    _write_json(folder / "2_Normalize" / "config.json", {})
    write_tokenizer(model.pieces, folder / "tokenizer.json")
    write_safetensors(model.tensors, folder / "model.safetensors", on_progress=on_progress)


def write_tokenizer(pieces: list[tuple[str, float]], path: Path) -> None:
    """Write the unigram tokenizer in the format of the `tokenizers` library."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(DROPPED), ""),
            normalizers.Replace(Regex(SPACES), " "),
            normalizers.Replace(TILDE, TILDE_CARRIER),
            normalizers.NFKC(),
            normalizers.Replace(TILDE_CARRIER, TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    special = dict.fromkeys(SPECIAL_TOKENS.values())
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in special])
    tokenizer.save(str(path), pretty=False)


def write_safetensors(
    tensors: list[E5Tensor], path: Path, *, on_progress: Callable[[int, int], None] | None = None
) -> None:
    """Stream the tensors as float32, so that never more than one chunk is in memory.

    The format: u64 header size, a JSON header padded to 8 bytes, then the values.
    """
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    total = 0
    for tensor in tensors:
        start, total = total, total + 4 * _count(tensor.shape)
        entry = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [start, total]}
        header[tensor.name] = entry
    packed = json.dumps(header).encode()
    packed += b" " * (-len(packed) % 8)
    done = 0
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(packed)) + packed)
        for tensor in tensors:
            for values in tensor.chunks():
                file.write(values.data)
                done += values.nbytes
                if on_progress:
                    on_progress(done, total)
        file.flush()
        os.fsync(file.fileno())  # the folder is renamed into place next


def _count(shape: tuple[int, ...]) -> int:
    product = 1
    for size in shape:
        product *= size
    return product


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _bert_config(model: E5File) -> dict[str, Any]:
    shape = model.shape
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_act": "gelu",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": float(f"{shape.layer_norm_epsilon:.6g}"),
        "pad_token_id": 0,  # as published: only training reads it
        "bos_token_id": 0,
        "eos_token_id": 2,
    }


def _tokenizer_config() -> dict[str, Any]:
    return SPECIAL_TOKENS | {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": MAX_TOKENS,
        "clean_up_tokenization_spaces": False,
    }


def _transformer_config() -> dict[str, Any]:
    outputs = {"method": "forward", "method_output_name": "last_hidden_state"}
    return {
        "transformer_task": "feature-extraction",
        "modality_config": {"text": outputs},
        "module_output_name": "token_embeddings",
        # The packaged file holds no pooler (mean pooling needs none): create none.
        "model_args": {"add_pooling_layer": False},
    }


def _sentence_config() -> dict[str, Any]:
    return {
        "model_type": "SentenceTransformer",
        "prompts": {"query": "query: ", "passage": "passage: "},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    }
