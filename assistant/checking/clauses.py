"""Check clauses that a claim takes over word for word: their figures must be the same, too."""

import re
from collections.abc import Iterator, Sequence

from assistant.checking.grounds import Ground
from corpus.figures import Figure, find_figures, same_figure

MIN_WORDS = 3  # characters beside the figures that make a clause one of a kind
_END = re.compile(r"[，；：。！？!?;\n]|[,:](?!\d)")


def clauses_altered(text: str, grounds: Sequence[Ground]) -> list[str]:
    """Return the figures of clauses that stand in a source once, with other figures."""
    told = [clause for ground in grounds for clause in _clauses(ground.text)]
    altered = []
    for words, figures in _clauses(text):
        same = [others for other, others in told if other == words]
        if len(same) == 1 and len(words.replace("#", "")) >= MIN_WORDS:
            pairs = zip(figures, same[0], strict=True)
            altered += [one.text for one, other in pairs if not same_figure(one, other)]
    return altered


def _clauses(text: str) -> Iterator[tuple[str, list[Figure]]]:
    """Yield the clauses that hold figures: their words with # for a figure, and the figures."""
    start = 0
    ends = [m.start() for m in _END.finditer(text)]
    for end in [*ends, len(text)]:
        clause = text[start:end]
        figures = find_figures(clause)
        if figures:
            words = clause
            for figure in reversed(figures):
                words = f"{words[: figure.start]}#{words[figure.end :]}"
            yield words.strip(), figures
        start = end + 1
