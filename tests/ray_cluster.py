"""A Ray cluster of two workers on this machine, whose processes a test may kill."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.index_fixtures import ROOT

MEMORY = 100 * 2**20  # bytes of each node's object store
TRIES = 4  # Ray gives a node 30 seconds to start, which a busy machine may not keep to


@dataclass(frozen=True)
class RayCluster:
    """Where a cluster is, and the processes of its two workers' machines (raylets)."""

    address: str
    raylets: list[int]

    def working(self, raylet: int) -> list[int]:
        """Return the processes of a machine that are at work on a unit."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,command="], capture_output=True, text=True, check=True
        )
        rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
        return [
            int(pid)
            for pid, parent, *command in rows
            if int(parent) == raylet and command and "ray::Map" in command[0]
        ]


@contextmanager
def ray_cluster() -> Iterator[RayCluster]:
    """Run a head without processors and two machines with one each, until the block is left."""
    for _ in range(TRIES):
        with _started() as process:
            assert process.stdout is not None
            if line := process.stdout.readline():
                yield RayCluster(**json.loads(line))
                return
    raise AssertionError("Ray has not started")


def _started() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", "from tests.ray_cluster import serve; serve()"],
        cwd=ROOT, text=True, env=os.environ | {"RAY_USAGE_STATS_ENABLED": "0"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def serve() -> None:
    """Start the cluster, say where it is, and keep it until the process is ended."""
    from ray.cluster_utils import Cluster

    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Ray prints
    head = {"num_cpus": 0, "object_store_memory": MEMORY, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    nodes = [cluster.add_node(num_cpus=1, object_store_memory=MEMORY) for _ in range(2)]
    raylets = [node.all_processes["raylet"][0].process.pid for node in nodes]
    out.write(json.dumps({"address": cluster.address, "raylets": raylets}) + "\n")
    out.flush()
    try:
        sys.stdin.read()
    finally:
        cluster.shutdown()
