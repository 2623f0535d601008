"""Users, the app that asks them for a login, and the app without one, as fixtures."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.access.door import Access
from assistant.access.origin import LOOPBACK
from assistant.access.sessions import Logins
from assistant.access.users import UserFile
from tests.security_driver import EDITOR, KEY, READER, log_in, made, visiting


@pytest.fixture(scope="session")
def users(tmp_path_factory: pytest.TempPathFactory) -> UserFile:
    file = UserFile(tmp_path_factory.mktemp("users") / "users.json")
    file.put(READER[0], "reader", READER[1])
    file.put(EDITOR[0], "editor", EDITOR[1])
    return file


@pytest.fixture(scope="session")
def guarded(users: UserFile, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """Return the app that asks for a login, or the key."""
    access = Access(logins=Logins(users), key=KEY)
    return made(access, tmp_path_factory.mktemp("guarded"))


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """Return the app as it is on one's own machine: no login, no key."""
    return made(Access(names=LOOPBACK), tmp_path_factory.mktemp("plain"))


@pytest.fixture
def anybody(guarded: FastAPI) -> TestClient:
    return visiting(guarded)


@pytest.fixture
def reader(guarded: FastAPI) -> TestClient:
    return log_in(visiting(guarded), READER)


@pytest.fixture
def editor(guarded: FastAPI) -> TestClient:
    return log_in(visiting(guarded), EDITOR)
