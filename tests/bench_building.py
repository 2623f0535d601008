"""Measure what building an index takes: anew, again, after a few changes, and beside others."""

import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.indexing import carry_out, plan
from assistant.settings import Settings
from corpus.article import Article
from corpus.progress import Progress
from index.build import Elsewhere
from index.embedding import Encoder, HashEncoder, Vectors
from index.encoder import load_encoder
from index.runtimes import INT8_RUNTIME, Runtime
from index.table import PassageTable
from tests.bench_clock import Clock
from tests.bench_encoders import RandomEncoder
from tests.index_fixtures import say_nothing
from tests.invented import corrected, with_passages

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

FILE = 10_000  # articles
CHANGED = 100  # every n-th article is corrected
Measured = dict[str, Any]


def measure_building(folder: Path, passages: int, encoder: Encoder) -> Measured:
    """Build an index of invented articles in `folder`, again, and after 1% of them changed."""
    articles = [story.article for story in with_passages(passages)]
    write_corpus(folder, articles)
    full = build(folder, encoder)
    again = build(folder, encoder)
    assert not again["fresh"]
    write_corpus(folder, with_corrections(articles))
    changed = build(folder, encoder)
    return {
        "articles": len(articles),
        "passages": full["passages"],
        "encoder": encoder.name,
        "runtime": encoder.runtime,
        "full": full,
        "unchanged": again,
        "changed": changed,
        "peak_megabytes": changed["peak_megabytes"],
    }


def write_corpus(folder: Path, articles: Iterable[Article]) -> None:
    """Write the articles that `build` reads, as many to a file as one may hold."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    given = iter(articles)
    start = 0
    while some := list(islice(given, FILE)):
        rows = (
            {"doc_id": a.doc_id, "title": a.title, "text": a.body, "date": a.published}
            | {"source": a.source}
            for a in some
        )
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (corpus / f"{start:06}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        start += FILE


def with_corrections(articles: Iterable[Article]) -> Iterator[Article]:
    """Yield the articles, one in `CHANGED` of them corrected."""
    for n, article in enumerate(articles):
        yield corrected(article) if n % CHANGED == 0 else article


def build(
    folder: Path, encoder: Encoder, *, on_progress: Progress = say_nothing, chroma: bool = True
) -> Measured:
    """Read what `write_corpus` wrote in `folder` and build, as `index build` does.

    Without `chroma` the folder is that of a machine that leaves the graph to a server.
    """
    runtime: Runtime = "int8" if encoder.runtime == INT8_RUNTIME else "float32"
    settings = Settings(
        articles=folder / "corpus",
        index_dir=folder / "index",
        model=encoder.name,
        runtime=runtime,
    )
    with Clock() as clock:
        start = time.perf_counter()
        planned = plan(settings, full=False, on_progress=on_progress)
        steps, read = {}, time.perf_counter()
        manifest = planned.manifest
        if planned.needed or manifest is None:
            written = _Noticed(on_progress)
            elsewhere = None if chroma else Elsewhere(push=lambda *_: None, vectors=True)
            built = carry_out(planned, settings, encoder, on_progress=written, elsewhere=elsewhere)
            manifest = built.manifest
            steps = _steps(manifest.seconds, clock, read, written.at)
        end = time.perf_counter()
    return {
        "seconds": end - start,
        "processor": clock.worked(start, end),
        "reading": {"seconds": read - start, "processor": clock.worked(start, read)},
        "fresh": planned.needed,
        "passages": manifest.passages,
        "encoded": manifest.encoded,
        "steps": manifest.seconds,
        "processor_steps": steps,
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


class _Noticed:
    """Passes progress on, and notices when a build began to write its searches."""

    def __init__(self, on_progress: Progress) -> None:
        self._on_progress = on_progress
        self.at = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        if step == "写入索引" and not done:
            self.at = time.perf_counter()
        self._on_progress(step, done, total)


def _steps(
    seconds: Mapping[str, float], clock: Clock, begun: float, written: float
) -> dict[str, float]:
    """Return the processor's seconds of a build's steps; cutting comes first, writing last."""
    cut, encode = seconds["passages"], seconds["encode"]
    after = {step: seconds[step] for step in ("vectors", "times", "words")}
    return {
        "passages": clock.worked(begun, begun + cut),
        "encode": clock.worked(written - encode, written),
        **clock.steps(after, start=written),
    }


def measure_throughput(name: str, models: Path, runtime: Runtime, passages: int) -> Measured:
    """Time an index's build, the bare encoder, and a plain pipeline over the same texts."""
    articles = [story.article for story in with_passages(passages)]
    texts = [passage.searched_text for passage in PassageTable.cut(articles).passages]
    encoder = load_encoder(name, models, runtime=runtime)
    bare, plain = _bare(name, models)
    arms: dict[str, Callable[[Path], object]] = {
        "bare": lambda _: bare(texts),
        "encoder": lambda _: encoder.encode_passages(texts),
        "ours": lambda folder: _build_anew(folder, articles, encoder),
        "plain": lambda folder: _plain_pipeline(folder, texts, plain),
    }
    spent = {}
    for arm, run in arms.items():
        with tempfile.TemporaryDirectory() as folder:
            start, worked = time.perf_counter(), time.process_time()
            run(Path(folder))
            ends = time.perf_counter() - start, time.process_time() - worked
        spent[arm] = dict(zip(("seconds", "processor"), ends, strict=True))
    return {"passages": len(texts), "runtime": encoder.runtime, "arms": spent}


def _build_anew(folder: Path, articles: Sequence[Article], encoder: Encoder) -> None:
    from index.build import build_index

    build_index(articles, folder / "index", encoder=encoder, on_progress=say_nothing)


def _bare(name: str, models: Path) -> tuple[Callable[[list[str]], object], Encoder]:
    """Return the model as its library runs it, and as a plain pipeline would wrap it."""
    encoder = load_encoder(name, models, runtime="float32")
    if isinstance(encoder, HashEncoder):
        return encoder.encode_passages, encoder
    from sentence_transformers import SentenceTransformer

    from index.weights import unpack_weights

    model = SentenceTransformer(str(unpack_weights(models)), device="cpu")
    return lambda texts: _encode(model, texts), _Plain(model)


def _encode(model: "SentenceTransformer", texts: list[str]) -> Any:  # noqa: ANN401 - as it has it
    return model.encode(texts, prompt_name="passage", show_progress_bar=False)


class _Plain(RandomEncoder):
    """The embedding of a tutorial: what the library returns."""

    def __init__(self, model: "SentenceTransformer") -> None:
        super().__init__()
        self._model = model

    def encode_passages(self, texts: Sequence[str], *, on_progress: object = None) -> Vectors:
        del on_progress
        vectors: Vectors = _encode(self._model, list(texts))
        return vectors


def _plain_pipeline(folder: Path, texts: Sequence[str], embedding: Encoder) -> None:
    """Index the texts with LlamaIndex in Chroma, both with their defaults."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from index.llama import EncoderEmbedding

    client = chromadb.PersistentClient(folder, settings=ChromaSettings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.create_collection("plain"))
    VectorStoreIndex(
        [TextNode(text=text) for text in texts],
        storage_context=StorageContext.from_defaults(vector_store=store),
        embed_model=EncoderEmbedding(embedding),
    )
    client.close()  # type: ignore[attr-defined]
