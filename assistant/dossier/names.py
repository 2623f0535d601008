"""The zones that have a dossier, and which of them a name means."""

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from assistant.schema import AssistantError
from corpus.article import Article
from corpus.places.names import canonical_zone, exact_names, same_zone, split_zone

NEAREST = 3
MAX_NAME = 40  # characters of a name that are repeated in a message

Pages = Mapping[str, str]


def zone_pages(articles: Iterable[Article]) -> Pages:
    """Map every zone that the articles name to the zone whose dossier it is in.

    A loose name is the exact one of its place, where there is just one: 宁河开发区 → 宁河经开区.
    """
    named = Counter(zone for article in articles for zone in article.zones)
    exact = exact_names(named)
    return {name: exact.get(name, name) for name, _ in named.most_common()}


def find_page(name: str, pages: Pages) -> str:
    """Return the zone that a name means; raise AssistantError where it is not one of them."""
    wanted = name if name in pages else canonical_zone(name[:MAX_NAME])
    if wanted in pages:
        return pages[wanted]
    alike = {pages[page] for page in pages if wanted and same_zone(wanted, page)}
    if len(alike) == 1:
        return alike.pop()
    near = sorted(alike) or _nearest(wanted, pages)
    told = f"，名字相近的有：{'、'.join(near[:NEAREST])}" if near else ""
    shown = name[:MAX_NAME] + ("……" if len(name) > MAX_NAME else "")
    raise AssistantError(f"资料里没有提到“{shown}”{told}，请换一个名字再查。")


def _nearest(wanted: str, pages: Pages) -> list[str]:
    """Return the zones whose names share a place with a name, else those written most alike."""
    place = split_zone(wanted)[0]
    inside = [page for page in pages if len(place) > 1 and place in page]
    found = inside or get_close_matches(wanted, pages, n=NEAREST, cutoff=0.5)
    return list(dict.fromkeys(pages[page] for page in found))
