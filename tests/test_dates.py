"""Publication dates: written forms, ranges, and dates that don't exist."""

import pytest

from corpus.article import CorpusError
from corpus.dates import date_in_name, day_range, format_published, parse_published


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025年11月", "2025-11"),
        ("2025.11", "2025-11"),
        ("202511", "2025-11"),
        ("2025/1/4", "2025-01-04"),
        ("20251114", "2025-11-14"),
        ("2025-11-14T08:30:00+08:00", "2025-11-14"),
        ("2025-11-14 08:30", "2025-11-14"),
        ("2025年11月14日 星期五", "2025-11-14"),
        ("\uff12\uff10\uff12\uff15年11月", "2025-11"),
        (" 2024-02-29 ", "2024-02-29"),
        ("", ""),
    ],
)
def test_written_dates(raw: str, expected: str) -> None:
    assert parse_published(raw) == expected


@pytest.mark.parametrize(
    "raw", ["2025-02-30", "2025-13", "2025-00-10", "昨天", "0025", "2025-11-14-3", "12345", "3025"]
)
def test_dates_that_cannot_be_read(raw: str) -> None:
    with pytest.raises(CorpusError, match=raw):
        parse_published(raw)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2025", (20250101, 20251231)),
        ("2025-11", (20251101, 20251130)),
        ("2024-02", (20240201, 20240229)),
        ("2025-11-14", (20251114, 20251114)),
        ("", None),
        ("2025-13", None),
        ("去年", None),
    ],
)
def test_day_range(published: str, expected: tuple[int, int] | None) -> None:
    assert day_range(published) == expected


def test_format_published() -> None:
    assert format_published("2025") == "2025年"
    assert format_published("2025-11") == "2025年11月"
    assert format_published("2025-01-04") == "2025年1月4日"
    assert format_published("") == "日期不详"


def test_date_in_a_file_name() -> None:
    assert date_in_name("chenzhou-2025-11") == "2025-11"
    assert date_in_name("2025_11_4 头版") == "2025-11-04"
    assert date_in_name("report-2025") == ""
    assert date_in_name("2025-13-01") == ""
    assert date_in_name("编号12025-11") == ""
