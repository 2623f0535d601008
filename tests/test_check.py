"""How files are read, as data and as lines: what was found, what is doubtful, what was dropped."""

import dataclasses
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.article import Article, CorpusError
from corpus.figures import Figure
from corpus.files.problem import Problem
from corpus.intervals import EVER, NEVER, Dated, Interval
from corpus.library.check import check_path
from corpus.library.check_lines import article_lines, date_line, figure_line, file_lines, summary
from corpus.library.doubts import find_doubts
from corpus.library.findings import Check, Checked, CheckedFile
from corpus.page import Dropped

PAGE = """科技自立自强

南河经开区前三季度引进项目23个

——三年行动首年观察

晨州日报讯 （记者 王小明）今年1至9月，南河经开区引进项目23个，总投资约86.4亿元，同比增长12.6%。
南河经开区去年引进18个。 李红
"""
ROW = {"doc_id": "row", "text": "大桥通车了。", "title": ""}
GOOD = Article(
    doc_id="a",
    title="南河经开区开工",
    body="今年，南河经开区开工建设标准厂房两栋，总投资2亿元，占地88亩，预计明年年底前建成，可以容纳三十家企业入驻。",
    source="晨州日报",
    published="2025-11-14",
    zones=("南河经开区",),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "2025-11-14.txt").write_text(PAGE, "utf-8")
    (tmp_path / "rows.jsonl").write_text(json.dumps(ROW) + "\n{\n", "utf-8")
    (tmp_path / "notes.xyz").write_text("甲", "utf-8")
    return tmp_path


def by_name(check: Check) -> dict[str, CheckedFile]:
    return {file.path.name: file for file in check.files}


def kinds(article: Article, *also: str, dates: tuple[Dated, ...] = ()) -> list[str]:
    return [doubt.kind for doubt in find_doubts(article, dates, also)]


def test_a_folder_is_shown_file_by_file(folder: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    check = check_path(folder, on_progress=lambda *step: steps.append(step))
    files = by_name(check)
    assert list(files) == ["2025-11-14.txt", "notes.xyz", "rows.jsonl"]
    assert [len(file.articles) for file in files.values()] == [1, 0, 1]
    assert [len(file.problems) for file in files.values()] == [0, 1, 1]
    assert check.counts() == {"articles": 2, "doubtful": 1, "skipped": 2, "dropped": 0}
    assert steps[-1] == ("检查", 2, 2)
    assert summary(check).startswith("2个文件读出2篇文章，可疑1篇，跳过2处，")


def test_what_was_found_in_an_article(folder: Path) -> None:
    (checked,) = by_name(check_path(folder))["2025-11-14.txt"].articles
    article = checked.article
    assert (article.source, article.published) == ("晨州日报", "2025-11-14")
    found = {dated.text: dated.interval for dated in checked.dates}
    assert found["今年1至9月"] == Interval(20250101, 20250930)
    assert found["去年"] == Interval(20240101, 20241231)
    (zone,) = checked.zones
    assert (zone.name, zone.count) == ("南河经开区", 3)  # once in the title
    values = {figure.text: (figure.value, figure.unit) for figure in checked.figures}
    assert values["约86.4亿元"] == (Decimal(8640000000), "元")
    assert checked.doubts == ()


def test_the_json_holds_it_all_with_offsets_into_the_body(folder: Path) -> None:
    row = json.loads(json.dumps(check_path(folder).to_json()))
    assert {name: row[name] for name in ("articles", "doubtful", "skipped")} == {
        "articles": 2,
        "doubtful": 1,
        "skipped": 2,
    }
    files = {Path(file["path"]).name: file for file in row["files"]}
    (article,) = files["2025-11-14.txt"]["articles"]
    assert set(article) >= {field.name for field in dataclasses.fields(Article)}
    body = article["body"]
    for found in article["dates"] + article["figures"]:
        assert body[found["start"] : found["end"]] == found["text"]
    figures = {found["text"]: found for found in article["figures"]}
    assert figures["约86.4亿元"]["value"] == 8640000000
    assert figures["约86.4亿元"]["qualifier"] == "约"
    assert figures["12.6%"]["value"] == 12.6
    assert article["zones_found"][0]["count"] == 3
    (problem,) = files["rows.jsonl"]["problems"]
    assert (problem["line"], problem["level"]) == (2, "skipped")
    (poor,) = files["rows.jsonl"]["articles"]
    doubts = {doubt["kind"] for doubt in poor["doubts"]}
    assert doubts == {"title_inferred", "no_date", "no_source", "no_zone", "short"}


def test_nothing_is_doubtful_about_a_good_article() -> None:
    assert kinds(GOOD) == []


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"title_inferred": True}, "title_inferred"),
        ({"published": ""}, "no_date"),
        ({"published_inferred": "据正文电头推断"}, "date_inferred"),
        ({"source": ""}, "no_source"),
        ({"zones": ()}, "no_zone"),
        ({"body": "南河经开区开工。"}, "short"),
        ({"cut_off": True}, "cut_off"),
        ({"body": GOOD.body.replace("占地", "占\ufffd")}, "garbage"),
        ({"body": GOOD.body.replace("占地", "占□")}, "garbage"),
        ({"body": GOOD.body.replace("占地", "????")}, "garbage"),
        ({"body": GOOD.body.replace("标准", "锟斤拷")}, "garbage"),
        ({"title": "南河\x07开工"}, "garbage"),
    ],
)
def test_each_doubt_is_named(change: dict[str, object], kind: str) -> None:
    fields = {field.name: getattr(GOOD, field.name) for field in dataclasses.fields(GOOD)}
    assert kinds(Article(**(fields | change))) == [kind]


