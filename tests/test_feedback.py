"""The store of what people asked: what it keeps, who may use it at once, what it survives."""

import sqlite3
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.feedback.file import BUSY_SECONDS, VERSION
from eval.feedback.store import TURNS, Entry, Feedback
from eval.questions import EvalError
from tests.feedback_fixtures import DAY, answered, child, refused


@pytest.fixture
def store(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path / "data" / "feedback.sqlite")


def sentence(store: Feedback) -> str:
    """Return the one sentence that both writing and reading fail with."""
    said = []
    for use in (lambda: store.record(refused("写得进吗？")), store.entries):
        with pytest.raises(EvalError) as failed:
            use()
        said.append(str(failed.value))
    assert said[0] == said[1]
    assert str(store.path) in said[0]
    assert said[0].endswith("。")
    assert said[0].count("。") == 1
    return said[0]


def test_all_of_a_refused_question_comes_back(store: Feedback) -> None:
    said = refused("有多少员工？", standalone="储能项目有多少员工？", nearby=("总投资", "占地"))
    history = [("储能项目总投资多少？", "约6.2亿元 [1]")]
    id_ = store.record(said, history=history, day=DAY)
    assert store.entries() == [
        Entry(
            id=id_,
            day="2026-03-09",
            question="有多少员工？",
            history=(("储能项目总投资多少？", "约6.2亿元 [1]"),),
            standalone_question="储能项目有多少员工？",
            answer="资料里没有找到答案。",
            short_answer="",
            refused=True,
            confidence=0.25,
            nearby=("总投资", "占地"),
            citations=(),
            verdict="",
            correction="",
            note="",
        )
    ]


def test_a_judged_answer_comes_back_with_its_places(store: Feedback) -> None:
    said = answered("投资多少？", "**6亿元** [1]", short="6亿元", places=(("a", "投资6亿元。"),))
    store.record(said, verdict="wrong", correction=" 6.2亿元 ", note=" 少了零头\n")
    (entry,) = store.entries()
    assert (entry.answer, entry.short_answer) == ("**6亿元** [1]", "6亿元")
    assert entry.citations == (("a", "投资6亿元。"),)
    assert (entry.verdict, entry.correction, entry.note) == ("wrong", "6.2亿元", "少了零头")
    assert not entry.refused
    assert entry.day == date.today().isoformat()


