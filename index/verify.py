"""Check that a generation is what its manifest says, passage by passage and vector by vector."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.carried import UNIT
from index.chroma import opened, stored_vectors
from index.dense import read_matrix
from index.embedding import Vectors
from index.errors import SearchIndexError
from index.lexical import TOKENIZERS, LexicalSearch
from index.manifest import Manifest, altered, check_files, read_manifest
from index.passages import split_passages
from index.table import PassageTable
from index.times import read_times, stated_times
from index.versions import read_versions

SAME = 1e-4  # how far a component may be from its copy in Chroma, which normalises again


def verify(folder: Path) -> list[str]:
    """Return what is wrong with a generation, a Chinese sentence each; nothing where it is whole.

    Reads everything: seconds for thousands of passages.
    """
    return list(_faults(folder))


def _faults(folder: Path) -> Iterator[str]:
    try:
        manifest = read_manifest(folder)
        check_files(folder, manifest)
        table = PassageTable.load(folder)
        yield from _texts(table, manifest)
        yield from _searches(folder, table, manifest)
        for name in altered(folder, manifest):
            yield f"文件 {folder / name} 与写入时不同。"
    except SearchIndexError as error:
        yield str(error)


def _texts(table: PassageTable, manifest: Manifest) -> Iterator[str]:
    """Compare the articles with their digests, and the passages with what cutting gives."""
    digests = {doc_id: article.digest for doc_id, article in table.articles.items()}
    for doc_id in sorted(digests.keys() | manifest.digests.keys()):
        if digests.get(doc_id) != manifest.digests.get(doc_id):
            yield f"文章 {doc_id} 与清单里的校验和不符。"
    if len(table.articles) != manifest.articles:
        yield f"清单说有{manifest.articles}篇文章，实际有{len(table.articles)}篇。"
    if len(table.passages) != manifest.passages:
        yield f"清单说有{manifest.passages}段，实际有{len(table.passages)}段。"
    cut = [passage for article in table.articles.values() for passage in split_passages(article)]
    for passage in set(cut).symmetric_difference(table.passages):
        yield f"文章 {passage.doc_id} 的段落 {passage.start} 至 {passage.end} 与正文不符。"


def _searches(folder: Path, table: PassageTable, manifest: Manifest) -> Iterator[str]:
    """Compare vectors, words and times with the passages."""
    vectors = read_matrix(folder, passages=len(table.passages))
    if vectors.shape[1:] != (manifest.dimensions,) or vectors.dtype != np.float32:
        yield f"向量不是清单所说的{manifest.dimensions}维。"
        return
    lengths = np.linalg.norm(vectors, axis=1)
    for n in map(int, np.flatnonzero(~(np.abs(lengths - 1) < UNIT))):  # NaN is no length either
        yield f"第{n + 1}段（{table.ids[n]}）的向量长度是{lengths[n]:.3f}，不是1。"
    if (folder / "chroma").is_dir():  # else a server has it
        yield from _collection(folder, table, vectors)
    for name in TOKENIZERS:
        LexicalSearch(folder / name, table=table, tokenizer=name)
    if read_times(folder, passages=len(table.passages)) != stated_times(table):
        yield "段落里说到的时间与重新读出的不同。"
    read_versions(folder)


def _collection(folder: Path, table: PassageTable, vectors: Vectors) -> Iterator[str]:
    """Compare Chroma's vectors with those beside it."""
    with opened(folder / "chroma") as collection:
        stored = stored_vectors(collection)
    for n, id_ in enumerate(table.ids):
        if id_ not in stored:
            yield f"Chroma 里缺第{n + 1}段（{id_}）。"
        elif not _same(stored[id_], vectors[n]):
            yield f"Chroma 里第{n + 1}段（{id_}）的向量与 vectors.npy 里的不同。"
    for id_ in stored.keys() - table.position.keys():
        yield f"Chroma 里多出一段（{id_}）。"


def _same(stored: Vectors, vector: Vectors) -> bool:
    return stored.shape == vector.shape and np.allclose(stored, vector, atol=SAME)
