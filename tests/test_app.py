"""The wiring: what is built when, what is opened, and which questions are offered."""

from pathlib import Path
from typing import Any

import pytest

from assistant.app import examples, open_assistant, open_for_people
from assistant.indexing import build
from assistant.schema import AssistantError, Turn
from assistant.settings import DEFAULT_ARTICLES, Settings
from corpus.article import Article, CorpusError
from index.errors import SearchIndexError
from tests.cli_driver import BATTERY, BRIEFS, manifest
from tests.llm_server import EMPTY, HTML, KEY, STALL, UNAUTHORISED, Reply, llm_server

pytest_plugins = ["tests.cli_fixtures"]


def settings_of(home: Path, **changed: Any) -> Settings:
    given: dict[str, Any] = {"articles": home / "articles", "index_dir": home / "index"}
    return Settings(**given, **changed, model="bigram-hash")


def test_nothing_is_built_where_nothing_has_changed(home: Path) -> None:
    steps: list[str] = []
    built = build(
        settings_of(home),
        prune=False,
        full=False,
        on_progress=lambda step, _, __: steps.append(step),
    )
    assert not built.fresh
    assert not built.changes
    assert built.manifest == manifest(home / "index")
    assert steps == []


def test_a_full_build_starts_anew_and_progress_reaches_its_end(home: Path) -> None:
    before = manifest(home / "index")
    progress: dict[str, tuple[int, int]] = {}
    built = build(
        settings_of(home),
        prune=False,
        full=True,
        on_progress=lambda step, done, total: progress.update({step: (done, total)}),
    )
    assert built.fresh
    now = manifest(home / "index")
    assert built.manifest.generation == now.generation != before.generation
    assert (now.model, now.passages, now.digests) == (
        before.model,
        before.passages,
        before.digests,
    )
    assert progress["计算向量"] == (before.passages, before.passages)


def test_a_changed_date_alone_is_a_change(home: Path) -> None:
    path = home / "articles/nanhe-firms.md"
    path.write_text(path.read_text("utf-8").replace("2025-11-10", "2025-11-09"), "utf-8")
    built = build(settings_of(home), prune=False, full=False, on_progress=lambda *_: None)
    assert built.changes.changed == ("nanhe-firms",)
    assistant = open_assistant(settings_of(home))
    assert assistant.article("nanhe-firms").published == "2025-11-09"


def test_the_opened_assistant_answers_and_knows_what_came_before(built: Path) -> None:
    assistant = open_assistant(settings_of(built))
    first = assistant.ask(BATTERY)
    assert first.short_answer == "6.2亿元"
    assert assistant.article("yunxi-battery").body == BRIEFS["yunxi-battery"][2]
    follow_up = assistant.ask("占地多少亩？", history=[Turn(BATTERY, first.answer)])
    assert follow_up.short_answer == "88亩"
    assert follow_up.standalone_question != follow_up.question
    with pytest.raises(AssistantError, match="索引里没有编号为 nowhere 的文章"):
        assistant.article("nowhere")


@pytest.mark.parametrize(
    ("reply", "notice"),
    [
        (STALL, "没有回应"),
        (HTML, "请检查地址"),
        (EMPTY, "空的回答"),
        (UNAUTHORISED, "不接受密钥"),
        (Reply("你好，我是一个语言模型，很高兴为你服务。总投资99亿元。[77]"), "核对"),
        (None, "连接不上"),
    ],
    ids=["slow", "a web page", "empty", "wrong key", "nonsense", "down"],
)
def test_an_llm_that_fails_gives_way_to_the_quotation(
    built: Path, reply: Reply | None, notice: str
) -> None:
    with llm_server(reply or EMPTY) as server:
        if reply is None:
            server.url = "http://127.0.0.1:1/v1"
        llm = {"llm_base_url": server.url, "llm_api_key": KEY, "llm_model": "m"}
        answer = open_assistant(settings_of(built, llm_timeout=0.5, **llm)).ask(BATTERY)
    assert (answer.mode, answer.short_answer) == ("extractive", "6.2亿元")
    (said,) = answer.notices
    assert notice in said
    assert said.endswith("下面是直接摘引的原文。")
    assert KEY not in said


def test_an_llm_needs_a_model(built: Path) -> None:
    with pytest.raises(AssistantError, match="没有写明大模型接口 http://localhost:1/v1 用哪个模型"):
        open_assistant(settings_of(built, llm_base_url="http://localhost:1/v1"))


def test_the_page_knows_one_kind_of_error(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with pytest.raises(SearchIndexError, match="还没有索引"):
        open_assistant(settings)
    with pytest.raises(AssistantError, match="还没有索引"):
        open_for_people(settings)


def test_a_build_from_nothing_says_so_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="找不到"):
        build(settings_of(tmp_path), prune=False, full=False, on_progress=lambda *_: None)
    assert list(tmp_path.iterdir()) == []


def test_the_samples_offer_questions_and_so_do_other_zones() -> None:
    sample = {id_: Article(id_, "", "") for id_ in ("kxdb-2025-11-wenshui-zone", "x")}
    assert examples(sample) == ("文水经开区入驻企业多少户？",)
    zones = [("云溪高新区", "南河经开区"), ("云溪高新区",), (), ("北河经开区",)]
    own = {str(n): Article(str(n), "", "", zones=names) for n, names in enumerate(zones)}
    assert examples(own) == ("云溪高新区有哪些项目？", "北河经开区有哪些项目？")
    assert examples({}) == ()


def test_every_example_is_about_a_sample_article() -> None:
    from assistant.app import _EXAMPLES

    assert {f"{id_}.md" for id_ in _EXAMPLES} <= {path.name for path in DEFAULT_ARTICLES.iterdir()}


def test_settings_have_defaults_and_never_show_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ZONE_ASSISTANT_{name.upper()}", raising=False)
    settings = Settings()
    assert (settings.articles, settings.index_dir) == (DEFAULT_ARTICLES, Path("data/index"))
    assert settings.llm_base_url == ""
    monkeypatch.setenv("ZONE_ASSISTANT_LLM_API_KEY", "sk-geheim")
    assert "sk-geheim" not in repr(Settings())
    assert Settings().llm_api_key.get_secret_value() == "sk-geheim"
