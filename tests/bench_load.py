"""Measure a service under many visitors at once, beside the same service under one.

The service is a process of its own. Each visitor asks one question after the other and checks that
the answer is its own: with the stand-in every question has a number that its answer must hold, with
an index the answer must be the one that a single visitor got. On a machine that does other work,
too, the ratio to one visitor tells more than the seconds do. A visitor opens the page anew after a
few questions, so that what the service keeps of a page adds up as it does in use.
"""

import argparse
import asyncio
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

QUESTIONS = (
    "太原半导体生态科技港总投资多少？",
    "太原半导体生态科技港什么时候竣工？",
    "风陵渡的气流纺织项目用地多少亩？",
    "平定经开区被赋权多少项县级事项？",
    "文水经开区入驻企业多少户？",
    "太原半导体生态科技港有多少员工？",
)
PATIENCE = 300.0  # seconds
# Given up before the service gives up a connection that is not used: it would be cut off else.
IDLE = httpx.Limits(keepalive_expiry=2.0)  # seconds
STAY = 5  # questions that a visitor asks on a page before opening it anew
EVERY = 500  # answers between two looks at the memory
HEAD = (
    "| visitors | questions | p50 | p95 | ÷ alone | words p50 | a second | errors | mixed | MB |",
    "|---" * 10 + "|",
)


@dataclass
class Seen:
    """What the visitors of one round met with."""

    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)  # seconds to the first words
    mixed: int = 0
    errors: list[str] = field(default_factory=list)
    whole: float = 0.0
    memory: list[float] = field(default_factory=list)  # MB, at first and EVERY so many answers


# Asks for a visitor, given as a client and a name; returns what was answered and the seconds to the
# first words.
Ask = Callable[[httpx.AsyncClient, str, str], Awaitable[tuple[str, float]]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a row for each number of visitors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, nargs="+", default=[1, 50])
    parser.add_argument("--questions", type=int, default=1000, help="in all; one visitor: 100")
    parser.add_argument("--index-dir", type=Path, help="ask the assistant over it, no stand-in")
    parser.add_argument("--page", action="store_true", help="by the page's events, not by /v1")
    parser.add_argument("--soak", type=int, help=f"50 visitors ask so many, after {EVERY} others")
    options = parser.parse_args(arguments)
    with served(options.index_dir) as url:
        asyncio.run(_measure(url, options))


async def _measure(url: str, options: argparse.Namespace) -> None:
    ask = await by_page(url) if options.page else by_completions(url)
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        known = {}
        if options.index_dir:
            known = {question: (await ask(client, "first", question))[0] for question in QUESTIONS}
        rows = []
        for visitors, count in _rounds(options):
            rows.append((visitors, count, await a_round(url, ask, visitors, count, known)))
    alone = statistics.median(rows[0][2].seconds)
    print(*HEAD, sep="\n")  # noqa: T201
    for visitors, count, seen in rows:
        p50, p95 = statistics.median(seen.seconds), statistics.quantiles(seen.seconds, n=20)[-1]
        first, rate = statistics.median(seen.first), count / seen.whole
        memory = ", ".join(f"{size:.0f}" for size in seen.memory)
        cells = f"{visitors} | {count} | {p50:.2f} | {p95:.2f} | {p50 / alone:.1f} | {first:.2f}"
        print(f"| {cells} | {rate:.1f} | {len(seen.errors)} | {seen.mixed} | {memory} |")  # noqa: T201
        for error in sorted(set(seen.errors))[:5]:
            print(error, file=sys.stderr)  # noqa: T201
    if options.soak:
        grown = _growth(rows[-1][2].memory)
        print(f"{grown:.1f} MB more per 1,000 questions over the last half")  # noqa: T201


def _rounds(options: argparse.Namespace) -> list[tuple[int, int]]:
    """Return how many visitors ask how many questions, round after round."""
    if options.soak:
        return [(50, EVERY), (50, options.soak)]
    alone = min(options.questions, 100)
    return [(n, alone if n == 1 else options.questions) for n in options.visitors]


