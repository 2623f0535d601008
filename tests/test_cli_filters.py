"""Filters on the command line: what they leave out, what is wrong with them."""

from pathlib import Path

import pytest

from tests.cli_driver import BATTERY, run_cli
from tests.index_fixtures import is_one_sentence

pytest_plugins = ["tests.cli_fixtures"]


@pytest.mark.slow
def test_an_answer_under_filters_has_the_same_fields(built: Path) -> None:
    plain = run_cli("ask", BATTERY, "--json", cwd=built, index_dir="index").json
    words = ("--zone", "北河经开区", "--zone", "云溪高新技术产业开发区", "--source", "《晨州日报》")
    days = ("--since", "2025-11", "--until", "2025")
    limited = run_cli("ask", BATTERY, "--json", *words, *days, cwd=built, index_dir="index").json
    assert limited.keys() == plain.keys()
    assert limited["frame"].keys() == plain["frame"].keys()
    assert [c["doc_id"] for c in limited["citations"]] == ["yunxi-battery"]
    assert limited["answer"] == plain["answer"]


def test_a_refusal_says_what_was_looked_at(built: Path) -> None:
    ran = run_cli("ask", BATTERY, "--until", "2025-10", cwd=built, index_dir="index")
    assert ran.code == 0
    assert ran.out.splitlines()[:2] == ["资料里没有找到答案。", "只查了符合筛选条件的9篇文章。"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--zone", "云西高新区"), "没有文章提到开发区“云西高新区”，相近的有：云溪高新区"),
        (("--source", "晨州日报"), "没有文章的来源是“晨州日报”，相近的有：《晨州日报》"),
        (("--since", "2025-13"), "“2025-13”"),
        (("--since", "2025-11", "--until", "2024"), "2025-11 晚于"),
    ],
)
def test_a_wrong_filter_is_one_sentence(built: Path, words: tuple[str, ...], says: str) -> None:
    ran = run_cli("ask", BATTERY, *words, cwd=built, index_dir="index")
    assert says in ran.sentence
    assert is_one_sentence(ran.sentence)
