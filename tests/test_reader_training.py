"""What the reader is trained on: where answers stand, and that near misses hold none."""

import itertools
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from assistant.reader.trained import ADAPTER_CONFIG, ADAPTERS, HEADS, TRAINED
from assistant.reader.training.batches import LENGTHS, Source, make_part, stream, thinned
from assistant.reader.training.examples import (
    Example,
    count_examples,
    read_documents,
    read_examples,
    write_examples,
)
from assistant.reader.training.forms import in_form
from assistant.reader.training.near_misses import NearMisses
from assistant.reader.training.sampling import Sample, draw
from assistant.reader.training.span_sets import find_answer
from assistant.reader.training.swaps import Swaps
from assistant.schema import AssistantError
from index.passages import sentence_spans
from tests.training_fixtures import (
    ARTICLES,
    DOCUMENTS,
    FOOD,
    PARK,
    PORT,
    examples,
    write_source,
    write_tokenizer,
)


def drawn() -> list[tuple[Example, Sample]]:
    return [
        (example, sample)
        for seed in range(60)
        for example in examples()
        for sample in draw([example], DOCUMENTS, seed=seed)
    ]


def test_the_answer_stands_where_the_sample_says_under_every_window() -> None:
    answered = [(e, s) for e, s in drawn() if s.answer]
    assert len({s.text for _, s in answered}) > 10
    for example, sample in answered:
        assert example.answer
        assert sample.answer
        said = DOCUMENTS[example.doc_id].body[slice(*example.answer)]
        assert sample.text[slice(*sample.answer)] == said


def test_near_misses_never_hold_the_answer() -> None:
    kinds: Counter[str] = Counter()
    for example, sample in drawn():
        if sample.answer:
            continue
        kinds[sample.kind] += 1
        if example.answer and sample.kind != "swapped":
            assert DOCUMENTS[example.doc_id].body[slice(*example.answer)] not in sample.text
            assert sample.question == example.question
        if sample.kind == "swapped":
            assert sample.question == example.swapped
            assert "长丰" not in sample.text
    assert set(kinds) == {"near", "far", "cut", "swapped", "attribute"}


