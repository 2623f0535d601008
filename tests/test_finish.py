"""What one file alone cannot tell: halves on two pages, days that only the text gives, twins."""

import json
from dataclasses import replace
from pathlib import Path

from corpus.article import Article
from corpus.finish import add_zones, infer_day, join_pages
from corpus.library.check import check_path
from corpus.page import FURNITURE, JUMP_LINE, REPEATED_TITLE
from corpus.readers import read_articles

FRONT = """晨州日报 2025年11月14日 星期五
A1 版
三条新路通到园区
晨州日报讯 白桦岭经开区今年修通三条园区道路，总长12.6公里，总投资3.4亿元。道路两侧的管线同
步铺设，企业进驻前就能通水通电。施工单位说，最难的一段在河滩上，桩基要打到地下三十
(下转 A2 版)
"""
BACK = """A2 版
三条新路通到园区
(上接 A1 版)多米深的岩层里，工人们分两班连续施工了七十天。
道路通车以后，货车从园区到高速公路只要八分钟。 何小川
责任编辑：方明
"""


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def test_an_article_goes_on_in_the_file_of_the_next_page(tmp_path: Path) -> None:
    reading = read_articles(write(tmp_path, A1=FRONT, A2=BACK))
    (article,) = reading.articles
    assert "桩基要打到地下三十多米深的岩层里" in article.body
    assert not article.cut_off
    assert (article.jumps_to, article.jumps_from) == ("", "")
    assert (article.title, article.page, article.byline) == ("三条新路通到园区", "A1", "何小川")
    assert (article.source, article.published) == ("晨州日报", "2025-11-14")
    assert reading.paths == (tmp_path / "A1.txt",)
    reasons = [(path.name, piece.reason) for path, piece in reading.dropped]
    assert ("A1.txt", JUMP_LINE) in reasons
    assert ("A2.txt", JUMP_LINE) in reasons
    assert ("A2.txt", FURNITURE) in reasons
    assert ("A2.txt", REPEATED_TITLE) in reasons
    assert reading.problems == ()


def test_pages_that_are_named_one_by_one_are_read_together(tmp_path: Path) -> None:
    folder = write(tmp_path, A1=FRONT, A2=BACK)
    assert len(read_articles(folder / "A1.txt", folder / "A2.txt").articles) == 1
    (half,) = read_articles(folder / "A1.txt").articles
    assert (half.cut_off, half.jumps_to, half.page) == (True, "A2", "A1")


def test_the_page_may_stand_in_the_file_name_alone(tmp_path: Path) -> None:
    front = FRONT.replace("A1 版\n", "")
    back = BACK.replace("A2 版\n", "", 1)
    named = {"2025-11-14-A1": front, "2025-11-14-A2版": back}
    (article,) = read_articles(write(tmp_path, **named)).articles
    assert (article.page, article.cut_off) == ("A1", False)


def test_halves_of_other_papers_stay_apart(tmp_path: Path) -> None:
    other = "江城晚报 2024年3月1日 星期五\n" + BACK
    articles = read_articles(write(tmp_path, A1=FRONT, A2=other)).articles
    assert [article.cut_off for article in articles] == [True, True]


def test_a_check_shows_what_was_dropped(tmp_path: Path) -> None:
    check = check_path(write(tmp_path, A1=FRONT, A2=BACK))
    rows = json.loads(json.dumps(check.to_json()))["files"]
    assert [Path(row["path"]).name for row in rows] == ["A1.txt", "A2.txt"]
    assert {"text": "责任编辑：方明", "reason": FURNITURE} in rows[1]["dropped"]


def test_a_day_that_only_the_text_gives_is_said_to_be_inferred() -> None:
    body = "新华社晨州2025年8月2日电 晨州港昨天开通第三条航线。"
    article = Article("新华社-晨州港开通航线", "晨州港开通航线", body, source="新华社")
    dated = infer_day(article)
    assert dated.published == "2025-08-02"
    assert "2025年8月2日" in dated.published_inferred
    assert dated.doc_id == "新华社-2025-08-02-晨州港开通航线"
    assert infer_day(replace(article, doc_id="own")).doc_id == "own"
    given = replace(article, published="2025")
    assert infer_day(given) == given
    undated = replace(article, body="晨州港昨天开通第三条航线。")
    assert infer_day(undated) == undated


def test_rows_without_a_date_are_dated_by_their_text(tmp_path: Path) -> None:
    row = {"doc_id": "a", "text": "中新网晨州2025年8月2日电 晨州港今天开通第三条航线。"}
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    (article,) = read_articles(path).articles
    assert (article.doc_id, article.published) == ("a", "2025-08-02")
    assert article.published_inferred


def test_zones_that_the_file_names_come_first() -> None:
    body = "白桦岭经济开发区与平定高新区签约。高新区的企业会得到补贴。"
    zones = add_zones(Article("a", "两区签约", body, zones=("清河高新技术产业开发区",))).zones
    assert zones[0] == "清河高新区"
    assert {"白桦岭经开区", "平定高新区"} <= set(zones)


def test_nothing_to_join() -> None:
    assert join_pages([]) == ([], [])
