"""Gather the training examples: span questions of public sets, and those made from zone news."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

from assistant.reader.made.questions import Made, MissMade, make_questions, trainable
from assistant.reader.training.examples import Document, Example, write_examples
from assistant.reader.training.forms import in_form
from assistant.reader.training.near_misses import NearMisses
from assistant.reader.training.span_sets import (
    SPAN_SETS,
    ZONE_NEWS,
    SpanQuestion,
    check_sets,
    find_answer,
    read_gold,
    read_span_set,
)
from assistant.reader.training.swaps import Swaps
from assistant.reader.windows import head_of_article
from corpus.article import Article
from corpus.disk import write_whole
from corpus.progress import Progress
from corpus.readers import read_articles
from index.passages import sentence_spans

IN_FORM = 0.15  # of the questions made from zone news are also worded as in a form
OF_FAR = 0.25  # of them also meet sentences of other documents
MADE_SEED, SEED = 7, 0  # of the made questions, and of everything else here
STAMP = "prepared.json"
CODE = ("forms.py", "near_misses.py", "prepare.py", "span_sets.py", "swaps.py", "../made/*.py")
Question = Made | MissMade
Item = TypeVar("Item")


def prepare_once(sets: Path, folder: Path, *, on_progress: Progress) -> str:
    """Write the examples of the sets into `folder`, unless they are there; return their hash.

    Raises AssistantError where a set is missing or damaged.
    """
    made_from = _hash_of(sets)
    stamp = folder / STAMP
    if stamp.is_file() and json.loads(stamp.read_text(encoding="utf-8")) == made_from:
        return made_from
    stamp.unlink(missing_ok=True)
    write_examples(folder, *prepare(sets, on_progress=on_progress))
    write_whole(stamp, json.dumps(made_from))
    return made_from


def _hash_of(sets: Path) -> str:
    """Return a hash of the sets and of the code that makes examples of them."""
    digest = hashlib.sha256(check_sets(sets).encode())
    for pattern in CODE:
        for file in sorted(Path(__file__).parent.glob(pattern)):
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def held_out(doc_id: str) -> bool:
    """Tell whether a document is kept for calibrating: one in ten, by the hash of its id."""
    return int(hashlib.sha256(doc_id.encode()).hexdigest(), 16) // 2 % 10 == 0


def prepare(sets: Path, *, on_progress: Progress) -> tuple[list[Document], list[Example]]:
    """Return the documents and examples of every set."""
    read = [read_span_set(sets, name) for name in SPAN_SETS]
    asked = [question for _, questions in read for question in questions]
    zone_news = read_articles(sets / ZONE_NEWS).articles
    made = make_from_news(zone_news, read_gold(sets), on_progress=on_progress)
    used = {one.doc_id for one in made}
    articles = [article for more, _ in read for article in more]
    articles += [article for article in zone_news if article.doc_id in used]
    by_id = {article.doc_id: article for article in articles}
    with tempfile.TemporaryDirectory() as folder:
        misses = NearMisses(articles, Path(folder))
        swaps = Swaps(((q.question, by_id[q.doc_id].body) for q in asked), seed=SEED)
        examples = [
            *span_examples(_counted("整理公开题集", asked, on_progress), by_id, misses, swaps),
            *made_examples(_counted("整理自造问题", made, on_progress), by_id, misses),
        ]
    return [document_of(article) for article in articles], examples


def make_from_news(
    articles: Sequence[Article], gold_doc_ids: set[str], *, on_progress: Progress
) -> list[Question]:
    """Make questions of the articles that measure nothing, without those held out."""
    kept = trainable(articles, gold_doc_ids)
    numbers = {article.doc_id: number for number, article in enumerate(kept, start=1)}
    step, made = "从开发区新闻造问题", list[Question]()
    for one in make_questions(kept, seed=MADE_SEED):
        on_progress(step, numbers[one.doc_id], len(kept))
        if not held_out(one.doc_id):
            made.append(one)
    on_progress(step, len(kept), len(kept))
    return made


def span_examples(
    asked: Iterable[SpanQuestion],
    articles: Mapping[str, Article],
    misses: NearMisses,
    swaps: Swaps,
) -> Iterator[Example]:
    """Yield the questions whose answer stands in a sentence, with near misses and a swap."""
    for q in asked:
        article = articles[q.doc_id]
        spans = sentence_spans(article.body)
        answer = find_answer(article.body, spans, q.question, q.answers)
        if answer is not None:
            yield Example(
                q.question,
                q.doc_id,
                answer,
                misses.near(q.question, q.doc_id, q.answers),
                misses.far(q.question, q.doc_id, q.answers),
                q.set_name,
                swaps.swap(q.question, f"{article.title}\n{article.body}"),
            )


def made_examples(
    made: Iterable[Question], articles: Mapping[str, Article], misses: NearMisses
) -> Iterator[Example]:
    """Yield the questions made from zone news with near misses, some also worded as in a form."""
    chance = Random(SEED)  # noqa: S311 (nothing secret)
    for one in made:
        answer = (one.start, one.end) if isinstance(one, Made) else None
        avoid = [articles[one.doc_id].body[slice(*answer)]] if answer else []
        elsewhere = answer is not None and chance.random() < OF_FAR
        far = misses.far(one.question, one.doc_id, avoid) if elsewhere else ()
        near = misses.near(one.question, one.doc_id, avoid)
        yield Example(one.question, one.doc_id, answer, near, far, one.kind)
        formal = in_form(one.question, chance) if chance.random() < IN_FORM else None
        if formal:
            yield Example(formal, one.doc_id, answer, near, (), "form")


def document_of(article: Article) -> Document:
    """Cut an article into sentences."""
    head = head_of_article(article.title, article.published)
    return Document(article.doc_id, head, article.body, sentence_spans(article.body))


def _counted(step: str, items: Sequence[Item], on_progress: Progress) -> Iterator[Item]:
    """Yield the items and report how many were taken."""
    for number, item in enumerate(items, start=1):
        yield item
        on_progress(step, number, len(items))
