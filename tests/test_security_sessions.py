"""Sessions end when they must, passwords cannot be guessed, nobody learns who has an account."""

from pathlib import Path
from time import process_time

import pytest
from itsdangerous import URLSafeTimedSerializer

from assistant.access.sessions import Logins, Sessions
from assistant.access.users import UserFile
from assistant.access.visitor import Visitor

RIGHT = "chenzhou-3-yunxi-4"
AT = "203.0.113.7"


@pytest.fixture
def file(tmp_path: Path) -> UserFile:
    file = UserFile(tmp_path / "users.json")
    file.put("wang", "editor", RIGHT)
    return file


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_token_is_its_users(file: UserFile) -> None:
    sessions = Sessions(file)
    token = sessions.begin("wang")
    assert sessions.find(token, address=AT) == Visitor(AT, "wang", "editor")
    assert sessions.begin("wang") != token
    assert Sessions(UserFile(file.path)).find(token)  # after a restart


@pytest.mark.parametrize("change", ["password", "role", "removed"])
def test_another_password_role_or_no_user_ends_the_sessions(file: UserFile, change: str) -> None:
    sessions = Sessions(file)
    token = sessions.begin("wang")
    other = UserFile(file.path)  # as the command line does it
    match change:
        case "password":
            other.put("wang", None, "another-1-word-2")
        case "role":
            other.put("wang", "reader", RIGHT)
        case _:
            other.remove("wang")
    assert sessions.find(token) is None


def test_a_session_ends_with_time_and_with_logout(file: UserFile) -> None:
    assert Sessions(file, hours=-1 / 3600).find(Sessions(file).begin("wang")) is None
    sessions = Sessions(file)
    token, other = sessions.begin("wang"), sessions.begin("wang")
    sessions.end(token)
    assert sessions.find(token) is None  # a copy of the cookie is worth nothing
    assert sessions.find(other)


def test_a_forged_token_is_nobodys(file: UserFile) -> None:
    sessions = Sessions(file)
    token = sessions.begin("wang")
    head, _, signature = token.rpartition(".")
    forged = [
        "",
        ".",
        "a.b.c",
        token[:-1],
        f"{head}.{'A' * len(signature)}",
        f"x{token}",
        str(URLSafeTimedSerializer("secret", salt="session").dumps(["wang", "", ""])),
        str(URLSafeTimedSerializer(file.read().secret, salt="other").dumps(["wang", "", ""])),
    ]
    assert [sessions.find(each) for each in forged] == [None] * len(forged)


def test_a_wrong_password_begins_nothing(file: UserFile) -> None:
    logins = Logins(file)
    assert logins.check("wang", RIGHT + "!", AT) is None
    assert logins.check("wang", "", AT) is None
    assert logins.check("nobody", RIGHT, AT) is None
    token = logins.check("wang", RIGHT, AT)
    assert token
    assert logins.sessions.find(token)


def test_an_unknown_name_costs_as_much_as_a_wrong_password(file: UserFile) -> None:
    logins = Logins(file)

    def cost(name: str) -> float:
        begun = process_time()  # of this process, however busy the machine is
        logins.check(name, "wrong-password", AT)
        return process_time() - begun

    cost("wang")
    wrong, unknown = (min(cost(name) for _ in range(3)) for name in ("wang", "nobody"))
    assert unknown > wrong / 2


def test_guessing_is_slowed_by_name_and_by_address(file: UserFile) -> None:
    clock = Clock()
    logins = Logins(file, clock=clock)
    assert [bool(logins.wait("wang", AT)) for _ in range(6)] == [False] * 5 + [True]
    assert not logins.wait("wang", "198.51.100.1")  # the user, who is elsewhere
    names = [bool(logins.wait(f"name{n}", AT)) for n in range(30)]
    assert names[0] is False
    assert names[-1] is True  # one address, whatever names it tries
    spread = [bool(logins.wait("wang", f"192.0.2.{n}")) for n in range(80)]
    assert spread[0] is False
    assert spread[-1] is True  # one name, whatever addresses try it
    clock.now = 3600
    assert not logins.wait("wang", AT)


def test_one_stranger_does_not_keep_the_user_out(file: UserFile) -> None:
    logins = Logins(file, clock=Clock())
    for _ in range(200):
        logins.wait("wang", "198.51.100.1")
    assert not logins.wait("wang", AT)


def test_the_addresses_of_one_home_are_one(file: UserFile) -> None:
    logins = Logins(file, clock=Clock())
    homes = [bool(logins.wait("wang", f"2001:db8:1:1::{n:x}")) for n in range(1, 7)]
    assert homes == [False] * 5 + [True]
    assert not logins.wait("wang", "2001:db8:1:2::1")


def test_who_logs_in_is_not_slowed(file: UserFile) -> None:
    logins = Logins(file, clock=Clock())
    for _ in range(8):
        assert not logins.wait("wang", AT)
        assert logins.check("wang", RIGHT, AT)
