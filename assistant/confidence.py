"""One confidence for both writers: how sure is it that the best sentence answers."""

import math
from collections.abc import Sequence

from assistant.ranking import Ranked

THRESHOLD = 0.5  # below it the question is refused


def confidence(ranked: Sequence[Ranked]) -> float:
    """Return 0 to 1 from the features of the sentence that comes first."""
    if not ranked:
        return 0.0
    f = ranked[0].features
    return 1 / (1 + math.exp(-(4 * f.said_nearby + 2 * f.typed + 2 * f.said - 4)))