def test_nothing_is_kept_that_tells_who_asked(store: Feedback) -> None:
    store.record(refused("谁在问？"))
    with closing(sqlite3.connect(store.path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
        columns = [row[1] for row in connection.execute("PRAGMA table_info(entries)")]
    assert tables == [("entries",)]
    assert columns == [field.name for field in fields(Entry)]
    assert len(store.entries()[0].day) == len("2026-03-09")


def test_a_verdict_on_a_kept_question_is_not_a_second_asking(store: Feedback) -> None:
    said, history = refused("有多少员工？"), [("投资多少？", "6亿元")]
    first, second = (store.record(said, history=history, day=DAY) for _ in range(2))
    assert first != second
    assert store.record(said, history=history, day=DAY, verdict="right") == second
    assert store.record(said, history=history, day=DAY, correction="169人") == first
    others = (
        store.record(said, history=history, day=DAY, verdict="right"),  # both are judged by now
        store.record(said, day=DAY, verdict="right"),
        store.record(said, history=history, day=date(2026, 3, 10), verdict="right"),
    )
    assert len({first, second, *others}) == 5
    kept = {entry.id: (entry.verdict, entry.correction) for entry in store.entries()}
    assert kept[first] == ("", "169人")
    assert kept[second] == ("right", "")


def test_a_judgement_can_be_replaced_and_taken_back(store: Feedback) -> None:
    id_ = store.record(answered("投资多少？", "6亿元 [1]", short="6亿元"), verdict="right")
    store.judge(id_, verdict="wrong", correction="7亿元")
    assert [(e.verdict, e.correction) for e in store.entries()] == [("wrong", "7亿元")]
    store.judge(id_)
    assert [(e.verdict, e.correction) for e in store.entries()] == [("", "")]
    with pytest.raises(EvalError, match=f"没有第{id_ + 1}条"):
        store.judge(id_ + 1, verdict="right")
    wrong: Any = "maybe"
    with pytest.raises(EvalError, match=r"feedback\.sqlite"):
        store.judge(id_, verdict=wrong)


def test_what_is_forgotten_is_nowhere_in_the_file_and_its_id_is_never_anothers(
    store: Feedback,
) -> None:
    said = answered("谁的电话是多少？", "秘密 [1]", short="秘密", places=(("a", "秘密的原句。"),))
    first = store.record(refused("留下的"), day=DAY)
    last = store.record(said, history=[("前问", "前答")], verdict="wrong", correction="更正")
    store.forget([last, 99])
    assert [entry.id for entry in store.entries()] == [first]
    with pytest.raises(EvalError, match=f"没有第{last}条"):
        store.judge(last, verdict="right")
    kept = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    for word in ("电话", "秘密", "前问", "前答", "更正"):
        assert word.encode() not in kept
    assert "留下的".encode() in kept
    assert store.record(refused("后来的"), day=DAY) > last
    store.forget([])
    assert len(store.entries()) == 2


def test_entries_are_in_the_order_of_days(store: Feedback) -> None:
    for day in (date(2026, 3, 10), DAY, date(2026, 3, 10)):
        store.record(refused(f"{day.day}日"), day=day)
    assert [entry.day[-2:] for entry in store.entries()] == ["09", "10", "10"]
    assert [entry.id for entry in store.entries(since=date(2026, 3, 10))] == [1, 3]


def test_what_no_file_takes_is_replaced_and_long_talks_are_cut(store: Feedback) -> None:
    talk = [(f"问{n}\ud800", "答\udc00") for n in range(TURNS + 2)]
    store.record(refused(" 半个\ud83d字符\0'; DROP TABLE entries; -- "), history=talk)
    (entry,) = store.entries()
    assert entry.question == "半个?字符\0'; DROP TABLE entries; --"
    assert entry.history == tuple((f"问{n}?", "答?") for n in range(2, TURNS + 2))
    with pytest.raises(EvalError, match="问题是空的"):
        store.record(refused(" 　\n"))


def test_processes_and_threads_write_at_once(store: Feedback) -> None:
    names, count = ("甲", "乙"), 25
    writers = [child("keep_many", store.path, name, count) for name in names]
    threads = [
        threading.Thread(target=lambda: [store.record(refused("丙")) for _ in range(5)])
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for waited in threads:
        waited.join()
    assert [(writer.communicate()[0], writer.returncode) for writer in writers] == [
        ("".join(f"{n}\n" for n in range(count)), 0)
    ] * 2
    questions = [entry.question for entry in store.entries()]
    assert sorted(q for q in questions if q != "丙") == sorted(
        f"{name}{n}" for name in names for n in range(count)
    )
    assert questions.count("丙") == 15


def test_whoever_is_locked_out_waits(store: Feedback) -> None:
    store.record(refused("先来"))
    with closing(sqlite3.connect(store.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        waiting = threading.Thread(target=store.record, args=(refused("后到"),))
        begun = time.monotonic()
        waiting.start()
        time.sleep(0.5)
        assert [entry.question for entry in store.entries()] == ["先来"], "readers do not wait"
        holder.execute("COMMIT")
        waiting.join()
    assert 0.5 <= time.monotonic() - begun < BUSY_SECONDS
    assert [entry.question for entry in store.entries()] == ["先来", "后到"]


def test_many_may_be_the_first(tmp_path: Path) -> None:
    for n in range(12):
        store, start = Feedback(tmp_path / str(n) / "feedback.sqlite"), threading.Barrier(6)
        threads = [
            threading.Thread(target=lambda s=store, b=start: b.wait() + s.record(refused("同时")))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(store.entries()) == 6


def test_the_first_waits_for_whoever_holds_the_empty_file(store: Feedback) -> None:
    store.path.parent.mkdir()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        waiting = threading.Thread(target=store.record, args=(refused("第一个"),))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        holder.execute("ROLLBACK")
    waiting.join()
    assert len(store.entries()) == 1


def test_a_writer_killed_in_mid_transaction_leaves_nothing_behind(store: Feedback) -> None:
    store.record(refused("原来的"))
    with child("write_half", store.path) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "written\n"
        writer.kill()
    assert [entry.question for entry in store.entries()] == ["原来的"]
    store.record(refused("后来的"))
    assert [entry.question for entry in store.entries()] == ["原来的", "后来的"]


@pytest.mark.parametrize("told", [1, 4])
def test_a_killed_writer_loses_nothing_that_it_had_kept(store: Feedback, told: int) -> None:
    with child("keep_many", store.path, "甲", 10_000) as writer:
        assert writer.stdout
        for _ in range(told):
            writer.stdout.readline()
        writer.kill()
        told += len(writer.stdout.read().splitlines())
    kept = [entry.question for entry in store.entries()]
    assert kept == [f"甲{n}" for n in range(len(kept))]
    assert told <= len(kept) <= told + 1
    with closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_store_of_a_newer_version_is_left_alone(store: Feedback) -> None:
    store.record(refused("原来的"))
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = store.path.read_bytes()
    assert f"第{VERSION + 1}版" in sentence(store)
    assert store.path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(store: Feedback) -> None:
    store.path.parent.mkdir()
    store.path.write_text("不是数据库，是一篇文章。" * 100, "utf-8")
    assert "不是 SQLite 文件" in sentence(store)
    assert store.path.read_text("utf-8") == "不是数据库，是一篇文章。" * 100


def test_a_database_of_another_program_is_left_alone(store: Feedback) -> None:
    store.path.parent.mkdir()
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("CREATE TABLE entries (id)")
    before = store.path.read_bytes()
    assert "别的程序的数据库" in sentence(store)
    assert store.path.read_bytes() == before


def test_a_damaged_store_is_told_in_a_sentence(store: Feedback) -> None:
    for n in range(20):
        store.record(refused(f"{n}" * 100))
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("UPDATE entries SET history = '[[' WHERE id = 7")
        connection.commit()
    with pytest.raises(EvalError, match="里有读不懂的内容"):
        store.entries()
    data = bytearray(store.path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    store.path.write_bytes(data)
    with pytest.raises(EvalError, match="已经损坏"):
        store.entries()


def test_a_folder_in_its_place_is_told_in_a_sentence(store: Feedback) -> None:
    store.path.mkdir(parents=True)
    for use in (lambda: store.record(refused("写得进吗？")), store.entries):
        with pytest.raises(EvalError, match=r"它是一个文件夹），请用设置 \w+ 换一个文件。$"):
            use()


def test_a_file_in_place_of_its_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(EvalError, match="的文件夹用不了"):
        Feedback(tmp_path / "data" / "feedback.sqlite").record(refused("写得进吗？"))


def test_reading_makes_no_file(store: Feedback) -> None:
    with pytest.raises(EvalError, match="还没有反馈库"):
        store.entries()
    assert not store.path.parent.exists()
    store.path.parent.mkdir()
    store.path.touch()
    assert store.entries() == [], "what a writer has left that was killed before its first word"
    store.record(refused("第一个"))
    assert len(store.entries()) == 1


@pytest.mark.parametrize("open_elsewhere", [False, True])
def test_a_folder_that_may_only_be_read(open_elsewhere: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Feedback(folder / "feedback.sqlite")
        store.record(refused("原来的"))
        folder.chmod(0o555)
        with closing(sqlite3.connect(store.path)) as other:
            if open_elsewhere:
                other.execute("SELECT * FROM entries").fetchall()
            for path in folder.iterdir():
                path.chmod(0o444)
            said, _ = child("use_without_permission", store.path).communicate()
        folder.chmod(0o755)
    failed, read = said.splitlines()
    assert "只能读，不能写" in failed
    assert read == "1"
