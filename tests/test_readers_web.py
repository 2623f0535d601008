"""Web pages: the article, its fields, and nothing of what stands around it."""

from pathlib import Path

import pytest

from corpus.article import Article, CorpusError
from corpus.files.infoline import is_info_line
from corpus.files.pageinfo import strip_site
from corpus.files.pagemeta import clean_date
from corpus.files.webpage import read_webpage
from corpus.readers import read_articles
from tests.document_fixtures import BODY, TITLE
from tests.web_fixtures import GOVERNMENT, MODERN, OLD, WECHAT

TEXT = "\n\n".join(BODY)
KEY = "云溪高新区上半年完成工业投资12-5亿元"


def read_page(folder: Path, page: bytes | str, name: str = "a.html") -> Article:
    path = folder / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    (article,) = read_articles(path).articles
    return article


def read_here(page: str | bytes) -> Article:
    """Read a page in this process, which is quicker."""
    (article,) = read_webpage(
        Path("a.html"), page if isinstance(page, bytes) else page.encode()
    ).articles
    return article


def page_of(*, head: str = "", above: str = "", body: str = TEXT, below: str = "") -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
    return (
        f'<html><head><meta charset="utf-8">{head}</head><body><h1>{TITLE}</h1>{above}'
        f"<div>{paragraphs}</div>{below}</body></html>"
    )


def test_a_portal_of_layout_tables_in_gbk(tmp_path: Path) -> None:
    assert read_page(tmp_path, OLD) == Article(
        doc_id=f"晨州日报-2023-08-02-{KEY}",
        title=TITLE,
        body=f"{TEXT}\n\n指标 | 完成额 | 同比增长\n工业投资 | 12.5亿元 | 13.2%",
        source="晨州日报",
        published="2023-08-02",
        byline="王小明 李玉兰",
        captions=("图为云溪高新区企业生产线。张大山 摄",),
        zones=("云溪高新区",),
    )


def test_a_site_of_today(tmp_path: Path) -> None:
    list_of = "新能源材料\n\n智能装备"
    assert read_page(tmp_path, MODERN) == Article(
        doc_id=f"晨州日报-2023-08-02-{KEY}",
        title=TITLE,
        body=f"{BODY[0]}\n\n42家企业完成改造\n\n{BODY[1]}\n\n{list_of}\n\n{BODY[2]}",
        source="晨州日报",
        published="2023-08-02",  # half past two in the morning there
        byline="王小明",
        url="https://news.example.com/2023/08/02/a123.html",
        captions=("云溪高新区一家企业的生产线。张大山 摄",),
        zones=("云溪高新区",),
    )


def test_a_government_s_site(tmp_path: Path) -> None:
    table = "指标 | 完成额\n工业投资 | 12.5亿元"
    assert read_page(tmp_path, GOVERNMENT) == Article(
        doc_id=f"云溪高新区管委会-2023-08-02-{KEY}",
        title=TITLE,
        body=f"{TEXT}\n\n{table}\n\n云溪高新区管委会\n\n2023年8月2日",
        source="云溪高新区管委会",
        published="2023-08-02",
        url="http://www.example.cn/bmdt/202308/t20230803_1234.shtml",
        zones=("云溪高新区",),
    )


def test_a_page_of_a_wechat_account(tmp_path: Path) -> None:
    assert read_page(tmp_path, WECHAT) == Article(
        doc_id=f"云溪发布-2023-08-02-{KEY}",
        title=TITLE,
        body=TEXT,
        source="云溪发布",
        published="2023-08-02",
        url="https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv",
        zones=("云溪高新区",),
    )


