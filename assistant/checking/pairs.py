"""Check that a claim says of each figure, stage and rank what its source says of that one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.checking.grounds import Ground, Item, clause_of, items, shared, stands_in
from assistant.checking.marks import Mark, marks_of, same_plan
from assistant.checking.times import says
from corpus.figures import Figure, find_figures, same_figure
from corpus.numbers.pairs import Pair, pair_groups
from corpus.numbers.units import same_unit
from corpus.zones import same_zone

_STOP = re.compile("[，、；。：！？（）()]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """What something is said of at `text[start:end]`: a figure, or a stage or rank."""

    start: int
    end: int
    figure: Figure | None = None
    mark: Mark | None = None

    def competes(self, other: "Anchor") -> bool:
        """Say whether one could be taken for the other."""
        if self.figure and other.figure:
            return same_unit(self.figure.unit, other.figure.unit)
        if self.mark and other.mark:
            return self.mark.kind == other.mark.kind
        return False

    def matches(self, other: "Anchor") -> bool:
        """Say whether both say the same value, stage or rank."""
        if self.figure and other.figure:
            return same_figure(self.figure, other.figure)
        return bool(self.mark and other.mark) and self._key == other._key

    @property
    def _key(self) -> tuple[str, str]:
        return (self.mark.kind, self.mark.key) if self.mark else ("", "")


@dataclass(frozen=True, slots=True)
class _Text:
    """A claim or a source with its anchors and items."""

    text: str
    anchors: tuple[Anchor, ...]
    items: tuple[Item, ...]
    groups: tuple[tuple[Pair, ...], ...]

    def region(self, anchor: Anchor) -> tuple[int, int]:
        """Return where what is said of an anchor stands: up to the one before that competes."""
        rivals = [a for a in self.anchors if a.competes(anchor)]
        before = [a.end for a in rivals if a.end <= anchor.start]
        if anchor.mark:
            before = [end for end in before if anchor.start - end > 1]  # 建成投产 is one
        start = max(before, default=0)
        if before and (stop := _STOP.search(self.text, start, anchor.start)):
            start = stop.end()
        behind = min((a.start for a in rivals if a.start >= anchor.end), default=len(self.text))
        stop = _STOP.search(self.text, anchor.end, behind)
        if stop:
            return start, stop.start()
        return start, anchor.end if behind < len(self.text) else behind

    def own(self, anchor: Anchor) -> tuple[int, int]:
        """Return the clause of an anchor, with those before it while it names nothing itself."""
        first, last = self.region(anchor)
        start, _ = clause_of(self.text, anchor.start, anchor.end)
        while start > first and self._depends(start, last):
            start, _ = clause_of(self.text, max(start - 2, 0), start - 1)
        return max(start, first), last

    def without(self, anchor: Anchor) -> str:
        """Return the clause of an anchor up to it."""
        return self.text[self.own(anchor)[0] : anchor.start]

    def _depends(self, start: int, end: int) -> bool:
        """Say whether a clause only says how much: 同比增长12%."""
        rest = _HOW_MUCH.sub("", self.text[start:end])
        return not set(_SIGN.findall(rest)) - _FUNCTION


_SIGN = re.compile(r"[\u4e00-\u9fff]")
_FUNCTION = set("的了是为在由从至到和与约共达有")
# They say how much, not of what.
_HOW_MUCH = re.compile(
    "同比|环比|分别|增长|下降|增加|减少|上升|其中|提高|降低|增速|增幅|占比|比重|年均|平均|亿|万|元|个|百分点"
)


def _read(text: str, published: str) -> _Text:
    figures = [Anchor(f.start, f.end, figure=f) for f in find_figures(text)]
    marks = [Anchor(m.start, m.end, mark=m) for m in marks_of(text) if m.kind != "direction"]
    return _Text(
        text,
        tuple(sorted([*figures, *marks], key=lambda a: a.start)),
        items(text, published),
        tuple(tuple(group) for group in pair_groups(text)),
    )


def misplaced(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return the figures, stages and ranks that the sources say, but of something else."""
    readings = [(g, _read(text, g.published), _read(g.text, g.published)) for g in grounds]
    if not readings:
        return []
    anchors = readings[0][1].anchors
    return [
        text[anchor.start : anchor.end]
        for n, anchor in enumerate(anchors)
        if any(anchor.matches(q) for _, _, source in readings for q in source.anchors)
        and not any(
            _bears_out(claim, claim.anchors[n], ground, source, q)
            for ground, claim, source in readings
            for q in source.anchors
            if anchor.matches(q)
        )
    ]


def _bears_out(claim: _Text, f: Anchor, ground: Ground, source: _Text, q: Anchor) -> bool:
    """Say whether the claim says of `f` what the source says of `q`."""
    if not same_plan(
        claim.text, (f.start, f.end), source.text, (q.start, q.end)
    ) or not _paired_alike(claim, f, source, q):
        return False
    first, last = source.region(q)
    strangers = False
    for item in _said_of(claim, f):
        places = _places(item, source)
        if not places:
            strangers |= not item.is_time and _is_around(item, ground)
        elif not any(first <= at < last for at in places):
            if all(_is_of_another(source, q, at) for at in places if at >= last) and not any(
                at < first for at in places
            ):
                return False
            strangers = True
    return not strangers or not _dropped(claim, f, source, q)


