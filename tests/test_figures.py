import re
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.figures import find_figures, same_figure
from corpus.numbers.amounts import parse_chinese
from corpus.numbers.units import base_unit, per_pattern, unit_pattern

CASES = [
    # text, [(as written, value, unit, qualifier)]
    ("总投资约5亿元", [("约5亿元", "500000000", "元", "约")]),
    ("总投资50000万元", [("50000万元", "500000000", "元", "")]),
    ("占地面积62亩", [("62亩", "62", "亩", "")]),
    ("完成17.26亩用地的出让", [("17.26亩", "17.26", "亩", "")]),
    ("总建筑面积约9.2万平方米", [("约9.2万平方米", "92000", "平方米", "约")]),
    ("单体面积约3700㎡", [("约3700㎡", "3700", "平方米", "约")]),
    ("开复工率83.3%，", [("83.3%", "83.3", "%", "")]),
    ("提高3个百分点", [("3个百分点", "3", "个百分点", "")]),
    ("投资1,250亿元", [("1,250亿元", "125000000000", "元", "")]),
    ("租赁140,355平方米", [("140,355平方米", "140355", "平方米", "")]),
    ("入驻二十家企业", [("二十家", "20", "家", "")]),
    ("园区30余个，", [("30余个", "30", "个", "余")]),
    ("总规模近200亿元", [("近200亿元", "20000000000", "元", "近")]),
    ("年产值不少于6亿元", [("不少于6亿元", "600000000", "元", "不少于")]),
    ("年均增长率13.2%", [("13.2%", "13.2", "%", "")]),
    ("承载10000P的算力", [("10000P", "10000", "P", "")]),
    ("分别为58项、51项", [("58项", "58", "项", ""), ("51项", "51", "项", "")]),
    ("出让6宗1194亩", [("6宗", "6", "宗", ""), ("1194亩", "1194", "亩", "")]),
    ("超过50%固废掺量", [("超过50%", "50", "%", "超过")]),
    ("1栋12层研发楼", [("1栋", "1", "栋", ""), ("12层", "12", "层", "")]),
    ("企业达到5000余家", [("5000余家", "5000", "家", "余")]),
    ("1台1600kVA变压器", [("1台", "1", "台", ""), ("1600kVA", "1600", "kVA", "")]),
    ("年产8万立方米", [("8万立方米", "80000", "立方米", "")]),
    ("年产5万吨锂电材料", [("5万吨", "50000", "吨", "")]),
    ("生产车间两座、仓库1间", [("两座", "2", "座", ""), ("1间", "1", "间", "")]),
    ("引进80余名研究生", [("80余名", "80", "名", "余")]),
    ("市级事项3735项", [("3735项", "3735", "项", "")]),
    ("投资１２．５亿元", [("１２．５亿元", "1250000000", "元", "")]),
    ("投资１，２５０亿元", [("１，２５０亿元", "125000000000", "元", "")]),
    ("三亿五千万元", [("三亿五千万元", "350000000", "元", "")]),
    ("三点五亿元", [("三点五亿元", "350000000", "元", "")]),
    ("3亿5000万元", [("3亿5000万元", "350000000", "元", "")]),
    ("装机三十万千瓦", [("三十万千瓦", "300000", "千瓦", "")]),
    ("装机30兆瓦", [("30兆瓦", "30000", "千瓦", "")]),
    ("电量3亿千瓦时", [("3亿千瓦时", "300000000", "千瓦时", "")]),
    ("占全市三成以上。", [("三成以上", "30", "%", "以上")]),
    ("百分之三点五", [("百分之三点五", "3.5", "%", "")]),
    ("约占四分之一", [("四分之一", "25", "%", "")]),
    ("上百家企业", [("上百家", "100", "家", "上")]),
    ("近百亿元", [("近百亿元", "10000000000", "元", "近")]),
    ("百余家企业", [("百余家", "100", "家", "余")]),
    ("营收超过了1700亿，", [("超过了1700亿", "170000000000", "", "超过了")]),
    ("综合指数为1.06，", [("1.06", "1.06", "", "")]),
    ("浓度为7μg/m3", [("7μg/m3", "7E-12", "吨/立方米", "")]),
    ("均价93.09元/股", [("93.09元/股", "93.09", "元/股", "")]),
    ("2万吨/年产线", [("2万吨/年", "20000", "吨/年", "")]),
    ("全长41.25公里", [("41.25公里", "41250", "米", "")]),
    ("面积12平方公里", [("12平方公里", "12000000", "平方米", "")]),
    ("面积3公顷", [("3公顷", "30000", "平方米", "")]),
    ("实现GDP58.3亿元", [("58.3亿元", "5830000000", "元", "")]),
    ("约合9.5亿美元", [("9.5亿美元", "950000000", "美元", "")]),
    ("参展 320 位", [("320 位", "320", "位", "")]),
    ("共20多项措施", [("20多项", "20", "项", "多")]),
    ("签约20亿元", [("20亿元", "2000000000", "元", "")]),
    ("资金600多万元人民币", [("600多万元人民币", "6000000", "元", "多")]),
    ("增长2.9倍", [("2.9倍", "2.9", "倍", "")]),
    ("用工500人左右", [("500人左右", "500", "人", "左右")]),
    ("统一五个标准", [("五个", "5", "个", "")]),
    ("逾3亿元", [("逾3亿元", "300000000", "元", "逾")]),
    ("不低于5亿元的基金", [("不低于5亿元", "500000000", "元", "不低于")]),
    ("成立10余年来", [("10余年", "10", "年", "余")]),
    ("两个百分点", [("两个百分点", "2", "个百分点", "")]),
    ("12个小时", [("12个小时", "12", "小时", "")]),
    ("176万余人次", [("176万余人次", "1760000", "人次", "余")]),
    ("讲解员6名优秀", [("6名", "6", "名", "")]),
]

