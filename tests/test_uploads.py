"""What visitors drop before it is taken in: streamed, limited, each visitor's own."""

import asyncio
import os
import resource
import time
import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest

from assistant.editing.names import safe_name, shown_name
from assistant.editing.preview import Previews
from assistant.editing.uploads import Correction, Limits, Uploads
from assistant.schema import AssistantError
from corpus.dates import date_in_name
from tests.editing_fixtures import MOON, UNDATED, files_of, put, stream
from tests.index_fixtures import is_one_sentence

SMALL = Limits(file=2000, upload=3000, files=3)


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


def zipped() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("甲.txt", UNDATED)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("一批.zip", zipped(), "是压缩包"),
        ("一批.docx", zipped(), "是压缩包"),
        ("照片.txt", b"\x89PNG\r\n\x1a\n" + bytes(50), "是图片"),
        ("表.xlsx", zipped(), "是表格"),
        ("程序.exe", b"MZ", ".exe"),
        ("没有扩展名", b"abc", "没有扩展名"),
        ("空的.txt", b" \n", "是空的"),
    ],
)
def test_a_file_that_is_refused(uploads: Uploads, name: str, content: bytes, said: str) -> None:
    token = uploads.begin()
    with pytest.raises(AssistantError, match=said) as error:
        put(uploads, token, name, content)
    assert is_one_sentence(str(error.value))
    assert name in str(error.value)
    assert uploads.files(token) == []
    assert files_of(uploads.folder(token)) == {}


def test_limits(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, SMALL)
    token = uploads.begin()
    with pytest.raises(AssistantError, match=r"大\.txt"):
        put(uploads, token, "大.txt", "长" * 700)
    put(uploads, token, "1.txt", "长" * 500)
    with pytest.raises(AssistantError, match="一次最多放0 MB"):
        put(uploads, token, "2.txt", "长" * 600)
    for name in ("2.txt", "3.txt", "3.txt"):  # one name, one file
        put(uploads, token, name, "短")
    with pytest.raises(AssistantError, match="一次最多放3个文件"):
        put(uploads, token, "4.txt", "短")
    assert [file.name for file in uploads.files(token)] == ["1.txt", "2.txt", "3.txt"]
    uploads.drop(token, "2.txt")
    put(uploads, token, "4.txt", "短")
    with pytest.raises(AssistantError, match=r"没有“2\.txt”"):
        uploads.drop(token, "2.txt")


def test_many_at_once_stay_within_the_limits(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, SMALL)
    token = uploads.begin()

    async def drop_ten() -> list[object]:
        adds = (uploads.add(token, f"{n}.txt", stream([b"x" * 100] * 2)) for n in range(10))
        return await asyncio.gather(*adds, return_exceptions=True)

    failed = [each for each in asyncio.run(drop_ten()) if isinstance(each, Exception)]
    assert len(failed) == 7
    assert all(isinstance(each, AssistantError) for each in failed)
    assert len(uploads.files(token)) == 3


def test_a_file_that_is_cut_off_by_the_disk_is_not_taken(uploads: Uploads) -> None:
    token = uploads.begin()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))  # writes a part, as a full disk does
    try:
        with pytest.raises(AssistantError, match="没有收下"):
            put(uploads, token, "月湾.md", MOON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert uploads.files(token) == []


def test_a_connection_that_breaks_leaves_nothing(uploads: Uploads) -> None:
    token = uploads.begin()

    async def breaking() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises((AssistantError, ConnectionError)):
        asyncio.run(uploads.add(token, "月湾.md", breaking()))
    assert files_of(uploads.folder(token)) == {}


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.txt", "C:\\a\\..\\b.md", "\u202etxt.md", "a\x00b\n.txt", ".hidden.md",
     "~$锁.docx", "很" * 300 + ".txt", "<img src=x>.md", "CON.md", " .txt", ""],
)  # fmt: skip
def test_names_are_safe(name: str) -> None:
    shown = shown_name(name)
    safe = safe_name(shown)
    assert shown
    assert shown.isprintable()
    assert Path(safe).name == safe
    assert not safe.startswith((".", "~"))
    assert len(safe.encode()) < 140
    assert Path(safe).suffix == Path(shown).suffix.lower()


def test_a_day_in_the_name_is_kept() -> None:
    for name in ("科学导报 2025-11-14 A1版.txt", "20251114.txt", "x_2025.11.14.txt"):
        assert date_in_name(Path(safe_name(shown_name(name))).stem) == "2025-11-14"


def test_two_visitors_never_mix(uploads: Uploads) -> None:
    tokens = [uploads.begin() for _ in range(4)]

    async def drop_all() -> None:
        adds = [
            uploads.add(token, "月湾.md", stream([f"第{n}位".encode(), MOON.encode()]))
            for n, token in enumerate(tokens)
            for _ in range(5)
        ]
        await asyncio.gather(*adds)

    asyncio.run(drop_all())
    previews = Previews(uploads)
    uploads.correct(
        tokens[0],
        next(iter(previews.preview(tokens[0], {}).articles)).at,
        Correction(left_out=True),
    )
    for n, token in enumerate(tokens):
        [file] = previews.preview(token, {}).files
        assert f"第{n}位" in uploads.files(token)[0].path.read_text("utf-8")
        assert (file.articles[0].fate.what == "left_out") == (n == 0)
    uploads.discard(tokens[0])
    assert [len(uploads.files(token)) for token in tokens[1:]] == [1, 1, 1]


@pytest.mark.parametrize("token", ["", "..", "../articles", "a" * 32, "长" * 32, "a" * 31 + "\n"])
def test_an_upload_is_reached_by_its_token_alone(uploads: Uploads, token: str) -> None:
    uploads.begin()
    for use in (uploads.files, uploads.folder, uploads.corrections):
        with pytest.raises(AssistantError) as error:
            use(token)
        assert is_one_sentence(str(error.value))
    uploads.discard(token)


def test_tokens_cannot_be_guessed(uploads: Uploads) -> None:
    tokens = {uploads.begin() for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {32}


def test_what_nobody_touches_for_a_day_is_gone(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    old, used = uploads.begin(), uploads.begin()
    put(uploads, old, "月湾.md", MOON)
    yesterday = time.time() - 24.1 * 3600
    for token in (old, used):
        os.utime(tmp_path / token, (yesterday, yesterday))
    assert uploads.files(used) == []  # it is used: it begins to age anew
    uploads.begin()
    assert uploads.files(used) == []
    with pytest.raises(AssistantError):
        uploads.files(old)
    assert not (tmp_path / old).exists()