def test_a_paper_s_own_site_says_where_it_was_printed() -> None:
    caption = '<p align="center">工人在生产线上作业。<br>张大山摄（影像晨州）</p>'
    printed = "<p>　　《 晨州日报 》（ 2023年08月02日 10 版）</p><div>(责编：赵六、钱七)</div>"
    article = read_here(
        f"<html><head><title>{TITLE}--经济--晨州网</title></head><body><h1>{TITLE}</h1>"
        "<div>——42家企业完成改造</div><div>本报记者 王小明 李玉兰</div>"
        f"<div><p>{BODY[0]}</p>{caption}<p>{BODY[1]}</p><p>{BODY[2]}</p>{printed}</div></body></html>"
    )
    assert (article.source, article.published, article.page) == ("晨州日报", "2023-08-02", "10")
    assert article.subtitle == "——42家企业完成改造"
    assert article.byline == "本报记者 王小明 李玉兰"
    assert article.captions == ("工人在生产线上作业。 张大山摄（影像晨州）",)
    assert article.body == TEXT


def test_a_page_of_line_breaks_with_the_outlet_above_the_title() -> None:
    lines = "<br>".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{part}<br/>" for part in BODY)
    article = read_here(
        f'<html><head><title>{TITLE}</title><meta name="publishdate" content="20230802"></head>'
        f"<body><div>来源：晨州网</div><h1>{TITLE}</h1><div>作者：本报记者 王小明　点击：123</div>"
        f'<div id="content">{lines}[1] [2] <a href="2">下一页</a></div>'
        "<div>上一条：<a>甲</a></div><div>打印本页 | 关闭窗口</div></body></html>"
    )
    assert (article.source, article.published) == ("晨州网", "2023-08-02")
    assert article.byline == "王小明"
    assert article.body == TEXT


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "iso-8859-1", "nonsense", "big5"])
@pytest.mark.parametrize("written", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_the_charset_may_lie(declared: str, written: str) -> None:
    page = page_of().replace('"utf-8"', f'"{declared}"')
    assert read_here(page.encode(written)).body == TEXT


def test_a_page_cut_off_within_a_character_is_read(tmp_path: Path) -> None:
    page = page_of(below="<p>最后").encode("gb18030")[:-1]
    (tmp_path / "a.html").write_bytes(page)
    reading = read_articles(tmp_path)
    assert reading.articles[0].body.startswith(TEXT)
    assert [problem.level for problem in reading.problems] in ([], ["doubtful"])


@pytest.mark.parametrize(
    ("head", "above", "published", "inferred"),
    [
        ('<meta property="article:published_time" content="2023-08-02T09:00:00+08:00">', "",
         "2023-08-02", ""),
        ('<meta name="publishdate" content="2023年8月2日">', "", "2023-08-02", ""),
        ("", "<div>2023年08月02日 10:15 | 来源：晨州日报</div>", "2023-08-02", ""),
        ("", "<div>发布日期：2023/8/2</div>", "2023-08-02", ""),
        ("", "<div>来源：晨州日报 2023-08-02</div>", "2023-08-02", ""),
        ("", '<time pubdate datetime="2023-08-02T10:15">前天</time>', "2023-08-02", ""),
        ('<link rel="canonical" href="https://a.cn/c/2023-08/02/c_11.htm">', "",
         "2023-08-02", "据网址中的日期推断"),
        ('<link rel="canonical" href="https://a.cn/x/202308/t20230802_5.html">', "",
         "2023-08-02", "据网址中的日期推断"),
        # None of these is the day of publication.
        ('<meta name="lastmod" content="2023-08-09">', "", "", ""),
        ('<meta name="date" content="2023-08-09">', "", "", ""),
        ("", "<div>更新时间：2023-08-09 10:00</div>", "", ""),
        ("", "<p>© 2005-2023 晨州新闻网</p>", "", ""),
        ("", '<ul><li><a href="1">防汛会议</a> 2023-07-30</li></ul>', "", ""),
    ],
)  # fmt: skip
def test_only_a_day_of_publication_is_taken(
    head: str, above: str, published: str, inferred: str
) -> None:
    article = read_here(page_of(head=head, above=above))
    assert (article.published, article.published_inferred) == (published, inferred)


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        ("南河县修桥_阳泉新闻网", "南河县修桥"),
        ("南河县修桥 - 晨州网", "南河县修桥"),
        ("南河县修桥-新华网", "南河县修桥"),
        ("南河县修桥_要闻_滚动_晨州新闻网", "南河县修桥"),
        ("南河县修桥|晨州日报", "南河县修桥"),
        ("“芯”赛道——看云溪高新区", "“芯”赛道——看云溪高新区"),
        ("2022-2023年云溪高新区大事", "2022-2023年云溪高新区大事"),
    ],
)
def test_titles_lose_the_site_s_name(shown: str, title: str) -> None:
    assert strip_site(shown) == title


