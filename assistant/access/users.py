"""The file of users: names, roles, hashes of passwords, and the secret that signs sessions."""

import json
import os
import re
import secrets
import stat
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from assistant.access.passwords import check_password, hash_password
from assistant.access.visitor import Role
from assistant.schema import AssistantError
from corpus.disk import why

_NAME = re.compile(r"\w[\w.@-]{0,39}")


@dataclass(frozen=True, slots=True)
class User:
    """Who may log in, and what for."""

    role: Role
    password: str = field(repr=False)  # its hash


@dataclass(frozen=True, slots=True)
class Accounts:
    """All users by name."""

    secret: str = field(repr=False)
    users: Mapping[str, User]


_ADAPTER = TypeAdapter(Accounts)


class UserFile:
    """Reads the file anew whenever it has changed; writes it whole, for its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[Any, Accounts] | None = None
        self._lock = Lock()

    def read(self) -> Accounts:
        """Return what it holds; raise AssistantError where it cannot be read or others can."""
        with self._lock:
            try:
                status = self.path.stat()
                version = (status.st_ino, status.st_mtime_ns, status.st_size, status.st_mode)
                if self._known is None or self._known[0] != version:
                    self._known = version, self._read(status.st_mode)
            except OSError as error:
                raise AssistantError(
                    f"读不出用户文件“{self.path}”（{why(error)}），"
                    "请先运行 zone-assistant user add 建一个。"
                ) from error
            return self._known[1]

    def put(self, name: str, role: Role | None, password: str) -> Role:
        """Add a user or give one another password, and another role if any; return the role."""
        name = check_name(name)
        check_password(password, name=name)
        hashed = hash_password(password)

        def with_user(users: dict[str, User]) -> dict[str, User]:
            kept = users[name].role if name in users else "reader"
            return users | {name: User(role or kept, hashed)}

        return self._change(with_user, begin=True)[name].role

    def remove(self, name: str) -> None:
        """Remove a user; raise AssistantError where there is none."""
        name = check_name(name)

        def without(users: dict[str, User]) -> dict[str, User]:
            if name not in users:
                known = "、".join(sorted(users)) or "还没有用户"
                raise AssistantError(f"没有用户“{name}”（现有：{known}）。")
            return {other: user for other, user in users.items() if other != name}

        self._change(without, begin=False)

    def _change(
        self, change: Callable[[dict[str, User]], dict[str, User]], *, begin: bool
    ) -> Mapping[str, User]:
        """Write the file with other users and return them; one writer at a time."""
        try:
            if begin:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self.path}.lock", mode=0o600):
                new = begin and not self.path.exists()
                accounts = Accounts(secrets.token_urlsafe(32), {}) if new else self.read()
                changed = Accounts(accounts.secret, change(dict(accounts.users)))
                self._write(changed)
        except OSError as error:
            raise AssistantError(
                f"写不了用户文件“{self.path}”（{why(error)}），请检查路径和权限后再试。"
            ) from error
        return changed.users

    def _read(self, mode: int) -> Accounts:
        if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise AssistantError(
                f"用户文件“{self.path}”别人也能读写，请运行：chmod 600 {self.path}"
            )
        try:
            return _ADAPTER.validate_json(self.path.read_bytes())
        except ValidationError as error:
            raise AssistantError(
                f"用户文件“{self.path}”的内容坏了，请从备份恢复，或删掉它再用 "
                "zone-assistant user add 重建。"
            ) from error

    def _write(self, accounts: Accounts) -> None:
        text = json.dumps(_ADAPTER.dump_python(accounts), ensure_ascii=False, indent=1)
        # Its mode is 0600 from the first moment on.
        handle, temporary = tempfile.mkstemp(prefix=".users-", dir=self.path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(handle)
            Path(temporary).replace(self.path)
        finally:
            with suppress(FileNotFoundError):
                Path(temporary).unlink()


def check_name(name: str) -> str:
    """Return a name as it is kept; raise AssistantError where it cannot be one."""
    kept = unicodedata.normalize("NFKC", name).strip()
    if not _NAME.fullmatch(kept):
        raise AssistantError(
            f"用户名“{ascii(name)[1:-1] if not name.isprintable() else name[:40]}”不能用："
            "请用1到40个汉字、字母、数字或 . _ @ -，以汉字、字母或数字开头。"
        )
    return kept
