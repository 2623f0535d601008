from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.cached import CachedEncoder
from index.embedding import HASH_NAME, HashEncoder, Progress, Vectors
from index.errors import SearchIndexError

TEXTS = ["青岭产业园总投资5亿元。", "白河纺织项目用地17.26亩。", "青岭产业园总投资5亿元。", ""]


class Counting(HashEncoder):
    """The stand-in encoder, which remembers what it was asked to encode."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        self.encoded.extend(texts)
        return super().encode_passages(texts, on_progress=on_progress)


def test_vectors_are_those_of_the_encoder_in_the_order_given(tmp_path: Path) -> None:
    cached = CachedEncoder(HashEncoder(), tmp_path / "v.sqlite")
    assert (cached.name, cached.runtime) == (HASH_NAME, "numpy")
    for _ in range(2):
        np.testing.assert_array_equal(
            cached.encode_passages(TEXTS), HashEncoder().encode_passages(TEXTS)
        )
    assert cached.encode_passages([]).shape == (0, cached.dimensions)
    np.testing.assert_array_equal(cached.encode_query("青岭"), HashEncoder().encode_query("青岭"))


def test_a_text_is_encoded_once_by_any_process(tmp_path: Path) -> None:
    encoder = Counting()
    CachedEncoder(encoder, tmp_path / "v.sqlite").encode_passages(TEXTS)
    assert sorted(encoder.encoded) == sorted(set(TEXTS))
    later = Counting()
    CachedEncoder(later, tmp_path / "v.sqlite").encode_passages([*TEXTS, "新的一句。"])
    assert later.encoded == ["新的一句。"]


def test_progress_counts_all_texts(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    cached = CachedEncoder(HashEncoder(), tmp_path / "v.sqlite")
    cached.encode_passages(["甲"])
    texts = [f"第{n}句" for n in range(100)]
    cached.encode_passages(["甲", *texts], on_progress=lambda d, n: seen.append((d, n)))
    assert seen == [(65, 101), (101, 101)]


@pytest.mark.parametrize("kind", ["junk", "folder"])
def test_a_file_that_is_no_cache_is_one_sentence(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    if kind == "junk":
        path.write_bytes(b"not a database at all" * 100)
    else:
        path.mkdir()
    with pytest.raises(SearchIndexError, match=r"存向量的文件 .*v\.sqlite 用不了"):
        CachedEncoder(HashEncoder(), path).encode_passages(["甲"])
