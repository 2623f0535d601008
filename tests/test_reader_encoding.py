"""Places in a window, as tokens and back, with the real tokenizer; padding."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from assistant.reader.encoding import Tokens, encode, load_tokenizer, pad, tokens_of
from assistant.reader.windows import MAX_TOKENS
from index.weights import MODEL_NAME
from tests.training_fixtures import (
    PARK,
    place_of,
)


@pytest.fixture(scope="module")
def tokenizer(model_dir: Path) -> Tokenizer:
    return load_tokenizer(model_dir / MODEL_NAME)


def test_places_become_tokens_and_places_again(tokenizer: Tokenizer) -> None:
    for text, said in (
        (PARK.body, "约35亿元"),
        ("厂房共１２００㎡，投资３．５亿元。", "１２００㎡"),
        ("厂房共１２００㎡，投资３．５亿元。", "３．５亿元"),
        ("由ABC公司（北京）投资", "ABC公司（北京）"),
    ):
        start = text.index(said)
        (tokens,) = encode(tokenizer, [("多少？", text)])
        place = tokens_of(tokens, (start, start + len(said)))
        assert place
        first, last = tokens.offsets[place[0], 0], tokens.offsets[place[1], 1]
        assert first <= start
        assert last == start + len(said)
        assert len(text[first:last].strip("共资由")) <= len(said) + 1
        assert tokens.readable[place[0] : place[1] + 1].all()


def test_no_answer_is_the_first_token_and_a_cut_off_answer_is_left_out(
    tokenizer: Tokenizer,
) -> None:
    text = PARK.body * 12
    (tokens,) = encode(tokenizer, [("平湖智造产业园总投资多少？", text)])
    assert len(tokens.ids) == MAX_TOKENS
    assert tokens_of(tokens, None) == (0, 0)
    assert tokens_of(tokens, (len(text) - 10, len(text) - 2)) is None
    seen = int(tokens.offsets[-2, 1])
    assert tokens_of(tokens, (seen - 3, seen + 1)) is None


def test_a_question_of_ligatures_is_shortened_too(tokenizer: Tokenizer) -> None:
    (tokens,) = encode(tokenizer, [("ﷺ" * 200, PARK.body)])
    assert len(tokens.ids) <= MAX_TOKENS
    assert tokens_of(tokens, place_of(PARK, "约35亿元"))


def test_padding_is_masked() -> None:
    made = [
        Tokens(np.arange(2, n + 2), np.array([True] * n), np.zeros((n, 2), dtype=np.int32))
        for n in (3, 9)
    ]
    ids, mask, readable = pad(made)
    assert ids.shape == mask.shape == readable.shape == (2, 16)
    assert ids[0].tolist() == [2, 3, 4, *[1] * 13]
    assert mask.sum(axis=1).tolist() == readable.sum(axis=1).tolist() == [3, 9]
