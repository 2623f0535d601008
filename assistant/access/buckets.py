"""How often one visitor may do something: a token bucket each."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST = 20_000  # visitors remembered; a bucket that fell out is a full one again


class Buckets:
    """Up to `burst` tokens for each key, `per_minute` of them new; 0 a minute is no limit."""

    def __init__(
        self,
        *,
        per_minute: float,
        burst: int,
        most: int = MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = per_minute / 60
        self._burst = burst
        self._most = most
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, as of when
        self._lock = Lock()

    def take(self, key: str) -> float:
        """Take a token and return 0, or return in how many seconds there will be one."""
        if not self._rate:
            return 0.0
        with self._lock:
            tokens, now = self._tokens(key)
            taken = tokens >= 1
            self._keep(key, tokens - taken, now)
        return 0.0 if taken else (1 - tokens) / self._rate

    def give_back(self, key: str) -> None:
        """Return a token that was taken for something that does not count."""
        with self._lock:
            tokens, now = self._tokens(key)
            self._keep(key, tokens + 1, now)

    def __len__(self) -> int:
        """Count the keys that are remembered."""
        return len(self._left)

    def _tokens(self, key: str) -> tuple[float, float]:
        now = self._clock()
        tokens, before = self._left.get(key, (float(self._burst), now))
        return min(self._burst, tokens + max(0.0, now - before) * self._rate), now

    def _keep(self, key: str, tokens: float, now: float) -> None:
        self._left[key] = (min(self._burst, tokens), now)
        self._left.move_to_end(key)
        if len(self._left) > self._most:
            self._left.popitem(last=False)
