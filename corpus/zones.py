"""The zones of an article: which ones it names, and which one it is about."""

from collections import Counter
from collections.abc import Sequence

from corpus.places.mentions import Zone, is_of_unknown_zone, zone_mentions
from corpus.places.names import canonical_zone, exact_names, same_zone, split_zone

__all__ = [
    "Zone",
    "article_about",
    "article_zones",
    "canonical_zone",
    "find_zones",
    "same_zone",
    "zone_mentions",
]


def find_zones(text: str) -> tuple[str, ...]:
    """Return the canonical names of the zones in `text`, the most often mentioned first."""
    return article_zones("", text)


def article_zones(title: str, body: str, given: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the canonical names of an article's zones, the one that it is about first.

    Those that the file itself gives come first, then those of the title, then by frequency; a
    bare 高新区 counts for the zone that it means.
    """
    about = article_about(title, body, given)
    titled = [zone.name for zone in zone_mentions(title, about=about)]
    counts = Counter(titled)
    counts.update(zone.name for zone in zone_mentions(body, about=about))
    first = [canonical_zone(name) for name in given]
    names = [*first, *titled, *(name for name, _ in counts.most_common())]
    exact = exact_names(names)
    return tuple(dict.fromkeys(exact.get(name, name) for name in names))


def article_about(title: str, body: str, given: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the zones that an article is about, one of each kind at most.

    Of each kind it is the one that the file gives or the title names, else the one that the body
    names most often; where two are named equally often there is none.
    """
    titled = [*map(canonical_zone, given), *(zone.name for zone in zone_mentions(title))]
    counts = Counter(zone.name for zone in zone_mentions(body) if not is_of_unknown_zone(zone.name))
    exact = exact_names([*titled, *counts])
    about: list[str] = []
    for names in (Counter(titled), counts):
        merged: Counter[str] = Counter()
        for name, count in names.items():
            merged[exact.get(name, name)] += count
        known = {split_zone(name)[1] for name in about}
        about += [name for name in _leaders(merged) if split_zone(name)[1] not in known]
    return tuple(about)


def _leaders(counts: Counter[str]) -> list[str]:
    """Return the name of each kind that is said more often than any other of that kind."""
    by_kind: dict[str, list[str]] = {}
    for name, _ in counts.most_common():
        by_kind.setdefault(split_zone(name)[1], []).append(name)
    return [
        names[0]
        for names in by_kind.values()
        if len(names) == 1 or counts[names[0]] > counts[names[1]]
    ]
