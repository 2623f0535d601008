import re

import pytest

from assistant.citations import parse_claim
from assistant.draft import Draft
from assistant.finding.ranking import rank_sentences
from assistant.policies.answer import write_policy
from assistant.policies.policy import read_policy
from assistant.question import read_question
from corpus.article import Article
from index.overlap import OverlapSearch

DRONES = Article(
    "drones",
    "青岭支持低空产业",
    "近日，青岭市工业和信息化局等三部门联合印发《青岭市促进低空产业发展若干措施》（以下简称《措施》，青工信规〔2025〕7号），"
    "围绕培育企业、建设场景、引进人才、强化金融等4个方面提出16条措施。"
    "《措施》自2025年6月1日起施行，有效期三年。"
    "在青岭市注册、从事无人机整机或零部件研发制造的企业均可申请《措施》规定的资金。"
    "对新获得适航证的整机企业，给予最高300万元奖励。"
    "对开通固定航线的运营企业，每条航线一次性补贴20万元。"
    "企业登录青岭企服平台提交申请，经初审、公示后拨付。"
    "白河市此前印发的《白河市支持航空产业发展若干政策》提出，给予企业最高900万元补助。",
    source="青岭日报",
    published="2025-05-20",
)
PARKS = Article(
    "parks",
    "白河推出便民新举措",
    "白河市政务服务局9月推出八项便民举措。会议明确如下举措：一是开放周末窗口。二是取消3项证明。"
    "三是设立帮办专员。记者还走访了市民。",
    source="白河晚报",
    published="2025-09-12",
)
LAND = Article(
    "land",
    "白河改革深化",
    "白河高新区的“拿地制+全程办”改革正在深化。今年已有12个项目照此办理。",
    source="白河晚报",
    published="2025-08",
)
ARTICLES = {article.doc_id: article for article in (DRONES, PARKS, LAND)}
SEARCH = OverlapSearch.over(ARTICLES.values())


def ask(text: str) -> Draft | None:
    asked, question = read_policy(text), read_question(text)
    assert asked is not None
    ranked = rank_sentences(
        question, SEARCH.search(text, k=100), articles=ARTICLES, rarity=lambda _: 1.0
    )
    return write_policy(asked, question, ranked)


def answered(text: str) -> Draft:
    draft = ask(text)
    assert draft is not None
    return draft


@pytest.mark.parametrize(
    ("text", "facets"),
    [
        ("《青岭市促进低空产业发展若干措施》什么时候开始执行？", ("from",)),
        ("这个办法的文号是多少？", ("number",)),
        ("若干措施是哪个部门发的？有效期到什么时候？", ("issuer", "until")),
        ("谁能申请这项补贴？", ("who",)),
        ("整机企业最高能拿多少奖励？", ("support",)),
        ("惠企资金怎么申请？", ("steps",)),
        ("22条举措有哪些方面？", ("measures",)),
    ],
)
def test_reads_what_is_asked_of_a_policy(text: str, facets: tuple[str, ...]) -> None:
    asked = read_policy(text)

    assert asked is not None
    assert asked.facets == facets
    assert not asked.whole


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("承诺制+标准地+全代办是什么？", "承诺制+标准地+全代办"),
        ("介绍一下《青岭市促进低空产业发展若干措施》", "青岭市促进低空产业发展若干措施"),
        ("“拿地制”改革是什么？", "拿地制"),
    ],
)
def test_asks_for_the_whole(text: str, name: str) -> None:
    asked = read_policy(text)

    assert asked is not None
    assert asked.whole
    assert asked.name == name


@pytest.mark.parametrize(
    "text",
    [
        "青岭芯片产业园总投资多少？",
        "这家企业获得了什么奖项？",
        "警方采取了什么措施？",
        "《青岭往事》是什么？",
        "行动方案的目标是什么？",
        "若干措施" * 40 + "是什么？",
    ],
)
def test_other_questions_are_not_on_a_policy(text: str) -> None:
    assert read_policy(text) is None


