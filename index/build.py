"""Build a new generation from articles, beside the one that answers."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.article import Article
from corpus.progress import Progress
from index.cached import CachedEncoder, encode_blocks
from index.carried import (
    Carried,
    carried_from,
    known_vectors,
    times_of,
    tokens_of,
    write_collection,
)
from index.dense import DenseSearch, write_matrix
from index.encoder import Encoder
from index.errors import SearchIndexError
from index.generations import UNFINISHED, Generations
from index.lexical import TOKENIZERS, write_bm25
from index.manifest import Manifest
from index.table import PassageTable
from index.times import write_times
from index.versions import carry_over, write_versions

if TYPE_CHECKING:
    from index.spread.pool import Pool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What other machines do: `push` brings them a generation before it answers.

    Where `vectors` are kept there, the folder holds no Chroma of its own. `pool` computes there.
    """

    push: Callable[[Path, Manifest], None] | None = None
    vectors: bool = False
    pool: "Pool | None" = None


def build_index(
    articles: Sequence[Article],
    index_dir: Path,
    *,
    encoder: Encoder,
    on_progress: Progress,
    full: bool = False,
    elsewhere: Elsewhere | None = None,
) -> Manifest:
    """Write a generation with every article and make it the current one, or change nothing.

    It takes over what the current one has, unless `full`, and goes `elsewhere` first.
    """
    generations, elsewhere = Generations(index_dir), elsewhere or Elsewhere()
    created = datetime.now(UTC).isoformat(timespec="seconds")
    report = _Report({}, on_progress)
    with _timed(report.seconds, "passages"):
        table = _cut(articles, index_dir, elsewhere.pool)
    with generations.writing() as folder:
        table.save(folder)
        before = generations.answering()
        write_versions(folder, carry_over(before, articles, replaced=created))
        kept = _resumable(encoder, index_dir / UNFINISHED, elsewhere.pool)
        carried = None if full else _carried(before, encoder)
        mended = _write_searches(
            folder, table, kept, carried=carried, report=report, elsewhere=elsewhere
        )
        manifest = Manifest(
            generation=folder.name,
            created=created,
            encoded=kept.encoded,
            mended=mended,
            seconds={step: round(spent, 3) for step, spent in report.seconds.items()},
            **_made_of(table, encoder),
        )
        if elsewhere.push:
            elsewhere.push(folder, manifest)
        generations.publish(folder, manifest)
    (index_dir / UNFINISHED).unlink(missing_ok=True)
    return manifest


def _carried(before: Path | None, encoder: Encoder) -> Carried | None:
    return carried_from(before, model=encoder.name, runtime=encoder.runtime)


def _made_of(table: PassageTable, encoder: Encoder) -> dict[str, Any]:
    """Return what a manifest says of the articles and the model."""
    articles = table.articles
    return {
        "model": encoder.name,
        "runtime": encoder.runtime,
        "dimensions": encoder.dimensions,
        "articles": len(articles),
        "passages": len(table.passages),
        "digests": {doc_id: article.digest for doc_id, article in articles.items()},
        "bodies": {doc_id: article.body_digest for doc_id, article in articles.items()},
    }


@dataclass(frozen=True, slots=True)
class _Report:
    """Where a build says how far it is, and how long each step took."""

    seconds: dict[str, float]
    on_progress: Progress


def _write_searches(
    folder: Path,
    table: PassageTable,
    encoder: CachedEncoder,
    *,
    carried: Carried | None,
    report: _Report,
    elsewhere: Elsewhere,
) -> int:
    """Write what is searched: vectors (in Chroma, too, unless kept `elsewhere`), times and words.

    Returns what `write_collection` returns.
    """
    seconds, total = report.seconds, len(table.passages)
    texts = [passage.searched_text for passage in table.passages]
    with _timed(seconds, "encode"):
        known = known_vectors(carried, texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        vectors = encoder.encode_passages(
            missing, on_progress=lambda done, n: report.on_progress("计算向量", done, n)
        )
        known |= zip(missing, vectors, strict=True)
        vectors = np.array([known[text] for text in texts], dtype=np.float32)
    with _timed(seconds, "vectors"):
        report.on_progress("写入索引", 0, total)
        write_matrix(folder, vectors)
        mended = 0
        if not elsewhere.vectors:
            mended = write_collection(folder / "chroma", table, vectors, carried=carried)
            with closing(DenseSearch(folder, table=table, encoder=encoder)) as written:
                _ = written.collection  # readable?
    with _timed(seconds, "times"):
        write_times(folder, times_of(table, carried))
    with _timed(seconds, "words"):
        for tokenizer in TOKENIZERS:
            known_tokens = tokens_of(carried, tokenizer)
            write_bm25(folder / tokenizer, table, tokenizer=tokenizer, known=known_tokens)
    report.on_progress("写入索引", total, total)
    return mended


def _resumable(encoder: Encoder, path: Path, pool: "Pool | None") -> CachedEncoder:
    """Keep the vectors in a file while the build runs; a damaged file is begun anew."""
    encode = pool.encode if pool else encode_blocks
    try:
        return CachedEncoder(encoder, path, encode=encode)
    except SearchIndexError:
        path.unlink(missing_ok=True)
        return CachedEncoder(encoder, path, encode=encode)


def _cut(articles: Sequence[Article], index_dir: Path, pool: "Pool | None") -> PassageTable:
    """Cut articles into passages.

    Raises SearchIndexError where there is nothing to find, or a citation could go astray.
    """
    table = PassageTable.cut(articles, split=pool.cut) if pool else PassageTable.cut(articles)
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
    return table


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[step] = time.perf_counter() - start