def _growth(memory: Sequence[float]) -> float:
    """Return the MB that 1,000 questions added, by the slope over the last half of the samples."""
    last = memory[len(memory) // 2 :]
    return statistics.linear_regression(range(len(last)), last).slope * 1000 / EVERY


async def a_round(url: str, ask: Ask, visitors: int, count: int, known: dict[str, str]) -> Seen:
    """Let so many visitors ask at once until `count` questions have been asked."""
    seen = Seen(memory=[await _memory(url)])
    numbers = iter(range(count))

    async def visit(name: str) -> None:
        async with httpx.AsyncClient(timeout=PATIENCE, limits=IDLE) as client:
            for asked, number in enumerate(numbers):
                question = QUESTIONS[number % len(QUESTIONS)] if known else f"第{number}号问题"
                begun = time.perf_counter()
                try:
                    answer, first = await ask(client, f"{name}-{asked // STAY}", question)
                except (httpx.HTTPError, ValueError, KeyError) as error:
                    seen.errors.append(f"{type(error).__name__}: {error}")
                    continue
                seen.seconds.append(time.perf_counter() - begun)
                seen.first.append(first)
                right = answer == known[question] if known else f"第{number}号答案" in answer
                seen.mixed += not right
                if len(seen.seconds) % EVERY == 0:
                    seen.memory.append(await _memory(url))
                    print(f"{len(seen.seconds)}: {seen.memory[-1]:.0f} MB", file=sys.stderr)  # noqa: T201

    begun = time.perf_counter()
    await asyncio.gather(*(visit(f"{visitors}-{n}") for n in range(visitors)))
    seen.whole = time.perf_counter() - begun
    return seen


async def _memory(url: str) -> float:
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        text = (await client.get(f"{url}/metrics")).text
    found = re.search(r"^process_resident_memory_bytes (\S+)", text, re.MULTILINE)
    return float(found[1]) / 2**20 if found else 0.0


def by_completions(url: str) -> Ask:
    async def ask(client: httpx.AsyncClient, _: str, question: str) -> tuple[str, float]:
        body = {"messages": [{"role": "user", "content": question}], "stream": True}
        begun, first, text = time.perf_counter(), 0.0, ""
        async with client.stream("POST", f"{url}/v1/chat/completions", json=body) as response:
            response.raise_for_status()
            async for line in response.aiter_lines():
                if line.startswith("data: {"):
                    row = json.loads(line[6:])
                    if "error" in row:
                        raise ValueError(row["error"]["message"])
                    text += row["choices"][0]["delta"].get("content", "")
                    first = first or (time.perf_counter() - begun if text else 0.0)
        return text, first

    return ask


async def by_page(url: str) -> Ask:
    """Join the page's own queue, as its scripts do."""
    async with httpx.AsyncClient(timeout=PATIENCE) as client:
        config = (await client.get(f"{url}/config")).json()
    (event,) = (d["id"] for d in config["dependencies"] if d["api_name"] == "ask_1")

    async def ask(client: httpx.AsyncClient, session: str, question: str) -> tuple[str, float]:
        body = {"data": [question, {}, None, None], "fn_index": event, "session_hash": session}
        begun, first, text, whole = time.perf_counter(), 0.0, "", False
        joined = await client.post(f"{url}/gradio_api/queue/join", json=body | {"event_data": None})
        joined.raise_for_status()
        mine = joined.json()["event_id"]
        data = f"{url}/gradio_api/queue/data?session_hash={session}"
        async with client.stream("GET", data) as events:
            async for line in events.aiter_lines():
                if not line.startswith("data: "):
                    continue
                row = json.loads(line[6:])
                if row.get("event_id", mine) != mine:  # of a question whose stream broke off
                    continue
                text += line
                if not first and "答案" in line:
                    first = time.perf_counter() - begun
                if row["msg"] == "process_completed":
                    if not row["success"]:
                        raise ValueError(line[:200])
                    whole = True  # and the service closes the stream
        if not whole:
            raise ValueError("the stream ended")
        return text, first

    return ask


@contextmanager
def served(index_dir: Path | None) -> Iterator[str]:
    """Serve in a process of its own, over an index as people do, else over the stand-in."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    cli = Path(sys.executable).with_name("zone-assistant")
    program = [str(cli), "chat"] if index_dir else [sys.executable, "-m", "tests.load_service"]
    with (
        tempfile.TemporaryDirectory() as made,
        subprocess.Popen(
            [*program, "--port", port, "--index-dir", str(index_dir or made)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise SystemExit(f"the service ended with {process.returncode}")


if __name__ == "__main__":
    main()
