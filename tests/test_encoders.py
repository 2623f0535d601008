"""What both runtimes of the packaged model promise: vectors, progress, tokens, any text."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.embedding import Vectors
from index.encoder import SentenceEncoder
from index.int8 import Int8Encoder
from index.llama import EncoderEmbedding
from index.weights import MODEL_NAME
from tests.test_encoder import TEXTS

Packaged = SentenceEncoder | Int8Encoder


@pytest.fixture(
    scope="module",
    params=[pytest.param("sentence_encoder", marks=pytest.mark.slow), "int8_encoder"],
)
def encoder(request: pytest.FixtureRequest) -> Packaged:
    found: Packaged = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def passages(encoder: Packaged) -> Vectors:
    return encoder.encode_passages(TEXTS)


def test_vectors_are_normalised(passages: Vectors) -> None:
    assert passages.shape == (len(TEXTS), 384)
    assert passages.dtype == np.float32
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)


def test_order_and_company_do_not_matter(encoder: Packaged, passages: Vectors) -> None:
    order = np.random.default_rng(0).permutation(len(TEXTS))
    shuffled = encoder.encode_passages([TEXTS[index] for index in order])
    assert np.allclose(shuffled, passages[order], atol=1e-5)
    assert np.allclose(encoder.encode_passages([TEXTS[3]])[0], passages[3], atol=1e-5)


def test_nothing_to_encode(encoder: Packaged) -> None:
    assert encoder.encode_passages([]).shape == (0, 384)


def test_progress_counts_passages(encoder: Packaged) -> None:
    seen: list[tuple[int, int]] = []
    texts = ["一句不长的话" * 20] * 40
    encoder.encode_passages(texts, on_progress=lambda *pair: seen.append(pair))
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == (40, 40)


def test_can_be_interrupted(encoder: Packaged) -> None:
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encoder.encode_passages(["短句"] * 40, on_progress=interrupt)
    assert encoder.encode_query("还能用吗？").shape == (384,)


def test_only_512_tokens_count(encoder: Packaged) -> None:
    long = "开发区新闻" * 500
    vectors = encoder.encode_passages([long, long + "完全不同的结尾"])
    assert np.allclose(vectors[0], vectors[1], atol=1e-5)


@pytest.mark.parametrize("text", ["", "   ", "\ud800孤立的代理项", "\x00", "</s><mask>"])
def test_odd_texts_get_a_vector(encoder: Packaged, text: str) -> None:
    assert np.linalg.norm(encoder.encode_query(text)) == pytest.approx(1, abs=1e-5)


def test_threads_do_not_disturb_each_other(encoder: Packaged) -> None:
    expected = [encoder.encode_query(text) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        pairs = pool.submit(encoder.tokenize_pairs, [("问", TEXTS[-1])] * 50, max_tokens=9)
        found = list(pool.map(encoder.encode_query, TEXTS))
    assert np.allclose(found, expected, atol=1e-5)
    assert {len(tokens.ids) for tokens in pairs.result()} == {9}


def test_llama_index_interface(encoder: Packaged, passages: Vectors) -> None:
    embedding = EncoderEmbedding(encoder)
    query = encoder.encode_query(TEXTS[0])
    assert embedding.get_query_embedding(TEXTS[0]) == query.tolist()
    assert asyncio.run(embedding.aget_query_embedding(TEXTS[0])) == query.tolist()
    batch = embedding.get_text_embedding_batch(TEXTS[:3])
    assert np.allclose(batch, passages[:3], atol=1e-5)
    assert embedding.to_payload()["model_name"] == MODEL_NAME
