"""How an upload is read and corrected before it is taken in."""

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest

from assistant.editing.preview import Previews
from assistant.editing.uploads import Correction, Uploads
from assistant.schema import AssistantError
from corpus.article import Article
from corpus.library.writer import write_articles
from corpus.readers import read_articles
from tests.document_fixtures import save_word
from tests.editing_fixtures import MOON, UNDATED, preview_of, put
from tests.index_fixtures import is_one_sentence


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


def moon(*, title: str = "月湾项目", published: str = "2025-11-20", source: str = "") -> Article:
    body = "月湾高新区的月饼项目总投资7.3亿元。"
    return Article("moon", title, body, source=source, published=published)


def test_a_file_is_read_before_it_is_taken_in(uploads: Uploads) -> None:
    token = uploads.begin()
    put(uploads, token, "月湾.md", MOON)
    put(uploads, token, "说明 2025-11-14.txt", UNDATED)
    preview = preview_of(uploads, token)
    assert [file.name for file in preview.files] == ["月湾.md", "说明 2025-11-14.txt"]
    moon_, star = preview.articles
    assert len(moon_.checked.doubts) > len(star.checked.doubts) > 0  # doubtful first
    assert (moon_.checked.article, moon_.fate.what) == (moon(), "new")
    assert star.checked.article.published == "2025-11-14"  # of the file's name
    assert "no_source" in {doubt.kind for doubt in star.checked.doubts}
    assert [figure.text for figure in star.checked.figures] == ["9.1亿元", "120亩"]
    counts = preview.counts()
    assert (counts["files"], counts["articles"], counts["new"], counts["problems"]) == (2, 2, 2, 0)


def test_what_would_become_of_every_article(uploads: Uploads) -> None:
    token = uploads.begin()
    put(uploads, token, "月湾.md", MOON)
    assert preview_of(uploads, token, moon()).articles[0].fate.what == "unchanged"
    older = moon(title="月湾旧闻")
    fate = preview_of(uploads, token, older).articles[0].fate
    assert (fate.what, fate.old) == ("replaces", older)
    put(uploads, token, "甲.txt", UNDATED)
    put(uploads, token, "乙.txt", f"乙说{UNDATED}")
    first, second = (a.at for a in preview_of(uploads, token).articles if a.at != "moon")
    assert first != second
    for at in (first, second):
        uploads.correct(token, at, Correction(title="同一题", published="2025", source="同一报"))
    *_, twin = (a.fate for a in preview_of(uploads, token).articles if a.at != "moon")
    assert twin.what == "refused"
    assert is_one_sentence(twin.why)
    uploads.correct(token, "moon", Correction(left_out=True))
    preview = preview_of(uploads, token)
    assert preview.counts()["left_out"] == 1
    assert [article.title for article in preview.accepted] == ["同一题"]


def test_corrections_go_before_what_the_file_says(uploads: Uploads) -> None:
    token = uploads.begin()
    put(uploads, token, "月湾.md", MOON)
    put(uploads, token, "星桥2024-03.txt", UNDATED)
    at = next(a.at for a in preview_of(uploads, token).articles if a.at != "moon")
    assert "2024-03" in at
    uploads.correct(token, "moon", Correction(published="2025年11月19日", title=" 月湾 的\n项目 "))
    uploads.correct(token, "moon", Correction(source="《月湾报》"))
    uploads.correct(token, at, Correction(published="2024-04-02", source="《星报》"))
    by_key = {article.doc_id: article for article in preview_of(uploads, token).accepted}
    assert by_key["moon"] == moon(title="月湾 的 项目", published="2025-11-19", source="《月湾报》")
    assert by_key.keys() == {"moon", at.replace("2024-03", "星报-2024-04-02")}  # made of the fields
    uploads.correct(token, "moon", Correction(title="", published=""))  # as the file has it
    again = preview_of(uploads, token).articles
    assert moon(source="《月湾报》") in [article.checked.article for article in again]


