"""Where an index stands in a Chroma server, and what its collections are called; light."""

import re
from dataclasses import dataclass, field

# Another index may be called zone-assistant-files: what is not named like a generation is its own.
GENERATION = re.compile(r"\d{8}T\d{12,}-[0-9a-f]{6}")  # longer where the clock was put back


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server, and the name of one index in it."""

    host: str
    port: int = 8000
    ssl: bool = False
    token: str = field(default="", repr=False)  # for the proxy in front of it, or Chroma Cloud
    tenant: str = "default_tenant"
    database: str = "default_database"
    index: str = "zone-assistant"  # its metadata say which generation answers

    @property
    def url(self) -> str:
        """Return the address without the token."""
        return f"http{'s' if self.ssl else ''}://{self.host}:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        """Return the token as Chroma Cloud and as most proxies ask for it."""
        if not self.token:
            return {}
        return {"Authorization": f"Bearer {self.token}", "X-Chroma-Token": self.token}

    @property
    def writer(self) -> str:
        """Name the collection that exists while somebody writes."""
        return f"{self.index}-writer"

    def passages(self, generation: str) -> str:
        """Name the collection of a generation's passages."""
        return f"{self.index}-passages-{generation}"

    def files(self, generation: str) -> str:
        """Name the collection of what else a generation holds, as pieces of text."""
        return f"{self.index}-files-{generation}"

    def generation(self, collection: str) -> str:
        """Return the generation that a collection belongs to, or "" for all others."""
        for prefix in (self.passages(""), self.files("")):
            name = collection.removeprefix(prefix)
            if name != collection and GENERATION.fullmatch(name):
                return name
        return ""
