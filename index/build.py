"""Build a new generation from articles, beside the one that answers."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from corpus.article import Article
from index.chroma import write_vectors
from index.dense import DenseSearch, write_matrix
from index.encoder import Encoder
from index.errors import SearchIndexError
from index.generations import Generations, Manifest
from index.lexical import TOKENIZERS, write_bm25
from index.table import PassageTable
from index.times import stated_times, write_times
from index.versions import carry_over, write_versions

Progress = Callable[[str, int, int], None]  # step, done, total


def build_index(
    articles: Sequence[Article], index_dir: Path, *, encoder: Encoder, on_progress: Progress
) -> Manifest:
    """Write a generation with every article and make it the current one, or change nothing."""
    generations = Generations(index_dir)
    seconds: dict[str, float] = {}
    with _timed(seconds, "passages"):
        table = PassageTable.cut(articles)
    _check(articles, table, index_dir)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    with generations.writing() as folder:
        table.save(folder)
        previous = generations.answering()
        write_versions(folder, carry_over(previous, articles, replaced=created))
        _write_searches(folder, table, encoder, seconds, on_progress)
        total = len(table.passages)
        on_progress("写入索引", total, total)
        manifest = Manifest(
            generation=folder.name,
            created=created,
            model=encoder.name,
            runtime=encoder.runtime,
            dimensions=encoder.dimensions,
            articles=len(articles),
            passages=total,
            digests={article.doc_id: article.digest for article in articles},
            seconds={step: round(spent, 3) for step, spent in seconds.items()},
        )
        generations.publish(folder, manifest)
    return manifest


def _write_searches(
    folder: Path,
    table: PassageTable,
    encoder: Encoder,
    seconds: dict[str, float],
    on_progress: Progress,
) -> None:
    """Write what is searched: vectors, times and words; `seconds` is told what each step took."""
    texts = [passage.searched_text for passage in table.passages]
    total = len(texts)
    with _timed(seconds, "encode"):
        vectors = encoder.encode_passages(
            texts, on_progress=lambda done, _: on_progress("计算向量", done, total)
        )
    with _timed(seconds, "vectors"):
        write_vectors(folder / "chroma", table, vectors)
        write_matrix(folder, vectors)
        DenseSearch(folder, table=table, encoder=encoder).close()  # readable?
    with _timed(seconds, "times"):
        write_times(folder, stated_times(table))
    with _timed(seconds, "words"):
        for tokenizer in TOKENIZERS:
            write_bm25(folder / tokenizer, table, tokenizer=tokenizer)


def _check(articles: Sequence[Article], table: PassageTable, index_dir: Path) -> None:
    """Raise SearchIndexError where there is nothing to find, or a citation could go astray."""
    if not table.passages:
        raise SearchIndexError(
            f"{len(articles)}篇文章里没有一篇有正文，没有内容可以写进索引 {index_dir}，"
            "请检查文章后再运行 zone-assistant index build。"
        )
    repeated = [doc_id for doc_id, n in Counter(a.doc_id for a in articles).items() if n > 1]
    if repeated:
        raise SearchIndexError(
            f"有{len(repeated)}个编号被几篇文章同时使用（如 {repeated[0]}），请让编号各不相同。"
        )


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[step] = time.perf_counter() - start
