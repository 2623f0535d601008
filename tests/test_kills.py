"""Kill builds at random moments: the index is whole, and is the one before or the one after.

ZONE_ASSISTANT_KILLS=100 kills as often; a few times where it is not set.
"""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from corpus.article import Article
from index.generations import Generations
from index.verify import verify
from tests.index_fixtures import opened
from tests.killed_builds import fork_builds, state
from tests.killed_work import KilledWork

KILLS = int(os.environ.get("ZONE_ASSISTANT_KILLS", "6"))


def answers(index_dir: Path, number: int) -> list[tuple[str, str]]:
    """Return what an index finds for questions whose answers change from state to state."""
    with opened(index_dir) as index:
        return [
            (hit.passage.doc_id, hit.passage.text)
            for query in (f"文库第{number}次更新记号", f"第{number * 8 + 3}家企业投资", "更正")
            for hit in index.fused.search(query, k=3)
        ]


def held(index_dir: Path) -> list[Article]:
    """Return the articles of the current generation."""
    with opened(index_dir) as index:
        return list(index.articles.values())


@pytest.mark.slow
def test_kills_at_random_moments(tmp_path: Path) -> None:
    builds, chance = KilledWork(fork_builds), random.Random(7)
    with builds.process:
        assert builds.run(f"{tmp_path / 'whole'} 0") == 0
        started = time.perf_counter()
        assert builds.run(f"{tmp_path / 'whole'} 1") == 0
        longest = time.perf_counter() - started
        index_dir = tmp_path / "index"
        assert builds.run(f"{index_dir} 0") == 0
        killed = 0
        for number in range(1, KILLS + 1):
            before, old = Generations(index_dir).current(), answers(index_dir, number)
            after = chance.uniform(0, 1.1 * longest)
            code = builds.run(f"{index_dir} {number}", killed_after=after)
            folder = Generations(index_dir).current()
            assert folder is not None
            assert verify(folder) == []
            if folder == before:
                assert answers(index_dir, number) == old
                killed += 1
                assert code == -signal.SIGKILL
            else:
                assert held(index_dir) == state(number)
        assert killed
        assert builds.run(f"{index_dir} {KILLS + 1}") == 0  # repairs whatever was left
        assert held(index_dir) == state(KILLS + 1)
        assert len(list((index_dir / "generations").iterdir())) == 2
        assert builds.process.stdin is not None
        builds.process.stdin.close()
