"""What one check found."""

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["good", "warning", "bad"]

_ADVICE = re.compile(r"[，：；](?=请)")  # where the advice begins in the sentence of an error


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do, "" where nothing needs to be done."""

    what: str
    ok: Level
    said: str
    advice: str = ""

    def __str__(self) -> str:
        parts = (f"{self.what}：{self.said}", self.advice)
        return f"{'，'.join(filter(None, parts))}。"

    def to_json(self) -> dict[str, Any]:
        """Return the fields as a row."""
        return asdict(self)


def from_error(what: str, error: Exception, *, ok: Level = "bad") -> Finding:
    """Take an error's one sentence apart into what was found and what to do."""
    said, *advice = _ADVICE.split(str(error).removesuffix("。"), maxsplit=1)
    return Finding(what, ok, said, *advice)
