"""The packaged model on the int8 runtime, against the float32 one."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.embedding import Vectors, batches
from index.encoder import SentenceEncoder, load_encoder
from index.errors import SearchIndexError
from index.int8 import Int8Encoder
from index.int8_folder import LAYERS, TOKENIZER, WORDS, unpack_int8
from index.made_folder import STAMP
from index.onnx_graph import round_weights
from index.runtimes import MODEL_NAME, runtime_of
from tests.test_encoder import TEXTS, cosines

ROOT = Path(__file__).parent.parent
UNPACK = "import sys; from pathlib import Path; from index.int8_folder import unpack_int8\n"
KILLED_HALFWAY = UNPACK + (
    "import os, signal\n"
    "kill = lambda done, total: done < total or os.kill(os.getpid(), signal.SIGKILL)\n"
    "unpack_int8(Path(sys.argv[1]), on_progress=kill)"
)
COUNTED = UNPACK + (
    "calls = []\n"
    "unpack_int8(Path(sys.argv[1]), on_progress=lambda done, total: calls.append(done))\n"
    "print('made' if calls else 'found')"
)
SMALL_FILES_ONLY = UNPACK + (
    "import resource; from index.errors import SearchIndexError\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, 10_000_000))\n"
    "try: unpack_int8(Path(sys.argv[1]))\n"
    "except SearchIndexError as error: print(error)"
)


@pytest.fixture
def home() -> Iterator[Path]:
    """Return a folder that is deleted at once."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def passages(int8_encoder: Int8Encoder) -> Vectors:
    return int8_encoder.encode_passages(TEXTS)


def run(code: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_vectors_are_those_of_float32(
    int8_encoder: Int8Encoder, sentence_encoder: SentenceEncoder, passages: Vectors
) -> None:
    assert cosines(passages, sentence_encoder.encode_passages(TEXTS)).min() >= 0.9995
    for text in TEXTS[:8]:
        near = int8_encoder.encode_query(text) @ sentence_encoder.encode_query(text)
        assert near >= 0.9995
        assert int8_encoder.encode_query(text) @ int8_encoder.encode_passages([text])[0] < 0.9995


def test_tokens_are_those_of_float32(
    int8_encoder: Int8Encoder, sentence_encoder: SentenceEncoder
) -> None:
    pairs = [("多少？", text * 30) for text in TEXTS]
    mine = int8_encoder.tokenize_pairs(pairs, max_tokens=64)
    theirs = sentence_encoder.tokenize_pairs(pairs, max_tokens=64)
    assert [tokens.ids for tokens in mine] == [tokens.ids for tokens in theirs]
    assert [tokens.offsets for tokens in mine] == [tokens.offsets for tokens in theirs]


def test_what_the_manifest_records(int8_encoder: Int8Encoder, model_dir: Path) -> None:
    assert (int8_encoder.name, int8_encoder.dimensions) == (MODEL_NAME, 384)
    assert int8_encoder.runtime == runtime_of(MODEL_NAME, "int8") == "onnx-int8"
    assert runtime_of(MODEL_NAME, "float32") == runtime_of("bge", "int8") == "torch-float32"
    hashed = load_encoder("bigram-hash", model_dir, runtime="int8")
    assert hashed.runtime == runtime_of("bigram-hash", "int8")


def test_weights_are_rounded_by_hand() -> None:
    matrix = np.zeros((2, 32), dtype=np.float32)
    matrix[0, :3] = [2.54, -1.27, 0.019]  # 2.54 / 127 = 0.02 a step
    rounded, scales = round_weights(matrix)
    assert scales.tolist() == [[pytest.approx(0.02)], [1.0]]
    assert rounded[0, 0, :4].tolist() == [255, 64, 129, 128]
    assert (rounded[1] == 128).all()


def test_batches_by_hand() -> None:
    assert batches([3, 9, 5, 4, 20], limit=10) == [[4], [1], [2, 3], [0]]
    assert batches([], limit=10) == []


@pytest.mark.slow
def test_killed_halfway_then_two_at_once(home: Path) -> None:
    killed = run(KILLED_HALFWAY, home)
    killed.communicate(timeout=120)
    assert killed.returncode == -9
    assert list(home.glob("[!.]*")) == []
    both = [run(COUNTED, home) for _ in range(2)]
    outcomes = [process.communicate(timeout=120) for process in both]
    assert sorted(outcomes) == [("found\n", ""), ("made\n", "")]
    assert [path.name for path in home.glob("[!.]*")] == [f"{MODEL_NAME}-int8"]


@pytest.mark.parametrize("name", [LAYERS, WORDS, TOKENIZER, STAMP])
def test_a_damaged_or_missing_file_is_made_anew(
    int8_encoder: Int8Encoder, home: Path, name: str
) -> None:
    folder = home / f"{MODEL_NAME}-int8"
    folder.mkdir()
    for path in int8_encoder.folder.iterdir():
        (folder / path.name).symlink_to(path)
    whole = (folder / name).read_bytes()
    (folder / name).unlink()
    if name != STAMP:
        (folder / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert unpack_int8(home) == folder
    assert (folder / name).read_bytes() == whole
    assert not any(path.is_symlink() for path in folder.iterdir())


def test_failed_write_leaves_nothing(home: Path) -> None:
    output, errors = run(SMALL_FILES_ONLY, home).communicate(timeout=120)
    assert errors == ""
    assert output.startswith(f"无法写入模型目录 {home}（超过了允许的文件大小）")
    assert [path.name for path in home.iterdir()] == [f".{MODEL_NAME}-int8.lock"]


def test_damaged_source(home: Path) -> None:
    (home / "cut.bin").write_bytes(b"E5S1")
    with pytest.raises(SearchIndexError, match="已损坏（4 字节"):
        unpack_int8(home / "models", source=home / "cut.bin")
    assert not list((home / "models").glob("[!.]*"))
