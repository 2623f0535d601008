"""Buckets of tokens: how often, for whom, and how much is remembered of it."""

from assistant.access.buckets import Buckets
from assistant.access.visitor import Visitor
from tests.test_security_sessions import Clock


def test_a_bucket_empties_and_fills() -> None:
    clock = Clock()
    buckets = Buckets(per_minute=30, burst=2, clock=clock)
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 2]
    clock.now += 1
    assert buckets.take("a") == 1
    clock.now += 1
    assert [buckets.take("a"), buckets.take("a")] == [0, 2]
    clock.now += 1_000_000
    assert [bool(buckets.take("a")) for _ in range(3)] == [False, False, True]
    clock.now -= 500_000  # the clock jumps
    assert buckets.take("a") == 2
    buckets.give_back("a")
    assert buckets.take("a") == 0


def test_each_visitor_has_a_bucket() -> None:
    buckets = Buckets(per_minute=1, burst=1, clock=Clock())
    visitors = [
        Visitor("203.0.113.7"),
        Visitor("203.0.113.8"),
        Visitor("203.0.113.7", "wang", "reader"),
        Visitor("203.0.113.7", "li", "reader"),
        Visitor("203.0.113.7", role="program"),
        Visitor("2001:db8:1:1::1"),
        Visitor("2001:db8:1:2::1"),
        Visitor(""),
    ]
    assert [buckets.take(visitor.key) for visitor in visitors] == [0] * len(visitors)
    same = [
        Visitor("203.0.113.7"),
        Visitor("::ffff:203.0.113.7"),
        Visitor("198.51.100.1", "wang", "reader"),  # wherever the user is
        Visitor("2001:db8:1:1:ffff:ffff:ffff:ffff"),  # addresses of one home
        Visitor("", here=True),
    ]
    assert all(buckets.take(visitor.key) for visitor in same)


def test_no_limit_remembers_nothing() -> None:
    buckets = Buckets(per_minute=0, burst=1)
    assert not any(buckets.take("a") for _ in range(1000))
    assert len(buckets) == 0


def test_memory_is_bounded() -> None:
    buckets = Buckets(per_minute=1, burst=1, most=100, clock=Clock())
    for n in range(1000):
        buckets.take(str(n))
        assert bool(buckets.take("busy")) == (n > 0)  # whoever comes again is not forgotten
    assert len(buckets) == 100
