"""How an article was read, for people: its fields, what was found, and where that stands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from assistant.web.dates import shown_date
from assistant.web.language import Lang, Text
from corpus.article import Article
from corpus.library.check_lines import date_line, figure_line
from corpus.library.findings import Checked, ZoneSeen
from corpus.zones import Zone, article_about, zone_mentions

Kind = Literal["zone", "date", "figure"]

UNKNOWN = Text("不详", "unknown")
INFERRED = Text("推断", "inferred")
FIELDS = {
    "doc_id": Text("编号", "Key"),
    "kicker": Text("肩题", "Kicker"),
    "title": Text("标题", "Title"),
    "subtitle": Text("副题", "Subtitle"),
    "column": Text("栏目", "Column"),
    "byline": Text("署名", "Byline"),
    "source": Text("来源", "Paper"),
    "page": Text("版面", "Page"),
    "published": Text("日期", "Day"),
    "url": Text("网址", "Address"),
    "captions": Text("图片说明", "Captions"),
}
ALWAYS = ("title", "source", "published")  # shown where they are empty, too


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an article; `inferred` says why where the file does not say it itself."""

    name: str
    label: str
    said: str
    inferred: str = ""


@dataclass(slots=True)
class Finding:
    """Something that the text says, what it was read as and why, and the ids of its places."""

    kind: Kind
    said: str
    meant: str = ""
    places: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `id` where it is a place, of which there are three kinds."""

    text: str
    id: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    kind: Kind
    id: str


def fields_of(article: Article, lang: Lang) -> Iterator[Field]:
    """Yield the fields that are not empty, and those that should not be."""
    said = {name: getattr(article, name) for name in FIELDS}
    said["captions"] = "\n".join(article.captions)
    said["published"] = shown_date(article.published, lang) if article.published else ""
    inferred = {"published": article.published_inferred}
    if article.title_inferred:
        inferred["title"] = INFERRED.to(lang)
    for name, label in FIELDS.items():
        if said[name] or name in ALWAYS:
            yield Field(
                name, label.to(lang), said[name] or UNKNOWN.to(lang), inferred.get(name, "")
            )


def findings_of(checked: Checked) -> tuple[list[Finding], list[list[Piece]]]:
    """Return what was found, each expression once, and the paragraphs with the places in them."""
    found: dict[tuple[Kind, str, str], Finding] = {}
    places: list[_Place] = []

    def add(kind: Kind, said: str, meant: str, span: tuple[int, int]) -> None:
        place = _Place(*span, kind, f"{kind}-{span[0]}")
        places.append(place)
        found.setdefault((kind, said, meant), Finding(kind, said, meant)).places.append(place.id)

    of_zone = {zone.name: _said_of(zone) for zone in checked.zones}
    for name, meant in of_zone.items():  # those of the headings, too
        found["zone", name, meant] = Finding("zone", name, meant)
    for zone in _zones(checked.article):
        add("zone", zone.name, of_zone.get(zone.name, ""), (zone.start, zone.end))
    for dated in checked.dates:
        said, _, meant = (
            date_line(dated).partition(" → ") if dated.interval else (dated.text, "", "")
        )
        add("date", said, meant, (dated.start, dated.end))
    for figure in checked.figures:
        said, _, meant = figure_line(figure).partition(" = ")
        add("figure", said, meant or said, (figure.start, figure.end))
    return list(found.values()), list(_paragraphs(checked.article.body, places))


def _said_of(zone: ZoneSeen) -> str:
    return "，".join(filter(None, (zone.place, zone.kind, zone.grade)))


def _zones(article: Article) -> Iterable[Zone]:
    headings = "\n".join(filter(None, (article.kicker, article.title, article.subtitle)))
    about = article_about(headings, article.body)
    return zone_mentions(article.body, about=about)


def _paragraphs(body: str, places: Sequence[_Place]) -> Iterator[list[Piece]]:
    """Yield the lines that are not blank; where places lie on each other the first one counts."""
    free: list[_Place] = []
    for place in sorted(places, key=lambda each: (each.start, -each.end)):
        if not free or place.start >= free[-1].end:
            free.append(place)
    starts = {place.start: place for place in free}
    cuts = sorted({edge for place in free for edge in (place.start, place.end)})
    first = 0
    for line in body.splitlines(keepends=True):
        last = first + len(line.rstrip())
        edges = [first, *(cut for cut in cuts if first < cut < last), last]
        if line.strip():
            yield [_piece(body[a:b], starts.get(a)) for a, b in pairwise(edges)]
        first += len(line)


def _piece(text: str, place: _Place | None) -> Piece:
    return Piece(text, place.id, place.kind) if place else Piece(text)
