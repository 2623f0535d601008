"""Files of every type, good and bad."""

import json
import os
import time
from pathlib import Path

import pytest

from corpus.article import CorpusError
from corpus.keys import MAX_KEY, infer_title, make_key, slug
from corpus.readers import Reading, read_articles

MARKDOWN = """---
id: yunxi-cloud
title: 云溪高新区改造42家工厂
source: 摘编自《晨州日报》
published: 2025-11
url: https://example.com/1
zones: [云溪高新技术产业开发区]
cut_off: true
---
# 云溪高新区改造42家工厂

云溪高新区已有42家企业完成改造,
总投入1.3亿元。

## 下一步

- 再改造20家
- 建一个平台
"""
STORY = "南河修桥\n\n南河县昨天开工修建一座大桥,总投资2亿元。\n"


def _write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _messages(reading: Reading) -> str:
    return "\n".join(map(str, reading.problems))


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    (article,) = read_articles(_write(tmp_path, "a.md", MARKDOWN)).articles
    assert article.doc_id == "yunxi-cloud"
    assert article.title == "云溪高新区改造42家工厂"
    assert (article.source, article.published) == ("摘编自《晨州日报》", "2025-11")
    assert article.url == "https://example.com/1"
    assert article.zones == ("云溪高新区",)
    assert article.cut_off
    assert article.body == (
        "云溪高新区已有42家企业完成改造,总投入1.3亿元。\n\n下一步\n\n- 再改造20家\n- 建一个平台"
    )


@pytest.mark.parametrize("first", ["# 南河修桥", "南河修桥"])
def test_markdown_without_front_matter(tmp_path: Path, first: str) -> None:
    path = _write(tmp_path, "a.md", f"{first}\n\n一座大桥开工。\n")
    (article,) = read_articles(path).articles
    assert (article.title, article.body) == ("南河修桥", "一座大桥开工。")
    assert article.doc_id == "南河修桥"
    assert not article.title_inferred


def test_markdown_of_one_paragraph_gets_an_inferred_title(tmp_path: Path) -> None:
    (article,) = read_articles(_write(tmp_path, "a.md", "大桥开工了。总投资2亿元。")).articles
    assert (article.title, article.title_inferred) == ("大桥开工了", True)
    assert article.body == "大桥开工了。总投资2亿元。"


@pytest.mark.parametrize("published", ["2025-11-14", "2025年11月14日", "20251114"])
def test_dates_in_front_matter(tmp_path: Path, published: str) -> None:
    path = _write(tmp_path, "a.md", f"---\npublished: {published}\n---\n一句话。\n")
    assert read_articles(path).articles[0].published == "2025-11-14"


def test_a_date_that_cannot_be_read_is_doubtful(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.md", "---\ntitle: 桥\npublished: 2025-02-30\n---\n一句话。\n")
    reading = read_articles(path)
    assert reading.articles[0].published == ""
    (problem,) = reading.problems
    assert (problem.level, problem.line) == ("doubtful", 3)
    assert "2025-02-30" in problem.message


@pytest.mark.parametrize(
    ("front", "expected"), [("title: [桥", "YAML"), ("- 桥\n- 路", "名称"), ("a: b: c", "第2行")]
)
def test_broken_front_matter(tmp_path: Path, front: str, expected: str) -> None:
    path = _write(tmp_path, "a.md", f"---\n{front}\n---\n一句话。\n")
    with pytest.raises(CorpusError, match=expected):
        read_articles(path)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk", "big5"]
)
def test_encodings_of_plain_text(tmp_path: Path, encoding: str) -> None:
    path = _write(tmp_path, "a.txt", STORY.replace("\n", "\r\n").encode(encoding, "ignore"))
    (article,) = read_articles(path).articles
    expected = STORY.encode(encoding, "ignore").decode(encoding).split("\n\n")
    assert [article.title, article.body + "\n"] == expected


def test_a_page_gives_its_articles_with_the_date_of_the_file_name(tmp_path: Path) -> None:
    page = f"晨州日报讯 甲县开工。 王小明\n\n{STORY}"
    reading = read_articles(_write(tmp_path, "chenzhou-2025-11.txt", page))
    assert [article.doc_id for article in reading.articles] == [
        "晨州日报-2025-11-晨州日报讯-甲县开工",
        "晨州日报-2025-11-南河修桥",
    ]


