"""A question set from what people asked, for a person to finish: nothing in it is gold yet."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from corpus.disk import why
from eval.feedback.store import Entry, Feedback
from eval.questions import EvalError
from eval.scoring.matching import plain

Only = Literal["refused", "wrong"]
Row = dict[str, Any]
Key = tuple[str, ...]

PROPOSED = "【建议，未核对】"
UNFINISHED = "请核对后把 answerable 改为 true 或 false。"
_ONLY = {None: "", "refused": "拒答的", "wrong": "判错的"}
_SHOWN = 200  # characters of an answer or a sentence in a note


def from_feedback(
    store: Feedback,
    *,
    since: date | None = None,
    only: Only | None = None,
    chosen: Collection[int] | None = None,
) -> list[Row]:
    """Return each question once, the most often asked first; `answerable` is null in all.

    What a reader corrected or found right is proposed, and the note says so. `chosen` are ids of
    entries, None for all.
    """
    asked: dict[Key, list[Entry]] = {}
    for entry in store.entries(since=since):
        if (chosen is None or entry.id in chosen) and _is_of(entry, only):
            asked.setdefault(_key(entry), []).append(entry)
    if not asked:
        when = f"{since.isoformat()}以来" if since else ""
        msg = f"反馈库 {store.path} 里没有{when}{_ONLY[only]}问题，没有写题集。"
        raise EvalError(msg)
    return [_row(key, asked[key]) for key in sorted(asked, key=lambda key: -len(asked[key]))]


def write_set(rows: Sequence[Row], out: Path) -> None:
    """Write a set as a new file; refuse to overwrite one."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("x", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        msg = f"题集 {out} 写不了（{why(error)}），请用 --out 换一个地方。"
        if isinstance(error, FileExistsError) and out.exists():
            msg = f"{out} 已经存在，不会覆盖它，请用 --out 换一个文件名。"
        raise EvalError(msg) from error


def _is_of(entry: Entry, only: Only | None) -> bool:
    return only is None or (entry.refused if only == "refused" else entry.verdict == "wrong")


def _key(entry: Entry) -> Key:
    """Tell questions apart by what was asked before, too; the answers may have changed since."""
    return (entry.question.strip(), *(asked for asked, _ in entry.history))


def _row(key: Key, entries: Sequence[Entry]) -> Row:
    latest = entries[-1]
    answers, groups, evidence, proposed = _proposal(entries)
    return {
        # Of the question alone, so that a later set names the same question by the same id.
        "qid": f"fb-{sha256(json.dumps(key).encode()).hexdigest()[:12]}",
        "question": key[0],
        "history": [{"question": asked, "answer": said} for asked, said in latest.history],
        "answers": answers,
        "answer_groups": groups,
        "gold_doc_ids": list(dict.fromkeys(doc_id for doc_id, _ in evidence)),
        "evidence": [{"doc_id": doc_id, "sentence": sentence} for doc_id, sentence in evidence],
        "answerable": None,
        "type": "",
        "as_of": latest.day,
        "note": "".join([_told(entries), proposed, UNFINISHED]),
    }


def _proposal(
    entries: Sequence[Entry],
) -> tuple[list[str], list[list[str]], list[tuple[str, str]], str]:
    """Return answers, answer groups, evidence, and the note that says where they come from."""
    right = [entry for entry in entries if entry.verdict == "right"]
    answered = [entry for entry in right if not entry.refused]
    corrections = list(dict.fromkeys(e.correction for e in entries if e.correction))
    if corrections:
        said = f"{PROPOSED}answers 是读者的更正，还没有出处。"
        return corrections, [corrections], [], said
    if answered:
        entry = answered[-1]
        short = entry.short_answer
        said = f"{PROPOSED}answers 和 evidence 取自判对的回答"
        said += "。" if short else "，answer_groups 请补上。"
        answer = short or plain(entry.answer).strip()
        return [answer] if answer else [], [[short]] if short else [], [*entry.citations], said
    if right:
        return [], [], [], f"{PROPOSED}拒答被判对，可能没有答案。"
    return [], [], [], ""


def _told(entries: Sequence[Entry]) -> str:
    """Say how often it was asked, what was answered and cited last, and what readers say of it."""
    latest = entries[-1]
    said = f"问过{len(entries)}次，最近{latest.day}。"
    if latest.refused:
        said += "当时拒答" + (
            f"，相近的有：{'；'.join(near.rstrip('。') for near in latest.nearby)}。"
            if latest.nearby
            else "。"
        )
    else:
        said += f"当时答“{_cut(plain(latest.answer))}”。"
        said += "".join(f"引用 {doc_id}“{_cut(quote)}”。" for doc_id, quote in latest.citations)
    for verdict, name in (("right", "判对"), ("wrong", "判错")):
        count = sum(entry.verdict == verdict for entry in entries)
        said += f"{name}{count}次。" if count else ""
    notes = dict.fromkeys(entry.note for entry in entries if entry.note)
    return said + "".join(f"读者说：“{_cut(note)}”。" for note in notes)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……"
