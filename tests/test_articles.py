"""The sample articles: front matter, and figures and sentences against their originals."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.readers import read_articles

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "corpus" / "articles"
PAGE_PREFIX = "kxdb-2025-11-"
LONGEST_COMMON_RUN = 15  # characters, without white space and punctuation
# Proper names and set terms that are longer than the run and cannot be put otherwise.
LONG_NAMES = (
    "博通联盟（山西）产业运营发展有限公司",
    "年产5万吨锂电负极材料一体化项目",
    "年产1000吨2-氯-5-氯甲基吡啶项目",
)
# Each brief that is not from the page, and the original that it was written from.
ORIGINALS = {
    "henandaily-2023-08-15-xinyang-wanhua": "zone00023",
    "cnhubei-2023-08-03-chibi-carbonauten": "zone01213",
    "hubeidaily-2023-08-17-yichang-pha": "zone01307",
    "hubeidaily-2023-08-18-yunmeng-industry": "zone01314",
    "hubeidaily-2023-08-19-mengshi-park": "zone01324",
    "cnr-2023-08-08-yanji-construction-waste": "zone01353",
    "chinanews-2023-08-17-nanchang-nev": "zone01703",
    "eastday-2023-07-20-zhangjiang-cement": "zone00179",
    "cyol-2023-08-09-wuwei-liangzhou": "zone00429",
    "chinanews-2023-08-17-kashi-signing": "zone00022",
    "hubeidaily-2023-08-03-yichang-idle-land": "zone01227",
    "hubeidaily-2023-08-10-luotian-mianshen": "zone01266",
    "chinanews-2023-07-31-yangtze-delta-gaoxinqu": "zone00294",
    "chinanews-2023-07-25-chongqing-ftz": "zone00381",
    "chinanews-2023-07-28-anhui-ftz": "zone00586",
    "chinanews-2023-08-02-hainan-parks": "zone00855",
    "chinanews-2023-08-11-guangxi-trade": "zone01491",
    "cnr-2023-08-09-hainan-trade": "zone01476",
    "xinhua-2023-08-07-hainan-fdi": "zone01482",
    "hubeidaily-2023-08-16-optics-valley": "zone01594",
    "cnhubei-2023-08-14-wuhan-jingkai-auto": "zone01291",
    "sznews-2023-08-17-pingshan": "zone00135",
    "chinanews-2023-08-16-baotou-rare-earth": "zone01668",
    "bjdaily-2023-08-17-daxing": "zone00157",
    "chinanews-2023-08-04-hainan-processing": "zone00317",
    "cctv-2023-08-16-bonded-zones": "zone00335",
    "chinanews-2023-08-16-changchun-tech": "zone01670",
    "chinanews-2023-07-25-changzhou-contest": "zone00346",
    "chinanews-2023-08-15-guangzhou-storage": "zone01632",
    "shaanxidaily-2023-08-16-konggang-ecommerce": "zone01593",
    "people-2023-08-14-shanghai-ftz": "zone00371",
}

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?[余多]?(?:[%A-Za-z]+|[亿万千美欧元平方立米吨亩户家名项个件人栋层座台条宗支间年月]*)"
)
_FIGURE_OF_ROW = re.compile(r"\d+(?:\.\d+)?(?:%|[亿万千美欧元吨亩辆户]+)?")


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _runs(text: str) -> Iterator[str]:
    for name in LONG_NAMES:
        text = text.replace(name, "\0")
    size = LONGEST_COMMON_RUN + 1
    for part in text.split("\0"):
        squeezed = _squeeze(part)
        yield from (squeezed[i : i + size] for i in range(len(squeezed) - size + 1))


READING = read_articles(ARTICLES)
BRIEFS = {brief.doc_id: brief for brief in READING.articles}


@pytest.fixture(scope="module")
def shared() -> Path:
    folder = os.environ.get("ZONE_ASSISTANT_SHARED")
    if not folder:
        pytest.skip("ZONE_ASSISTANT_SHARED IS NOT SET: the briefs are not held against originals")
    return Path(folder)


@pytest.fixture(scope="module")
def page(shared: Path) -> str:
    return (shared / "pages" / "kexue-daobao-2025-11.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(shared: Path) -> dict[str, dict[str, Any]]:
    text = (shared / "sets" / "zone_news_corpus" / "corpus.jsonl").read_text(encoding="utf-8")
    found = [json.loads(line) for line in text.split("\n") if line]
    return {row["doc_id"]: row for row in found}


def test_there_are_enough_briefs_of_both_kinds() -> None:
    from_page = [name for name in BRIEFS if name.startswith(PAGE_PREFIX)]
    assert len(from_page) >= 14
    assert len(BRIEFS) - len(from_page) >= 20
    assert set(BRIEFS) - set(from_page) == set(ORIGINALS)


def test_every_file_is_read_under_its_own_name() -> None:
    assert READING.problems == ()
    assert sorted(BRIEFS) == sorted(path.stem for path in ARTICLES.iterdir())


@pytest.mark.parametrize("name", BRIEFS)
def test_front_matter_is_complete(name: str) -> None:
    brief = BRIEFS[name]
    assert re.fullmatch(r"[a-z0-9-]+", name)
    assert brief.title
    assert not brief.title_inferred
    assert brief.source.startswith("摘编自")
    assert re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", brief.published)
    assert 1 <= len(brief.body.split("\n\n")) <= 4


@pytest.mark.shared
def test_page_figures_are_all_in_its_briefs(page: str) -> None:
    texts = [
        brief.title + "|" + brief.body
        for name, brief in BRIEFS.items()
        if name.startswith(PAGE_PREFIX)
    ]
    ours = re.sub(r"\s", "", "|".join(texts))
    figures = dict.fromkeys(_FIGURE.findall(re.sub(r"\s|下转 A2 版", "", page)))
    assert len(figures) > 80
    assert [figure for figure in figures if figure not in ours] == []


@pytest.mark.shared
def test_page_briefs_add_no_number(page: str) -> None:
    known = set(_NUMBER.findall(page)) | {"90"}  # 90后: born in 1990
    for name, brief in BRIEFS.items():
        if name.startswith(PAGE_PREFIX):
            assert set(_NUMBER.findall(brief.title + " " + brief.body)) <= known, name


@pytest.mark.shared
@pytest.mark.parametrize("name", ORIGINALS)
def test_figures_stand_in_the_original(name: str, rows: dict[str, dict[str, Any]]) -> None:
    brief = BRIEFS[name]
    row = rows[ORIGINALS[name]]
    original = re.sub(r"\s", "", row["text"])
    numbers = set(_NUMBER.findall(original))
    assert brief.published == row["date"]
    for text in (brief.title, brief.body):
        assert set(_NUMBER.findall(text)) <= numbers
        assert [figure for figure in _FIGURE_OF_ROW.findall(text) if figure not in original] == []


@pytest.mark.shared
def test_no_sentence_is_copied(page: str, rows: dict[str, dict[str, Any]]) -> None:
    ours: dict[str, str] = {}
    for name, brief in BRIEFS.items():
        for part in (brief.title, *brief.body.split("\n")):
            ours.update(dict.fromkeys(_runs(part), name))
    size = LONGEST_COMMON_RUN + 1
    copied = set()
    for text in (page, *(row["text"] for row in rows.values())):
        theirs = _squeeze(text)
        runs = (theirs[i : i + size] for i in range(len(theirs) - size + 1))
        copied |= {(ours[run], run) for run in runs if run in ours}
    assert copied == set()
