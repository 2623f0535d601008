"""Numbers for the citations of one page, and the check that every value of it must pass."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.checking.checks import unsupported_by
from assistant.citations import cite
from assistant.finding.evidence import Evidence
from assistant.schema import Citation, Span


@dataclass(frozen=True, slots=True)
class Numbering:
    """Gives every cited sentence the next number, and the same one again."""

    numbers: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def cite(self, evidence: Evidence, *marks: Span) -> Citation:
        """Return the citation of a sentence with these marks, offsets in the body."""
        place = (evidence.article.doc_id, evidence.start, evidence.end)
        n = self.numbers.setdefault(place, len(self.numbers) + 1)
        return cite(evidence, n=n, marks=marks)


def bears_out(evidence: Sequence[Evidence], *said: str) -> bool:
    """Tell whether the sentences say what is claimed, as an answer's claims are checked."""
    return not unsupported_by("，".join(part for part in said if part), evidence)
