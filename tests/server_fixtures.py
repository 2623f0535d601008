"""A real Chroma server, a proxy that checks a token, and processes that read and write."""

import http.server
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from index.address import Server
from index.dense import DenseSearch
from index.embedding import HashEncoder
from index.generations import Generations
from index.lexical import TOKENIZERS, LexicalSearch
from index.manifest import read_manifest
from index.search import FusedSearch
from index.server import SharedIndex
from index.server_writer import writing
from index.table import PassageTable
from index.times import read_times
from tests.index_fixtures import READY, ROOT, say_nothing

QUESTION = "气流纺织项目用地多少亩"


@dataclass(frozen=True)
class Folders:
    """Generations as builds wrote them; `second` corrects an article of `first`."""

    first: Path
    second: Path
    large: Path


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def chroma_run(folder: Path, port: int) -> Iterator[None]:
    """Run Chroma's own server over a folder until the end of the block."""
    command = [Path(sys.executable).parent / "chroma", "run", "--path", folder]
    with subprocess.Popen(
        [*map(str, command), "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            until(lambda: _answers(f"http://127.0.0.1:{port}/api/v2/heartbeat"), within=120)
            yield
        finally:
            process.terminate()


def until(true: Callable[[], bool], *, within: float) -> None:
    """Wait until something holds; fail where it doesn't within so many seconds."""
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, f"not within {within} seconds"
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False


@contextmanager
def http_server(answer: Callable[[str, httpx.Request], httpx.Response]) -> Iterator[int]:
    """Answer every request with what `answer` makes of it; give the port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked = httpx.Request(
                self.command, "http://x", headers=dict(self.headers), content=body
            )
            response = answer(self.path, asked)
            self.send_response(response.status_code)
            self.send_header("Content-Length", str(len(response.content)))
            self.end_headers()
            self.wfile.write(response.content)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def checking(token: str, port: int, path: str, asked: httpx.Request) -> httpx.Response:
    """Pass a request on to a Chroma server, if it carries the token."""
    if asked.headers.get("Authorization") != f"Bearer {token}":
        return httpx.Response(401, text="Unauthorized")
    return passed_on(port, path, asked)


def passed_on(port: int, path: str, asked: httpx.Request) -> httpx.Response:
    """Pass a request on to a Chroma server."""
    url = f"http://127.0.0.1:{port}{path}"
    headers = {"Content-Type": "application/json"}
    return httpx.request(asked.method, url, content=asked.content, headers=headers)


@contextmanager
def shared_in(server: Server) -> Iterator[SharedIndex]:
    """Open the index in a server, and close it."""
    with closing(SharedIndex(server)) as shared:
        yield shared


def push(
    server: Server,
    folder: Path,
    *,
    progress: Callable[[str, int, int], None] = say_nothing,
    patience: float = 1,
) -> str:
    """Bring a generation into a server; return its name."""
    with writing(server, patience=patience) as writer:
        writer.push(folder, read_manifest(folder), on_progress=progress)
    return folder.name


def best(index_dir: Path, shared: SharedIndex, query: str = QUESTION) -> str:
    """Return what the folder's generation answers with, its vectors being searched in a server."""
    folder = Generations(index_dir).current()
    assert folder
    table = PassageTable.load(folder)
    served = partial(shared.nearest, folder.name)
    lexical = {n: LexicalSearch(folder / n, table=table, tokenizer=n) for n in TOKENIZERS}
    with closing(
        DenseSearch(folder, table=table, encoder=HashEncoder(), few=0, served=served)
    ) as dense:
        times = read_times(folder, passages=len(table.passages))
        retriever = FusedSearch({"dense": dense, **lexical}, table=table, times=times)
        return retriever.search(query, k=1)[0].passage.text


def follow(index_dir: str, port: str, index: str) -> None:
    """Follow an index as a chat does; keep what it answers in answer.txt, until killed."""
    with closing(SharedIndex(Server("127.0.0.1", int(port), index=index))) as shared:
        while True:
            shared.refresh(Path(index_dir))
            (Path(index_dir) / "answer.txt").write_text(best(Path(index_dir), shared), "utf-8")
            time.sleep(1)


def stop_while_pushing(folder: str, port: str, index: str) -> None:
    """Push, say so when some of the passages are in the server, and wait there to be killed."""

    def stop(step: str, done: int, total: int) -> None:
        if step == "写入服务器" and done < total:
            print(READY, flush=True)  # noqa: T201
            time.sleep(100)

    push(Server("127.0.0.1", int(port), index=index), Path(folder), progress=stop)


def start(call: str, *arguments: object) -> "subprocess.Popen[str]":
    """Run one of the functions above in a process of its own."""
    code = f"import sys; from tests.server_fixtures import {call}; {call}(*sys.argv[1:])"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
