"""Gather the training examples: span questions of public sets, and those made from zone news."""

import hashlib
import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.reader.examples import Document, Example, Place
from assistant.reader.forms import in_form
from assistant.reader.windows import head_of_article
from corpus.article import Article
from corpus.readers import read_articles
from corpus.words import segment
from index.lexical import LexicalSearch, bigrams, write_bm25
from index.passages import sentence_spans
from index.table import PassageTable

SPAN_SETS = ("drcd_dev_s", "drcd_test_s", "cmrc2018_trial", "xquad_zh")
NEAR, FAR = 5, 5
IN_FORM = 0.15  # of the questions made from zone news are also worded as in a form
Progress = Callable[[str, int, int], None]


def read_span_set(folder: Path, prefix: str) -> tuple[list[Article], list[dict[str, Any]]]:
    """Return the articles of a set and its questions, their ids made unique by the prefix."""
    articles = [
        Article(
            f"{prefix}/{row['doc_id']}", row["title"], row["text"], published=row.get("date", "")
        )
        for row in _rows(folder / "corpus.jsonl")
    ]
    questions = [
        row | {"gold_doc_ids": [f"{prefix}/{doc_id}" for doc_id in row["gold_doc_ids"]]}
        for row in _rows(folder / "questions.jsonl")
    ]
    return articles, questions


def find_answer(
    body: str, sentences: Sequence[tuple[int, int]], question: str, answers: Iterable[str]
) -> tuple[int, int] | None:
    """Return where an answer stands, in the sentence that shares most with the question."""
    asked = set(bigrams(question))
    best: tuple[float, tuple[int, int]] | None = None
    for answer in answers:
        for match in re.finditer(re.escape(answer), body):
            held = next(
                (s for s in sentences if s[0] <= match.start() and match.end() <= s[1]), None
            )
            if held is None:
                continue
            shared = len(asked & set(bigrams(body[held[0] : held[1]])))
            if best is None or shared > best[0]:
                best = (shared, match.span())
    return best[1] if best else None


class NearMisses:
    """Find sentences that share much with a question and do not answer it."""

    def __init__(self, articles: Sequence[Article], folder: Path) -> None:
        self.table = PassageTable(articles, [p for a in articles for p in _passages(a)])
        for name in ("bigrams",):
            write_bm25(folder / name, self.table, tokenizer=name)
        self._search = LexicalSearch(folder / "bigrams", table=self.table, tokenizer="bigrams")
        self._bigrams: dict[str, list[set[str]]] = {}

    def sentences(self, doc_id: str) -> list[set[str]]:
        """Return the bigrams of every sentence of a document."""
        if doc_id not in self._bigrams:
            body = self.table.articles[doc_id].body
            self._bigrams[doc_id] = [set(bigrams(body[s:e])) for s, e in sentence_spans(body)]
        return self._bigrams[doc_id]

    def near(self, question: str, doc_id: str, avoid: Sequence[str]) -> tuple[int, ...]:
        """Return the sentences of the document that share most and hold none of the answers."""
        asked = set(bigrams(question))
        body = self.table.articles[doc_id].body
        spans = sentence_spans(body)
        order = sorted(range(len(spans)), key=lambda n: -len(asked & self.sentences(doc_id)[n]))
        kept = [n for n in order if not any(a in body[slice(*spans[n])] for a in avoid)]
        return tuple(kept[:NEAR])

    def far(self, question: str, doc_id: str, avoid: Sequence[str]) -> tuple[Place, ...]:
        """Return the same of other documents."""
        places: list[Place] = []
        for hit in self._search.search(question, k=30):
            other = hit.passage.doc_id
            if (
                other == doc_id
                or any(a in hit.passage.text for a in avoid)
                or any(other == d for d, _ in places)
            ):
                continue
            nearest = self.near(question, other, avoid)
            if nearest:
                places.append((other, nearest[0]))
            if len(places) == FAR:
                break
        return tuple(places)


def _passages(article: Article):
    from index.passages import split_passages

    return split_passages(article)


def documents_of(articles: Iterable[Article]) -> Iterator[Document]:
    """Cut articles into sentences."""
    for a in articles:
        yield Document(
            a.doc_id, head_of_article(a.title, a.published), a.body, sentence_spans(a.body)
        )