def test_body_is_nfc_and_keeps_full_width_forms(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.txt", "标题\n\n增长\uff11\uff12%,cafe\u0301。  \r\n")
    assert read_articles(path).articles[0].body == "增长\uff11\uff12%,caf\u00e9。"


def test_jsonl_rows(tmp_path: Path) -> None:
    rows = [
        {"doc_id": "a", "title": "桥", "text": " 甲。\r\n\r\n  乙  丙。", "date": "2023-08-01"},
        {"doc_id": 7, "title": "", "text": "大桥开工了。钱够。", "date": None, "source": "晨报"},
        {"title": "路", "text": "修路。", "source": "晨报", "date": "2023-08"},
    ]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n"
    first, second, third = read_articles(_write(tmp_path, "c.jsonl", text)).articles
    assert first.body == "甲。\n\n  乙  丙。"
    assert (second.doc_id, second.title, second.title_inferred) == ("7", "大桥开工了", True)
    assert third.doc_id == "晨报-2023-08-路"


@pytest.mark.parametrize(
    "line",
    [
        b'{"doc_id": "x", "text": "half',
        b"[1, 2]",
        b'{"doc_id": "x"}',
        b'{"doc_id": "x", "text": 5}',
        b'{"doc_id": "x", "text": "  "}',
        b'{"doc_id": "x", "text": "\\ud800"}',
        b'{"doc_id": "x", "text": "\xff\xfe"}',
        b"[" * 100_000,
    ],
)
def test_a_bad_line_is_named_and_stops_nothing(tmp_path: Path, line: bytes) -> None:
    good = json.dumps({"doc_id": "a", "title": "桥", "text": "甲桥。"}, ensure_ascii=False).encode()
    other = good.replace(b'"a"', b'"b"')
    reading = read_articles(_write(tmp_path, "c.jsonl", good + b"\n" + line + b"\n" + other))
    assert [article.doc_id for article in reading.articles] == ["a", "b"]
    (problem,) = reading.problems
    assert (problem.path.name, problem.line, problem.level) == ("c.jsonl", 2, "skipped")
    assert "c.jsonl 第2行" in str(problem)


def test_jsonl_in_gb18030(tmp_path: Path) -> None:
    row = json.dumps({"doc_id": "a", "title": "桥", "text": "大桥开工。"}, ensure_ascii=False)
    path = _write(tmp_path, "c.jsonl", row.encode("gb18030"))
    assert read_articles(path).articles[0].body == "大桥开工。"


def test_a_row_with_a_bad_date_stays(tmp_path: Path) -> None:
    row = json.dumps({"doc_id": "a", "title": "桥", "text": "大桥开工。", "date": "不日"})
    reading = read_articles(_write(tmp_path, "c.jsonl", row))
    assert reading.articles[0].published == ""
    assert (reading.problems[0].line, reading.problems[0].level) == (1, "doubtful")


def test_a_folder_is_read_in_order_and_reports_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "sub.md"
    folder.mkdir()
    _write(tmp_path, "b.md", "# 乙\n\n乙的正文。")
    _write(folder, "a.txt", "甲\n\n甲的正文。")
    _write(tmp_path, "empty.txt", "")
    _write(tmp_path, "blank.md", "---\ntitle: 空\n---\n")
    _write(tmp_path, "photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    _write(tmp_path, "noise.txt", bytes(range(128, 256)) * 20)
    _write(tmp_path, "scan.pdf", b"%PDF-1.7")
    _write(tmp_path, ".hidden.md", "藏起来的。")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    reading = read_articles(tmp_path)
    assert [article.title for article in reading.articles] == ["乙", "甲"]
    problems = {problem.path.name: problem for problem in reading.problems}
    assert set(problems) == {
        "sub.md", "empty.txt", "blank.md", "photo.txt", "noise.txt", "scan.pdf", "gone.md",
    }  # fmt: skip
    assert problems["sub.md"].level == "doubtful"
    assert "空" in problems["empty.txt"].message
    assert "正文" in problems["blank.md"].message
    assert "是图片" in problems["photo.txt"].message
    assert "PDF 文件已经损坏" in problems["scan.pdf"].message
    assert all(problem.message.count("。") == 1 for problem in reading.problems)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads every file")
def test_files_and_folders_without_permission(tmp_path: Path) -> None:
    _write(tmp_path, "a.txt", STORY)
    _write(tmp_path, "b.txt", STORY).chmod(0)
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    reading = read_articles(tmp_path)
    locked.chmod(0o700)
    assert len(reading.articles) == 1
    assert _messages(reading).count("没有读取权限") == 2


def test_repeats_and_clashes_are_named(tmp_path: Path) -> None:
    _write(tmp_path, "a.txt", STORY)
    _write(tmp_path, "b.txt", STORY)
    (repeat,) = read_articles(tmp_path).problems
    assert (repeat.path.name, repeat.level) == ("b.txt", "doubtful")
    assert "a.txt" in repeat.message
    (tmp_path / "b.txt").unlink()
    _write(tmp_path, "c.txt", STORY.replace("2亿元", "3亿元"))
    reading = read_articles(tmp_path)
    assert len(reading.articles) == 1
    assert "2亿元" in reading.articles[0].body
    (problem,) = reading.problems
    assert (problem.path.name, problem.level) == ("c.txt", "doubtful")
    assert "南河修桥" in problem.message
    assert "a.txt" in problem.message


def test_a_key_outlives_a_move(tmp_path: Path) -> None:
    before = read_articles(_write(tmp_path, "a.txt", STORY)).articles[0]
    (tmp_path / "x").mkdir()
    after = read_articles(_write(tmp_path / "x", "other.txt", STORY)).articles[0]
    assert before.doc_id == after.doc_id == "南河修桥"


def test_paths_that_hold_nothing(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"找不到.*missing"):
        read_articles(tmp_path / "missing")
    with pytest.raises(CorpusError, match="是空的"):
        read_articles(tmp_path)
    _write(tmp_path, "scan.pdf", b"%PDF-1.7")
    with pytest.raises(CorpusError, match=r"没有能读的文章.*scan\.pdf"):
        read_articles(tmp_path)
    with pytest.raises(CorpusError, match=r"没有能读的文章.*第1行"):
        read_articles(_write(tmp_path, "c.jsonl", "{"))


def test_slugs_and_keys() -> None:
    assert slug("抢筑“芯”赛道 ABC——2.0!") == "抢筑-芯-赛道-abc-2-0"
    assert make_key(source="晨报", published="2025", title="桥", body="") == "晨报-2025-桥"
    first, second = (
        make_key(source="", published="", title="长" * 90 + end, body="") for end in "甲乙"
    )
    assert first != second
    assert len(first) <= MAX_KEY
    marks = [make_key(source="", published="", title="?!", body=body) for body in "甲乙"]
    assert marks[0] != marks[1]
    assert infer_title("第一句话。第二句话。") == "第一句话"
    assert infer_title("没有句号的一行\n另一行") == "没有句号的一行"
    assert len(infer_title("长" * 99)) == 30
    assert infer_title("。。") == "。"


def test_files_of_odd_shapes_are_read_in_time(tmp_path: Path) -> None:
    _write(tmp_path, "one-line.txt", "园区开工," * 300_000)
    _write(tmp_path, "open-lines.txt", "这一行没有写完,后面还有,\n" * 40_000)
    _write(tmp_path, "brackets.md", "---\n" + "[" * 50_000 + "\n---\n一句话。")
    started = time.perf_counter()
    read_articles(tmp_path)
    assert time.perf_counter() - started < 20


@pytest.mark.shared
def test_development_corpora_are_read_whole_and_fast() -> None:
    shared = os.environ.get("ZONE_ASSISTANT_SHARED")
    if not shared:
        pytest.skip("ZONE_ASSISTANT_SHARED is not set: the development corpora were NOT read")
    for name, count in (("crud_news_dev", 5082), ("zone_news_corpus", 1710)):
        started = time.perf_counter()
        reading = read_articles(Path(shared, "sets", name, "corpus.jsonl"))
        assert time.perf_counter() - started < 10
        assert (len(reading.articles), reading.problems) == (count, ())
