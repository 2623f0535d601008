"""What people ask that the articles cannot answer, by zone and by what is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from corpus.places.names import exact_names
from corpus.zones import find_zones
from eval.feedback.store import Entry, Feedback
from eval.feedback.wordings import group, wording

NO_ZONE = "（没有提到开发区）"

Zones = tuple[str, ...]
Asked = tuple[str, str]  # the question that stands alone; how it was typed, if that is another


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that was asked in vain; `count` answers were refused or judged wrong."""

    zones: Zones  # canonical names, sorted; none where no zone was named
    example: str  # the wording used most often
    count: int
    refused: int
    wrong: int
    last: str  # ISO day
    wordings: tuple[str, ...]
    nearby: tuple[str, ...]  # what the articles have instead, as the refusals said
    entries: tuple[int, ...]  # ids in the store

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return asdict(self)


def gaps(store: Feedback, *, since: date | None = None) -> list[Gap]:
    """Return what was refused or judged wrong, the zone most asked about first, then by count."""
    failed = [e for e in store.entries(since=since) if e.refused or e.verdict == "wrong"]
    by_zone: dict[Zones, list[Entry]] = {}
    for entry, zones in zip(failed, _zones(failed), strict=True):
        by_zone.setdefault(zones, []).append(entry)
    order = sorted(by_zone, key=lambda zones: (-len(by_zone[zones]), zones))
    return [gap for zones in order for gap in _of_zone(zones, by_zone[zones])]


def gap_table(found: Sequence[Gap]) -> list[tuple[str, ...]]:
    """Return one row per gap, below a row of headings; a zone is named once."""
    rows: list[tuple[str, ...]] = [("开发区", "问的是（例）", "次数", "拒答", "判错", "最近一次")]
    before: Zones | None = None
    for gap in found:
        zone = "" if gap.zones == before else "、".join(gap.zones) or NO_ZONE
        counts = (str(gap.count), str(gap.refused), str(gap.wrong))
        rows.append((zone, gap.example, *counts, gap.last))
        before = gap.zones
    return rows


def _zones(entries: Sequence[Entry]) -> list[Zones]:
    """Return each question's zones; 平定开发区 is 平定经开区 where people ask about that too."""
    texts = [entry.standalone_question for entry in entries]
    found = {text: find_zones(text) for text in set(texts)}
    exact = exact_names(sorted({name for names in found.values() for name in names}))
    return [tuple(sorted({exact.get(name, name) for name in found[text]})) for text in texts]


def _of_zone(zones: Zones, entries: Sequence[Entry]) -> list[Gap]:
    by_wording: dict[Asked, list[Entry]] = {}
    for entry in entries:
        typed = entry.question if entry.question != entry.standalone_question else ""
        by_wording.setdefault((entry.standalone_question, typed), []).append(entry)
    wordings = sorted(by_wording, key=lambda asked: -len(by_wording[asked]))
    groups = group([wording(*asked) for asked in wordings])
    found = [
        _gap(zones, {wordings[n]: by_wording[wordings[n]] for n in places}) for places in groups
    ]
    # Sorted twice, as sorting is stable: the latest first, then the most asked.
    found.sort(key=lambda gap: gap.last, reverse=True)
    return sorted(found, key=lambda gap: -gap.count)


def _gap(zones: Zones, by_wording: Mapping[Asked, Sequence[Entry]]) -> Gap:
    entries = [entry for asked in by_wording.values() for entry in asked]
    wordings = tuple(dict.fromkeys(standalone for standalone, _ in by_wording))
    return Gap(
        zones,
        example=wordings[0],
        count=len(entries),
        refused=sum(entry.refused for entry in entries),
        wrong=sum(entry.verdict == "wrong" for entry in entries),
        last=max(entry.day for entry in entries),
        wordings=wordings,
        nearby=tuple(dict.fromkeys(said for entry in entries for said in entry.nearby)),
        entries=tuple(entry.id for entry in entries),
    )
