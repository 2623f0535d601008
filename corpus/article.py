"""The article: what every reader produces and every citation points into."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any


class CorpusError(Exception):
    """Raised when articles cannot be read; the message is for people, in Chinese."""


@dataclass(frozen=True, slots=True)
class Article:
    """One news article; citations are offsets into `body`, so it never changes after reading."""

    doc_id: str
    title: str
    body: str
    source: str = ""
    published: str = ""  # 2025, 2025-11 or 2025-11-14; empty where unknown
    published_inferred: str = ""  # why, where no masthead or metadata says when: 据正文电头推断
    kicker: str = ""
    subtitle: str = ""
    column: str = ""
    byline: str = ""
    page: str = ""
    url: str = ""
    captions: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    title_inferred: bool = False
    cut_off: bool = False  # half of it stands on a page that was not given
    jumps_to: str = ""  # the page on which it goes on (下转 A2 版): A2
    jumps_from: str = ""  # the page on which it began (上接 A1 版): A1

    @property
    def digest(self) -> str:
        """Hash every field, so that a changed date or title counts as a change too."""
        fields = json.dumps(self.to_row(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(fields.encode()).hexdigest()

    @property
    def body_digest(self) -> str:
        """Hash the text alone, by which an article is known again under another key."""
        return hashlib.sha256(self.body.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def to_row(self) -> dict[str, Any]:
        """Return the fields that are not empty, as one JSON object."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Article":
        """Rebuild an article from `to_row`."""
        lists = {name: tuple(row[name]) for name in ("captions", "zones") if name in row}
        return cls(**{"title": "", "body": ""} | row | lists)
