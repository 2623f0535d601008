"""What a machine of a spread build does, and what it refuses to do."""

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from corpus.files.problem import Problem, Read
from corpus.readers import read_articles, read_files
from index.cached import CachedEncoder, encode_blocks
from index.embedding import HASH_NAME, HashEncoder
from index.passages import split_passages
from index.spread.work import PROBE, Encode, Model, cut, perform, read, version
from tests.index_fixtures import ARTICLES, is_one_sentence

T = TypeVar("T")
EXPECTED = tuple(HashEncoder().encode_query(PROBE).tolist())


def done(work: Callable[[Any], Any], unit: object, *, wanted: str = "") -> dict[str, Any]:
    row = {"n": 3, "unit": pickle.dumps(unit)}
    made = perform(row, work=pickle.dumps(work), wanted=wanted or version())
    assert made["n"] == 3
    return made


def backwards(made: Iterator[T]) -> Iterator[T]:
    yield from reversed(list(made))


def refused(work: Callable[[Any], Any], unit: object, *, wanted: str = "") -> str:
    made = done(work, unit, wanted=wanted)
    assert made["made"] == b""
    error: str = made["error"]
    assert is_one_sentence(error.replace(version(), "")), error
    return error


def test_vectors_are_those_of_the_model(tmp_path: Path) -> None:
    texts = ["青岭产业园总投资5亿元。", "白河纺织项目用地17.26亩。"]
    made = done(Encode(Model(HASH_NAME, tmp_path, "int8"), EXPECTED), texts)
    assert made["error"] == ""
    np.testing.assert_array_equal(pickle.loads(made["made"]), HashEncoder().encode_passages(texts))


def test_passages_are_cut_where_one_process_cuts_them() -> None:
    made = pickle.loads(done(cut, ARTICLES)["made"])
    assert made == [[(p.start, p.end) for p in split_passages(article)] for article in ARTICLES]


def test_files_are_read_or_told_of(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("大桥开工了。总投资2亿元。", encoding="utf-8")
    (tmp_path / "b.txt").touch()
    made = pickle.loads(done(read, [tmp_path / "a.txt", tmp_path / "b.txt"])["made"])
    whole, empty = made
    assert isinstance(whole, Read)
    assert whole.articles[0].body == "大桥开工了。总投资2亿元。"
    assert isinstance(empty, Problem)
    assert empty.path == tmp_path / "b.txt"


def test_what_comes_in_another_order_is_put_in_order(tmp_path: Path) -> None:
    texts = [f"第{n}家企业投资{n}亿元。" for n in range(200)]
    cached = CachedEncoder(
        HashEncoder(), tmp_path / "v.sqlite", encode=lambda *given: backwards(encode_blocks(*given))
    )
    np.testing.assert_array_equal(
        cached.encode_passages(texts), HashEncoder().encode_passages(texts)
    )
    assert cached.encoded == len(texts)
    for n, text in enumerate(texts[:9]):
        (tmp_path / f"{n}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "9.txt").touch()
    spread = read_articles(tmp_path, read=lambda files: backwards(read_files(files)))
    assert len(spread.articles) == 9
    assert spread == read_articles(tmp_path)


def test_a_machine_without_the_articles_says_so(tmp_path: Path) -> None:
    assert "没有文件夹" in refused(read, [tmp_path / "gone" / "a.txt"])


def test_a_machine_without_the_model_says_so(tmp_path: Path) -> None:
    missing = Model(str(tmp_path / "gone"), tmp_path, "int8")
    assert "载入不了向量模型" in refused(Encode(missing, EXPECTED), ["甲"])


def test_a_machine_that_computes_something_else_says_so(tmp_path: Path) -> None:
    model = Model(HASH_NAME, tmp_path, "int8")
    other = (EXPECTED[0] + 0.01, *EXPECTED[1:])
    for expected in (other, EXPECTED[:-1]):
        assert "与发起的机器不同" in refused(Encode(model, expected), ["甲"])


def test_a_machine_with_another_version_says_so() -> None:
    assert "0.0.0，请装成同一版本" in refused(cut, ARTICLES, wanted="0.0.0")
