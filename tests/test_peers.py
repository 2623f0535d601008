"""The peers find, name and say what they should, with their libraries' defaults as they are."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article
from eval.peer_tables import (
    BEGIN,
    END,
    comparison_table,
    peer_tables,
    peers_section,
    write_section,
)
from eval.peers import Bm25, Chroma, LlamaIndex, Peer
from eval.questions import EvalError, Question
from eval.run import Measured
from eval.run_folder import RESULTS, read_run
from eval.side_by_side import NOTES, System, peer_systems, side_by_side
from index.embedding import HashEncoder, Progress, Vectors

TEXTS = {
    "a01": ("云溪高新区引进光伏项目", "云溪高新区的光伏组件项目总投资12亿元，占地300亩。"),
    "a02": ("石桥经开区修建污水厂", "石桥经开区的污水处理厂每天处理4万吨污水。"),
    "a03": ("白杨镇苹果丰收", "白杨镇今年苹果产量比去年增加两成，果农笑开颜。"),
    "a04": ("临江保税区开通班列", "临江保税区开往欧洲的班列每周发车三趟。"),
    "a05": ("松林高新区颁布人才办法", "松林高新区给博士每人每月3000元租房补贴。"),
    "a06": ("青石经开区审批提速", "青石经开区把企业开办时间压缩到半天。"),
    "a07": ("芦湾自贸区首单离岸贸易", "芦湾自贸区完成首单离岸贸易结算，金额80万美元。"),
    "a08": ("梅岭农业园育种", "梅岭农业园培育的水稻亩产达到900公斤。"),
    "a09": ("雁湖高新区孵化器", "雁湖高新区孵化器入驻创业团队56个。"),
    "a10": ("铜鼓经开区招聘会", "铜鼓经开区春季招聘会提供岗位2100个。"),
    "a11": ("竹溪保税区仓库", "竹溪保税区新建冷链仓库2万平方米。"),
}
ARTICLES = [Article(doc_id, title, body) for doc_id, (title, body) in TEXTS.items()]
# No title of its own, and long enough for several chunks.
LONG = "".join(f"沙河化工园第{n}号装置年产值{n}亿元。" for n in range(1, 400))
ARTICLES.append(Article("a12", "沙河化工园第1号装置", LONG, title_inferred=True))
EASY = {
    "光伏组件项目总投资多少？": "a01",
    "博士每月租房补贴多少？": "a05",
    "水稻亩产多少公斤？": "a08",
    "招聘会提供多少岗位？": "a10",
}


def make(name: str, articles: list[Article]) -> Peer:
    if name == "bm25":
        return Bm25(articles)
    return {"chroma": Chroma, "llamaindex": LlamaIndex}[name](articles, HashEncoder())


@pytest.fixture(scope="module", params=list(NOTES))
def peer(request: pytest.FixtureRequest) -> Peer:
    return make(request.param, ARTICLES)


@pytest.mark.parametrize(("question", "doc_id"), EASY.items())
def test_easy_questions_find_their_article(peer: Peer, question: str, doc_id: str) -> None:
    said = peer(question, [], as_of=date(2025, 11, 14))
    title, body = TEXTS[doc_id]
    assert said["retrieved"][0] == doc_id
    assert said["answer"] == f"{title}\n{body}"
    assert said["passages"][0] == {"doc_id": doc_id, "text": said["answer"]}
    assert said["refused"] is False
    assert said["short_answer"] is None


def test_ten_articles_are_named_and_each_once(peer: Peer) -> None:
    # 沙河化工园 has many chunks, which all hold the question's words.
    said = peer("沙河化工园的装置年产值多少亿元？高新区、经开区、保税区呢？", [])
    assert said["retrieved"][0] == "a12"
    assert len(said["passages"]) <= 10
    assert len(set(said["retrieved"])) == len(said["retrieved"]) == 10
    if isinstance(peer, LlamaIndex):
        assert [place["doc_id"] for place in said["passages"]].count("a12") > 1
    else:
        assert said["answer"] == LONG  # an inferred title is no text of its own


def test_follow_ups_are_taken_as_they_are_asked(peer: Peer) -> None:
    history = [("梅岭农业园的水稻亩产多少？", "900公斤。")]
    question = "招聘会提供多少岗位？"
    assert peer(question, history) == peer(question, [])


def test_an_empty_question_is_one_clear_error(peer: Peer) -> None:
    with pytest.raises(EvalError, match="问题是空的"):
        peer(" \n", [])


@pytest.mark.parametrize("name", NOTES)
def test_an_empty_corpus_is_one_clear_error(name: str) -> None:
    with pytest.raises(EvalError, match="语料里没有文章"):
        make(name, [])


@pytest.mark.parametrize("name", NOTES)
def test_a_corpus_of_one_article_names_one(name: str) -> None:
    said = make(name, ARTICLES[:1])("光伏组件项目总投资多少？", [])
    assert said["retrieved"] == ["a01"]


@pytest.mark.parametrize("question", ["zzz", "？！……"])
def test_bm25_finds_nothing_without_a_shared_word(question: str) -> None:
    said = Bm25(ARTICLES)(question, [])
    assert said["retrieved"] == said["passages"] == []
    assert said["answer"] == ""


def test_bm25_counts_no_punctuation_and_no_case() -> None:
    articles = [
        Article("a", "", "？？？？。"),
        Article("b", "", "GDP是多少。"),
        Article("c", "", "无"),
    ]
    assert Bm25(articles)("gdp？？？？", [])["retrieved"] == ["b"]


def test_bm25_is_at_its_defaults() -> None:
    import bm25s

    ours, plain = Bm25(ARTICLES).scorer, bm25s.BM25()
    for name in ("k1", "b", "delta", "method", "idf_method"):
        assert getattr(ours, name) == getattr(plain, name)


def test_chroma_is_at_its_defaults() -> None:
    import chromadb
    from chromadb.config import Settings

    hnsw = Chroma(ARTICLES[:2], HashEncoder()).collection.configuration["hnsw"]
    plain = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
    collection = plain.create_collection("plain", embedding_function=None)
    assert hnsw == collection.configuration["hnsw"]
    assert hnsw is not None
    assert (hnsw["space"], hnsw["ef_construction"], hnsw["ef_search"]) == ("l2", 100, 100)


def test_the_splitter_is_the_default_one() -> None:
    from llama_index.core import Settings
    from llama_index.core.node_parser import SentenceSplitter

    peer = LlamaIndex(ARTICLES, HashEncoder())
    default = SentenceSplitter()
    assert type(peer.splitter) is SentenceSplitter
    for name in ("chunk_size", "chunk_overlap", "separator", "secondary_chunking_regex"):
        assert getattr(peer.splitter, name) == getattr(default, name)
    assert (peer.splitter.chunk_size, peer.splitter.chunk_overlap) == (1024, 200)
    # Nine articles with most chunks: the long one's, and one each of eight others; and one more.
    chunks = len(default.split_text(LONG))
    assert chunks > 1
    assert peer.top_k == chunks + 8 + 1
    assert Settings._embed_model is None
    assert Settings._llm is None


class Roles:
    """Remembers what it encoded, as what."""

    name = "roles"

    def __init__(self) -> None:
        self.passages: list[str] = []
        self.queries: list[str] = []

    def encode_query(self, text: str) -> Vectors:
        self.queries.append(text)
        return HashEncoder().encode_query(text)

    def encode_passages(
        self, texts: Sequence[str], *, on_progress: Progress | None = None
    ) -> Vectors:
        self.passages.extend(texts)
        if on_progress:
            on_progress(len(texts), len(texts))
        return HashEncoder().encode_passages(texts)


@pytest.mark.parametrize("kind", [Chroma, LlamaIndex])
def test_articles_are_encoded_as_passages_and_questions_as_queries(
    kind: type[Chroma | LlamaIndex],
) -> None:
    encoder, calls = Roles(), list[tuple[int, int]]()
    peer = kind(ARTICLES[:11], encoder, on_progress=lambda *call: calls.append(call))
    peer("水稻亩产多少公斤？", [])
    assert encoder.passages == [f"{title}\n{body}" for title, body in TEXTS.values()]
    assert encoder.queries == ["水稻亩产多少公斤？"]
    assert calls == [(11, 11)]  # in one batch


QUESTIONS = [
    Question(
        f"q{n}",
        asked,
        answers=(TEXTS[doc_id][1],),
        answer_groups=((TEXTS[doc_id][1],),),
        gold_doc_ids=(doc_id,),
        answerable=True,
        evidence=((doc_id, TEXTS[doc_id][1]),),
    )
    for n, (asked, doc_id) in enumerate(EASY.items())
]
QUESTIONS.append(Question("q9", "云溪高新区的光伏项目有多少员工？", answerable=False))


def run_all(out: Path, *, opened: list[str] | None = None) -> dict[str, dict[str, Any]]:
    seen = opened if opened is not None else []
    measured = Measured(settings={"questions": "easy.jsonl"})
    systems = peer_systems(
        ARTICLES, HashEncoder(), measured=measured, on_progress=lambda name, *_: seen.append(name)
    )
    return side_by_side(QUESTIONS, systems, out)


@pytest.mark.slow
def test_peers_run_side_by_side_and_resume(tmp_path: Path) -> None:
    opened: list[str] = []
    summaries = run_all(tmp_path, opened=opened)
    assert list(summaries) == list(NOTES) == list(dict.fromkeys(opened))
    for name, summary in summaries.items():
        assert (summary["done"], summary["interrupted"]) == (5, False)
        assert summary["overall"]["hit_1"]["value"] == 1, name
        assert summary["overall"]["contained"]["value"] == 1, name
        assert summary["overall"]["right"]["value"] == 4 / 5, name
        assert summary["overall"]["auroc"]["value"] is None, name
        assert summary["settings"]["system"] == name
        assert summary["settings"]["questions"] == "easy.jsonl"
    # A kill in the middle of chroma: the others are not opened again, what it has is kept.
    results = tmp_path / "chroma" / RESULTS
    kept = results.read_bytes().splitlines(keepends=True)[:3]
    results.write_bytes(b"".join(kept) + b'{"qid": "q')
    opened.clear()
    again = run_all(tmp_path, opened=opened)
    assert set(opened) == {"chroma"}
    assert results.read_bytes().splitlines(keepends=True)[:3] == kept
    assert again["chroma"]["done"] == 5
    assert again["bm25"]["overall"] == summaries["bm25"]["overall"]


def test_a_run_over_other_articles_is_not_continued(tmp_path: Path) -> None:
    run_all(tmp_path)
    others = peer_systems(
        ARTICLES[:-1], HashEncoder(), measured=Measured(settings={"questions": "easy.jsonl"})
    )
    with pytest.raises(EvalError, match="是用别的文章跑的"):
        side_by_side(QUESTIONS, others, tmp_path)


def test_opening_is_not_part_of_the_seconds(tmp_path: Path) -> None:
    import time

    def slow() -> Peer:
        time.sleep(0.5)
        return Bm25(ARTICLES)

    (summary,) = side_by_side(QUESTIONS, {"slow": System(slow)}, tmp_path).values()
    assert 0 < summary["latency"]["total"] < 0.4


def test_nothing_to_compare_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="没有要对照的系统"):
        side_by_side(QUESTIONS, {}, tmp_path)


def test_the_tables_show_each_system(tmp_path: Path) -> None:
    summaries = run_all(tmp_path / "easy")
    table = comparison_table(summaries)
    assert table[0] == ("", *NOTES)
    assert ("首篇命中", "100.0%", "100.0%", "100.0%") in table
    runs = [read_run(tmp_path / "easy" / name) for name in NOTES]
    lines = peer_tables(runs).splitlines()
    assert lines[0] == "|  | bm25 | chroma | llamaindex | questions |"
    all_right = "100.0 (51.0–100.0)"
    assert f"| Hit@1 | {all_right} | {all_right} | {all_right} | 4 |" in lines
    assert not [line for line in lines if "follow-ups" in line or "citation" in line]
    # Median of the five answers: the unanswerable question gets the article of the first one.
    lengths = sorted(len("\n".join(TEXTS[key])) for key in (*EASY.values(), "a01"))
    shown = " | ".join([str(lengths[2])] * 3)
    assert f"| characters of an answer, median | {shown} |  |" in lines


def test_the_section_holds_every_set_and_the_peers_first(tmp_path: Path) -> None:
    run_all(tmp_path / "easy")
    side_by_side(
        QUESTIONS[:2],
        {"assistant": System(lambda: Bm25(ARTICLES)), "bm25": System(lambda: Bm25(ARTICLES))},
        tmp_path / "other",
    )
    (tmp_path / "empty").mkdir()
    text = peers_section(tmp_path)
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "## Peers",
        "### easy",
        "### other",
    ]
    assert "5 questions (1 unanswerable), 12 articles." in text
    assert "|  | bm25 | assistant | questions |" in text
    assert "- assistant: this project" in text
    for note in NOTES.values():
        assert note in text


def test_a_section_of_nothing_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="没有对照评测的结果"):
        peers_section(tmp_path)


def test_the_section_is_replaced_and_all_else_kept(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text(f"# 甲\n\n{BEGIN}\nold\n{END}\n\n## 乙\n", encoding="utf-8")
    write_section(document, "new\n")
    expected = f"# 甲\n\n{BEGIN}\nnew\n{END}\n\n## 乙\n"
    assert document.read_text(encoding="utf-8") == expected
    write_section(document, "new\n")
    assert document.read_text(encoding="utf-8") == expected
    assert list(tmp_path.iterdir()) == [document]


def test_without_markers_the_section_comes_last(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text("# 甲\n", encoding="utf-8")
    write_section(document, "new")
    assert document.read_text(encoding="utf-8") == f"# 甲\n\n{BEGIN}\nnew\n{END}\n"


@pytest.mark.parametrize(
    "text", [BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}", f"{BEGIN}{BEGIN}{END}"]
)
def test_odd_markers_are_one_clear_error(tmp_path: Path, text: str) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match="不成一对"):
        write_section(document, "new")
    assert document.read_text(encoding="utf-8") == text


def test_a_missing_document_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="读不到"):
        write_section(tmp_path / "none.md", "new")


def test_rows_hold_what_was_found(tmp_path: Path) -> None:
    run_all(tmp_path)
    written = (tmp_path / "bm25" / RESULTS).read_text(encoding="utf-8")
    rows = [json.loads(line) for line in written.splitlines()]
    assert [row["qid"] for row in rows] == [question.qid for question in QUESTIONS]
    assert all(0 < len(row["retrieved"]) <= 10 for row in rows)
    assert rows[0]["sentence_hit_1"] is True
