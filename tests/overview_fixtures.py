"""Invented zones and projects that questions over all of them can be asked about."""

import re
from dataclasses import asdict
from datetime import date

from assistant.draft import Written
from assistant.question import read_question
from assistant.tables.overview import read_overview
from assistant.tables.overview_table import write_overview
from corpus.article import Article
from corpus.zones import find_zones
from eval.scoring.grounding import is_grounded, is_quoted
from index.overlap import OverlapSearch


def article(doc_id: str, body: str, published: str = "2025-08-10", title: str = "") -> Article:
    """Return an article with the zones that its text names."""
    return Article(doc_id, title, body, published=published, zones=find_zones(f"{title}。{body}"))


ZONES = (
    article(
        "a",
        "青岭经开区规划面积为12平方公里，入驻企业达320家。"
        "今年上半年，青岭经开区规上工业总产值达58亿元。",
    ),
    article(
        "b",
        "白河高新区规划面积为9平方公里，目前有企业150家。"
        "今年上半年，白河高新区规上工业总产值达71亿元。",
    ),
    article(
        "c",
        "红石经开区规划面积为20平方公里。去年，红石经开区规上工业总产值达260亿元。",
        "2025-07-01",
    ),
)
PROJECTS = (
    article("d", "远山电池材料项目位于青岭经开区，总投资30亿元，占地200亩。"),
    article(
        "e",
        "7月2日，蓝湖纸业包装项目在青岭经开区开工。项目总投资8亿元，年产纸箱2亿个。",
        "2025-07-03",
    ),
    article("f", "在白河高新区，总投资15亿元的云顶芯片封测基地正加紧建设。", "2025-06-01"),
    article("g", "红石经开区签约了飞鸿轴承项目，该项目计划总投资50亿元。", "2025-05-01"),
    article("h", "白河高新区今年集中开工12个项目，总投资99亿元。", "2025-04-01"),
)


def overview(question: str, *library: Article) -> Written | None:
    """Answer from the articles, and check every quotation and figure of the answer."""
    asked = read_overview(question)
    assert asked
    articles = {a.doc_id: a for a in library}
    search = OverlapSearch.over(library)
    read = read_question(question, as_of=date(2025, 9, 1))
    table = write_overview(asked, read, search=search, articles=articles)
    if table:
        check(table, articles)
    return table


def check(table: Written, articles: dict[str, Article]) -> None:
    """Assert what must hold of every answer."""
    row = {
        "answer": table.draft.text,
        "citations": [asdict(c) for c in table.draft.citations],
        "derived": [asdict(d) for d in table.draft.derived],
    }
    assert is_quoted(row, {id_: a.body for id_, a in articles.items()})
    assert is_grounded(row)
    cited = {int(n) for n in re.findall(r"\[(\d+)\]", table.draft.text)}
    assert cited == {c.n for c in table.draft.citations}


def cells(table: Written | None) -> list[list[str]]:
    """Return the cells of the rows under the heading, without the citations."""
    assert table
    lines = [line for line in table.draft.text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")][:-1] for line in lines[2:]]
