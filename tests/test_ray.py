"""Builds spread over a real Ray cluster of two workers, of which one is killed, or the build."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from corpus.library.writer import write_articles
from corpus.readers import read_articles
from index.address import Server
from index.chroma import Connection, stored_vectors
from index.dense import read_matrix
from index.embedding import Vectors
from index.errors import SearchIndexError
from index.generations import UNFINISHED, Generations
from index.int8 import Int8Encoder
from index.spread.pool import Pool
from index.spread.work import Model
from index.table import PassageTable
from index.weights import MODEL_NAME
from tests.cli_driver import PROGRAM, Ran, environment, indexed, manifest, run_cli
from tests.index_fixtures import build, is_one_sentence, say_nothing
from tests.invented import invented
from tests.ray_cluster import RayCluster, ray_cluster
from tests.server_fixtures import until

pytest_plugins = ["tests.shared_fixtures"]

ARTICLES = 60  # three blocks of texts
LONGEST = 1200  # seconds, on the busiest machine
with_ray = pytest.mark.skipif(
    find_spec("ray") is None, reason="the extra [ray] is not installed: nothing was spread"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, int8_encoder: Int8Encoder) -> Path:
    """Return a folder with `articles`, and the index `single` that one process makes of them."""
    home = tmp_path_factory.mktemp("home")
    articles = [invented(n).article for n in range(ARTICLES)]
    write_articles(articles, home / "articles", on_progress=say_nothing)
    build(home / "single", read_articles(home / "articles").articles, encoder=int8_encoder)
    return home


@pytest.fixture
def cluster() -> Iterator[RayCluster]:
    with ray_cluster() as cluster:
        yield cluster


class Spread:
    """A build in a process of its own, spread over a cluster and written into a Chroma server."""

    def __init__(self, home: Path, cluster: RayCluster, server: Server, model_dir: Path) -> None:
        self.index_dir, self._server = home / server.index, server
        words = ("--articles", "articles", "--index-dir", server.index, "--ray", cluster.address)
        settings = environment(
            model=MODEL_NAME,
            model_dir=str(model_dir.resolve()),
            chroma_host=server.host,
            chroma_port=str(server.port),
            chroma_index=server.index,
        )
        self.process = subprocess.Popen(
            [PROGRAM, "index", "build", *words],
            cwd=home, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def kept(self) -> int:
        """Return how many texts' vectors are kept for a build that goes on."""
        try:
            with closing(sqlite3.connect(f"file:{self._unfinished}?mode=ro", uri=True)) as db:
                (count,) = db.execute("SELECT count(*) FROM vectors").fetchone()
        except sqlite3.OperationalError:  # not there yet
            return 0
        return int(count)

    def until_in_the_middle(self) -> None:
        """Wait until some vectors are there, and see to it that others are not."""
        until(lambda: self.kept() > 0 or self.process.poll() is not None, within=LONGEST)
        assert self.process.poll() is None, self.ended()

    def ended(self) -> Ran:
        """Wait for its end; return what it did."""
        out, err = self.process.communicate(timeout=LONGEST)
        return Ran(self.process.returncode, out, err)

    def holds_what_one_process_made(self, single: Path) -> None:
        """Compare ids and vectors with those of one process, in the folder and in the server."""
        table, vectors = contents(single)
        ours, theirs = contents(self.index_dir)
        assert ours.ids == table.ids
        assert np.allclose(vectors, theirs, atol=1e-3)
        with closing(Connection(self._server, timeout=30)) as connection:
            name = manifest(self.index_dir).generation
            collection = connection.find(self._server.passages(name))
            assert collection
            stored = stored_vectors(collection)
        assert stored.keys() == set(table.ids)
        assert np.allclose(vectors, [stored[id_] for id_ in table.ids], atol=1e-3)

    @property
    def _unfinished(self) -> Path:
        return self.index_dir / UNFINISHED


