"""The year that 今年, 去年 or 上月 of a quoted sentence means, in brackets behind the word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.schema import Citation, Derived, Span
from corpus.dates import day_range, format_published
from corpus.times.timexes import absolute, find_timexes

# 上年 and 当年 count from a year that the text says, not from the day of print.
_RELATIVE = re.compile(
    r"(?:今|去|大前|前|明|来|后)年(?:度(?!假))?|[本上下]个?月(?![中末]?旬)"
    r"|(?:最近|近|过去)[三五十两二四六七八九\d]+年来"
)
_LAST_YEARS = re.compile(r"近|过去")
_GIVEN = re.compile(r"\s*[（(](?:即|也就是)?\s*(?:19|20)\d\d")  # 今年（2025年）
_A_MONTH = re.compile(r"(?<!\d)\d{1,2}月|[前头首]\d{1,2}个月")
_NEW_YEAR = re.compile(r"\d{4}-01-0[1-3]")  # printed then, but often written the year before
_FULL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s*年|[-/.]\d)")


@dataclass(frozen=True, slots=True)
class Year:
    """The word at `quote[start:end]` that counts from the day of print, and what it means."""

    start: int
    end: int
    words: str
    meant: str


def relative_years(quote: str, published: str) -> tuple[Year, ...]:
    """Return the words of a quotation that leave their year to the article's date.

    Nothing where that date is unknown, or where the quotation gives the year itself; of words
    that are repeated the first one alone.
    """
    if day_range(published) is None or _NEW_YEAR.fullmatch(published):
        return ()
    given = set(_FULL_YEAR.findall(quote))
    found: dict[str, Year] = {}
    for timex in find_timexes(quote):
        for word in _RELATIVE.finditer(timex.text):
            start, end = timex.start + word.start(), timex.start + word.end()
            meant = _meant(word[0], published)
            told = meant is None or _year(meant) in given or _GIVEN.match(quote, end)
            if meant and not told and not _counts_elsewhere(quote, start, word[0]):
                found.setdefault(meant, Year(start, end, word[0], meant))
    return tuple(found.values())


def _year(meant: str) -> str:
    return meant.removeprefix("截至")[:4]


def _counts_elsewhere(quote: str, start: int, word: str) -> bool:
    """Tell whether a month may count from another one: of 7月, 上月 is the month before July."""
    compared = quote[:start].endswith(("比", "较"))
    return "月" in word and (compared or bool(_A_MONTH.search(quote)))


def _meant(word: str, published: str) -> str | None:
    if _LAST_YEARS.search(word):
        return f"截至{published[:4]}年"
    return absolute(word.rstrip("度"), published)


def with_years(quote: str, published: str, *, span: Span | None = None) -> str:
    """Return `quote[span]`, all of it by default, with the years: 今年（2025年）1至9月."""
    return _shown(quote, relative_years(quote, published), span or (0, len(quote)))


def _shown(quote: str, years: Sequence[Year], span: Span) -> str:
    (start, end), shown = span, list[str]()
    at = start
    for year in years:
        if start < year.end <= end:
            shown.append(f"{quote[at : year.end]}（{year.meant}）")
            at = year.end
    return "".join([*shown, quote[at:end]])


def parts_with_years(citation: Citation) -> tuple[tuple[str, bool], ...]:
    """Cut a quotation at its marks: (what is shown of it, whether it is marked), in order."""
    cuts: list[tuple[int, int, bool]] = []
    at = citation.start
    for start, end in citation.marks:
        if start < at:
            continue
        cuts += [(at, start, False), (start, end, True)]
        at = end
    cuts.append((at, citation.end, False))
    years, base = relative_years(citation.quote, citation.published), citation.start
    return tuple(
        (_shown(citation.quote, years, (start - base, end - base)), marked)
        for start, end, marked in cuts
        if start < end
    )


def from_print(words: str, meant: str, citation: Citation) -> Derived:
    """Say that words count from the time at which the article was published."""
    day = format_published(citation.published)
    return Derived(meant, f"“{words}”按文章发表的时间（{day}）推算", (citation.n,))


def derived_years(citation: Citation, *, span: Span | None = None) -> tuple[Derived, ...]:
    """Return what `with_years` puts into `citation.quote[span]`, with rule and citation."""
    start, end = span or (0, len(citation.quote))
    return tuple(
        from_print(year.words, year.meant, citation)
        for year in relative_years(citation.quote, citation.published)
        if start < year.end <= end
    )


def years_shown(
    text: str, citations: Sequence[Citation], *, known: Sequence[Derived] = ()
) -> tuple[Derived, ...]:
    """Return the years that the text of an answer shows behind the words of its quotations.

    Those that a `known` value holds (2024年年底) are left out.
    """
    return tuple(
        from_print(year.words, year.meant, citation)
        for citation in citations
        for year in relative_years(citation.quote, citation.published)
        if f"{year.words}（{year.meant}）" in text
        and not any(citation.n in d.citations and d.value.startswith(year.meant) for d in known)
    )
