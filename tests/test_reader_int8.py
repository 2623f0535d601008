"""The trained reader on the int8 runtime, against the float32 one."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.reader.int8 import FOLDER
from assistant.reader.loading import ReaderError, load_reader
from assistant.reader.reader import Found, Reader
from assistant.reader.trained import ADAPTER_CONFIG, ADAPTERS, HEADS, TRAINED
from index.encoder import SentenceEncoder
from index.int8 import Int8Encoder
from index.int8_folder import LAYERS
from index.made_folder import STAMP
from tests.test_reader import windows

ROOT = Path(__file__).parent.parent
BODY = (
    "松岭经开区的储能电池项目由北辰能源有限公司投资建设，总投资约8亿元，占地面积120亩。"
    "项目于2025年6月1日开工，预计2027年底前投产，可带动就业450人。"
    "开发区主任周启明说，今年前9个月全区实现产值31.4亿元，同比增长12.5%。"
)
QUESTIONS = (
    "储能电池项目总投资多少？",
    "储能电池项目占地多少亩？",
    "储能电池项目什么时候开工？",
    "谁投资建设储能电池项目？",
    "松岭经开区产值增长多少？",
    "储能电池项目注册资本多少？",
)
LIGHT = (
    "import sys; from pathlib import Path; from index.encoder import load_encoder\n"
    "from assistant.reader.loading import load_reader\n"
    "encoder = load_encoder('multilingual-e5-small', Path(sys.argv[1]), runtime='int8')\n"
    "load_reader(encoder).read('你好', []); encoder.encode_query('你好')\n"
    "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx'}\n"
    "print(sorted(heavy & set(sys.modules)))"
)


@pytest.fixture(scope="module")
def reader(int8_encoder: Int8Encoder) -> Reader:
    return load_reader(int8_encoder)


def found(reader: Reader, question: str) -> list[Found]:
    return [found for row in reader.read(question, windows(BODY)) for found in row if found]


@pytest.mark.slow
def test_it_reads_what_float32_reads(reader: Reader, sentence_encoder: SentenceEncoder) -> None:
    exact = load_reader(sentence_encoder)
    for question in QUESTIONS:
        mine, theirs = found(reader, question), found(exact, question)
        assert len(mine) == len(theirs) > 0
        for ours, float32 in zip(mine, theirs, strict=True):
            assert ours.score == pytest.approx(float32.score, abs=1.0)
            assert ours.answerable == pytest.approx(float32.answerable, abs=0.5)
            if float32.score > -5:
                assert (ours.start, ours.end) == (float32.start, float32.end)
        assert max(theirs, key=lambda f: f.score).score < 0 or "注册" not in question


def test_alone_or_in_a_batch_it_reads_the_same(reader: Reader) -> None:
    many = windows(BODY) + windows("短。", head="") + windows(BODY * 2)[-1:]
    together = reader.read(QUESTIONS[0], many)
    for row, window in zip(together, many, strict=True):
        (alone,) = reader.read(QUESTIONS[0], [window])
        assert [f.score for f in row if f] == pytest.approx([f.score for f in alone if f], abs=1e-3)


def test_neither_torch_nor_onnx_is_imported(model_dir: Path, reader: Reader) -> None:
    assert reader.read("你好", []) == []  # what is made once has been made
    process = subprocess.run(
        [sys.executable, "-c", LIGHT, str(model_dir)], cwd=ROOT,
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert (process.stdout, process.stderr) == ("[]\n", "")


@pytest.fixture
def moved(int8_encoder: Int8Encoder, tmp_path: Path) -> Int8Encoder:
    """Return the encoder from a folder of its own, with no reader beside it."""
    folder = tmp_path / "models" / int8_encoder.folder.name
    folder.mkdir(parents=True)
    for path in int8_encoder.folder.iterdir():
        (folder / path.name).symlink_to(path)
    return Int8Encoder(folder)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_damaged_trained_files_leave_the_graph_that_is_there(
    moved: Int8Encoder, tmp_path: Path
) -> None:
    load_reader(moved)
    stamp = moved.folder.with_name(FOLDER) / STAMP
    made = json.loads(stamp.read_text("utf-8"))
    damages: list[tuple[str, Callable[[Path], object]]] = [
        (ADAPTERS, _cut),
        (ADAPTERS, Path.unlink),
        (ADAPTER_CONFIG, lambda path: path.write_text("{}")),
        (HEADS, _cut),
    ]
    for number, (name, damage) in enumerate(damages):
        folder = tmp_path / f"trained{number}"
        shutil.copytree(TRAINED, folder)
        damage(folder / name)
        with pytest.raises(ReaderError) as raised:
            load_reader(moved, folder)
        assert str(raised.value) == f"阅读模型的文件（{folder}）缺失或损坏"
    assert json.loads(stamp.read_text("utf-8")) == made

    layers = stamp.with_name(LAYERS)
    whole = layers.read_bytes()
    _cut(layers)
    assert found(load_reader(moved), QUESTIONS[0])
    assert layers.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_one_sentence(moved: Int8Encoder) -> None:
    moved.folder.with_name(f".{FOLDER}.lock").mkdir()
    with pytest.raises(ReaderError, match=r"^无法写入模型目录 .*请检查权限或换一个模型目录$"):
        load_reader(moved)
