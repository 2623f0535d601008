"""A real S3-compatible server, and processes that publish to a place and follow it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from index.generations import Generations
from index.manifest import read_manifest
from index.place import Place
from index.store import Bucket, Store
from tests.index_fixtures import READY, ROOT, say_nothing
from tests.server_fixtures import free_port, until

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


@contextmanager
def s3_server(*, unasked: int = 1_000_000) -> Iterator[str]:
    """Run an S3-compatible server until the end of the block; give its address.

    After so many requests it asks for keys, of which it knows none.
    """
    address = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-c", "from moto.server import main; main()", "-p", str(port)]
    with subprocess.Popen(
        command,
        env={**os.environ, **KEYS, "INITIAL_NO_AUTH_ACTION_COUNT": str(unasked)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            until(lambda: _answers(address), within=300)
            yield address
        finally:
            process.kill()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/moto-api/", trust_env=False).is_success
    except httpx.TransportError:
        return False


def make_bucket(address: str, name: str) -> str:
    """Make a bucket, and return the place in it."""
    httpx.put(f"{address}/{name}", trust_env=False, timeout=120).raise_for_status()
    return f"s3://{name}/zone/generations"


def place_at(
    url: str, endpoint: str = "", *, key: str = "testing", secret: str = "testing"
) -> Place:
    """Open a place; `endpoint` is a bucket's."""
    return Place(Store(url, Bucket(endpoint, key, secret, "us-east-1")))


def publish(place: Place, folder: Path) -> str:
    """Publish a generation; return its name."""
    place.push(folder, read_manifest(folder), on_progress=say_nothing)
    return folder.name


def stop_while_publishing(folder: str, url: str, endpoint: str) -> None:
    """Publish, say so when some of the files are there, and wait there to be killed."""

    def stop(_: str, done: int, total: int) -> None:
        if done == total // 2:
            print(READY, flush=True)  # noqa: T201
            time.sleep(100)

    place = place_at(url, endpoint)
    place.push(Path(folder), read_manifest(Path(folder)), on_progress=stop)


def start(call: str, *arguments: object) -> "subprocess.Popen[str]":
    """Run one of the functions above in a process of its own."""
    code = f"import sys; from tests.bucket_fixtures import {call}; {call}(*sys.argv[1:])"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def answering(index_dir: Path) -> str:
    """Return the name of the generation that a folder answers with."""
    folder = Generations(index_dir).answering()
    return folder.name if folder else ""