NOT_QUANTITIES = [
    "2025年", "2020年至2024年", "2020至2024年", "二〇二五年", "今年1至9月", "1-6月份",
    "11月10日", "8 月 16 日", "2026年四季度", "“十四五”时期", "5月下旬", "近3年来",
    "17时48分", "9:00", "CFB3灰渣", "2-氯-5-氯甲基吡啶", "“1+11”", "“2+1”产业",
    "“三个一批”", "“三化三制”", "“四上”企业", "A2版", "3D打印", "第三代半导体", "第二批",
    "第12届", "“一区四园”", "5G基站", "一个窗口", "进一步", "统一管理", "一家集研发于一体",
    "一是", "千家万户", "百家争鸣", "上万事如意", "两位数增长", "90年代", "2023人工智能大会",
    "11号线", "108国道", "〔2023〕59号", "PM2.5", "数十家", "三元锂电池", "红十字会",
    "三门峡", "五位一体", "CMRC2018", "2023-08-16", "0371-966", "两个确立", "二期工程",
]  # fmt: skip


def rows(text: str) -> list[tuple[str, str, str, str]]:
    return [(f.text, f"{f.value.normalize():f}", f.unit, f.qualifier) for f in find_figures(text)]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_reads_quantities(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    wanted = [(t, f"{Decimal(v).normalize():f}", u, q) for t, v, u, q in expected]
    assert rows(text) == wanted


@pytest.mark.parametrize("text", NOT_QUANTITIES)
def test_names_and_dates_are_not_quantities(text: str) -> None:
    assert rows(text) == []
    assert rows(f"其中{text}，") == []


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("10-20亿元", "1000000000", "2000000000", "元"),
        ("3至5年", "3", "5", "年"),
        ("5000万-1亿元", "50000000", "100000000", "元"),
        ("20～40毫米", "0.02", "0.04", "米"),
    ],
)
def test_a_range_keeps_both_ends(text: str, low: str, high: str, unit: str) -> None:
    (figure,) = find_figures(text)
    assert (figure.value, figure.upper) == (Decimal(low), Decimal(high))
    assert (figure.text, figure.unit) == (text, unit)


