"""The log on stderr: lines of JSON for programs, readable ones on a terminal; no secret in any."""

import json
import logging
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import ContextDecorator
from datetime import datetime
from time import perf_counter
from typing import Any

from assistant.operations.asking import current

LOGGER = "zone_assistant"
_LEVELS = {"DEBUG": "详细", "INFO": "信息", "WARNING": "注意", "ERROR": "错误", "CRITICAL": "严重"}
_log = logging.getLogger(LOGGER)


class Lines(logging.Formatter):
    """Writes a record with its `fields` and the request that it belongs to, in one line of JSON.

    What is `secret` is struck out, wherever in the line it stands.
    """

    def __init__(self, secret: Iterable[str] = ()) -> None:
        super().__init__()
        written = {form for word in secret if (plain := word.strip()) for form in _forms(plain)}
        self._secret = sorted(written, key=len, reverse=True)  # one may be part of another

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = self._line(record, datetime.fromtimestamp(record.created).astimezone())
        for word in self._secret:
            line = line.replace(word, "***")
        return line

    def _line(self, record: logging.LogRecord, time: datetime) -> str:
        row: dict[str, Any] = {
            "time": time.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        row |= _fields(record)
        if record.exc_info:
            row["traceback"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=False, default=str)


class Readable(Lines):
    """Writes a record for whoever looks at the terminal."""

    def _line(self, record: logging.LogRecord, time: datetime) -> str:
        from assistant.terminal import printable

        level = _LEVELS.get(record.levelname, record.levelname)
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        line = f"{time:%H:%M:%S} {level} {record.getMessage()}{fields}"
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return "\n".join(printable(part) for part in (line, *trace.splitlines()))


def set_up(*, as_json: bool, verbose: bool = False, secret: Iterable[str] = ()) -> None:
    """Send what is logged, and what ends a thread, to stderr; for the command line only."""
    handler = logging.StreamHandler(sys.stderr)
    readable = sys.stderr.isatty() and not as_json
    handler.setFormatter(Readable(secret) if readable else Lines(secret))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _log.setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # a full disk: nobody could read the complaint
    threading.excepthook = _log_thread


class Timed(ContextDecorator):
    """Logs that something was done and how long it took; where it failed, why, with a traceback."""

    def __init__(self, message: str) -> None:
        self._message = message

    def __enter__(self) -> None:
        self._begun = perf_counter()

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        fields = {"seconds": round(perf_counter() - self._begun, 3)}
        level = logging.ERROR if error else logging.INFO
        _log.log(level, self._message, exc_info=error, extra={"fields": fields})


def _forms(word: str) -> Iterator[str]:
    """Yield how a word stands in a line: as it is, quoted by Python, and either one in JSON."""
    for form in (word, repr(word)[1:-1]):
        yield form
        yield json.dumps(form, ensure_ascii=False)[1:-1]


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    request = current()
    about = {"request": request.id, "route": request.route} if request else {}
    fields: dict[str, Any] = getattr(record, "fields", {})
    return about | fields


def _log_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value and ended.exc_type is not SystemExit:
        name = ended.thread.name if ended.thread else ""
        _log.error("线程 %s 出错后停下了", name, exc_info=ended.exc_value)
