"""How files are read: every article, what was found in it, and what is doubtful."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.article import Article
from corpus.figures import find_figures
from corpus.intervals import date_mentions
from corpus.library.doubts import find_doubts
from corpus.library.findings import Check, Checked, CheckedFile, ZoneSeen
from corpus.page import Dropped
from corpus.progress import Progress
from corpus.readers import Reading, read_articles
from corpus.repeats import find_repeats
from corpus.zones import article_about, zone_mentions


def check_path(path: Path, *, on_progress: Progress = lambda _step, _done, _total: None) -> Check:
    """Read a file or folder and look into every article.

    Raises CorpusError where the path doesn't exist or holds no readable article.
    """
    started = time.perf_counter()
    reading = read_articles(path, on_progress=on_progress)
    repeats = find_repeats(reading.articles) if len(reading.articles) > 1 else {}
    placed = zip(reading.paths, reading.articles, strict=True)
    looked: dict[Path, list[Checked]] = {}
    for done, (place, article) in enumerate(placed, start=1):
        also = [key for key in repeats.get(article.doc_id, ()) if key != article.doc_id]
        looked.setdefault(place, []).append(look(article, also))
        on_progress("检查", done, len(reading.articles))
    return Check(path, tuple(_files(reading, looked)), time.perf_counter() - started)


def _files(reading: Reading, looked: dict[Path, list[Checked]]) -> Iterator[CheckedFile]:
    """Yield every file that gave articles or trouble, in the order of their names."""
    dropped: dict[Path, list[Dropped]] = {}
    for place, piece in reading.dropped:
        dropped.setdefault(place, []).append(piece)
    for path in sorted({*looked, *dropped, *(problem.path for problem in reading.problems)}):
        yield CheckedFile(
            path=path,
            articles=tuple(looked.get(path, ())),
            dropped=tuple(dropped.get(path, ())),
            problems=tuple(problem for problem in reading.problems if problem.path == path),
        )


def look(article: Article, also: Sequence[str] = ()) -> Checked:
    """Look into one article; `also` are the keys of others that tell the same story."""
    dates = tuple(date_mentions(article.body, article.published))
    return Checked(
        article=article,
        dates=dates,
        zones=tuple(_zones(article)),
        figures=tuple(find_figures(article.body)),
        doubts=tuple(find_doubts(article, dates, also)),
    )


def _zones(article: Article) -> Iterator[ZoneSeen]:
    """Yield the zones of an article, its headings included, the most often named first."""
    headings = "\n".join(filter(None, (article.kicker, article.title, article.subtitle)))
    about = article_about(headings, article.body)
    mentions = [*zone_mentions(headings, about=about), *zone_mentions(article.body, about=about)]
    grades = {zone.name: zone.grade for zone in mentions if zone.grade}
    counts = Counter((zone.name, zone.place, zone.kind) for zone in mentions)
    for (name, place, kind), count in counts.most_common():
        yield ZoneSeen(name, place, kind, grades.get(name, ""), count)
