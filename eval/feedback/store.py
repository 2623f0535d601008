"""What people asked, what they were told and how they judged it: a local SQLite store."""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal

from eval.feedback.file import reading, writing
from eval.questions import EvalError

Verdict = Literal["", "right", "wrong"]
Values = dict[str, Any]  # by column
Pairs = tuple[tuple[str, str], ...]
TURNS = 10  # of the conversation before a question


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer that was given; the day is all that is known of who asked."""

    id: int
    day: str  # ISO
    question: str
    history: Pairs  # (question, answer), oldest first
    standalone_question: str
    answer: str
    short_answer: str
    refused: bool
    confidence: float | None
    nearby: tuple[str, ...]
    citations: Pairs  # (doc_id, sentence)
    verdict: Verdict
    correction: str
    note: str


_NAMES = [field.name for field in fields(Entry)]
_INSERT = (
    f"INSERT INTO entries ({', '.join(_NAMES[1:])})"  # noqa: S608 - the names are ours
    f" VALUES ({', '.join(f':{name}' for name in _NAMES[1:])})"
)
_UNJUDGED = (
    "SELECT id FROM entries WHERE day = :day AND question = :question AND history = :history"
    " AND answer = :answer AND verdict = '' AND correction = '' AND note = ''"
    " ORDER BY id DESC LIMIT 1"
)
_JUDGE = (
    "UPDATE entries SET verdict = :verdict, correction = :correction, note = :note"
    " WHERE id = :id AND question != ''"
)
_FORGET = (
    f"UPDATE entries SET {', '.join(f'{name} = :{name}' for name in _NAMES[1:])}"  # noqa: S608
    " WHERE id = :id"
)
_SELECT = (
    f"SELECT {', '.join(_NAMES)} FROM entries"  # noqa: S608
    " WHERE day >= :since AND question != '' ORDER BY day, id"
)
_NOTHING: Values = dict.fromkeys(_NAMES[1:], "") | {
    "history": "[]",
    "refused": False,
    "confidence": None,
    "nearby": "[]",
    "citations": "[]",
}


class Feedback:
    """The store in one file, for any number of threads and processes.

    Every call opens the file for itself, for a moment; all raise EvalError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def record(
        self,
        said: Mapping[str, Any],
        *,
        history: Sequence[tuple[str, str]] = (),
        day: date | None = None,
        verdict: Verdict = "",
        correction: str = "",
        note: str = "",
    ) -> int:
        """Keep an answer, as the JSON object of `ask --json`, and return its id for `judge`.

        A judgement goes to the answer that was kept without one on that day, if there is one: a
        refused question is kept before anybody judges it, and was asked once.
        """
        judged = _judgement(verdict, correction, note)
        row = _row(said, history, day or date.today()) | judged
        with writing(self.path) as connection:
            kept = connection.execute(_UNJUDGED, row).fetchone() if any(judged.values()) else None
            if kept:
                connection.execute(_JUDGE, row | {"id": kept[0]})
                return int(kept[0])
            return int(connection.execute(_INSERT, row).lastrowid or 0)

    def judge(
        self, entry: int, *, verdict: Verdict = "", correction: str = "", note: str = ""
    ) -> None:
        """Replace the judgement of an entry that is already kept."""
        with writing(self.path) as connection:
            judged = _judgement(verdict, correction, note)
            changed = connection.execute(_JUDGE, judged | {"id": entry})
            if not changed.rowcount:
                msg = f"反馈库 {self.path} 里没有第{entry}条，它可能已被删除，请重新提问后再评判。"
                raise EvalError(msg)

    def forget(self, entries: Collection[int]) -> None:
        """Wipe what is kept under these ids; one that is not there is passed over.

        The empty row stays, so that its id, which a visitor may hold, is never another entry's.
        """
        with writing(self.path) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.executemany(_FORGET, [_NOTHING | {"id": entry} for entry in entries])

    def secret(self) -> bytes:
        """Return what all processes that write into the store sign with; it is made once."""
        with writing(self.path) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS secret (value BLOB NOT NULL) STRICT")
            kept = connection.execute("SELECT value FROM secret").fetchone()
            if kept is None:
                kept = (secrets.token_bytes(32),)
                connection.execute("INSERT INTO secret VALUES (?)", kept)
            return bytes(kept[0])

    def entries(self, *, since: date | None = None) -> list[Entry]:
        """Return what is kept, of `since` and later, in the order of asking."""
        with reading(self.path) as connection:
            if connection is None:
                return []
            day = since.isoformat() if since else ""
            rows = connection.execute(_SELECT, {"since": day})
            try:
                return [_entry(*row) for row in rows]
            except (TypeError, ValueError) as error:
                msg = f"反馈库 {self.path} 里有读不懂的内容（{error}），请把它移走，或换一个文件。"
                raise EvalError(msg) from error


def _row(said: Mapping[str, Any], history: Sequence[tuple[str, str]], day: date) -> Values:
    question = said["question"].strip()
    if not question:
        msg = "问题是空的，反馈库不收，请给出问题。"
        raise EvalError(msg)
    return {
        "day": day.isoformat(),
        "question": _storable(question),
        "history": _json([[asked, told.strip()] for asked, told in history][-TURNS:]),
        "standalone_question": _storable(said.get("standalone_question") or question),
        "answer": _storable(said.get("answer") or ""),
        "short_answer": _storable(said.get("short_answer") or ""),
        "refused": bool(said.get("refused")),
        "confidence": said.get("confidence"),
        "nearby": _json((said.get("frame") or {}).get("nearby") or ()),
        "citations": _json([[c["doc_id"], c["quote"]] for c in said.get("citations") or ()]),
    }


def _judgement(verdict: Verdict, correction: str, note: str) -> Values:
    return {
        "verdict": verdict,
        "correction": _storable(correction.strip()),
        "note": _storable(note.strip()),
    }


def _entry(*row: Any) -> Entry:
    values = dict(zip(_NAMES, row, strict=True))
    for name in ("history", "citations"):
        values[name] = tuple((first, second) for first, second in json.loads(values[name]))
    values["nearby"] = tuple(json.loads(values["nearby"]))
    return Entry(**values | {"refused": bool(values["refused"])})


def _json(value: object) -> str:
    return _storable(json.dumps(value, ensure_ascii=False))


def _storable(text: str) -> str:
    """Put ? for half a surrogate pair, which a browser may send and no file takes."""
    return text.encode("utf-8", "replace").decode()
