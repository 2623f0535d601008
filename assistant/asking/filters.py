"""Filters as people write them, read and checked before anything is searched."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from assistant.schema import AssistantError, Facets, Filters
from corpus.dates import day_range
from corpus.places.names import canonical_zone, same_zone, split_zone
from index.table import EVER

NEAR = 4  # names that are offered for an unknown one


def read_filters(
    zones: Sequence[str], sources: Sequence[str], *, since: str = "", until: str = ""
) -> Filters:
    """Read filters; days are 2025, 2025-06 or 2025-06-01. Raises AssistantError."""
    first = _days(since)[0] if since else EVER[0]
    last = _days(until)[1] if until else EVER[1]
    if first > last:
        raise AssistantError(f"起始日期 {since} 晚于截止日期 {until}，请对调后再试。")
    published = (first, last) if since or until else None
    return Filters(tuple(zones), tuple(sources), published)


def check_names(filters: Filters, facets: Facets) -> None:
    """Raise AssistantError where no article has one of the zones or sources; name what is near."""
    zones = [name for name, _ in facets.zones]
    sources = [name for name, _ in facets.sources]
    for zone in filters.zones:
        if not any(same_zone(zone, name) for name in zones):
            raise AssistantError(f"没有文章提到开发区“{zone}”，{_near(zone, zones)}。")
    for source in filters.sources:
        if source not in sources:
            raise AssistantError(f"没有文章的来源是“{source}”，{_near(source, sources)}。")


def _days(text: str) -> tuple[int, int]:
    days = day_range(text)
    if days is None:
        raise AssistantError(f"日期“{text}”读不懂，请写成 2025、2025-06 或 2025-06-01 这样的形式。")
    return days


def _near(name: str, names: Iterable[str]) -> str:
    """Say which names are near: those that hold it, and those whose place is written alike."""
    place = _place(name)
    places = {other: _place(other) for other in names}
    alike = get_close_matches(place, set(places.values()), n=NEAR, cutoff=0.5)
    held = [other for other in places if name in other]
    near = [*held, *(other for like in alike for other in places if places[other] == like)]
    offered = "、".join(list(dict.fromkeys(near))[:NEAR])
    return f"相近的有：{offered}" if name and offered else "请检查名称后再试"


def _place(name: str) -> str:
    """Return what tells a name from others: 太原 of 太原经开区; a newspaper's is all of it."""
    return split_zone(canonical_zone(name))[0] or name
