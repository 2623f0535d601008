"""Any number, in any spelling, reads back to its value."""

import time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.figures import Figure, find_figures


def only(text: str) -> Figure:
    (figure,) = find_figures(text)
    return figure


ALPHABET = (
    "12,，.．-—~/至到从 一二十百千万亿零点半余多个元%家年月日近约超过上不少于足高低突破逾"
    "之左右以第“”Ａ：×￥"
)
_DIGITS = "零一二三四五六七八九"


def in_characters(number: int) -> str:
    """Write 0 < number < 10000 in Chinese numerals."""
    words, zero = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            words += ("零" if zero and words else "") + _DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return words


def sections(number: int) -> str:
    """Write 0 < number < 10**12 in Chinese numerals, section by section."""
    words, gap = "", False
    for place, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, place)
        if part:
            words += ("零" if words and (part < 1000 or gap) else "") + in_characters(part) + name
        gap = not part
    return words


@given(st.integers(min_value=2, max_value=10**12 - 1))
@example(205)
@example(100_030_000)
def test_any_whole_number_reads_back_from_every_spelling(number: int) -> None:
    wide = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    spellings = [f"{number}元", f"{number:,}元", f"{wide}元", f"{number:,}元".replace(",", "，")]
    if number > 9:
        spellings.append(f"{sections(number)}元")
    for text in spellings:
        figure = only(f"共{text}。")
        assert (figure.value, figure.unit, figure.text) == (Decimal(number), "元", text)


@given(
    st.decimals(min_value="0.01", max_value="9999.99", places=2),
    st.sampled_from([("", 0), ("百", 2), ("万", 4), ("千万", 7), ("亿", 8), ("万亿", 12)]),
    st.sampled_from(["约", "超", "近", "不少于", ""]),
)
def test_any_decimal_reads_back(value: Decimal, power: tuple[str, int], qualifier: str) -> None:
    wide = f"{value}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    for number in (f"{value}", f"{value:f}", f"{value:,}", wide):
        figure = only(f"规模{qualifier}{number}{power[0]}元。")
        assert (figure.value, figure.unit) == (value * 10 ** power[1], "元")
        assert (figure.qualifier, figure.upper) == (qualifier, None)


@given(st.decimals(min_value="1.1", max_value="99.9", places=1).filter(lambda d: d % 1))
def test_any_decimal_in_characters_reads_back(value: Decimal) -> None:
    whole, tail = str(value).split(".")
    figure = only(f"占百分之{in_characters(int(whole))}点{_DIGITS[int(tail)]}。")
    assert (figure.value, figure.unit) == (value, "%")


@given(st.text(alphabet=ALPHABET, max_size=80))
@example("3多于1/3")
def test_figures_are_in_order_and_cut_out_of_the_text(text: str) -> None:
    end = 0
    for figure in find_figures(text):
        assert end <= figure.start <= figure.core_start < figure.core_end <= figure.end
        assert text[figure.start : figure.end] == figure.text
        assert figure.value.is_finite()
        assert figure.upper is None or figure.upper > figure.value
        end = figure.end


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1.",
        "1,111",
        "1 111 ",
        "1-",
        "一",
        "十百千万亿",
        "三至",
        "1.5、",
        "“",
        "三分之",
        "亿元",
    ],
)
def test_long_runs_take_linear_time(unit: str) -> None:
    def seconds(times: int) -> float:
        started = time.process_time()
        find_figures(unit * times)
        return time.process_time() - started

    assert seconds(10_000) < 3  # measured: at most 0.2 s; quadratic reading takes minutes
