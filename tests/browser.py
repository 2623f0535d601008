"""Finding a Chromium or Chrome for the browser tests, and starting it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

VARIABLE = "ZONE_ASSISTANT_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_browser(playwright: Playwright) -> str | None:
    """Return the executable: the one named by VARIABLE, an installed one, or Playwright's own."""
    named = os.environ.get(VARIABLE)
    installed = [shutil.which(name) for name in NAMES]
    candidates = [named, *installed, *PLACES, playwright.chromium.executable_path]
    return next((path for path in candidates if path and Path(path).is_file()), None)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start a headless browser; where there is none skip loudly, and fail under CI=true."""
    with sync_playwright() as playwright:
        executable = find_browser(playwright)
        if executable is None:
            said = f"no Chromium or Chrome found (install one, or set {VARIABLE} to its path)"
            if os.environ.get("CI", "").lower() == "true":
                pytest.fail(f"CI must run the browser tests: {said}")
            pytest.skip(f"BROWSER TESTS SKIPPED: {said}")
        browser = playwright.chromium.launch(executable_path=executable, args=SWITCHES)
        try:
            yield browser
        finally:
            browser.close()
