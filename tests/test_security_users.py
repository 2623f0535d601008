"""The file of users: hashes only, for its owner only, and no password that is easily guessed."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.access.passwords import LONGEST, fits, hash_password
from assistant.access.users import UserFile, check_name
from assistant.schema import AssistantError
from tests.cli_driver import PROGRAM, Ran, environment, run_cli

GOOD = "chenzhou-3-yunxi-4"


def run_with(password: str, *words: str | Path, cwd: Path) -> Ran:
    done = subprocess.run(
        [PROGRAM, *map(str, words)],
        cwd=cwd,
        env=environment(auth_file="users.json"),
        input=password.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def file(tmp_path: Path) -> UserFile:
    return UserFile(tmp_path / "new" / "users.json")


def test_only_a_hash_is_kept_and_only_its_owner_reads_it(file: UserFile) -> None:
    assert file.put("王编辑", "editor", GOOD) == "editor"
    text = file.path.read_text(encoding="utf-8")
    assert GOOD not in text
    hashed = json.loads(text)["users"]["王编辑"]["password"]
    assert hashed.startswith("$argon2id$")
    assert hashed != hash_password(GOOD)  # each has its own salt
    assert fits(GOOD, hashed)
    assert not fits(GOOD + "x", hashed)
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert "argon2" not in repr(file.read())
    assert file.read().secret not in repr(file.read())


def test_a_file_that_others_can_read_is_refused(file: UserFile) -> None:
    file.put("a", None, GOOD)
    for mode in (0o640, 0o604, 0o620):
        file.path.chmod(mode)
        with pytest.raises(AssistantError, match="chmod 600"):
            file.read()
        with pytest.raises(AssistantError, match="chmod 600"):
            file.put("b", None, GOOD)


def test_a_broken_or_missing_file_lets_nobody_in(file: UserFile) -> None:
    with pytest.raises(AssistantError, match="user add"):
        file.read()
    file.put("a", None, GOOD)
    for text in ("", "{", '{"secret": "s"}', '{"secret": "s", "users": {"a": {"role": "root"}}}'):
        file.path.write_text(text, encoding="utf-8")
        with pytest.raises(AssistantError, match="的内容坏了"):
            file.read()
        with pytest.raises(AssistantError, match="的内容坏了"):
            file.put("b", None, GOOD)
        assert file.path.read_text(encoding="utf-8") == text


def test_changes_are_seen_at_once_and_roles_stay(file: UserFile) -> None:
    other = UserFile(file.path)
    file.put("a", "editor", GOOD)
    before = other.read()
    assert file.put("a", None, GOOD + "5") == "editor"
    assert other.read().users["a"].password != before.users["a"].password
    assert other.read().secret == before.secret
    other.remove("a")
    assert file.read().users == {}
    with pytest.raises(AssistantError, match="没有用户“a”（现有：还没有用户）"):
        file.remove("a")


def test_nobody_is_lost_when_several_are_added_at_once(file: UserFile) -> None:
    names = [f"user{n}" for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda name: UserFile(file.path).put(name, None, GOOD), names))
    assert sorted(file.read().users) == names
    left = {path.name for path in file.path.parent.iterdir()}
    assert left == {"users.json", "users.json.lock"}


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "这个有0个"),
        ("kaifaqu99", "要有10到200个字符，这个有9个"),
        ("园" * (LONGEST + 1), "这个有201个"),
        ("aabbaabbaabb", "至少要有5种不同的字符"),
        ("WangLi-2026-x", "不能含有用户名"),
        ("my-Password-7!", "人人会试"),
        ("kfq-12345678", "人人会试"),
        ("ｐａｓｓｗｏｒｄ-7!", "人人会试"),  # which logs in as password-7!
    ],
)
def test_weak_passwords_are_refused(file: UserFile, password: str, why: str) -> None:
    with pytest.raises(AssistantError, match=why) as refused:
        file.put("wangli", None, password)
    assert not password or password not in str(refused.value)
    assert not file.path.exists()


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "../a", "a/b", "a\x00", "a\nb", "<b>", "-x", "a" * 41, "a\u202eb"]
)
def test_names_are_plain(name: str) -> None:
    with pytest.raises(AssistantError, match="不能用：请用1到40个") as refused:
        check_name(name)
    assert str(refused.value).isprintable()


def test_one_name_is_one_user_however_it_is_typed() -> None:
    assert check_name(" ｗａｎｇ ") == "wang"
    assert check_name("王编辑@开发区.cn") == "王编辑@开发区.cn"


def test_users_are_added_listed_and_removed_on_the_command_line(tmp_path: Path) -> None:
    added = run_with(f"{GOOD}\n", "user", "add", "王编辑", "--role", "editor", cwd=tmp_path)
    assert added.out == "已记下：王编辑（editor，还能管理语料和评测）；用旧密码的登录都已结束。\n"
    assert run_with("abc\n", "user", "add", "li", cwd=tmp_path).sentence.startswith(
        "错误：密码太弱"
    )
    listed = run_cli("user", "list", "--auth-file", "users.json", cwd=tmp_path)
    assert "王编辑" in listed.out
    assert "argon2" not in listed.out
    assert run_with("", "user", "remove", "王编辑", cwd=tmp_path).out == "已删除：王编辑。\n"
    nowhere = run_cli("user", "list", cwd=tmp_path)
    assert "--auth-file" in nowhere.sentence
