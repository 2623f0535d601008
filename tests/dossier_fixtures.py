"""Invented articles about one zone, in two papers, with another zone beside it."""

from dataclasses import replace

from corpus.article import Article
from corpus.zones import article_zones

ZONE, OTHER = "青岭经开区", "白河高新区"
PROJECT = "星河储能电池项目"


def told(doc_id: str, title: str, body: str, *, source: str, published: str) -> Article:
    """Return an article with its zones, as the index keeps it."""
    article = Article(doc_id, title, body, source=source, published=published)
    return replace(article, zones=article_zones(title, body))


FIRST = told(
    "first",
    "青岭经开区星河储能电池项目开工",
    "星河储能电池项目位于青岭经开区，总投资30亿元，占地200亩。星河储能电池项目今年3月开工，"
    "预计2025年6月建成投产。\n"
    "2023年，青岭经开区工业总产值达到120亿元。",
    source="山城日报",
    published="2024-05-10",
)
SECOND = told(
    "second",
    "青岭经开区重点项目扫描",
    "记者在青岭经开区看到，各项工作有序推进。星河储能电池项目位于青岭经开区，总投资28亿元。\n"
    "去年，青岭经开区出口额2.5亿元。青岭经开区5月20日印发《青岭经开区招商引资奖励办法》，"
    "自2024年7月1日起施行。",
    source="江城晚报",
    published="2024-06-01",
)
BESIDE = told(
    "beside",
    "两区企业数量公布",
    "截至目前，青岭经济技术开发区入驻企业134家，白河高新区入驻企业217家。"
    "白河高新区的云峰轴承项目总投资9亿元。白河高新区4月2日成立。",
    source="江城晚报",
    published="2024-06-03",
)
ARTICLES = {article.doc_id: article for article in (FIRST, SECOND, BESIDE)}
