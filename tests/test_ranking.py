"""Which article a sentence is of: the name that a question's rarest words are."""

from assistant.finding.ranking import Ranked, rank_sentences
from assistant.question import read_question
from corpus.article import Article
from index.lexical import bigrams
from index.overlap import OverlapSearch

OTHER = "青石股份公告称，以集中竞价方式实施股份回购，回购股份数量373万股。"
OWN = "格隆汇讯，白鹭集团斥资1260万元回购24万股股份，用于员工持股。"
QUESTION = "白鹭集团股份回购的回购股份数量是多少？"


def ranked(question: str, *bodies: str) -> list[Ranked]:
    """Rank sentences of one article each; a bigram is rarer the fewer hold it."""
    articles = {f"a{n}": Article(f"a{n}", "", body) for n, body in enumerate(bodies)}
    hits = OverlapSearch.over(articles.values()).search(question, k=20)

    def rarity(token: str) -> float:
        return 6.0 / (1 + sum(token in bigrams(body) for body in bodies))

    return rank_sentences(read_question(question), hits, articles=articles, rarity=rarity)


def test_the_article_that_holds_the_name_comes_first() -> None:
    others = [OTHER, OTHER.replace("青石", "红枫").replace("373", "88")]
    best, *rest = ranked(QUESTION, *others, OWN)
    assert best.evidence.text == OWN
    assert best.features.named == 1.0
    assert all(r.features.named < best.features.named for r in rest)
    assert rest[0].features.passage > best.features.passage, "the search prefers another"


def test_a_name_that_no_article_holds_favours_none() -> None:
    found = ranked("黑水实业股份回购的回购股份数量是多少？", OTHER, OWN)
    assert found[0].evidence.text == OTHER


def test_a_question_without_a_name() -> None:
    assert [r.features.named for r in ranked("多少？", OTHER)] == [0.0]
    assert ranked(QUESTION) == []
