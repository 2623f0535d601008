"""Questions of our own domain, made by code from zone news, to train the reader on."""

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from assistant.reader.made.clauses import clause_facts
from assistant.reader.made.dates import date_facts
from assistant.reader.made.events import event_facts
from assistant.reader.made.facts import Fact
from assistant.reader.made.figures import figure_facts
from assistant.reader.made.lists import list_facts
from assistant.reader.made.misses import misses_of, scene_of
from assistant.reader.made.names import lines_of
from assistant.reader.made.strays import strays
from assistant.reader.made.titles import title_facts
from assistant.reader.made.wordings import wordings
from corpus.article import Article
from corpus.repeats import find_repeats


@dataclass(frozen=True, slots=True)
class Made:
    """A question that `body[start:end]` of an article answers."""

    question: str
    doc_id: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class MissMade:
    """A question that is near to what an article says and that the article doesn't answer."""

    question: str
    doc_id: str
    kind: str


def trainable(articles: Sequence[Article], gold_doc_ids: Collection[str]) -> list[Article]:
    """Return the articles of the even half that measure nothing and repeat none that does."""
    repeats = find_repeats(articles)
    kept_out = {twin for doc_id in gold_doc_ids for twin in (doc_id, *repeats.get(doc_id, ()))}
    return [a for a in articles if a.doc_id not in kept_out and _is_even(a.doc_id)]


def _is_even(doc_id: str) -> bool:
    return int(hashlib.sha256(doc_id.encode()).hexdigest(), 16) % 2 == 0


def make_questions(articles: Sequence[Article], *, seed: int) -> Iterator[Made | MissMade]:
    """Yield questions with their answers, and near misses, article by article."""
    scenes = [scene_of(article, facts_of(article)) for article in articles]
    others = [fact for scene in scenes for fact in scene.facts if fact.subject]
    stray = strays(scenes)
    for scene in scenes:
        article, facts = scene.article, scene.facts
        rng = Random(f"{seed} {article.doc_id}")  # noqa: S311 (nothing secret)
        made = list(_answered(article, facts, rng))
        yield from made
        asked = {_bare(m.question) for m in made}
        for question, kind in misses_of(scene, others, rng, strays=stray.get(article.doc_id, ())):
            if _bare(question) not in asked:
                asked.add(_bare(question))
                yield MissMade(question, article.doc_id, kind)


def facts_of(article: Article) -> list[Fact]:
    """Return what can be asked of an article, without what two answers fit."""
    lines = lines_of(article)
    facts = [
        *figure_facts(lines),
        *date_facts(article, lines),
        *event_facts(lines),
        *list_facts(lines),
        *title_facts(lines),
        *clause_facts(lines),
    ]
    answers: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for fact in facts:
        answers[_key(fact)].add(article.body[fact.start : fact.end])
    return [fact for fact in facts if len(answers[_key(fact)]) == 1]


def _key(fact: Fact) -> tuple[str, str, str, str]:
    return fact.kind, fact.subject, fact.asked, fact.time


def _answered(article: Article, facts: Sequence[Fact], rng: Random) -> Iterator[Made]:
    """Word each fact's question; where only the time tells two facts apart, it is asked with it."""
    alike = Counter((f.kind, f.subject, f.asked) for f in facts)
    made: dict[str, Made] = {}
    doubtful: set[str] = set()
    for fact in facts:
        needed = alike[fact.kind, fact.subject, fact.asked] > 1
        for question in wordings(fact, rng, time_needed=needed):
            bare = _bare(question)
            one = Made(question, article.doc_id, fact.start, fact.end, fact.kind)
            first = made.setdefault(bare, one)
            if article.body[first.start : first.end] != article.body[fact.start : fact.end]:
                doubtful.add(bare)
    yield from (one for bare, one in made.items() if bare not in doubtful)


def _bare(question: str) -> str:
    return re.sub(r"\W|[呢啊呀]$", "", question)


def _rows(articles: Sequence[Article], *, seed: int) -> Iterator[str]:
    for made in make_questions(articles, seed=seed):
        row = {"start": None, "end": None} | asdict(made) | {"answerable": isinstance(made, Made)}
        yield json.dumps(row, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the questions made from a JSONL of articles, one JSON object a line."""
    from corpus.readers import read_articles

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True, help="what measures")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    lines = given.questions.read_text(encoding="utf-8").splitlines()
    gold = {doc_id for line in lines for doc_id in json.loads(line)["gold_doc_ids"]}
    articles = trainable(read_articles(given.articles).articles, gold)
    part = given.out.with_suffix(".part")
    part.write_text("".join(_rows(articles, seed=given.seed)), encoding="utf-8")
    part.replace(given.out)


if __name__ == "__main__":
    main()
