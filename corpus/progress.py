"""How long work says how far it is."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]  # step, done, total
