"""The trained reader over the real embedding model."""

import json
import logging
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from assistant.app import open_assistant
from assistant.indexing import build
from assistant.reader.encoding import encode, load_tokenizer
from assistant.reader.loading import ReaderError, load_reader
from assistant.reader.network import Scoring
from assistant.reader.reader import Found, Reader
from assistant.reader.trained import ADAPTER_CONFIG, ADAPTERS, HEADS, TRAINED
from assistant.reader.windows import MAX_TOKENS, Window, head_of_article, window_around
from assistant.settings import Settings
from index.embedding import HashEncoder
from index.encoder import SentenceEncoder
from index.passages import Span, sentence_spans
from index.weights import MODEL_NAME
from tests.cli_driver import BATTERY, write_briefs

BODY = (
    "青岭经开区的芯片产业园由远山科技有限公司投资建设，总投资约5亿元，占地面积62亩。"
    "项目负责人王海涛介绍，园区于2025年3月18日开工，预计2026年四季度竣工。\n\n"
    "白河高新区去年引进企业37家，产值达到12.6亿元，同比增长8.3%。"
    "管委会主任李云飞说，今年将新建标准厂房4万平方米。"
)
HEAD = head_of_article("青岭芯片产业园开工", "2025-11")
Windows = list[tuple[Window, Sequence[Span]]]


@pytest.fixture(scope="module")
def reader(sentence_encoder: SentenceEncoder) -> Reader:
    return load_reader(sentence_encoder)


def windows(body: str, *, head: str = HEAD) -> Windows:
    spans = sentence_spans(body)
    cut = [window_around(body, spans, n, head=head, before=90, after=50) for n in range(len(spans))]
    return [(w, [s for s in spans if w.start <= s[0] and s[1] <= w.end]) for w in cut]


def best(reader: Reader, question: str, body: str = BODY) -> Found:
    found = [f for row in reader.read(question, windows(body)) for f in row if f]
    return max(found, key=lambda f: f.score)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("青岭芯片产业园总投资多少？", "约5亿元"),
        ("芯片产业园占地多少亩？", "62亩"),
        ("白河高新区引进企业多少家？", "37家"),
        ("白河高新区产值增长多少？", "8.3%"),
        ("芯片产业园什么时候开工？", "2025年3月18日"),
        ("芯片产业园什么时候竣工？", "2026年四季度"),
        ("芯片产业园的项目负责人是谁？", "王海涛"),
        ("白河高新区管委会主任是谁？", "李云飞"),
        ("芯片产业园由谁投资建设？", "远山科技有限公司"),
    ],
)
def test_what_the_article_tells_is_found_in_its_place(
    reader: Reader, question: str, answer: str
) -> None:
    found = best(reader, question)
    assert BODY[found.start : found.end] == answer
    assert found.score > 0
    assert found.answerable > 0


@pytest.mark.parametrize(
    ("untold", "told"),
    [
        ("芯片产业园有多少员工？", "芯片产业园占地多少亩？"),
        ("芯片产业园注册资本多少？", "青岭芯片产业园总投资多少？"),
        ("白河高新区税收多少？", "白河高新区产值增长多少？"),
        ("芯片产业园的设计单位是谁？", "芯片产业园的项目负责人是谁？"),
    ],
)
def test_what_it_does_not_tell_scores_lower(reader: Reader, untold: str, told: str) -> None:
    low, high = best(reader, untold), best(reader, told)
    assert low.score < 0 < high.score
    assert low.answerable < 0 < high.answerable


def test_a_sentence_answers_for_itself_alone(reader: Reader) -> None:
    rows = reader.read("芯片产业园占地多少亩？", windows(BODY))
    for (_, spans), row in zip(windows(BODY), rows, strict=True):
        for (start, end), found in zip(spans, row, strict=True):
            assert found is None or start <= found.start < found.end <= end


def test_alone_or_in_a_batch_in_any_order_it_reads_the_same(reader: Reader) -> None:
    many = windows(BODY) + windows("短。", head="") + windows(BODY * 3)[-2:]
    together = reader.read("总投资多少？", many)
    assert together == reader.read("总投资多少？", many)
    backwards = reader.read("总投资多少？", many[::-1])[::-1]
    alone = [reader.read("总投资多少？", [window])[0] for window in many]
    for row, *others in zip(together, backwards, alone, strict=True):
        for other in others:
            assert [(f.start, f.end) for f in row if f] == [(f.start, f.end) for f in other if f]
            assert [f.score for f in row if f] == pytest.approx(
                [f.score for f in other if f], abs=1e-3
            )


def test_nothing_to_read(reader: Reader) -> None:
    assert reader.read("总投资多少？", []) == []
    window = Window(HEAD, 0, len(BODY), BODY)
    assert reader.read("总投资多少？", [(window, [])]) == [[]]


def test_what_lies_beyond_the_window_s_tokens_is_not_found(reader: Reader) -> None:
    body = f"芯片产业园总投资5亿元。{'园区绿化养护工作有序推进。' * 40}芯片产业园占地面积62亩。"
    spans = sentence_spans(body)
    window = Window(HEAD, 0, len(body), body)
    (row,) = reader.read("芯片产业园占地多少亩？", [(window, spans)])
    assert row[-1] is None
    assert row[0] is not None
    (near,) = reader.read("芯片产业园占地多少亩？", windows(body)[-1:])
    assert near[-1] is not None
    assert body[near[-1].start : near[-1].end] == "62亩"