def test_the_core_leaves_the_qualifier_out() -> None:
    (figure,) = find_figures("项目总投资约5亿元以上，")
    text = "项目总投资约5亿元以上，"
    assert text[figure.start : figure.end] == "约5亿元以上"
    assert text[figure.core_start : figure.core_end] == "5亿元"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("5亿元", "50000万元", True),
        ("约5亿元", "5亿元", True),
        ("1,250亿元", "1250亿元", True),
        ("三成", "30%", True),
        ("100公顷", "1平方公里", True),
        ("80余名", "80人", True),
        ("16个", "16项", True),
        ("1700亿", "1700亿元", True),
        ("５亿元", "5亿元", True),
        ("5亿元", "5万元", False),
        ("5亿元", "5亿美元", False),
        ("58项", "51项", False),
        ("62亩", "62平方米", False),
        ("3%", "3个百分点", False),
        ("10人", "10人次", False),
        ("10-20亿元", "10亿元", False),
    ],
)
def test_compares_across_spellings(a: str, b: str, same: bool) -> None:
    left, right = (find_figures(f"{text}，")[0] for text in (a, b))
    assert same_figure(left, right) is same
    assert same_figure(right, left) is same


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("两百零五", 205),
        ("一千五百", 1500),
        ("一万亿", 10**12),
        ("二三", None),
        ("两万五", 25_000),
        ("两万零五", 20_005),
        ("三百二", 320),
        ("一千零二", 1002),
        ("零五", 5),
        ("万", 10_000),
        ("一百一百", None),
        ("十百", None),
        ("零", 0),
        ("一百百", None),
        ("二三点五", None),
        ("一万三千亿", 13 * 10**11),
        ("一亿三千万", 13 * 10**7),
        ("一百零五万零三十", 1_050_030),
    ],
)
def test_parses_chinese_numerals(text: str, value: int | None) -> None:
    assert parse_chinese(text) == value


def test_folds_units() -> None:
    assert [base_unit(u) for u in ("万元", "公顷", "名", "千瓦", "百分点", "朵", "光年")] == [
        "元", "平方米", "名", "千瓦", "个百分点", "朵", "光年",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "after_digits", "unit"),
    [
        ("平方公里内", False, "平方公里"),
        ("米，", False, "米"),
        ("m，", False, "m"),
        ("max", False, None),
        ("m2", False, "m2"),
        ("米A", False, "米"),
        ("元，", False, "元"),
        ("元素", False, None),
        ("县，", False, None),
        ("县，", True, "县"),
        ("县级", True, None),
        ("台(套)", False, "台(套)"),
        ("东", True, None),
    ],
)
def test_which_unit_text_begins_with(text: str, after_digits: bool, unit: str | None) -> None:
    found = re.match(unit_pattern(after_digits=after_digits), text)
    assert (found and found[0]) == unit


@pytest.mark.parametrize(
    ("text", "per"),
    [("/平方米", "/平方米"), ("/平", "/平"), ("/d，", "/d"), ("/day", None), ("年", None)],
)
def test_what_a_unit_is_counted_per(text: str, per: str | None) -> None:
    found = re.match(per_pattern(), text)
    assert (found and found[0]) == per


@given(
    st.text(
        alphabet="0123456789.,，%-~+第约近余多以上一二两三十百千万亿点分之元年月日个家“”至 A５．"
    )
)
def test_spans_never_overlap_and_lie_inside(text: str) -> None:
    end = 0
    for figure in find_figures(text):
        assert end <= figure.start <= figure.core_start < figure.core_end <= figure.end <= len(text)
        assert figure.text == text[figure.start : figure.end]
        end = figure.end


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for figure in find_figures(text):
        assert figure.value.is_finite()


def test_a_third_of_a_million_characters_takes_a_second() -> None:
    text = "项目总投资约5亿元，占地62亩，2025年11月10日全面开工建设，带动就业一千余人。" * 10_000
    started = time.process_time()
    assert len(find_figures(text)) == 3 * 10_000
    assert time.process_time() - started < 8  # measured: 0.7 s; the machine may be shared
