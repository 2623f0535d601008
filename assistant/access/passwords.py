"""Passwords: which are refused, and the argon2id hashes that are kept of the others."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.schema import AssistantError

SHORTEST, LONGEST, VARIETY = 10, 200, 5  # characters; VARIETY: different ones
_COMMON = ("password", "qwerty", "123456", "abc123", "admin", "letmein", "zoneassistant")
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's; KiB


def check_password(password: str, *, name: str) -> None:
    """Raise AssistantError with one sentence on a password that is easily guessed."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if not SHORTEST <= len(plain) <= LONGEST:
        wrong = f"要有{SHORTEST}到{LONGEST}个字符，这个有{len(plain)}个"
    elif len(set(plain)) < VARIETY:
        wrong = f"至少要有{VARIETY}种不同的字符"
    elif name.casefold() in plain:
        wrong = "不能含有用户名"
    elif any(word in plain for word in _COMMON):
        wrong = "不能含有 password、123456 这样人人会试的词"
    else:
        return
    raise AssistantError(f"密码太弱：{wrong}，请换一个。")


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its salt and costs."""
    return _HASHER.hash(_bytes(password))


def fits(password: str, hashed: str) -> bool:
    """Tell whether a password is the one that was hashed."""
    try:
        return _HASHER.verify(hashed, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    """Return the same bytes whichever way a keyboard composes é; half a surrogate pair is none."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace")
