"""Three small articles of our own, and an assistant that reads them without an index."""

from assistant.answer import Assistant, Sources
from corpus.article import Article
from corpus.zones import find_zones
from index.overlap import OverlapSearch

PARK = Article(
    "park",
    "青岭芯片产业园年内封顶",
    "青岭经开区的芯片产业园由远山科技有限公司投资建设，总投资约5亿元，占地面积62亩。"
    "项目去年年底签约，2026年四季度竣工验收。\n\n园区达产后年产值不少于6亿元。",
    source="青岭日报",
    published="2025-11",
)
TEXTILE = Article(
    "textile",
    "白河纺织项目落地",
    "白河高新区的气流纺织项目总投资7000万元，用地17.26亩，规划年产能5000吨。",
    source="白河晚报",
    published="2025-10-08",
)
RIGHTS = Article(
    "rights",
    "两个开发区获得赋权",
    "县级事项方面，青岭经开区和白河高新区分别获得赋权58项和51项。原文写着*星号*和[3]。",
    source="省报",
    published="2025",
)
LIBRARY = {
    article.doc_id: article
    for article in (
        Article.from_row(a.to_row() | {"zones": find_zones(f"{a.title}。{a.body}")})
        for a in (PARK, TEXTILE, RIGHTS)
    )
}


def assistant() -> Assistant:
    """Return an assistant over LIBRARY that searches by overlap."""
    return Assistant(Sources(OverlapSearch.over(LIBRARY.values()), LIBRARY, rarity=lambda _: 1.0))
