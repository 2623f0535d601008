"""Logging in and staying logged in: signed tokens that the browser keeps, and no guessing."""

import hmac
import secrets
import time
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

from itsdangerous import BadData, URLSafeTimedSerializer

from assistant.access.buckets import Buckets
from assistant.access.passwords import fits, hash_password
from assistant.access.users import Accounts, User, UserFile
from assistant.access.visitor import Visitor, network

HOURS = 12
MOST_ENDED = 10_000  # tokens


class Sessions:
    """Tokens of users who are logged in; they end with time, logout, another password or role."""

    def __init__(self, file: UserFile, *, hours: float = HOURS) -> None:
        self._file = file
        self.seconds = int(hours * 3600)
        self._ended: dict[str, None] = {}  # the ids of those that logged out, the newest last
        self._lock = Lock()

    def begin(self, name: str) -> str:
        """Return the token of a user who has just logged in."""
        accounts = self._file.read()
        mark = _mark(accounts, accounts.users[name])
        return str(_signer(accounts).dumps([name, mark, secrets.token_urlsafe(12)]))

    def find(self, token: str, *, address: str = "") -> Visitor | None:
        """Return the visitor whose token it is, None where it is nobody's any more."""
        found = self._read(token, max_age=self.seconds)
        return None if found is None else Visitor(address, found[0], found[1].role)

    def end(self, token: str) -> None:
        """Let a token be nobody's, whoever has a copy of it, also once the clock is set anew."""
        found = self._read(token, max_age=None)
        if found is None:
            return
        with self._lock:
            self._ended = dict.fromkeys([*self._ended, found[2]][-MOST_ENDED:])

    def _read(self, token: str, *, max_age: int | None) -> tuple[str, User, str] | None:
        """Return name, user and id of a token that holds; None as `max_age` allows for any age."""
        accounts = self._file.read()
        try:
            name, mark, id_ = _signer(accounts).loads(token, max_age=max_age)
        except BadData:
            return None
        user = accounts.users.get(name)
        if user is None or id_ in self._ended:
            return None
        return (name, user, id_) if hmac.compare_digest(_mark(accounts, user), mark) else None


class Logins:
    """Checks names and passwords, just as slowly for a name that is not there."""

    def __init__(
        self, file: UserFile, *, hours: float = HOURS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.sessions = Sessions(file, hours=hours)
        self._file = file
        self._nobody = User("reader", hash_password(secrets.token_urlsafe()))
        # What fails counts: of a name from an address, of an address, of a name from anywhere.
        self._pairs = Buckets(per_minute=3, burst=5, clock=clock)
        self._addresses = Buckets(per_minute=20, burst=20, clock=clock)
        self._names = Buckets(per_minute=30, burst=60, clock=clock)

    def wait(self, name: str, address: str) -> float:
        """Count one more try, and return the seconds until it may be made: 0 is now.

        A try that is refused for its address does not count for the name: else one stranger could
        keep the name's owner out.
        """
        waits = (bucket.take(key) for bucket, key in self._counted(name, address))
        return next((wait for wait in waits if wait), 0.0)

    def check(self, name: str, password: str, address: str) -> str | None:
        """Return the token of a new session, None where name and password do not fit."""
        known = self._file.read().users.get(name)
        right = fits(password, (known or self._nobody).password)
        if known is None or not right:
            return None
        for bucket, key in self._counted(name, address):
            bucket.give_back(key)
        return self.sessions.begin(name)

    def _counted(self, name: str, address: str) -> list[tuple[Buckets, str]]:
        home = network(address)
        return [(self._addresses, home), (self._pairs, f"{home} {name}"), (self._names, name)]


def _signer(accounts: Accounts) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(accounts.secret, salt="session")


def _mark(accounts: Accounts, user: User) -> str:
    """Return what is another once the user has another password or role."""
    said = f"{user.role} {user.password}".encode()
    return hmac.new(accounts.secret.encode(), said, sha256).hexdigest()[:20]