def test_what_looks_like_garbage_and_is_none() -> None:
    body = f"□本报记者 王小明\n\n{GOOD.body}为什么?因为近。\n□ 李红"
    assert kinds(dataclasses.replace(GOOD, body=body)) == []


def test_unresolved_dates_and_repeats_are_named_with_examples() -> None:
    dates = tuple(Dated(text, 0, 2, None) for text in ("今年", "去年", "今年", "近日", "年底"))
    (first, second) = find_doubts(GOOD, dates, ["b"])
    assert (first.kind, first.message) == (
        "unresolved_dates", "5处时间没有解出（今年、去年、近日等）",
    )  # fmt: skip
    assert (second.kind, second.message) == ("repeated", "与别的文章重复（b）")


def test_the_same_story_twice_is_doubtful(tmp_path: Path) -> None:
    rows = [{"doc_id": key, "title": key, "text": GOOD.body} for key in "ab"]
    text = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "c.jsonl").write_text(text, "utf-8")
    first, second = check_path(tmp_path / "c.jsonl").articles
    messages = [doubt.message for c in (first, second) for doubt in c.doubts]
    assert [m for m in messages if "重复" in m] == ["与别的文章重复（b）", "与别的文章重复（a）"]


def test_two_articles_under_one_key_are_reported(tmp_path: Path) -> None:
    rows = [{"doc_id": "a", "title": "桥", "text": text} for text in ("甲的正文。", "乙的正文。")]
    (tmp_path / "c.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    (file,) = check_path(tmp_path / "c.jsonl").files
    (line,) = file_lines(file)
    assert line[0] == "可疑"
    assert "编号 a " in line[1]


def test_the_lines_of_an_article_show_every_field() -> None:
    article = dataclasses.replace(
        GOOD,
        kicker="项目为王",
        subtitle="——一线观察",
        column="看园区",
        byline="王小明 李红",
        page="A3",
        url="https://example.com/1",
        captions=("厂房。\n李红摄",),
        published_inferred="据文件名",
        title_inferred=True,
        cut_off=True,
        jumps_to="A5",
    )
    checked = Checked(article, (), (), (), tuple(find_doubts(article, (), ())))
    lines = dict(article_lines(checked))
    assert next(iter(lines)) == "可疑"
    assert lines["可疑"] == "标题是推断的；日期是推断的（据文件名）；只有半篇（下转A5版）"
    assert lines["标题"] == "南河经开区开工（推断）"
    assert (lines["肩题"], lines["副题"], lines["栏目"]) == ("项目为王", "——一线观察", "看园区")
    assert lines["署名"] == "王小明 李红"
    assert lines["来源"] == "晨州日报，A3版"
    assert lines["日期"] == "2025年11月14日（推断：据文件名）"
    assert lines["网址"] == "https://example.com/1"
    assert lines["图片说明"] == "厂房。 李红摄"
    assert lines["转版"] == "只有半篇（下转A5版）"
    assert lines["正文"] == f"{len(GOOD.body)}个字：{GOOD.body}"


@pytest.mark.parametrize(
    ("interval", "rule", "line"),
    [
        (Interval(20250101, 20250930), "", "X → 2025-01-01至2025-09-30"),
        (Interval(20251114, 20251114), "", "X → 2025-11-14"),
        (Interval(EVER, 20251114), "", "X → 2025-11-14以前"),
        (Interval(20251114, NEVER), "", "X → 2025-11-14以后"),
        (Interval(20251114, 20251114), "X＝…（按上文“Y”）", "X → 2025-11-14（按上文“Y”）"),
        (Interval(20251114, 20251114), "按文章日期", "X → 2025-11-14（按文章日期）"),
    ],
)
def test_a_date_is_written_with_the_days_it_means(interval: Interval, rule: str, line: str) -> None:
    assert date_line(Dated("X", 0, 1, interval, rule)) == line


@pytest.mark.parametrize(
    ("text", "value", "upper", "unit", "qualifier", "line"),
    [
        ("13.2%", "13.20", None, "%", "", "13.2%"),
        ("1,250亩", "1250", None, "亩", "", "1,250亩"),
        ("80余名", "80", None, "名", "余", "80余名"),
        ("近200亿元", "20000000000", None, "元", "近", "近200亿元 = 20,000,000,000元"),
        ("3至5年", "3", "5", "年", "", "3至5年"),
        ("10—15亿元", "1E9", "15E8", "元", "", "10—15亿元 = 1,000,000,000至1,500,000,000元"),
    ],
)
def test_a_figure_is_written_with_its_value_where_it_says_it_otherwise(
    text: str, value: str, upper: str | None, unit: str, qualifier: str, line: str
) -> None:
    end = Decimal(upper) if upper else None
    figure = Figure(text, 0, len(text), Decimal(value), unit, qualifier, upper=end)
    assert figure_line(figure) == line


def test_what_went_into_no_article_is_shown_with_its_reason() -> None:
    path = Path("page.txt")
    problem = Problem(path, 3, "这一行坏了。")
    file = CheckedFile(path, (), (Dropped("责编：\n某某", "版面信息"),), (problem,))
    assert list(file_lines(file)) == [
        ("没有读", "第3行：这一行坏了。"),
        ("未收进", "“责编： 某某”（版面信息）"),
    ]
    row = file.to_json()
    assert row["dropped"] == [{"text": "责编：\n某某", "reason": "版面信息"}]


def test_a_path_that_holds_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="是空的"):
        check_path(tmp_path)


@pytest.mark.shared
@pytest.mark.slow
def test_the_development_corpus_is_checked_in_time() -> None:
    shared = os.environ.get("ZONE_ASSISTANT_SHARED")
    if not shared:
        pytest.skip("ZONE_ASSISTANT_SHARED is not set: the development corpus was NOT checked")
    check = check_path(Path(shared, "sets", "zone_news_corpus", "corpus.jsonl"))
    assert check.counts()["articles"] == 1710
    assert 1710 / check.seconds > 40  # some 300 a second on two idle cores
    for checked in check.articles:
        body = checked.article.body
        assert all(body[d.start : d.end] == d.text for d in checked.dates)
        assert all(body[f.start : f.end] == f.text for f in checked.figures)
