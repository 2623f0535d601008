"""Mistyped names are mended, and nothing else is touched."""

import pytest

from assistant.asking.known import Known, know, nothing_known
from assistant.asking.scope import not_mentioned, outside
from assistant.asking.script import half_width
from assistant.asking.sounds import sound_alike
from assistant.asking.spelling import Change, Mended, mend, understood_names
from corpus.article import Article

CHIPS = Article(
    "chips",
    "青岭半导体生态科技港年内封顶",
    "青岭经开区的青岭半导体生态科技港由远山联盟产业运营发展有限公司投资建设，总投资约5亿元。"
    "同在园区的“星桥量子中心”去年开工，梅岭渡经开区的气流纺织项目用地17.26亩。",
    zones=("青岭经开区", "梅岭渡经开区"),
)
OTHERS = Article(
    "others",
    "白河高新区和云水高新区获得赋权",
    "白河高新区和云水高新区分别获得赋权58项和51项，明川开发区没有公布。",
    zones=("白河高新区", "云水高新区", "明川开发区"),
)


PARK = "青岭半导体生态科技港"
FIRM = "远山联盟产业运营发展有限公司"


@pytest.fixture(scope="module")
def known() -> Known:
    return know([CHIPS, OTHERS])


@pytest.fixture(scope="module")
def nothing() -> Known:
    return nothing_known()


@pytest.mark.parametrize(
    ("typed", "meant", "name"),
    [
        ("青岭半导休生态科技港总投资多少？", f"{PARK}总投资多少？", PARK),
        ("青岭半导体生太科技港", PARK, PARK),
        ("青岭半导导体生态科技港呢", f"{PARK}呢", PARK),
        ("青岭半导生态科技港占地多少亩", f"{PARK}占地多少亩", PARK),
        ("媒岭渡的项目", "梅岭渡的项目", "梅岭渡"),
        ("请问梅凌渡经开区有几家企业", "请问梅岭渡经开区有几家企业", "梅岭渡经开区"),
        ("白河高薪区有几项", "白河高新区有几项", "白河高新区"),
        ("白河径开区和云水高新去", "白河径开区和云水高新区", "云水高新区"),
        ("青岭开区投资多少", "青岭经开区投资多少", "青岭经开区"),
        ("青岭青岭经经开区", "青岭青岭经开区", "青岭经开区"),
        ("云水高高新区", "云水高新区", "云水高新区"),
        ("匀水高新区赋权几项", "云水高新区赋权几项", "云水高新区"),
        ("远山联萌产业运营发展有限公司", FIRM, FIRM),
    ],
)  # fmt: skip
def test_one_mistyped_character_of_a_known_name(
    known: Known, typed: str, meant: str, name: str
) -> None:
    mended = mend(typed, known)
    assert mended.text == meant
    assert [change.meant for change in mended.changes] == [name]
    assert all(change.typed in typed for change in mended.changes)


@pytest.mark.parametrize(
    "text",
    [
        "青岭半导体生态科技港总投资多少？",
        "青岭半导体科技港总投资多少？",  # two characters are missing
        "白山高新区有多少家企业？",  # another place
        "云天高新区赋权几项？",
        "太原高新区有多少家企业？",
        "大同经开区投了多少亿？",
        "白河高新区58项和59项是什么？",
        "星桥量子二中心何时开工？",
        "2025年青岭经开区引进项目多少个？",
        "远山联盟投资了多少？",
        "产业园园区有多大？",
        "谢谢，慢慢说",
        "",
        "😀高新区",
        "多少？\n多少？",
    ],
)
def test_what_is_no_typo_stays(known: Known, text: str) -> None:
    assert mend(text, known) == Mended(text)


def test_two_names_in_one_question(known: Known) -> None:
    mended = mend("青岭经开去和白河高薪区哪个大？", known)
    assert mended.text == "青岭经开区和白河高新区哪个大？"
    first, second = mended.changes
    said = f"“{first.typed}”指“青岭经开区”"
    assert understood_names(mended.changes) == f"{said}；“{second.typed}”指“白河高新区”"
    assert understood_names(mended.changes[:1], "今年指2025年") == f"{said}；今年指2025年"
    assert understood_names((), "今年指2025年") == "今年指2025年"
    assert understood_names(()) is None


def test_a_name_that_may_be_two_is_left(known: Known) -> None:
    both = know([CHIPS, OTHERS, Article("more", "", "白江高新区", zones=("白江高新区",))])
    assert mend("白禾高新区有几家", known).text == "白河高新区有几家"
    assert mend("白㓁高新区有几家", both).changes == ()


def test_another_script_is_no_change_of_name(known: Known) -> None:
    mended = mend("青嶺半導體生態科技港總投資５億元嗎？", known)
    assert (mended.text, mended.changes) == ("青岭半导体生态科技港总投资5亿元吗？", ())
    assert half_width("ＡＢ－１２％，？") == "AB-12%，？"


def test_traditional_articles_keep_the_question_as_it_is() -> None:
    old = know(
        [Article("old", "", "青嶺經開區的半導體產業園總投資約5億元。", zones=("青嶺經開區",))]
    )
    assert old.traditional
    assert mend("產業園總投資多少？", old).text == "產業園總投資多少？"


def test_no_articles_know_nothing(nothing: Known) -> None:
    assert mend("青岭经开去", nothing).changes == ()
    assert outside("青岭经开区有几家？", nothing) is None


def test_the_change_names_what_was_typed(known: Known) -> None:
    assert mend("白河高薪区", known).changes == (Change("白河高薪区", "白河高新区"),)


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("风", "峰", True),
        ("区", "去", True),
        ("座", "坐", True),
        ("体", "休", False),
        ("亳", "博", False),  # the rarer characters are not listed by sound
        ("a", "a", False),
    ],
)
def test_sounds(a: str, b: str, alike: bool) -> None:
    assert sound_alike(a, b) is alike


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("晋城经开区总投资多少？", "晋城经开区"),
        ("青岭经济技术开发区总投资多少？", None),
        ("青岭开发区总投资多少？", None),
        ("请问鑫瑞诺科技有限公司在哪？", "鑫瑞诺科技有限公司"),
        ("远山联盟产业运营发展有限公司投了多少？", None),
        ("“玄鸟计划”投资多少？", "玄鸟计划"),
        ("“星桥量子”政策有哪些？", None),
        ("高新区有多少家企业？", None),
        ("投资方是哪家集团？", None),
        ("总投资多少？", None),
    ],
)
def test_a_name_that_no_article_mentions(known: Known, text: str, name: str | None) -> None:
    assert outside(text, known) == name
    assert name is None or name in not_mentioned(name)
