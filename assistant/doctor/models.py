"""The embedding model as it was installed and as it is unpacked, and the trained reader."""

import json
from collections.abc import Iterator
from pathlib import Path

from assistant.doctor.finding import Finding
from assistant.reader.trained import TRAINED
from assistant.settings import Settings
from index.made_folder import STAMP, fingerprint, sha256
from index.runtimes import HASH_NAME, MODEL_NAME
from index.weights import REINSTALL, SOURCE_SHA256, packaged_weights

DAMAGED = (OSError, ValueError, KeyError, TypeError, AttributeError)


def check_model(settings: Settings) -> Iterator[Finding]:
    """Look at the embedding model that the settings name."""
    if settings.model == MODEL_NAME:
        yield _weights()
        yield _unpacked(settings)
    elif settings.model == HASH_NAME:
        said = f"{HASH_NAME} 是测试用的替身，不懂意思"
        advice = f"请把设置 ZONE_ASSISTANT_MODEL 改成 {MODEL_NAME}"
        yield Finding("向量模型", "warning", said, advice)
    else:
        yield _other(settings.model)


def check_reader(settings: Settings, *, trained: Path = TRAINED) -> Iterator[Finding]:
    """Read the trained files, unless the settings leave them out."""
    from safetensors import SafetensorError

    from assistant.reader.trained_files import read_changes, read_heads

    what = "阅读模型"
    if not settings.reader:
        yield Finding(what, "good", "设置关掉了它，句子只按词句匹配来排")
        return
    try:
        count = len(read_changes(trained)) + len(read_heads(trained))
    except (*DAMAGED, SafetensorError):
        said = f"它的文件（{trained}）缺失或损坏，句子只能按词句匹配来排"
        yield Finding(what, "bad", said, "请重新安装 zone-assistant")
        return
    if settings.model == MODEL_NAME:
        yield Finding(what, "good", f"文件完好，{count}个矩阵")
    else:
        said = f"它只能和 {MODEL_NAME} 一起用，现在的模型是 {settings.model}"
        yield Finding(what, "warning", said, "不用它时请设置 ZONE_ASSISTANT_READER=off")


def _weights() -> Finding:
    """Compare the weights' checksum; reads 72 MB."""
    path = packaged_weights()
    if not path.is_file():
        return Finding("模型文件", "bad", f"{path} 不见了", f"请运行：{REINSTALL}")
    if sha256(path) != SOURCE_SHA256:
        return Finding("模型文件", "bad", f"{path} 的校验和不符，已损坏", f"请运行：{REINSTALL}")
    return Finding("模型文件", "good", f"{MODEL_NAME} 的校验和相符")


def _unpacked(settings: Settings) -> Finding:
    """Compare what was unpacked with the stamp that was written then."""
    what = "解开的模型"
    folder = settings.model_dir / (MODEL_NAME + ("-int8" if settings.runtime == "int8" else ""))
    if not folder.exists():
        return Finding(what, "good", f"{folder} 还没有，第一次用时会自动解开")
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        wrong = [name for name, was in stamp["files"].items() if fingerprint(folder / name) != was]
        whole = stamp["source_sha256"] == SOURCE_SHA256 and not wrong
    except DAMAGED:
        whole = False
    if whole:
        return Finding(what, "good", f"{folder} 完好")
    return Finding(what, "warning", f"{folder} 不完整", "不用管它，下次用时会自动重新解开")


def _other(model: str) -> Finding:
    what = "向量模型"
    if (Path(model) / "config.json").is_file() or _downloaded(model):
        return Finding(what, "good", f"{model} 在本机")
    advice = f"请先下载，把它的文件夹写进设置 ZONE_ASSISTANT_MODEL，或改用 {MODEL_NAME}"
    return Finding(what, "bad", f"本机没有 {model}", advice)


def _downloaded(model: str) -> bool:
    """Tell whether a model of that name is where Hugging Face keeps what was downloaded."""
    from huggingface_hub import try_to_load_from_cache

    name = model if "/" in model else f"sentence-transformers/{model}"
    try:
        return isinstance(try_to_load_from_cache(name, "config.json"), str)
    except ValueError:  # no name that a model can have
        return False
