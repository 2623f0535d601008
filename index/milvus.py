"""BM25 in a Milvus server, where it no longer fits each process; the one file that knows pymilvus.

The engine cuts words with its own Chinese analyser. Pairs of characters, which it has no analyser
for, are cut here and stored as codes that every analyser leaves whole.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

from pymilvus import DataType, Function, FunctionType, MilvusClient
from pymilvus.exceptions import MilvusException

from corpus.progress import Progress
from index.address import GENERATION
from index.errors import SearchIndexError
from index.lexical import K1, B, bigrams
from index.table import DayRange, Hit, PassageTable, Search, published_days

TIMEOUT = 30.0  # seconds
PATIENCE = 10.0  # seconds that a question waits for it
AWAY = 30.0  # seconds in which questions do not ask again where it failed
BATCH = 500  # passages in one request: a few MB
MAX_BYTES = 65_535  # of a text field
MAX_ZONES = 64
GENERATIONS = 2  # the one that is written and the one that may still answer
_ANALYSERS = {"words": {"tokenizer": "jieba"}, "bigrams": {"tokenizer": "standard"}}


class MilvusIndex:
    """One index in a Milvus server: a collection for each generation, under the index's name."""

    def __init__(
        self, uri: str, *, token: str = "", index: str = "zone-assistant", timeout: float = TIMEOUT
    ) -> None:
        self.uri = uri
        self._prefix = f"index_{_as_name(index)}_"
        self._back = 0.0  # when it may be asked again
        with self._asking():
            self._client = MilvusClient(uri, token=token, timeout=timeout)

    def close(self) -> None:
        """Release the connection."""
        self._client.close()

    def generations(self) -> list[str]:
        """Return the generations that the server holds whole, newest first."""
        with self._asking():
            return [each for each in self._held() if self._client.has_collection(self._alias(each))]

    def write(
        self, generation: str, table: PassageTable, *, answering: str = "", on_progress: Progress
    ) -> None:
        """Store the passages of a generation; what was broken off is removed.

        So are others but one: the one that is `answering`, else the newest.
        """
        name, total = self._name(generation), len(table.passages)
        held = self.generations()
        if generation not in held:
            with self._asking():
                for broken_off in set(self._held()) - set(held):
                    self._client.drop_collection(self._name(broken_off))
                self._create(name)
                for start in range(0, total, BATCH):
                    places = range(start, min(start + BATCH, total))
                    self._client.insert(name, [_row(table, n) for n in places])
                    on_progress("写入 Milvus", places.stop, total)
                self._client.flush(name)
                self._client.create_alias(name, self._alias(generation))
        others = [each for each in held if each != generation]
        others.sort(key=lambda each: each != answering)
        for old in others[GENERATIONS - 1 :]:
            self.drop(old)

    def drop(self, generation: str) -> None:
        """Remove a generation."""
        with self._asking():
            self._client.drop_alias(self._alias(generation))
            self._client.drop_collection(self._name(generation))

    def searches(
        self, generation: str, table: PassageTable, *, here: Mapping[str, Search]
    ) -> Mapping[str, Search]:
        """Return the searches by words and by bigrams over a generation.

        Those of this process are asked while the server fails. Raises SearchIndexError where it
        doesn't hold the generation.
        """
        if generation not in self.generations():
            raise SearchIndexError(
                f"Milvus {self.uri} 里没有索引的这一代 {generation}，"
                "请运行 zone-assistant index build，它会补上。"
            )
        with self._asking():
            self._client.load_collection(self._name(generation))
        return {
            field: MilvusSearch(self, generation, field, table=table, here=here[field])
            for field in _ANALYSERS
        }

    def nearest(
        self, generation: str, field: str, query: str, *, k: int, filters: str
    ) -> list[tuple[int, float]] | None:
        """Return the places of the `k` best passages and their scores; None while it fails."""
        if monotonic() < self._back:
            return None
        try:
            with self._asking():
                (rows,) = self._client.search(
                    self._name(generation),
                    data=[_coded(query) if field == "bigrams" else query],
                    anns_field=f"{field}_bm25",
                    filter=filters,
                    limit=k,
                    timeout=PATIENCE,
                )
        except SearchIndexError as error:
            logging.getLogger("zone_assistant").warning("%s先用本机的词表检索。", error)
            self._back = monotonic() + AWAY
            return None
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

    def _held(self) -> list[str]:
        """Return the generations of which there is a collection, newest first."""
        names = [name for name in self._client.list_collections() if name.startswith(self._prefix)]
        found = (name.removeprefix(self._prefix).replace("_", "-") for name in names)
        return sorted(filter(GENERATION.fullmatch, found), reverse=True)

    def _name(self, generation: str) -> str:
        return self._prefix + generation.replace("-", "_")

    def _alias(self, generation: str) -> str:
        """Name the alias that a collection gets once all of it is there."""
        return f"{self._name(generation)}_whole"

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
        self, index: MilvusIndex, generation: str, field: str, *, table: PassageTable, here: Search
    ) -> None:
        self._index = index
        self._generation = generation
        self._field = field
        self._table = table
        self._here = here

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
        if found is None:
            return self._here.search(query, k=k, zones=zones, sources=sources, published=published)
        return [Hit(self._table.passages[place], score) for place, score in found if score > 0]


def _as_name(index: str) -> str:
    """Write the name of an index as Milvus allows it; another for another: a.b → a_2eb."""
    return "".join(c if c.isalnum() else f"_{ord(c):02x}" for c in index)


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
