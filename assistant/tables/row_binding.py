"""Which of the subjects that are compared a value in an article is of."""

import re
from collections.abc import Sequence

from assistant.tables.article_view import ArticleView
from assistant.tables.project_names import project_names
from assistant.tables.row_names import PHASE, Name
from assistant.tables.zone_values import OTHERS
from corpus.figures import find_figures
from corpus.numbers.pairs import pair_groups
from corpus.places.lexicon import places
from corpus.places.names import SUFFIX
from index.passages import sentence_spans

Span = tuple[int, int]

OWN, BEHIND, CONTEXT = 3.0, 2.5, 1.2  # how surely a value is the subject's
STRANGER = 1.2  # … less where something else is named in between
FADES = 0.3  # with every sentence since its name
BACK = 3  # sentences
REGION = 4  # characters of the region in front of a place: 深圳坪山
REACH = 40  # characters from a value to the name behind it: 总投资5亿元的…
_WHOSE = re.compile(r"(?:人民币)?的")
_CAME = re.compile(r"[^，。；\d]{0,12}(?:入驻|落户|进驻|入园)")
_JOINTS = ("、", "和", "与", "及")
# 阳泉|全市开发区的, 重庆自贸区|是全国第三批自贸区之一, 高新区的|省、市重点项目
_AT_HOME = re.compile(
    rf"^全[市省县](?:{SUFFIX.pattern})|^是[^，]+之一|[国省市县](?:[、和][省市县])+级?"
)


def bind(
    n: int,
    names: Sequence[Name],
    view: ArticleView,
    sentence: Span,
    value: Span,
    *,
    asked: Sequence[str] = (),
) -> float | None:
    """Return how surely the value at `value` of the body is of the n-th subject.

    None where it is another one's, 0 where nothing tells. The words that are `asked` for, 重点项目,
    are no name of something else.
    """
    own, body = names[n], view.article.body
    paired = _paired(own, body[slice(*sentence)], value[0] - sentence[0])
    if paired is not None:
        return OWN if paired else None
    at = own.last_in(view, sentence[0], value[0])
    rival = _rival(n, names, view, (sentence[0], value[0]))
    if at < 0 or rival > at:
        behind = _behind(own, view, sentence, value)
        if behind or rival >= 0:
            return behind or None
        return _context(n, names, view, sentence, value)
    first = sentence[0] if own.phase else at
    if not _same_phase(own, body[first : value[0]]):
        return None
    if own.is_area:
        return None if _is_of_another(own, view, (at, value[0]), asked) else OWN
    return OWN - (STRANGER if project_names(body, at, value[0]) else 0.0)


def _rival(n: int, names: Sequence[Name], view: ArticleView, stretch: Span) -> int:
    """Return where the last mention of another subject ends, -1 where there is none."""
    others = (name.last_in(view, *stretch) for i, name in enumerate(names) if i != n)
    return max(others, default=-1)


def _paired(own: Name, sentence: str, at: int) -> bool | None:
    """Tell whether 分别 gives the value to the subject, None where it gives it to none."""
    for group in pair_groups(sentence):
        pair = next((pair for pair in group if pair.figure.start == at), None)
        if pair:
            return own.is_in(pair.subject) or (len(pair.subject) > 1 and pair.subject in own.text)
    return _in_row(own, sentence, at)


def _in_row(own: Name, sentence: str, at: int) -> bool | None:
    """Tell whether a further row of figures gives the value to the subject: …，分别增长2%、1%."""
    first = sentence.find("分别")
    if not 0 <= first < at:
        return None
    row: list[int] = []
    end = -1
    for figure in find_figures(sentence):
        joined = end >= 0 and sentence[end : figure.start] in _JOINTS
        row = [*row, figure.start] if joined else [figure.start]
        if figure.start > at and not joined:
            break
        end = figure.end
        if at in row and sentence[end : end + 1] not in _JOINTS:
            break
    clauses = re.split("[，；：]", re.sub(r"[（(][^）)]*[）)]", "", sentence[:first]))
    listed = (re.split("、|和|与|及", clause) for clause in reversed(clauses))
    items = next((i for i in listed if len(i) == len(row) > 1), None)
    return own.is_in(items[row.index(at)]) if items and at in row else None


def _same_phase(own: Name, before: str) -> bool:
    """Tell whether the last phase that is named is the subject's, or none is."""
    named = PHASE.findall(before)
    return named[-1] == own.phase if named else not own.phase


def _is_of_another(own: Name, view: ArticleView, between: Span, asked: Sequence[str] = ()) -> bool:
    """Tell whether another zone, place or company stands between an area's name and a value."""
    body, (start, end) = view.article.body, between
    zones = [z for z in view.zones_in(start, end) if not own.is_zone(z.name)]
    text = body[start:end]
    if own.is_place:
        known = (text[i : i + n] for n in (2, 3) for i in range(len(text)))
        others = any(word in places().regions and word not in own.text for word in known)
        return others or bool(zones)
    clauses = re.split("[，；：]", text)
    near = _AT_HOME.sub("", "，".join((clauses[0], clauses[-1])))
    for word in asked:
        near = near.replace(word, "")
    return bool(zones or OTHERS.search(near))


def _is_one_of_many(own: Name, view: ArticleView, span: Span, at: int) -> bool:
    """Tell whether a sentence names other places beside the one whose name ends at `at`."""
    first = max(span[0], at - max(map(len, own.tells), default=0) - REGION)
    return _is_of_another(own, view, (at, span[1])) or _is_of_another(own, view, (span[0], first))


def _behind(own: Name, view: ArticleView, sentence: Span, value: Span) -> float:
    """Tell whether the value stands before the name that it is of: 总投资5亿元的…项目."""
    body = view.article.body
    if not (_WHOSE.match(body, value[1]) or _CAME.match(body, value[1])):
        return 0.0
    end = min(sentence[1], value[1] + REACH)
    stop = next((at for at in range(value[1], end) if body[at] in "，；、。和与—"), end)
    return BEHIND if own.last_in(view, value[1], stop) >= 0 else 0.0


def _context(
    n: int, names: Sequence[Name], view: ArticleView, sentence: Span, value: Span
) -> float | None:
    """Return how surely a sentence that names no subject goes on about this one."""
    own, body = names[n], view.article.body
    before = body[sentence[0] : value[0]]
    if own.is_area and _is_of_another(own, view, (sentence[0], value[0])):
        return None
    strange = STRANGER if not own.is_area and project_names(body, sentence[0], value[0]) else 0.0
    spans = [span for span in sentence_spans(body) if span[1] <= sentence[0]]
    for back, span in enumerate(reversed(spans[-BACK:])):
        at, rival = own.last_in(view, *span), _rival(n, names, view, span)
        if rival > at:
            return None
        if at >= 0 and own.is_area and _is_one_of_many(own, view, span, at):
            return None
        if at >= 0:
            fits = _same_phase(own, body[at : span[1]] + before)
            return CONTEXT - FADES * back - strange if fits else None
    titled = own.is_in(view.article.title) and not view.article.title_inferred
    at = own.last_in(view, *spans[0]) if spans else -1
    strays = own.is_area and at >= 0 and _is_of_another(own, view, (at, spans[0][1]))
    told = titled or (at >= 0 and not strays)
    if told and _same_phase(own, before):
        return CONTEXT - FADES * BACK - strange
    return 0.0 if own.is_in(body) and not own.is_area else None
