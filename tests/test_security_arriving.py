"""Connections that send their requests byte by byte are ended; slow answers are not."""

import asyncio
import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import ClassVar

import pytest
from fastapi import FastAPI, Request

from assistant.access.arriving import Arriving
from assistant.web.server import configured
from tests.api_driver import on_loopback

GET = b"GET / HTTP/1.1\r\nhost: localhost\r\n"
POST = b"POST / HTTP/1.1\r\nhost: localhost\r\n"
PAUSE = 0.05  # seconds between two bytes


class Hasty(Arriving):
    SECONDS: ClassVar = 0.3
    LOOK: ClassVar = 0.05


class Patient(Arriving):
    SECONDS: ClassVar = 3.0
    LOOK: ClassVar = 0.05


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    yield from serving(Hasty)


@pytest.fixture(scope="module")
def patient() -> Iterator[int]:
    yield from serving(Patient)


def serving(protocol: type[Arriving]) -> Iterator[int]:
    app = FastAPI()

    @app.get("/")
    async def slow() -> str:
        await asyncio.sleep(3 * Hasty.SECONDS)
        return "here"

    @app.get("/quick")
    async def quick() -> str:
        return "here"

    @app.post("/")
    async def take(request: Request) -> int:
        return len(await request.body())

    @app.post("/unread")
    async def leave() -> str:
        return "here"

    config = configured(app)
    assert config.http is Arriving  # what the service is served with
    config.http = protocol
    with on_loopback(config) as url:
        yield int(url.rpartition(":")[2])


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def said(connection: socket.socket) -> bytes:
    """Return all that is sent until the service ends the connection."""
    got = b""
    try:
        while data := connection.recv(65536):
            got += data
    except ConnectionResetError:
        pass
    return got


def drip(connection: socket.socket, byte: bytes) -> None:
    """Send a byte now and then until the service has ended the connection."""
    try:
        while True:
            connection.sendall(byte)
            time.sleep(PAUSE)
    except OSError:
        return


@pytest.mark.parametrize(
    ("begun", "byte"),
    [
        (GET + b"x-slow: ", b"a"),
        (POST + b"content-length: 1000\r\n\r\n", b"a"),
        (POST + b"transfer-encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    ],
    ids=["headers", "body", "chunks"],
)
def test_what_is_sent_byte_by_byte_is_ended(port: int, begun: bytes, byte: bytes) -> None:
    with connected(port) as connection:
        connection.sendall(begun)
        drip(connection, byte)


@pytest.mark.parametrize("begun", [GET, POST + b"content-length: 1000\r\n\r\nab"])
def test_what_does_not_come_is_ended_with_a_sentence(port: int, begun: bytes) -> None:
    with connected(port) as connection:
        connection.sendall(begun)
        got = said(connection)
    assert got.startswith(b"HTTP/1.1 408 ")
    assert b"\r\nconnection: close\r\n" in got
    assert b"\\u8fde\\u63a5\\u5df2\\u65ad\\u5f00" in got  # 连接已断开


def test_a_connection_that_is_never_used_is_ended_silently(port: int) -> None:
    with connected(port) as connection:
        assert said(connection) == b""


def test_a_body_that_nobody_waits_for_is_ended(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"POST /unread HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        drip(connection, b"a")


def test_a_slow_answer_is_waited_for(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(GET + b"connection: close\r\n\r\n")
        assert said(connection).endswith(b'"here"')


@pytest.mark.slow
def test_a_connection_that_is_used_lives_on(patient: int) -> None:
    client = HTTPConnection("127.0.0.1", patient, timeout=30)
    begun = time.monotonic()
    sockets = set()
    while time.monotonic() - begun < 2 * Patient.SECONDS:
        client.request("GET", "/quick")
        assert client.getresponse().read() == b'"here"'
        sockets.add(client.sock)
        time.sleep(PAUSE)
    client.close()
    assert len(sockets) == 1


@pytest.mark.slow
def test_a_large_body_may_take_longer(patient: int) -> None:
    piece = b"a" * 20_000  # two more seconds each, at the rate that is asked for
    with connected(patient) as connection:
        connection.sendall(POST + b"connection: close\r\ncontent-length: 120000\r\n\r\n")
        for _ in range(6):
            connection.sendall(piece)
            time.sleep(Patient.SECONDS / 3)
        assert said(connection).endswith(b"120000")
