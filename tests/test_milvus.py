"""Words searched in a Milvus server: a real one, Milvus Lite in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from assistant.doctor.network import check_milvus
from assistant.settings import Settings
from corpus.article import Article
from index.embedding import HashEncoder
from index.errors import SearchIndexError
from index.generations import Generations
from index.lexical import LexicalSearch
from index.milvus import MilvusIndex, _as_name
from index.search import open_index
from index.table import PassageTable, Search
from tests.cli_driver import manifest, write_briefs
from tests.index_fixtures import ARTICLES, FENGLINGDU, build, say_nothing
from tests.server_fixtures import free_port, until
from tests.test_index_cli import BRIDGE, run, use_settings

pytest_plugins = ["tests.cli_fixtures"]

QUOTED = Article(
    "quoted", "引号", "“引号”厂投产。", source='《"引号"报》\\', published="2025", zones=('"区"',)
)
MANY = [
    Article(f"factory-{n}", f"第{n}号工厂", f"第{n}号工厂年产值{n}亿元。", published="2024-05")
    for n in range(1200)
]


@contextmanager
def milvus_lite(folder: Path) -> Iterator[str]:
    port = free_port()
    with subprocess.Popen(
        [str(Path(sys.executable).parent / "milvus-lite"), "server", "--data-dir", str(folder),
         "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        until(lambda: _answers(f"http://127.0.0.1:{port}"), within=60)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with milvus_lite(tmp_path_factory.mktemp("milvus")) as uri:
        yield uri


def _answers(uri: str) -> bool:
    try:
        MilvusIndex(uri).close()
    except SearchIndexError:
        return False
    return True


@pytest.fixture
def milvus(uri: str, request: pytest.FixtureRequest) -> Iterator[MilvusIndex]:
    with closing(MilvusIndex(uri, index=request.node.name)) as index:
        yield index


def written(milvus: MilvusIndex, articles: list[Article], folder: Path) -> PassageTable:
    """Index the articles in a folder, and bring that generation to the server."""
    build(folder, articles)
    table = PassageTable.load(current(folder))
    milvus.write(current(folder).name, table, on_progress=say_nothing)
    return table


def words_there(milvus: MilvusIndex, folder: Path, table: PassageTable) -> Mapping[str, Search]:
    return milvus.searches(current(folder).name, table, here=words_here(folder, table))


def words_here(folder: Path, table: PassageTable) -> dict[str, LexicalSearch]:
    names = ("words", "bigrams")
    return {
        name: LexicalSearch(current(folder) / name, table=table, tokenizer=name) for name in names
    }


def current(folder: Path) -> Path:
    found = Generations(folder).current()
    assert found
    return found


def test_the_best_passages_are_those_of_the_search_in_the_process(
    milvus: MilvusIndex, tmp_path: Path
) -> None:
    table = written(milvus, [*ARTICLES], tmp_path)
    there = words_there(milvus, tmp_path, table)
    for name, here in words_here(tmp_path, table).items():
        for query in ("气流纺织项目用地多少亩", "开复工率", "玻璃棉工厂年产值", "周末有雨吗"):
            best = here.search(query, k=1)[0].passage
            found = there[name].search(query, k=3)
            assert found[0].passage == best, (name, query)
            assert [hit.score for hit in found] == sorted((h.score for h in found), reverse=True)
        assert there[name].search("zzz", k=3) == []


@pytest.mark.slow
def test_filters_apply_inside(milvus: MilvusIndex, tmp_path: Path) -> None:
    table = written(milvus, [*ARTICLES, QUOTED, *MANY], tmp_path)
    words = words_there(milvus, tmp_path, table)["words"]

    def found(query: str = "工厂", **filters: object) -> set[str]:
        hits = words.search(query, k=5, **filters)  # type: ignore[arg-type]
        return {hit.passage.doc_id for hit in hits}

    assert len(found()) == 5
    assert found(sources=["《云州晚报》"]) == {"plant"}
    assert found(published=(20230601, 20230630)) == {"plant"}
    assert found("县级事项", zones=["平定经济技术开发区"]) == {"pingding"}
    assert found(zones=["没有的经开区"]) == set()
    assert found("投产", sources=[QUOTED.source], zones=['"区"']) == {"quoted"}
    assert found("投产", sources=['") or (place >= 0']) == set()


def test_an_index_searches_its_words_there(milvus: MilvusIndex, tmp_path: Path) -> None:
    written(milvus, [*ARTICLES], tmp_path)
    with closing(open_index(tmp_path, encoder=HashEncoder(), milvus=milvus)) as index:
        hits = index.fused.search("气流纺织项目用地多少亩", k=1)
        assert hits[0].passage.doc_id == FENGLINGDU.doc_id
        assert index.rarity("纺织") > index.rarity("项目") > 0


@pytest.mark.slow
def test_the_last_generations_are_kept_and_a_missing_one_is_an_error(
    milvus: MilvusIndex, tmp_path: Path
) -> None:
    names = []
    for n in range(3):
        table = written(milvus, [*ARTICLES, MANY[n]], tmp_path)
        names.append(current(tmp_path).name)
    assert milvus.generations() == [names[2], names[1]]
    with pytest.raises(SearchIndexError, match=rf"{names[0]}，请运行 zone-assistant index build"):
        milvus.searches(names[0], table, here={})


@pytest.mark.slow
def test_what_was_broken_off_is_begun_anew(milvus: MilvusIndex, tmp_path: Path) -> None:
    build(tmp_path, MANY)
    name, table = current(tmp_path).name, PassageTable.load(current(tmp_path))

    def break_off(_step: str, done: int, _total: int) -> None:
        if done >= 1000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        milvus.write(name, table, on_progress=break_off)
    assert milvus.generations() == []
    milvus.write(name, table, on_progress=say_nothing)
    assert milvus.generations() == [name]
    hits = words_there(milvus, tmp_path, table)["words"].search("第7号工厂", k=3)
    assert len({hit.passage.id for hit in hits}) == 3


@pytest.mark.slow
def test_what_a_killed_build_left_goes_with_the_next(milvus: MilvusIndex) -> None:
    table = PassageTable.cut(MANY[:5])

    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        milvus.write("20260101T000000000000-abcdef", table, on_progress=break_off)
    # One that was built after the clock had been put back.
    name = "20260101T0000000000001-abcdef"
    milvus.write(name, table, on_progress=say_nothing)
    assert milvus.generations() == [name]
    assert milvus._held() == [name]


@pytest.mark.slow
def test_the_generation_that_answers_is_kept_where_one_went_back_to_it(milvus: MilvusIndex) -> None:
    table = PassageTable.cut(MANY[:5])
    one, two, three = (f"2026010{n}T000000000000-abcdef" for n in (1, 2, 3))
    for name in (one, two):
        milvus.write(name, table, on_progress=say_nothing)
    milvus.write(three, table, answering=one, on_progress=say_nothing)
    assert milvus.generations() == [three, one]


def test_while_the_server_fails_this_process_searches(
    milvus: MilvusIndex, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    table = written(milvus, [*ARTICLES], tmp_path)
    there = words_there(milvus, tmp_path, table)
    milvus.drop(current(tmp_path).name)
    for name, here in words_here(tmp_path, table).items():
        query = "气流纺织项目用地多少亩"
        assert there[name].search(query, k=3) == here.search(query, k=3)
    (said,) = [record.getMessage() for record in caplog.records if record.name == "zone_assistant"]
    assert said.endswith("先用本机的词表检索。")


@pytest.mark.slow
def test_a_server_that_stops_holds_nobody_up(tmp_path: Path) -> None:
    with milvus_lite(tmp_path / "server") as uri:
        milvus = MilvusIndex(uri)
        table = written(milvus, [*ARTICLES], tmp_path / "index")
        there = words_there(milvus, tmp_path / "index", table)
    here = words_here(tmp_path / "index", table)
    query = "气流纺织项目用地多少亩"
    assert there["words"].search(query, k=3) == here["words"].search(query, k=3)
    assert there["bigrams"].search(query, k=3) == here["bigrams"].search(query, k=3)
    milvus.close()


def test_names_of_indexes_do_not_meet() -> None:
    names = ("a.b", "a-b", "a_b", "ab", "1ab", "a_2eb")
    assert len({_as_name(name) for name in names}) == len(names)


@pytest.mark.slow
def test_the_commands_fill_the_server_and_answer_from_it(
    uri: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_settings(monkeypatch, milvus_uri=uri, chroma_index="commands")
    at = ("--index-dir", "index")
    with Generations(home / "index").locked():  # two at once would drop what the other writes
        busy = run("index", "build", "--articles", "articles", *at, cwd=home)
    assert (busy.code, "正在写索引" in busy.err) == (1, True), busy
    filled = run("index", "build", "--articles", "articles", *at, cwd=home)
    assert f"Milvus {uri} 里还没有这个索引，已把 index 存进去。" in filled.out
    asked = run("ask", "云溪高新区的储能电池项目占地多少亩？", *at, cwd=home)
    assert (asked.code, "88亩" in asked.out) == (0, True), asked
    write_briefs(home / "articles", BRIDGE)
    assert run("index", "build", "--articles", "articles", *at, cwd=home).code == 0
    with closing(MilvusIndex(uri, index="commands")) as index:
        assert index.generations()[0] == manifest(home / "index").generation
        index.drop(manifest(home / "index").generation)
    lost = run("ask", "云溪高新区的储能电池项目占地多少亩？", *at, cwd=home)
    assert (lost.code, "请运行 zone-assistant index build，它会补上" in lost.err) == (1, True), lost
    rolled = run("index", "rollback", *at, cwd=home)
    assert rolled.code == 0, rolled
    assert run("ask", "云溪高新区的储能电池项目占地多少亩？", *at, cwd=home).code == 0


def test_the_doctor_says_what_the_server_lacks(uri: str, tmp_path: Path) -> None:
    given = Settings(index_dir=tmp_path, milvus_uri=uri, chroma_index="doctor")
    build(tmp_path, [*ARTICLES])
    (lacking,) = check_milvus(given)
    assert (lacking.ok, "index build" in lacking.advice) == ("bad", True)
    with closing(MilvusIndex(uri, index="doctor")) as index:
        index.write(
            current(tmp_path).name, PassageTable.load(current(tmp_path)), on_progress=say_nothing
        )
    assert [finding.ok for finding in check_milvus(given)] == ["good"]


@pytest.mark.slow
def test_indexes_of_one_server_do_not_meet(uri: str, tmp_path: Path) -> None:
    with (
        closing(MilvusIndex(uri, index="one")) as one,
        closing(MilvusIndex(uri, index="two")) as two,
    ):
        written(one, [*ARTICLES], tmp_path / "one")
        assert two.generations() == []
        two.write(
            "20260101T000000000000-abcdef", PassageTable.cut(MANY[:5]), on_progress=say_nothing
        )
        assert len(one.generations()) == 1


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(
        SearchIndexError, match=r"^Milvus http://127\.0\.0\.1:9 没有照办（.*再试一次。$"
    ):
        MilvusIndex("http://127.0.0.1:9")
