"""What of the table is looked at, as the query of the page's address."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import get_args
from urllib.parse import urlencode

from assistant.editing.catalogue import UNKNOWN, Listing, Sort

SORTS: tuple[Sort, ...] = get_args(Sort)
PER_PAGE = 50
MANY_MONTHS = 24  # beyond them the plot is by year
_FALLING = ("doubts", "published", "characters")  # begin with the largest
MAX_QUERY = 200  # characters


@dataclass(frozen=True, slots=True)
class View:
    """A choice of articles; `order` is asc or desc, or empty: as is usual for the column."""

    q: str = ""
    zone: str = ""
    source: str = ""
    month: str = ""
    doubt: str = ""  # a kind, or ANY
    sort: Sort = "doubts"
    order: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "View":
        """Read an address; what is not known there is as in a plain one."""
        order, page = query.get("order", ""), query.get("page", "")
        return cls(
            q=query.get("q", "")[:MAX_QUERY],
            zone=query.get("zone", ""),
            source=query.get("source", ""),
            month=query.get("month", ""),
            doubt=query.get("doubt", ""),
            sort=next((sort for sort in SORTS if sort == query.get("sort")), "doubts"),
            order=order if order in ("asc", "desc") else "",
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        )

    @property
    def falling(self) -> bool:
        """Tell whether the largest comes first."""
        return self.order == "desc" if self.order else self.sort in _FALLING

    @property
    def filtered(self) -> bool:
        """Tell whether articles may be left out."""
        return bool(self.q or self.zone or self.source or self.month or self.doubt)

    @property
    def listing(self) -> Listing:
        """Return what the catalogue is asked for."""
        return Listing(
            query=self.q,
            zone=self.zone,
            source=self.source,
            month=self.month,
            doubt=self.doubt,
            sort=self.sort,
            descending=self.falling,
            page=self.page,
            size=PER_PAGE,
        )

    def address(self, **changed: str | int) -> str:
        """Return the query of this view with something changed; another choice begins at page 1."""
        plain = asdict(View())
        other = asdict(self) | {"page": 1} | changed
        return "?" + urlencode({name: said for name, said in other.items() if said != plain[name]})

    def sorted_by(self, column: Sort) -> str:
        """Return the query behind a column's header: the other way round where it is sorted so."""
        if column != self.sort:
            return self.address(sort=column, order="")
        return self.address(order="asc" if self.falling else "desc")


def bars_of_months(months: Sequence[tuple[str, int]], chosen: str) -> list[tuple[str, int]]:
    """Return what is plotted: months, or years where the months are too many to be told apart.

    Of many months those of the chosen year are plotted one by one.
    """
    if len(months) <= MANY_MONTHS:
        return list(months)
    if chosen not in ("", UNKNOWN):
        return [(month, count) for month, count in months if month[:4] == chosen[:4]]
    years: Counter[str] = Counter()
    for month, count in months:
        years[month[:4]] += count
    return list(years.items())