def test_equal_seeds_draw_equal_samples_and_others_do_not() -> None:
    first, again, other = (list(draw(examples(), DOCUMENTS, seed=seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_forms_ask_for_what_the_question_asks() -> None:
    worded = {in_form("请问平湖智造产业园占地多少亩？", random.Random(n)) for n in range(40)}
    assert worded == {
        "平湖智造产业园占地是什么？",
        "平湖智造产业园占地对应的数值是什么？",
        "平湖智造产业园占地是多少亩",
        "平湖智造产业园占地的具体数值是什么？",
    }
    dated = {in_form("平湖智造产业园是什么时候开工的？", random.Random(n)) for n in range(40)}
    assert "平湖智造产业园开工事件对应的时间是什么？" in dated
    assert len(dated) == 4
    assert in_form("谁投资建设平湖智造产业园？", random.Random(0)) is None
    assert in_form("有多少？", random.Random(0)) is None


def test_swaps_exchange_one_word_for_one_that_the_text_lacks() -> None:
    pairs = [("平湖产业园投资", PARK.body), ("长丰食品", FOOD.body), ("临江港区项目", PORT.body)]
    swaps = Swaps(pairs, seed=0)
    made = {swaps.swap("平湖有什么主导产业？", PARK.body) for _ in range(20)} - {""}
    assert made
    for question in made:
        assert question != "平湖有什么主导产业？"
        assert "有什么" in question
        assert not ("平湖" in question and "产业" in question)
    assert swaps.swap("谁？", PARK.body) == ""


def test_swaps_move_a_number_by_little() -> None:
    swaps = Swaps([("5000", FOOD.body)], seed=0)
    for _ in range(20):
        number = int(swaps.swap("5000", FOOD.body))
        assert number != 5000
        assert 4988 <= number <= 5009


def test_near_misses_share_words_and_hold_no_answer(tmp_path: Path) -> None:
    misses = NearMisses(ARTICLES, tmp_path)
    near = misses.near("平湖智造产业园项目总投资多少？", "park", ["约35亿元"])
    sentences = [PARK.body[slice(*span)] for span in sentence_spans(PARK.body)]
    assert "平湖智造产业园" in sentences[near[0]]
    assert sorted(near) == [0, 2, 3]
    far = misses.far("平湖智造产业园项目总投资多少？", "park", ["约35亿元"])
    assert {doc_id for doc_id, _ in far} == {"food", "port"}
    assert dict(far)["port"] == 0
    assert misses.far("平湖智造产业园项目总投资多少？", "park", ["18亿元", "平湖智造"]) == ()


def test_an_answer_is_found_in_the_sentence_that_is_asked_about() -> None:
    body = "东港去年投资5亿元。西港今年投资5亿元。投资5"
    spans = sentence_spans(body)
    assert find_answer(body, spans, "西港今年投资多少？", ["5亿元"]) == (16, 19)
    assert find_answer(body, spans, "东港去年投资多少？", ["6亿", "5亿元"]) == (6, 9)
    assert find_answer(body, spans, "西港？", ["5亿元。投资"]) is None


def test_examples_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_examples(tmp_path, DOCUMENTS.values(), examples())
    assert read_documents(tmp_path) == DOCUMENTS
    assert read_examples(tmp_path) == examples()
    assert count_examples(tmp_path) == (3, 4)


def test_an_epoch_has_few_wordings_of_one_question() -> None:
    wordings = [Example(f"{n}？", "park", (0, 2), kind="date") for n in range(20)]
    others = [Example(f"{n}！", "park", None, kind="date") for n in range(3)]
    kept = thinned([*wordings, *others], random.Random(0))
    assert Counter(example.answer for example in kept) == {(0, 2): 8, None: 3}


def test_batches_are_full_and_equal_sources_give_equal_ones(tmp_path: Path) -> None:
    source = write_source(tmp_path)
    made = [batch for part in range(24) for batch in make_part(source, part)]
    assert made
    for batch in made:
        rows, length = batch.ids.shape
        assert length in LENGTHS
        assert rows == source.tokens // length
        assert (batch.start <= batch.end).all()
        answered = batch.start > 0
        assert (batch.start[answered] >= batch.first[answered]).all()
        assert (batch.end[answered] < batch.last[answered]).all()
    assert {bool(start) for batch in made for start in batch.start} == {True, False}
    again = [batch for part in range(24) for batch in make_part(source, part)]
    pairs = list(zip(made, again, strict=True))
    assert all(np.array_equal(a.ids, b.ids) and np.array_equal(a.end, b.end) for a, b in pairs)


def test_a_stream_goes_on_behind_any_position(tmp_path: Path) -> None:
    source = write_source(tmp_path)
    with_places = list(itertools.islice(stream(source), 8))
    position, _ = with_places[3]
    rest = list(itertools.islice(stream(source, after=position), 4))
    for (place, batch), (again, same) in zip(with_places[4:], rest, strict=True):
        assert place == again
        assert np.array_equal(batch.ids, same.ids)


def test_too_few_examples_are_said(tmp_path: Path) -> None:
    write_examples(tmp_path / "prepared", DOCUMENTS.values(), examples()[:1])
    source = Source(tmp_path / "prepared", write_tokenizer(tmp_path / "model"), seed=0)
    with pytest.raises(AssistantError, match="样例太少"):
        next(stream(source))


def test_the_card_in_the_tree_is_of_the_files_beside_it() -> None:
    size = sum((TRAINED / name).stat().st_size for name in (ADAPTERS, ADAPTER_CONFIG, HEADS))
    assert f"{size:,} bytes" in (TRAINED / "README.md").read_text(encoding="utf-8")
    assert size <= 8_000_000
