"""Measure the page in a browser: to its first paint, and to an answer's first words.

Every round is a visitor of its own, who opens the page and clicks one of its examples; a first
round that is not counted warms everything up.
"""

import argparse
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page

from tests.browser import open_browser
from tests.page_driver import DESKTOP

PATIENCE = 120_000  # milliseconds; loading the model counts
STEPS = {
    "paint": "first paint",
    "usable": "the examples stand there and can be clicked",
    "words": "an answer's first words after sending",
    "done": "… and its end, with cards and suggestions",
}
# Watches from inside the page, so that the driver's own way there and back is not counted.
WATCH = """
window.seen = {};
const note = (name) => (window.seen[name] ??= performance.now());
document.addEventListener("click", (event) => {
  if (event.target.closest(".ask")) note("sent");
}, true);
new MutationObserver(() => {
  if (document.querySelector(".welcome .ask")) note("usable");
  if (document.querySelector(".answer .text")?.innerText.trim()) note("words");
  if (document.querySelector('.answer[data-phase="done"]')) note("done");
}).observe(document, { childList: true, subtree: true, characterData: true });
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a row for each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--index-dir", type=Path, default=Path("data/index"))
    parser.add_argument("--url", help="a page that is served already")
    options = parser.parse_args(arguments)
    with open_browser() as browser:
        if options.url:
            rounds = list(_rounds(browser, options.url, options.rounds))
        else:
            with _served(options.index_dir) as url:
                rounds = list(_rounds(browser, url, options.rounds))
    print("| seconds | median | worst |\n|---|---|---|")  # noqa: T201
    for name, said in STEPS.items():
        spent = [each[name] for each in rounds]
        print(f"| {said} | {statistics.median(spent):.2f} | {max(spent):.2f} |")  # noqa: T201


@contextmanager
def _served(index_dir: Path) -> Iterator[str]:
    """Serve the page as people do, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = Path(sys.executable).with_name("zone-assistant")
    process = subprocess.Popen(
        [command, "chat", "--index-dir", index_dir, "--port", str(port)], stdout=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}/"
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"the page ended with {process.returncode}")


def _rounds(browser: Browser, url: str, rounds: int) -> Iterator[Mapping[str, float]]:
    for nth in range(rounds + 1):
        context = browser.new_context(
            viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="zh-CN"
        )
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(url)
        seen = _asked(page, nth)
        context.close()
        if nth:
            yield seen


def _asked(page: Page, nth: int) -> Mapping[str, float]:
    """Click an example, a different one each round as far as there are; return seconds."""
    examples = page.locator(".welcome .ask")
    examples.first.wait_for(timeout=PATIENCE)
    examples.nth(nth % examples.count()).click()
    page.locator('.answer[data-phase="done"]').wait_for(timeout=PATIENCE)
    seen: dict[str, float] = page.evaluate("window.seen")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    after = {name: seen[name] - seen["sent"] for name in ("words", "done")}
    milliseconds = {"paint": paint, "usable": seen["usable"], **after}
    return {name: value / 1000 for name, value in milliseconds.items()}


if __name__ == "__main__":
    main()