def test_says_all_that_is_said_and_names_what_is_missing() -> None:
    draft = answered("《青岭市促进低空产业发展若干措施》是什么？")

    for line in (
        "**政策名称**：**《青岭市促进低空产业发展若干措施》** [1]",
        "**发布单位**：**青岭市工业和信息化局等三部门** [1]",
        "**文号**：**青工信规〔2025〕7号** [1]",
        "**施行时间**：**自2025年6月1日起施行**",
        "**有效期**：**有效期三年**",
        "**给予最高300万元奖励**",
        "**每条航线一次性补贴20万元**",
        "培育企业、建设场景、引进人才、强化金融等4个方面提出16条措施",
    ):
        assert line in draft.text
    assert "没有写明" not in draft.text


def test_a_narrow_question_is_answered_by_its_own_line() -> None:
    draft = answered("青岭市促进低空产业发展若干措施的有效期是多久？")

    assert draft.text == "**有效期**：《措施》自2025年6月1日起施行，**有效期三年**。 [1]"
    assert draft.short_answer == "有效期三年"


def test_the_aim_of_a_question_chooses_among_the_sums() -> None:
    draft = answered("青岭低空产业若干措施对开通固定航线的企业补贴多少？")

    assert "20万元" in draft.text
    assert "300万元" not in draft.text


def test_never_quotes_another_policy() -> None:
    for text in ("《青岭市促进低空产业发展若干措施》是什么？", "青岭低空产业若干措施有什么奖励？"):
        assert "900万元" not in answered(text).text


def test_lists_run_through_sentences() -> None:
    draft = answered("白河便民举措有哪些？")

    assert draft.text.splitlines()[-3:] == [
        "- **一是开放周末窗口。** [1]",
        "- **二是取消3项证明。** [2]",
        "- **三是设立帮办专员。** [3]",
    ]
    assert "走访" not in draft.text


def test_names_what_is_asked_and_not_said() -> None:
    draft = answered("白河政务服务局的八项便民举措是哪个部门推出的？有效期到什么时候？")

    assert "**白河市政务服务局**" in draft.text
    assert draft.text.endswith("资料里没有写明：有效期。")


def test_a_policy_of_which_little_is_said_is_quoted_as_it_is_named() -> None:
    draft = answered("拿地制+全程办是什么？")

    assert "“**拿地制+全程办**”改革正在深化。 [1]" in draft.text
    assert "资料里没有写明：含义、" in draft.text


def test_a_policy_that_no_article_names_is_left_to_others() -> None:
    assert ask("《南山市育儿补贴管理办法》什么时候施行？") is None


def test_says_nothing_where_the_articles_say_nothing() -> None:
    text = answered("青岭低空产业若干措施怎么退出？有什么罚款政策？奖励给谁").text
    assert "适用对象" in text
    assert "罚款" not in text


def test_a_document_number_that_is_not_given_is_refused() -> None:
    draft = answered("白河市政务服务局八项便民举措的文号是多少？")
    assert draft == Draft("", refused=True)


@pytest.mark.parametrize(
    "text",
    [
        "《青岭市促进低空产业发展若干措施》是什么？",
        "白河便民举措有哪些？",
        "青岭低空产业若干措施谁能申请、怎么申请、能拿多少奖励？",
        "拿地制+全程办是什么？",
    ],
)
def test_every_quotation_is_a_place_and_every_number_is_in_it(text: str) -> None:
    draft = answered(text)

    quotes = {citation.n: citation.quote for citation in draft.citations}
    for citation in draft.citations:
        body = ARTICLES[citation.doc_id].body
        assert body[citation.start : citation.end] == citation.quote
        assert all(citation.start <= a < b <= citation.end for a, b in citation.marks)
    for line in filter(None, draft.text.splitlines()):
        claim = parse_claim(line, known=len(quotes))
        cited = "".join(quotes[n] for n in claim.numbers)
        said = re.sub(r"\{\d+\}|\*\*|^- |^\*\*[^*]+\*\*：", "", claim.text)
        assert claim.numbers or said.startswith("资料里没有写明：")
        said = re.sub(r"（\d{4}年[^）]*）", "", said)  # 今年（2025年）
        assert all(number in cited for number in re.findall(r"\d+", said))