def test_a_window_is_cut_at_the_limit_and_the_question_is_kept(
    model_dir: Path,
) -> None:
    tokenizer = load_tokenizer(model_dir / MODEL_NAME)
    for question in ("总投资多少？", "问" * 1000, "1" * 1000, "😀" * 1000):
        (tokens,) = encode(tokenizer, [(question, BODY * 20)])
        assert len(tokens.ids) == MAX_TOKENS
        assert tokens.readable.sum() > MAX_TOKENS / 4


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("芯片产业园总投资５亿元，厂房面积5000㎡，一期①号楼。", "５亿元"),
        ("😀😀芯片产业园👨‍👩‍👧总投资5亿元😀。", "5亿元"),
        ("芯片产业园\t总投资\t\t5亿元。\r\n第二行。", "5亿元"),
        ("\ud800芯片产业园\udfff总投资5亿元。", "5亿元"),
        ("𠀀𪛖芯片产业园总投资5亿元，㈱远山承建。", "5亿元"),
    ],
)
def test_odd_characters_shift_nothing(reader: Reader, body: str, answer: str) -> None:
    found = best(reader, "芯片产业园总投资多少？", body)
    assert answer in body[found.start : found.end]
    assert len(body[found.start : found.end]) <= len(answer) + 2


@pytest.mark.parametrize("question", ["", " \t ", "问" * 1000, "ﷺ" * 300, "\x00\u200b", "😀\ud800"])
@pytest.mark.parametrize(
    "body", ["\ud800\u3000。", "ﷺ" * 200, "总投资5亿元" * 300, "\x00\x01。", "1"]
)
def test_nothing_that_is_asked_or_read_raises(reader: Reader, question: str, body: str) -> None:
    for row in reader.read(question, windows(body)):
        assert all(f is None or 0 <= f.start < f.end <= len(body) for f in row)


def test_the_embedding_model_is_shared_and_stays_as_it_was(
    sentence_encoder: SentenceEncoder,
) -> None:
    texts = ["芯片产业园总投资5亿元", "白河高新区"]
    before = sentence_encoder.encode_passages(texts)
    loaded = load_reader(sentence_encoder)
    assert isinstance(loaded._network, Scoring)
    best(loaded, "芯片产业园总投资多少？")
    assert np.array_equal(before, sentence_encoder.encode_passages(texts))
    own = dict(loaded._network.network.encoder.named_parameters())
    shared = {n for n, p in sentence_encoder.transformer.named_parameters() if own.get(n) is p}
    assert "embeddings.word_embeddings.weight" in shared
    assert all(name.startswith("embeddings.") for name in shared)


def _without(*parts: str) -> Callable[[Path], None]:
    def drop(path: Path) -> None:
        kept = {k: v for k, v in load_file(path).items() if not any(p in k for p in parts)}
        save_file(kept, path)

    return drop


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        (HEADS, Path.unlink),
        (ADAPTERS, Path.unlink),
        (ADAPTER_CONFIG, Path.unlink),
        (HEADS, _cut),
        (ADAPTERS, _cut),
        (ADAPTER_CONFIG, _cut),
        (HEADS, lambda path: path.write_bytes(b"")),
        (HEADS, _without("span.weight")),
        (ADAPTERS, _without("layer.3.attention.self.query.lora_B")),
        (ADAPTERS, _without("lora_A")),
        (ADAPTER_CONFIG, lambda path: path.write_text("{}")),
        (ADAPTER_CONFIG, lambda path: path.write_text("[]")),
        (ADAPTER_CONFIG, lambda path: path.write_text('{"r": 0, "lora_alpha": 64}')),
        (ADAPTER_CONFIG, lambda path: path.write_bytes(b"\xff\xfe")),
    ],
)
def test_missing_or_damaged_files_are_one_sentence(
    sentence_encoder: SentenceEncoder, tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "trained"
    shutil.copytree(TRAINED, folder)
    damage(folder / name)
    with pytest.raises(ReaderError) as raised:
        load_reader(sentence_encoder, folder)
    assert str(raised.value) == f"阅读模型的文件（{folder}）缺失或损坏"


def test_no_reader_over_another_model() -> None:
    with pytest.raises(ReaderError, match=r"只能和 multilingual-e5-small 一起用.*bigram-hash"):
        load_reader(HashEncoder())


def test_the_files_say_how_the_adapters_were_made() -> None:
    config = json.loads((TRAINED / ADAPTER_CONFIG).read_text(encoding="utf-8"))
    assert config["peft_type"] == "LORA"
    assert config["r"] > 0
    shapes = {name: tuple(t.shape) for name, t in load_file(TRAINED / HEADS).items()}
    assert shapes["span.weight"][0] == 2
    assert shapes["answerable.weight"][0] == 1


@pytest.fixture(scope="module")
def another_model(model_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Return settings of an index under a model that the reader was not trained over."""
    home = tmp_path_factory.mktemp("another")
    (model,) = (path for path in model_dir.iterdir() if (path / "modules.json").is_file())
    (home / "e5").symlink_to(model)
    articles = write_briefs(home / "articles")
    settings = Settings(articles=articles, index_dir=home / "index", model=str(home / "e5"))
    build(settings, prune=False, full=False, on_progress=lambda *_: None)
    return settings


def test_without_a_reader_there_is_one_warning_and_an_answer(
    another_model: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="zone_assistant"):
        assistant = open_assistant(another_model)
    (record,) = caplog.records
    assert record.getMessage().startswith("阅读模型只能和 multilingual-e5-small 一起用")
    assert record.getMessage().endswith("：先按词句匹配来回答。")
    assert assistant.ask(BATTERY).short_answer == "6.2亿元"
