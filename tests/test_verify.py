"""Checking a generation: every kind of fault is found and named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.chroma import opened as opened_chroma
from index.generations import Generations
from index.table import PassageTable
from index.verify import verify
from tests.index_fixtures import ARTICLES, build, is_one_sentence


@pytest.fixture(scope="module")
def whole_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an index of the five articles."""
    index_dir = tmp_path_factory.mktemp("whole") / "index"
    build(index_dir)
    return index_dir


@pytest.fixture
def folder(whole_index: Path, tmp_path: Path) -> Path:
    """Return the only generation of a copy of the index, to be damaged."""
    found = Generations(shutil.copytree(whole_index, tmp_path / "index")).current()
    assert found is not None
    return found


def found_in(folder: Path) -> str:
    """Return the faults, a line each."""
    faults = verify(folder)
    assert all(is_one_sentence(fault) for fault in faults)
    return "\n".join(faults)


def replace_text(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def rewrite_manifest(folder: Path, **members: object) -> None:
    path = folder / "manifest.json"
    row = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(row | members), "utf-8")


def change_vectors(folder: Path, change: Callable[[np.ndarray], np.ndarray]) -> None:
    np.save(folder / "vectors.npy", change(np.load(folder / "vectors.npy")))


def test_a_whole_index(folder: Path) -> None:
    assert verify(folder) == []
    assert verify(folder) == []  # looking wears nothing


def test_a_byte_of_a_body(folder: Path) -> None:
    replace_text(folder / "articles.jsonl", "年产值5亿元", "年产值6亿元")
    faults = found_in(folder)
    assert "文章 plant 与清单里的校验和不符。" in faults
    assert "articles.jsonl 与写入时不同。" in faults


def test_an_article_too_few(folder: Path) -> None:
    lines = (folder / "passages.jsonl").read_text("utf-8").splitlines(keepends=True)
    assert len(lines) == len(ARTICLES)
    (folder / "passages.jsonl").write_text("".join(lines[:-1]), "utf-8")
    rewrite_manifest(folder, files={})
    counts, missing, vectors = verify(folder)
    assert counts == "清单说有5段，实际有4段。"
    assert "文章 plant 的段落 0 至" in missing
    assert "vectors.npy 缺失或已损坏" in vectors


def test_a_passage_that_ends_elsewhere(folder: Path) -> None:
    replace_text(folder / "passages.jsonl", '["weather", 0, ', '["weather", 1, ')
    assert "文章 weather 的段落 1 至" in found_in(folder)
    assert "文章 weather 的段落 0 至" in found_in(folder)


def test_passages_in_another_order(folder: Path) -> None:
    lines = (folder / "passages.jsonl").read_text("utf-8").splitlines(keepends=True)
    (folder / "passages.jsonl").write_text("".join(reversed(lines)), "utf-8")
    assert "Chroma 里第1段" in found_in(folder)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda vectors: -vectors, "Chroma 里第1段"),
        (lambda vectors: vectors * 2, "的向量长度是2.000，不是1。"),
        (lambda vectors: vectors * np.nan, "的向量长度是nan，不是1。"),
        (lambda vectors: vectors[:, :8], "向量不是清单所说的256维。"),
        (lambda vectors: vectors.astype("U9"), "向量不是清单所说的256维。"),
        (lambda vectors: vectors[1:], "vectors.npy 缺失或已损坏"),
    ],
)
def test_vectors(folder: Path, change: Callable[[np.ndarray], np.ndarray], said: str) -> None:
    change_vectors(folder, change)
    rewrite_manifest(folder, files={})
    assert said in found_in(folder)


def test_a_vector_too_few_in_chroma(folder: Path) -> None:
    first = PassageTable.load(folder).ids[0]
    with opened_chroma(folder / "chroma") as collection:
        collection.delete(ids=[first])
    assert verify(folder) == [f"Chroma 里缺第1段（{first}）。"]


def test_a_vector_too_many_in_chroma(folder: Path) -> None:
    with opened_chroma(folder / "chroma") as collection:
        collection.add(ids=["more"], embeddings=np.ones((1, 256), dtype=np.float32))
    assert verify(folder) == ["Chroma 里多出一段（more）。"]


def test_another_vector_in_chroma(folder: Path) -> None:
    second = PassageTable.load(folder).ids[1]
    with opened_chroma(folder / "chroma") as collection:
        collection.update(ids=[second], embeddings=np.ones((1, 256), dtype=np.float32))
    assert verify(folder) == [f"Chroma 里第2段（{second}）的向量与 vectors.npy 里的不同。"]


def test_chroma_that_cannot_be_opened(folder: Path) -> None:
    path = folder / "chroma" / "chroma.sqlite3"
    path.write_bytes(b"\xff" * path.stat().st_size)
    assert "缺失或已损坏" in found_in(folder)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"articles": 6}, "清单说有6篇文章，实际有5篇。"),
        ({"passages": 7}, "清单说有7段，实际有5段。"),
        ({"dimensions": 255}, "向量不是清单所说的255维。"),
        ({"digests": {}}, "文章 weather 与清单里的校验和不符。"),
        ({"dimensions": "256"}, "manifest.json 缺失或已损坏"),
        ({"format": 99}, "的格式是 99"),
    ],
)
def test_a_manifest_that_says_otherwise(
    folder: Path, members: dict[str, object], said: str
) -> None:
    rewrite_manifest(folder, **members)
    assert said in found_in(folder)


def test_a_changed_time(folder: Path) -> None:
    path = folder / "times.jsonl"
    path.write_text("[[20240101, 20241231]]\n" + path.read_text("utf-8").partition("\n")[2])
    assert "段落里说到的时间与重新读出的不同。" in found_in(folder)


def test_any_byte_of_any_file_but_those_of_chroma(folder: Path) -> None:
    paths = [p for p in folder.rglob("*") if p.is_file() and "chroma" not in p.parts]
    assert len(paths) > 20
    for path in paths:
        content = path.read_bytes()
        if not content or path.name == "manifest.json":
            continue
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert str(path) in found_in(folder) or "缺失或已损坏" in found_in(folder)
        path.write_bytes(content)
    assert verify(folder) == []


def test_a_missing_file(folder: Path) -> None:
    (folder / "words" / "passages" / "data.csc.index.npy").unlink()
    assert "data.csc.index.npy 缺失或已损坏" in found_in(folder)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "manifest.json 缺失或已损坏" in found_in(tmp_path / "generations" / "none")
