"""The demo as `make demo` runs it: web server, mail worker and mail server, each a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.browser import OpenPage, pages_at
from tests.support.mail_server import free_port
from tests.support.prerequisites import ROOT

#: On a busy machine with two cores the first start takes a minute.
START_TIMEOUT_SECONDS = 300


class RunningDemo:
    """A demo that answers; `text` is what it printed."""

    def __init__(self, url: str, text: str) -> None:
        self.url = url
        self.text = text

    def login(self, duty: str) -> str:
        """Return the address of the printed login with this duty."""
        found = re.search(rf"^\s*(\S+@\S+)\s+{re.escape(duty)}", self.text, re.MULTILINE)
        assert found, f"no login for {duty} in:\n{self.text}"
        return found.group(1)

    @property
    def password(self) -> str:
        """The printed password."""
        found = re.search(r"Passwort überall: (\S+?)\)", self.text)
        assert found, self.text
        return found.group(1)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """Start the demo in an empty folder, and end it the way Ctrl-C does."""
    folder: Path = tmp_path_factory.mktemp("demo")
    port = free_port()
    hidden = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "EMAIL_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    output = folder / "output.txt"
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "tools/run_demo.py", "--port", str(port)],
            cwd=ROOT,
            env={**environment, "TAFELRUNDE_DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        yield RunningDemo(f"http://localhost:{port}", wait_for_addresses(process, output))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def wait_for_addresses(process: "subprocess.Popen[bytes]", output: Path) -> str:
    """Return what the demo printed as soon as it names its addresses."""
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        text = output.read_text()
        if "/demo/postfach/" in text:
            return text
        assert process.poll() is None, text
        time.sleep(0.3)
    raise AssertionError(f"the demo did not start in time:\n{output.read_text()}")


@pytest.fixture
def visit(chromium: Browser, demo: RunningDemo) -> Iterator[OpenPage]:
    """Return a function that opens a page of the demo for somebody new, as `pages_at` does."""
    yield from pages_at(chromium, demo.url)