def test_source_and_byline_at_the_end_of_the_text() -> None:
    page = page_of(below="<p>（来源：科学导报）</p><p>记者 王小明</p><p>【责任编辑：赵六】</p>")
    article = read_here(page)
    assert (article.source, article.byline) == ("科学导报", "记者 王小明")
    assert article.body == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "上一篇：晨州市召开防汛工作会议", "分享到：", "责任编辑：赵六", "【编辑:赵六】",
        "版权声明：本网作品未经授权不得转载。", "扫一扫在手机打开当前页", "点击查看更多",
        "阅读原文", "本文未经授权，不得转载、摘编。", "网友评论", "关键词：高新区",
    ],
)  # fmt: skip
def test_what_stands_below_an_article_is_left_out(line: str) -> None:
    assert read_here(page_of(below=f"<p>{line}</p>")).body == TEXT


def test_short_sentences_that_look_like_furniture_stay() -> None:
    body = f"{BODY[0]}\n\n收藏家协会在云溪高新区成立分会，首批会员26人。\n\n{BODY[1]}"
    assert read_here(page_of(body=body)).body == body


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><ul><li><a href=1>一条新闻的标题，今天发布</a></li></ul></body></html>",
        "<html><head><title>登录</title></head><body><form>用户名</form></body></html>",
        "<html></html>",
        "<!DOCTYPE html>",
        "<html><body>版权声明：凡本网注明来源的作品，版权均属于晨州新闻网，未经授权不得转载。</body></html>",
    ],
)
def test_a_page_without_an_article_is_refused(page: str) -> None:
    with pytest.raises(CorpusError, match="网页里没有找到文章正文"):
        read_here(page)


def test_a_page_without_a_title_gets_an_inferred_one() -> None:
    article = read_here(page_of().replace(f"<h1>{TITLE}</h1>", ""))
    assert (article.title_inferred, article.body) == (True, TEXT)


def test_pages_of_odd_shapes_are_refused_or_read(tmp_path: Path) -> None:
    shapes = {
        "deep": "<div>" * 5000 + TEXT,
        "tags": "<b>字</b>" * 70_000,
        "long": TEXT * 30_000,
        "script": "<script>" * 20_000,
        "json": '<script type="application/ld+json">' + "[" * 90_000 + "</script>",
        "entity": '<!DOCTYPE a [<!ENTITY x "&y;&y;"><!ENTITY y "&x;">]><p>&x;</p>',
        "picture": f'<img src="data:image/png;base64,{"A" * 8_000_000}">',
    }
    for name, shape in shapes.items():
        (tmp_path / f"{name}.html").write_text(page_of(below=shape), "utf-8")
    reading = read_articles(tmp_path)
    read = {article.body[: len(BODY[0])] for article in reading.articles}
    assert read == {BODY[0]}
    refused = {problem.path.stem for problem in reading.problems if problem.level == "skipped"}
    assert refused == {"tags", "long"}


def test_dates_and_lines() -> None:
    assert clean_date("2023-08-01T18:30:00Z") == "2023-08-02"
    assert clean_date("1690906500") == "2023-08-02"
    assert clean_date("2023 年 8 月 2 日 10:15") == "2023-08-02"
    assert clean_date("前天") == clean_date("2023-13-40") == ""
    assert is_info_line("2023-08-02 10:15　来源：晨州日报　作者：王小明　字号：大 中 小")
    assert not is_info_line("8月2日，来源：晨州日报的消息说，云溪高新区新开工项目21个。")
