import pytest

from assistant.framing.about import read_subject
from assistant.framing.attributes import attributes_of
from assistant.framing.nearby import nearby_lines
from assistant.question import read_question
from corpus.article import Article
from corpus.zones import find_zones
from index.overlap import OverlapSearch

BODIES = {
    "park": "青岭经开区芯片产业园由远山科技有限公司投资建设，总投资约5亿元，占地面积62亩。"
    "项目预计2026年6月竣工。",
    "zone": "青岭经开区2024年完成税收3.2亿元。全区现有规上企业58家。"
    "青岭经开区的纺织项目总投资2亿元。",
    "other": "白河高新区去年税收1.8亿元，比南山高新区多。",
    "far": "云溪新区的菜市场开业，市民说菜价实惠。",
}
ARTICLES = {
    doc_id: Article(doc_id, "", body, published="2025-11", zones=find_zones(body))
    for doc_id, body in BODIES.items()
}
SEARCH = OverlapSearch.over(ARTICLES.values())


def lines(question: str) -> tuple[str, ...]:
    return nearby_lines(read_question(question), SEARCH.search(question, k=20), ARTICLES)


def test_a_project_s_other_facts_are_offered_by_their_labels() -> None:
    said = "关于青岭经开区芯片产业园，资料里有：总投资、占地面积、竣工时间、建设单位。"
    assert lines("青岭经开区芯片产业园有多少员工？") == (said,)
    assert lines("青岭芯片产业园有多少员工？") == (said.replace("经开区", ""),)
    assert lines("白河芯片产业园有多少员工？") != (said.replace("青岭经开区", "白河"),)


def test_a_zone_s_facts_leave_out_what_was_asked_and_what_others_have() -> None:
    (facts,) = lines("青岭经开区的森林覆盖率是多少？")
    assert facts == "关于青岭经开区，资料里有：项目投资、企业数量、税收。"
    asked, others = lines("青岭经开区的税收是多少？")
    assert asked == "关于青岭经开区，资料里有：项目投资、企业数量。"
    assert others == "有税收的还有：白河高新区。"


def test_what_there_is_of_another_time_is_called_so() -> None:
    assert "税收（其他时间）" in lines("青岭经开区2019年的税收是多少？")[0]


def test_a_zone_that_no_article_names_is_said_to_be_unknown() -> None:
    assert lines("红石经开区有多少所小学？") == ("资料里没有提到“红石经开区”。",)
    assert lines("云溪新区有多少所小学？") == ("资料里提到云溪新区，没有所问的内容。",)


def test_no_line_holds_a_figure() -> None:
    for question in ("青岭经开区芯片产业园有多少员工？", "青岭经开区的税收是多少？"):
        assert not any(char.isdigit() for line in lines(question) for char in line)


def test_a_question_without_a_subject_gets_the_zones_that_have_it() -> None:
    assert lines("哪里的税收最高？") == ("有税收的开发区：青岭经开区、白河高新区。",)
    assert lines("今天天气怎么样？") == ()


@pytest.mark.parametrize(
    ("question", "name", "own"),
    [
        ("青岭经开区有多少员工？", "青岭经开区", "青岭经开区"),
        ("2024年青岭经开区的外资企业有多少家？", "青岭经开区", "青岭经开区"),
        ("远山科技在青岭经开区的封测项目什么时候竣工？", "远山科技在青岭经开区的封测项目", ""),
        ("青岭经开区芯片产业园什么时候竣工？", "青岭经开区芯片产业园", "芯片产业园"),
    ],
)
def test_the_subject_of_a_question(question: str, name: str, own: str) -> None:
    subject = read_subject(question, find_zones(question))
    assert subject is not None
    assert (subject.name, subject.own) == (name, own)


def test_a_question_about_nothing_named_has_no_subject() -> None:
    assert read_subject("今天天气怎么样？", ()) is None


@pytest.mark.parametrize(
    ("sentence", "labels"),
    [
        ("项目总投资约5亿元，占地62亩", ["总投资", "占地面积"]),
        ("项目总投资较大，占地广", []),  # no value
        ("项目总投资中，设备占比30%", []),  # not money
        ("预计2026年6月竣工", ["竣工时间"]),
        ("近日竣工", []),  # when?
        ("现有入驻企业58家", ["企业数量"]),
        ("近百余家企业参加培训", []),
        ("带动就业300人", ["就业"]),
        ("税收同比增长12%", ["增速"]),
        ("普查小区数量同比增长12%", []),
        ("累计引进79家企业参加大赛", []),
        ("出台《青岭市促进中小企业发展的若干措施》", ["政策文件"]),
        ("按照《青岭市促进中小企业发展的若干措施》办理", []),
    ],
)
def test_an_attribute_needs_its_value(sentence: str, labels: list[str]) -> None:
    assert [attribute.label for attribute, _ in attributes_of(sentence)] == labels
