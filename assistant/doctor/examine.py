"""All checks in a row; what keeps one from looking is a finding, too."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from assistant.doctor.finding import Finding, from_error
from assistant.schema import AssistantError
from corpus.article import CorpusError
from corpus.disk import why
from index.errors import SearchIndexError

Check = Callable[[], Iterable[Finding]]
PREFIX = "ZONE_ASSISTANT_"


def examine(*, port: int, **given: Path | None) -> Iterator[Finding]:
    """Yield the findings as they come; `given` are settings from the command line."""
    yield from _looked("Python", _python)
    yield from _looked("软件包", _packages)
    yield from _looked("设置", partial(_with_settings, port, given))


def _python() -> Iterable[Finding]:
    from assistant.doctor.packages import check_python

    return check_python()


def _packages() -> Iterable[Finding]:
    from assistant.doctor.packages import check_packages

    return check_packages()


def _with_settings(port: int, given: dict[str, Path | None]) -> Iterator[Finding]:
    from assistant.doctor import files, models, network
    from assistant.settings import Settings, read_settings

    settings = read_settings(**given)
    yield _about(set(Settings.model_fields))
    checks: dict[str, Check] = {
        "向量模型": partial(models.check_model, settings),
        "阅读模型": partial(models.check_reader, settings),
        "索引": partial(files.check_index, settings),
        "文件夹": partial(files.check_folders, settings),
        "反馈库": partial(files.check_feedback, settings),
        "用户文件": partial(files.check_users, settings),
        "端口": partial(network.check_port, port),
        "大模型": partial(network.check_llm, settings),
        "Chroma 服务器": partial(network.check_chroma, settings),
        "放索引的地方": partial(network.check_place, settings),
        "Milvus 服务器": partial(network.check_milvus, settings),
    }
    for what, check in checks.items():
        yield from _looked(what, check)


def _about(known: set[str]) -> Finding:
    """Say where .env is looked for, and which names no setting has."""
    file = Path.cwd() / ".env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    names = [*os.environ, *(line.partition("=")[0].removeprefix("export ") for line in lines)]
    given = {name.strip().upper() for name in names}
    strange = sorted(
        n for n in given if n.startswith(PREFIX) and n[len(PREFIX) :].lower() not in known
    )
    if strange:
        said = f"没有叫 {'、'.join(strange)} 的设置"
        return Finding("设置", "warning", said, "请对照说明检查它的名字")
    said = f"读了 {file}" if file.is_file() else f"没有 {file}，用默认值和环境变量"
    return Finding("设置", "good", said)


def _looked(what: str, check: Check) -> Iterator[Finding]:
    """Yield what a check finds, and what stopped it, if something did."""
    try:
        yield from check()
    except (AssistantError, CorpusError, SearchIndexError) as error:
        yield from_error(what, error)
    except ImportError as error:
        said = f"查不下去，软件包 {error.name or error} 没有装好"
        yield Finding(what, "bad", said, "请重新安装 zone-assistant")
    except OSError as error:
        said = f"查不下去，读写“{error.filename}”失败（{why(error)}）"
        yield Finding(what, "bad", said, "请检查路径、权限和磁盘")
    except (ValueError, LookupError, TypeError, AttributeError, EOFError) as error:
        said = f"查不下去，读到了意外的内容（{type(error).__name__}）"
        yield Finding(what, "bad", said, "请重新安装或重建它，仍不行时请反馈给开发者")