@pytest.mark.parametrize("day", ["2025-13-01", "昨天", "1700-01-01"])
def test_a_date_that_cannot_be(uploads: Uploads, day: str) -> None:
    token = uploads.begin()
    with pytest.raises(AssistantError) as error:
        uploads.correct(token, "moon", Correction(published=day))
    assert is_one_sentence(str(error.value))
    assert day in str(error.value)
    assert uploads.corrections(token) == {}


def test_what_was_corrected_is_written_and_read_back(uploads: Uploads, tmp_path: Path) -> None:
    token = uploads.begin()
    put(uploads, token, "星桥.txt", UNDATED)
    [read] = preview_of(uploads, token).articles
    corrected = Correction(title="白沙高新区的风机", published="2024", source="《星报》")
    uploads.correct(token, read.at, corrected)
    [article] = preview_of(uploads, token).accepted
    assert article.zones == ("白沙高新区", "星桥高新区")
    write_articles([article], tmp_path / "library")
    assert read_articles(tmp_path / "library").articles == (article,)


class Busy(Uploads):
    """Uploads to which a file comes whenever its corrections are asked for."""

    def corrections(self, token: str) -> dict[str, Correction]:
        put(self, token, "后来.txt", UNDATED)
        return super().corrections(token)


def test_files_that_come_while_others_are_read(tmp_path: Path) -> None:
    uploads = Busy(tmp_path)
    token = uploads.begin()
    put(uploads, token, "月湾.md", MOON)
    put(uploads, token, "乙.txt", f"乙说{UNDATED}")
    assert {file.name for file in preview_of(uploads, token).files} == {"月湾.md", "乙.txt"}
    assert len(preview_of(Uploads(tmp_path), token).files) == 3


def test_a_file_that_was_dropped_is_not_taken_for_the_next(uploads: Uploads) -> None:
    token, previews = uploads.begin(), Previews(uploads)
    put(uploads, token, "月湾.md", MOON)
    previews.preview(token, {})
    uploads.drop(token, "月湾.md")
    put(uploads, token, "月湾.md", MOON.replace("7.3", "8.4"))
    (article,) = previews.preview(token, {}).articles
    assert "8.4" in article.checked.article.body


def test_a_file_that_is_read_once(uploads: Uploads) -> None:
    token, previews, steps = uploads.begin(), Previews(uploads), list[str]()
    put(uploads, token, "月湾.md", MOON)

    def note(step: str, _done: int, _total: int) -> None:
        steps.append(step)

    previews.preview(token, {}, on_progress=note)
    assert steps
    steps.clear()
    uploads.correct(token, "moon", Correction(title="改过"))
    assert previews.preview(token, {}, on_progress=note).articles[0].checked.article.title == "改过"
    assert steps == []
    put(uploads, token, "月湾.md", MOON.replace("7.3", "7.4"))
    assert "7.4亿元" in previews.preview(token, {}).articles[0].checked.article.body


def word_bomb() -> bytes:
    document = docx.Document()
    document.add_paragraph("标题")
    packed = BytesIO(save_word(document))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/big.xml", b"<a/>" * 50_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("炸弹.docx", word_bomb()),
        ("坏的.pdf", b"%PDF-1.7\nnothing"),
        ("空壳.md", "---\nid: a\n---\n"),
    ],
)
def test_a_file_that_cannot_be_read(uploads: Uploads, name: str, content: bytes | str) -> None:
    token = uploads.begin()
    put(uploads, token, name, content)
    [file] = preview_of(uploads, token).files
    assert (file.name, file.articles) == (name, ())
    assert is_one_sentence(file.problems[0])
    assert token not in file.problems[0]
    put(uploads, token, "月湾.md", MOON)
    file, other = preview_of(uploads, token).files
    assert (file.name, len(file.problems), len(other.articles)) == (name, 1, 1)
    assert token not in file.problems[0]
