"""The real page of a newspaper, every field of it."""

import os
from collections import Counter
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.page import split_page


def all_fields(article: Article) -> list[str]:
    head = (article.kicker, article.title, article.subtitle, article.column, article.byline)
    return [*head, *article.captions, article.body]


@pytest.mark.shared
def test_the_real_page() -> None:
    shared = os.environ.get("ZONE_ASSISTANT_SHARED")
    if not shared:
        pytest.skip("ZONE_ASSISTANT_SHARED is not set: the real page was NOT checked")
    text = Path(shared, "pages/kexue-daobao-2025-11.txt").read_text("utf-8")
    articles, dropped = split_page(text)
    fields = [(one.column, one.kicker, one.title, one.subtitle, one.byline) for one in articles]
    assert fields == [
        (
            "科技自立自强",
            "",
            "培育新动能 激发新活力",
            "——“十四五”时期阳泉市开发区建设工作综述",
            "吴珊 郝增",
        ),
        ("", "太原半导体生态科技港", "建设新高地 抢筑“芯”赛道", "", "司勇"),
        ("", "风陵渡经济开发区", "为重点项目落地赋能加力", "", "雷登攀 张伦"),
        (
            "创新故事",
            "文水经济开发区着力构建“一区四园”产业格局,加速推进五大基地建设——",
            "以链聚势 以智赋能",
            "",
            "",
        ),
    ]
    assert {article.source for article in articles} == {"科学导报"}
    assert [article.cut_off for article in articles] == [False, False, False, True]
    jumps = [(article.jumps_to, article.jumps_from) for article in articles]
    assert jumps == [("", ""), ("", ""), ("", ""), ("A2", "")]
    assert [article.captions for article in articles[:3]] == [(), (), ()]
    ends = [(article.body[:6], article.body[-7:]) for article in articles]
    assert ends == [
        ("开发区作为转", "开发区力量”。"),
        ("科学导报讯 ", "业的发展后劲。"),
        ("科学导报讯 ", "发展保驾护航。"),
        ("11月10日", "开辟了新路径。"),
    ]
    assert articles[3].captions == ("山西固废资源化利用交通科技园。 孟婷摄",)
    assert [len(article.body.split("\n\n")) for article in articles] == [22, 5, 8, 5]
    assert "项目为王 发展壮大产业集群" in articles[0].body.split("\n\n")
    assert [piece.text for piece in dropped] == ["(下转 A2 版)"]
    for whole in ("全市开发区净增", "能上能下”", "承接261项"):
        assert whole in articles[0].body
    for whole in ("以CFB灰渣、钢渣等工业固废为原料", "进行装载与运送", "这条年产8万立方米"):
        assert whole in articles[3].body
    kept = [piece for article in articles for piece in all_fields(article)]
    kept += [piece.text for piece in dropped]
    assert Counter("".join("".join(kept).split())) == Counter("".join(text.split()))