def contents(index_dir: Path) -> tuple[PassageTable, Vectors]:
    folder, table = Generations(index_dir).current(), indexed(index_dir)
    assert folder
    return table, read_matrix(folder, passages=len(table.passages))


def texts(index_dir: Path) -> int:
    return len({passage.searched_text for passage in indexed(index_dir).passages})


@with_ray
@pytest.mark.slow
def test_a_machine_that_dies_is_done_without(
    home: Path, cluster: RayCluster, server: Server, model_dir: Path
) -> None:
    spread = Spread(home, cluster, server, model_dir)
    spread.until_in_the_middle()
    os.kill(cluster.raylets[1], signal.SIGKILL)
    ran = spread.ended()
    assert (ran.code, f"读入{ARTICLES}篇" in ran.out) == (0, True), ran
    assert manifest(spread.index_dir).encoded == texts(home / "single")
    spread.holds_what_one_process_made(home / "single")


@with_ray
@pytest.mark.slow
def test_a_worker_that_dies_is_done_without(
    home: Path, cluster: RayCluster, server: Server, model_dir: Path
) -> None:
    spread = Spread(home, cluster, server, model_dir)
    spread.until_in_the_middle()
    until(lambda: bool(cluster.working(cluster.raylets[0])), within=LONGEST)
    for worker in cluster.working(cluster.raylets[0]):
        os.kill(worker, signal.SIGKILL)
    ran = spread.ended()
    assert ran.code == 0, ran
    spread.holds_what_one_process_made(home / "single")


@with_ray
@pytest.mark.slow
def test_a_build_that_dies_is_gone_on_with(
    home: Path, cluster: RayCluster, server: Server, model_dir: Path
) -> None:
    killed = Spread(home, cluster, server, model_dir)
    killed.until_in_the_middle()
    killed.process.kill()
    assert killed.ended().code == -signal.SIGKILL
    kept = killed.kept()
    assert 0 < kept < texts(home / "single")
    again = Spread(home, cluster, server, model_dir)
    ran = again.ended()
    assert ran.code == 0, ran
    assert manifest(again.index_dir).encoded == texts(home / "single") - kept
    again.holds_what_one_process_made(home / "single")


@with_ray
@pytest.mark.slow
def test_this_machines_cores_read_what_one_process_reads(tmp_path: Path) -> None:
    articles = [invented(n).article for n in range(20)]
    write_articles(articles, tmp_path / "articles", on_progress=say_nothing)
    (tmp_path / "articles" / "empty.txt").touch()
    (tmp_path / "articles" / "page.html").write_text("<p>没有关上", encoding="utf-8")
    words = ("index", "build", "--articles", "articles", "--index-dir")
    one = run_cli(*words, "one", cwd=tmp_path)
    two = run_cli(*words, "two", "--ray", "local", cwd=tmp_path)
    assert (one.code, two.code) == (0, 0), two
    assert indexed(tmp_path / "one").ids == indexed(tmp_path / "two").ids
    told = [
        [line for line in ran.err.splitlines() if line.startswith("articles/")]
        for ran in (one, two)
    ]
    assert told[0] == told[1] != []


@with_ray
@pytest.mark.parametrize(
    "address", ["", "here", "ray://127.0.0.1:1", "127.0.0.1:99999999", "127.0.0.1:9"]
)
def test_an_address_where_nobody_answers_is_one_sentence(address: str, tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match=f"Ray 集群.*{address}") as raised:
        Pool(address, Model("bigram-hash", tmp_path, "int8"), say_nothing)
    assert is_one_sentence(str(raised.value).replace(address or " ", "").replace("10.0.0.5", ""))


@pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is installed")
def test_where_ray_is_missing_it_is_said_how_to_get_it(tmp_path: Path) -> None:
    ran = run_cli("index", "build", "--ray", "auto", cwd=tmp_path)
    assert ran.sentence.endswith("没有安装 Ray，请运行：pip install 'zone-assistant[ray]'")
