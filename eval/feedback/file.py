"""Opening the feedback store: one SQLite file of a known version, and errors in one sentence."""

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

from corpus.disk import why
from eval.questions import EvalError

VERSION = 1
APPLICATION = 0x5A414642  # "ZAFB", which tells our file from every other SQLite database
BUSY_SECONDS = 5.0
_SCHEMA = """
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    question TEXT NOT NULL,
    history TEXT NOT NULL,
    standalone_question TEXT NOT NULL,
    answer TEXT NOT NULL,
    short_answer TEXT NOT NULL,
    refused INTEGER NOT NULL,
    confidence REAL,
    nearby TEXT NOT NULL,
    citations TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('', 'right', 'wrong')),
    correction TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT
"""
_OTHER = "请用设置 ZONE_ASSISTANT_FEEDBACK 换一个文件"
_REASONS = {  # the beginning of SQLite's name for what went wrong
    "SQLITE_NOTADB": f"不是 SQLite 文件，{_OTHER}",
    "SQLITE_CORRUPT": f"已经损坏，请把它移走，或{_OTHER}",
    "SQLITE_BUSY": f"一直被别的程序占用（等了{BUSY_SECONDS:g}秒），请稍后再试",
    "SQLITE_READONLY": f"只能读，不能写，请检查权限，或{_OTHER}",
    "SQLITE_CANTOPEN": f"打不开（没有权限，或它是一个文件夹），{_OTHER}",
    "SQLITE_IOERR": f"读写出错（磁盘满了要先清理，坏了要换，或者它是一个文件夹），{_OTHER}",
    "SQLITE_FULL": "写不下（磁盘已满），请先清理磁盘",
}


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection inside one transaction, in a file that is made where there is none."""
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(_connect(str(path.absolute()))) as connection:
            with _transaction(connection, "DEFERRED"):
                is_new = _version(connection, path) == 0
            if is_new:
                _write_ahead(connection)
            with _transaction(connection, "IMMEDIATE"):
                if _version(connection, path) == 0:  # another process may have been first
                    connection.execute(_SCHEMA)
                    connection.execute(f"PRAGMA application_id = {APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {VERSION}")
                yield connection


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Yield a connection that cannot write, or None where the file is there and still empty."""
    with _explained(path):
        if not path.exists():
            msg = (
                f"还没有反馈库 {path}：问答页面有了拒答的问题或评判才会建它；"
                "它在别处时，请用设置 ZONE_ASSISTANT_FEEDBACK 指明。"
            )
            raise EvalError(msg)
        with (
            closing(_connect(_read_only(path), uri=True)) as connection,
            _transaction(connection, "DEFERRED"),
        ):
            yield connection if _version(connection, path) else None


def _read_only(path: Path) -> str:
    """Return the address to read from; a WAL beside the file needs a folder that takes it."""
    log = path.with_name(path.name + "-wal")
    fixed = not os.access(path.parent, os.W_OK) and not log.exists()
    return f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if fixed else ''}"


def _connect(database: str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(database, uri=uri, timeout=BUSY_SECONDS, isolation_level=None)


@contextmanager
def _transaction(
    connection: sqlite3.Connection, kind: Literal["DEFERRED", "IMMEDIATE"]
) -> Iterator[None]:
    """Commit what happens inside as one, or nothing of it."""
    connection.execute(f"BEGIN {kind}")
    with connection:
        yield


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work at once; SQLite itself doesn't wait for this change."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of the file, 0 where nothing is in it yet; refuse what isn't ours."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (things,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not application and not version and not things:
        return 0
    if application != APPLICATION:
        msg = f"反馈库 {path} 是别的程序的数据库，{_OTHER}。"
        raise EvalError(msg)
    if version != VERSION:
        msg = (
            f"反馈库 {path} 的格式是第{version}版，这个程序只认到第{VERSION}版，"
            f"请升级程序，或{_OTHER}。"
        )
        raise EvalError(msg)
    return int(version)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what SQLite, the disk or a damaged row says into one sentence."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        known = (said for start, said in _REASONS.items() if name.startswith(start))
        msg = f"反馈库 {path} {next(known, f'用不了（{error}），{_OTHER}')}。"
        raise EvalError(msg) from error
    except OSError as error:
        msg = f"反馈库 {path} 的文件夹用不了（{why(error)}），{_OTHER}。"
        raise EvalError(msg) from error
    except (json.JSONDecodeError, UnicodeError) as error:
        msg = f"反馈库 {path} 里有读不懂的内容（{error}），请把它移走，或{_OTHER}。"
        raise EvalError(msg) from error
