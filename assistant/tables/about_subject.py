"""Tell whether a sentence in words speaks of one of several subjects."""

from collections.abc import Sequence

from assistant.checking.grounds import character_pairs
from assistant.finding.ranking import Ranked
from corpus.places.lexicon import places
from corpus.zones import find_zones

NAMED = 0.3  # share of what tells a subject from the others that its article must say
_SHORT = 6  # characters of a name whose first two tell it: 平定 of 平定经开区


def is_about(n: int, subjects: Sequence[str], candidate: Ranked) -> bool:
    """Tell whether the article names the subject, and the sentence no other one in its place."""
    article, sentence = candidate.evidence.article, candidate.evidence.text
    own = _telling(n, subjects)
    others = [_telling(i, subjects) for i in range(len(subjects)) if i != n]
    if _share(own, f"{article.title}\n{article.body}") < NAMED:
        return False
    if _share(own, sentence) > 0:
        return True
    is_place = bool(find_zones(subjects[n])) or subjects[n] in places().administrations
    before = sentence[: candidate.mark.start if candidate.mark else len(sentence)]
    if is_place and any(region in before for region in places().regions):
        return False  # 南通… in an article that speaks of 苏州, too
    return all(_share(other, sentence) < 1 for other in others)


def _telling(n: int, subjects: Sequence[str]) -> set[str]:
    """Return the bigrams that tell a subject from the others: 平定 of 平定经开区 and 盂县经开区."""
    others = {pair for i, s in enumerate(subjects) if i != n for pair in character_pairs(s)}
    own, name = character_pairs(subjects[n]), subjects[n][:2]
    return {name} if len(subjects[n]) <= _SHORT and name not in others else own - others


def _share(wanted: set[str], text: str) -> float:
    return sum(pair in text for pair in wanted) / len(wanted) if wanted else 1.0
