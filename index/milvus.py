"""BM25 in a Milvus server, where it no longer fits each process; the one file that knows pymilvus.

The engine cuts words with its own Chinese analyser. Pairs of characters, which it has no analyser
for, are cut here and stored as codes that every analyser leaves whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pymilvus import DataType, Function, FunctionType, MilvusClient
from pymilvus.exceptions import MilvusException

from corpus.progress import Progress
from index.errors import SearchIndexError
from index.lexical import K1, B, bigrams
from index.table import DayRange, Hit, PassageTable, Search, published_days

TIMEOUT = 30.0  # seconds
BATCH = 500  # passages in one request: a few MB
MAX_BYTES = 65_535  # of a text field
MAX_ZONES = 64
GENERATIONS = 2  # the one that is written and the one that may still answer
_ANALYSERS = {"words": {"tokenizer": "jieba"}, "bigrams": {"tokenizer": "standard"}}


class MilvusIndex:
    """One index in a Milvus server: a collection for each generation, under the index's name."""

    def __init__(self, uri: str, *, token: str = "", index: str = "zone-assistant") -> None:
        self.uri = uri
        self._prefix = re.sub(r"\W", "_", index) + "_"
        with self._asking():
            self._client = MilvusClient(uri, token=token, timeout=TIMEOUT)

    def close(self) -> None:
        """Release the connection."""
        self._client.close()

    def generations(self) -> list[str]:
        """Return the generations that the server holds whole, newest first."""
        with self._asking():
            names = self._client.list_collections()
            found = [name.removeprefix(self._prefix) for name in names if self._is_ours(name)]
            whole = [name for name in found if self._client.has_collection(self._alias(name))]
        return sorted((name.replace("_", "-") for name in whole), reverse=True)

    def write(self, generation: str, table: PassageTable, *, on_progress: Progress) -> None:
        """Store the passages of a generation; one that was broken off is begun anew.

        Older ones than the last before it are dropped.
        """
        name, total = self._name(generation), len(table.passages)
        held = self.generations()
        if generation not in held:
            with self._asking():
                self._client.drop_collection(name)
                self._create(name)
                for start in range(0, total, BATCH):
                    places = range(start, min(start + BATCH, total))
                    self._client.insert(name, [_row(table, n) for n in places])
                    on_progress("写入 Milvus", places.stop, total)
                self._client.flush(name)
                self._client.create_alias(name, self._alias(generation))
        for old in sorted({*held, generation} - {generation}, reverse=True)[GENERATIONS - 1 :]:
            self.drop(old)

    def drop(self, generation: str) -> None:
        """Remove a generation."""
        with self._asking():
            self._client.drop_alias(self._alias(generation))
            self._client.drop_collection(self._name(generation))

    def searches(self, generation: str, table: PassageTable) -> Mapping[str, Search]:
        """Return the searches by words and by bigrams over a generation.

        Raises SearchIndexError where the server doesn't hold it.
        """
        if generation not in self.generations():
            raise SearchIndexError(
                f"Milvus {self.uri} 里没有索引的这一代 {generation}，"
                "请运行 zone-assistant index build，它会补上。"
            )
        with self._asking():
            self._client.load_collection(self._name(generation))
        return {field: MilvusSearch(self, generation, field, table=table) for field in _ANALYSERS}

    def nearest(
        self, generation: str, field: str, query: str, *, k: int, filters: str
    ) -> list[tuple[int, float]]:
        """Return the places of the `k` best passages and their scores."""
        with self._asking():
            (rows,) = self._client.search(
                self._name(generation),
                data=[_coded(query) if field == "bigrams" else query],
                anns_field=f"{field}_bm25",
                filter=filters,
                limit=k,
            )
        # Milvus Lite gives BM25 scores as distances, below 0.
        return [(int(row["place"]), abs(float(row["distance"]))) for row in rows]

    def _create(self, name: str) -> None:
        schema = self._client.create_schema(auto_id=False)
        schema.add_field("place", DataType.INT64, is_primary=True)
        text = {"max_length": MAX_BYTES}
        for field, analyser in _ANALYSERS.items():
            scored = f"{field}_bm25"
            analysed: dict[str, Any] = {"enable_analyzer": True, "analyzer_params": analyser}
            schema.add_field(field, DataType.VARCHAR, **text, **analysed)
            schema.add_field(scored, DataType.SPARSE_FLOAT_VECTOR)
            schema.add_function(Function(field, FunctionType.BM25, [field], [scored]))
        schema.add_field("source", DataType.VARCHAR, **text)
        schema.add_field("first_day", DataType.INT64)
        schema.add_field("last_day", DataType.INT64)
        listed = {"element_type": DataType.VARCHAR, "max_capacity": MAX_ZONES, "max_length": 256}
        schema.add_field("zones", DataType.ARRAY, **listed)
        scoring = self._client.prepare_index_params()
        for field in _ANALYSERS:
            kind = {"index_type": "SPARSE_INVERTED_INDEX", "metric_type": "BM25"}
            scoring.add_index(f"{field}_bm25", params={"bm25_k1": K1, "bm25_b": B}, **kind)
        self._client.create_collection(name, schema=schema, index_params=scoring)

    def _name(self, generation: str) -> str:
        return self._prefix + generation.replace("-", "_")

    def _alias(self, generation: str) -> str:
        """Name the alias that a collection gets once all of it is there."""
        return f"{self._name(generation.replace('-', '_'))}_whole"

    def _is_ours(self, name: str) -> bool:
        return bool(re.fullmatch(rf"{self._prefix}\d{{8}}T\d{{12}}_[0-9a-f]{{6}}", name))

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except MilvusException as error:
            raise SearchIndexError(
                f"Milvus {self.uri} 没有照办（{error.message}），"
                "请确认它开着、地址和令牌都对，再试一次。"
            ) from error