class Swaps:
    """Ask about something else: a word that question and text share becomes another one."""

    def __init__(self, pairs: Iterable[tuple[str, str]], seed: int) -> None:
        self._random = random.Random(seed)
        self._by_shape: dict[str, list[str]] = {}
        self._held: dict[str, None] = {}
        for question, text in pairs:
            for word in self._shared(question, text):
                self._held[word] = None
        for word in self._held:
            self._by_shape.setdefault(_shape(word), []).append(word)

    def _shared(self, question: str, text: str) -> list[str]:
        words = [w for w in dict.fromkeys(segment(question)) if w in text]
        return [w for w in words if len(w) > 1 and w not in _COMMON and re.search(r"\w", w)]

    def swap(self, question: str, text: str) -> str:
        """Return the question with one shared word exchanged for one that the text lacks."""
        shared = self._shared(question, text)
        self._random.shuffle(shared)
        for word in shared:
            number = re.fullmatch(r"\d{1,4}", word)
            for _ in range(8):
                other = (
                    str(self._random.randint(max(1, int(word) - 12), int(word) + 9))
                    if number
                    else self._random.choice(self._by_shape[_shape(word)])
                )
                if other != word and other not in text and other not in question:
                    return question.replace(word, other)
        return ""


_COMMON = frozenset(
    "什么 多少 哪些 哪个 何时 时候 为什么 如何 怎么 怎样 是否 谁 哪里 几个 哪一 一个 可以 开始 成为 使用 进行 因为 由于 以及 其中 没有 他们 我们 这个 那个 请问 位于 包括 主要 之后 之前".split()
)


def _shape(word: str) -> str:
    return ("d" if word.isdigit() else "l" if word.isascii() else "c") + str(min(len(word), 4))


def held_out(doc_id: str) -> bool:
    """Tell whether a document is kept for calibrating: one in ten, by the hash of its id."""
    return int(hashlib.sha256(doc_id.encode()).hexdigest(), 16) // 2 % 10 == 0


def prepare(
    sets: Path, made: Path, *, seed: int, on_progress: Progress
) -> tuple[list[Document], list[Example]]:
    """Return the documents and examples of every set."""
    articles: list[Article] = []
    asked: list[dict[str, Any]] = []
    for name in SPAN_SETS:
        more, questions = read_span_set(sets / name, name)
        articles += more
        asked += [q | {"set": name} for q in questions]
    zone = {a.doc_id: a for a in read_articles(sets / "zone_news_corpus" / "corpus.jsonl").articles}
    rows = [row for row in _rows(made) if not held_out(row["doc_id"])] if made.is_file() else []
    used = {row["doc_id"] for row in rows}
    articles += [a for a in zone.values() if a.doc_id in used]
    by_id = {a.doc_id: a for a in articles}
    examples: list[Example] = []
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        misses = NearMisses(articles, Path(folder))
        swaps = Swaps(((q["question"], by_id[q["gold_doc_ids"][0]].body) for q in asked), seed)
        for n, q in enumerate(asked):
            doc_id = q["gold_doc_ids"][0]
            body = by_id[doc_id].body
            answer = find_answer(body, sentence_spans(body), q["question"], q["answers"])
            if n % 500 == 0:
                on_progress("sets", n, len(asked))
            if answer is None:
                continue
            question = q["question"]
            avoid = q["answers"]
            examples.append(
                Example(
                    question,
                    doc_id,
                    answer,
                    misses.near(question, doc_id, avoid),
                    misses.far(question, doc_id, avoid),
                    q["set"],
                    swaps.swap(question, f"{by_id[doc_id].title}\n{body}"),
                )
            )
        for n, row in enumerate(rows):
            if n % 2000 == 0:
                on_progress("made", n, len(rows))
            question, doc_id = row["question"], row["doc_id"]
            answer = (row["start"], row["end"]) if row["answerable"] else None
            avoid = [by_id[doc_id].body[slice(*answer)]] if answer else []
            far = misses.far(question, doc_id, avoid) if answer and chance.random() < 0.25 else ()
            near = misses.near(question, doc_id, avoid)
            examples.append(Example(question, doc_id, answer, near, far, row["kind"]))
            formal = in_form(question, chance) if chance.random() < IN_FORM else None
            if formal:
                examples.append(Example(formal, doc_id, answer, near, (), "form"))
    return list(documents_of(articles)), examples


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
