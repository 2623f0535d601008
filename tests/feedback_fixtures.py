"""Answers as the page keeps them, and what other processes do with the store."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from assistant.schema import REFUSAL
from eval.feedback.file import writing
from eval.feedback.store import Feedback
from eval.questions import EvalError

DAY = date(2026, 3, 9)


def refused(question: str, *, standalone: str = "", nearby: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what `ask --json` says of a question that no article answers."""
    return {
        "question": question,
        "standalone_question": standalone or question,
        "answer": REFUSAL,
        "short_answer": None,
        "refused": True,
        "frame": {"nearby": list(nearby)},
        "citations": [],
        "confidence": 0.25,
    }


def answered(
    question: str, answer: str, *, short: str | None, places: tuple[tuple[str, str], ...] = ()
) -> dict[str, Any]:
    """Return what `ask --json` says of an answer that cites `places` (doc_id, sentence)."""
    return refused(question) | {
        "answer": answer,
        "short_answer": short,
        "refused": False,
        "citations": [{"n": n, "doc_id": d, "quote": q} for n, (d, q) in enumerate(places, 1)],
        "confidence": 0.75,
    }


def child(task: str, *words: object) -> "subprocess.Popen[str]":
    """Start one of the functions below in a process of its own."""
    command = f"import sys; from tests.feedback_fixtures import {task} as task; task(*sys.argv[1:])"
    given = [sys.executable, "-c", command, *map(str, words)]
    return subprocess.Popen(
        given, cwd=Path(__file__).parent.parent, stdout=subprocess.PIPE, text=True
    )


def keep_many(path: str, name: str, count: str) -> None:
    """Keep refused questions one after the other, and tell the number of each."""
    store = Feedback(Path(path))
    for n in range(int(count)):
        store.record(refused(f"{name}{n}"))
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()


def write_half(path: str) -> None:
    """Stay inside a transaction that has already written."""
    with writing(Path(path)) as connection:
        connection.execute("UPDATE entries SET question = '写了一半'")
        sys.stdout.write("written\n")
        sys.stdout.flush()
        time.sleep(60)


def use_without_permission(path: str) -> None:
    """Write and read as a user who may only read; tell what came of it."""
    if os.geteuid() == 0:
        os.setuid(65534)
    store = Feedback(Path(path))
    try:
        store.record(refused("写得进吗？"))
    except EvalError as error:
        sys.stdout.write(f"{error}\n")
    sys.stdout.write(f"{len(store.entries())}\n")