def _said_of(claim: _Text, f: Anchor) -> list[Item]:
    first, last = claim.region(f)
    others: list[tuple[int, int]] = []
    for group in claim.groups:
        mine = [p for p in group if f.figure and p.figure.start == f.figure.start]
        if mine:
            others = [(p.start, p.end) for p in group if p not in mine]
            first = min([first, *(p.start for p in mine)])
    return [i for i in claim.items if first <= i.start < last
            and not any(a <= i.start < b for a, b in others)
            and not f.start <= i.start < f.end]  # fmt: skip


def _places(item: Item, source: _Text) -> list[int]:
    """Return where the source says an item of the claim."""
    if item.is_time:
        return [t.start for t in source.items if t.is_time and says(t, item, counted=False)]
    if item.zone:
        named = [z.start for z in source.items if z.zone and same_zone(z.zone, item.zone)]
        return named or [
            m.start() for m in re.finditer(re.escape(item.place or item.text), source.text)
        ]
    return [m.start() for m in re.finditer(re.escape(item.text), source.text)]


def _is_around(item: Item, ground: Ground) -> bool:
    if item.zone:
        return any(same_zone(item.zone, zone) for zone in ground.zones)
    return stands_in(item.text, ground.around)


def _is_of_another(source: _Text, q: Anchor, at: int) -> bool:
    """Say whether a place behind `q` belongs to a rival."""
    rivals = [a for a in source.anchors if a.competes(q) and a.start > q.start]
    return any(start <= at < end for start, end in map(source.region, rivals))


def _dropped(claim: _Text, f: Anchor, source: _Text, q: Anchor) -> bool:
    """Say whether the claim does not say of `f` what the source says of `q` alone."""
    first, last = source.own(q)
    said = claim.region(f)
    own = [i for i in source.items if first <= i.start < last and not q.start <= i.start < q.end]
    if _is_more_like_another(claim.text[said[0] : f.start], source, q):
        return True
    if own:
        return not all(_retained(item, claim, said) for item in own)
    signs = set(_SIGN.findall(source.text[first : q.start] + source.text[q.end : last]))
    signs = (signs - _FUNCTION) or (signs & set("至到"))  # 6元至30元
    return 2 * len(signs & set(claim.text[said[0] : said[1]])) <= len(signs) > 0


def _is_more_like_another(said: str, source: _Text, q: Anchor) -> bool:
    """Say whether what is said is rather what the source says of a rival of `q`."""
    mine = source.without(q)
    if shared(mine, said) >= len(mine) - 1:
        return False
    rivals = [a for a in source.anchors if a.competes(q) and not a.matches(q)]
    return any(shared(source.without(a), said) > shared(mine, said) for a in rivals)


def _retained(item: Item, claim: _Text, said: tuple[int, int]) -> bool:
    first, last = said
    here = [i for i in claim.items if first <= i.start < last]
    if item.is_time:
        return any(t.is_time and says(item, t, counted=False) for t in here)
    text = claim.text[first:last]
    if item.zone:
        return any(z.zone and same_zone(z.zone, item.zone) for z in here) or (
            bool(item.place) and item.place in text
        )
    return set(item.text) <= set(text) or (item.text == "同比" and "同期" in text)


def _paired_alike(claim: _Text, f: Anchor, source: _Text, q: Anchor) -> bool:
    """Say whether 分别 gives `q` to the subject that the claim names."""
    if not f.figure or not q.figure:
        return True
    for group in source.groups:
        mine = [p for p in group if p.figure.start == q.figure.start]
        if not mine:
            continue
        paired = next((p.subject for g in claim.groups for p in g if p.figure.start == f.start), "")
        first, last = claim.region(f)
        said = paired or claim.text[first:last]
        named = [p for p in group if _names(said, p.subject)]
        if named and not any(p.subject == mine[0].subject for p in named):
            return False
        if len(named) > 1 and not paired:
            return _in_order(claim, group)
    return True


def _names(said: str, subject: str) -> bool:
    return subject in said or (len(subject) > 2 and subject[:2] in said)


def _in_order(claim: _Text, group: Sequence[Pair]) -> bool:
    """Say whether the claim gives the subjects and the figures of a row in one order."""
    figures = [a.figure for a in claim.anchors if a.figure]
    at = [next((n for n, f in enumerate(figures) if same_figure(f, p.figure)), -1) for p in group]
    subjects = [claim.text.find(p.subject[:2]) for p in group]
    kept = [(a, s) for a, s in zip(at, subjects, strict=True) if a >= 0 and s >= 0]
    return kept == sorted(kept) and [s for _, s in kept] == sorted(s for _, s in kept)