class MilvusSearch:
    """The passages of one generation that share the rarest tokens with the query."""

    def __init__(
        self, index: MilvusIndex, generation: str, field: str, *, table: PassageTable
    ) -> None:
        self._index = index
        self._generation = generation
        self._field = field
        self._table = table

    def search(
        self,
        query: str,
        *,
        k: int,
        zones: Sequence[str] = (),
        sources: Sequence[str] = (),
        published: DayRange | None = None,
    ) -> list[Hit]:
        """Return the `k` passages with the highest BM25 score; none that shares no token."""
        names = [name for zone in zones for name in self._table.names_of(zone)]
        if zones and not names:
            return []
        filters = _expression(names, sources, published)
        found = self._index.nearest(self._generation, self._field, query, k=k, filters=filters)
        return [Hit(self._table.passages[place], score) for place, score in found if score > 0]


def _row(table: PassageTable, place: int) -> dict[str, Any]:
    passage = table.passages[place]
    article = table.articles[passage.doc_id]
    first, last = published_days(article)
    return {
        "place": place,
        "words": _cut(passage.searched_text),
        "bigrams": _cut(_coded(passage.searched_text)),
        "source": article.source,
        "first_day": first,
        "last_day": last,
        "zones": list(article.zones[:MAX_ZONES]),
    }


def _coded(text: str) -> str:
    """Write bigrams as words of letters and digits: 太原 → 592ax539f."""
    return " ".join("x".join(f"{ord(char):x}" for char in pair) for pair in bigrams(text))


def _cut(text: str) -> str:
    return text.encode()[:MAX_BYTES].decode(errors="ignore")


def _expression(zones: Sequence[str], sources: Sequence[str], published: DayRange | None) -> str:
    """Write the filters as Milvus reads them."""
    parts = []
    if zones:
        parts.append(f"ARRAY_CONTAINS_ANY(zones, [{_quoted(zones)}])")
    if sources:
        parts.append(f"source in [{_quoted(sources)}]")
    if published:
        parts.append(f"first_day <= {published[1]} and last_day >= {published[0]}")
    return " and ".join(parts)


def _quoted(values: Sequence[str]) -> str:
    escaped = (value.replace("\\", r"\\").replace('"', r"\"") for value in values)
    return ", ".join(f'"{value}"' for value in escaped)
