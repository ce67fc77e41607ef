"""Calendar programs of other people that read what we publish: ical.js, khal, vdirsyncer."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.prerequisites import ROOT, require

ICAL_JS = ROOT / "tests" / "clients" / "ical_js"

Parse = Callable[[bytes], dict[str, Any]]


def run_ical_js(script: str, calendar: bytes, *arguments: str) -> Any:
    """Give a calendar to a script of ours for ical.js and return what it prints; AssertionError where it fails."""
    node = require("Node", shutil.which("node"))
    installed = ICAL_JS / "node_modules" / "ical.js"
    require("ical.js (run tools/install_test_prerequisites.sh)", str(installed) if installed.exists() else None)
    result = subprocess.run(
        [node, script, *arguments], cwd=ICAL_JS, input=calendar, capture_output=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr.decode()
    return json.loads(result.stdout)


@pytest.fixture(scope="session")
def parse_with_ical_js() -> Parse:
    """Return a function that parses a calendar with ical.js, the parser of Thunderbird and Nextcloud.

    Its result is ``{"properties": {…}, "events": [{"uid", "summary", "location", "description", "sequence", "start",
    "organizer"}], "timezones": […], "warnings": […]}``, with the start in UTC (null for whole days); a calendar that
    ical.js refuses raises AssertionError.
    """
    return partial(run_ical_js, "parse.mjs")


class Khal:
    """khal with calendars of its own: folders of items, as vdirsyncer makes them."""

    def __init__(self, folder: Path) -> None:
        self.program = require("khal", shutil.which("khal", path=str(Path(sys.executable).parent)))
        self.folder = folder

    def add(self, calendar: bytes) -> Path:
        """Import a calendar as `khal import` does, and return the folder of its items."""
        store, source = self.folder / "khal", self.folder / "feed.ics"
        store.mkdir()
        source.write_bytes(calendar)
        self._run(store, "import", "--batch", str(source))
        return store

    def list(self, store: Path, *, start: str, end: str, once: bool = True) -> list[dict[str, str]]:
        """Return what khal shows of a folder between two days: each entry once, or each day of each of its dates."""
        fields = ["title", "start-date", "start-time", "end-date", "end-time", "location", "status", "uid"]
        options = [option for name in fields for option in ("--json", name)]
        output = self._run(store, "list", *options, *(["--once"] if once else []), start, end)
        return [event for line in output.splitlines() if line.strip() for event in json.loads(line)]

    def _run(self, store: Path, *arguments: str) -> str:
        """Return what khal prints; AssertionError where it fails or complains."""
        config = self.folder / "khal.conf"
        config.write_text(
            f"[calendars]\n[[feed]]\npath = {store}\n"
            f"[sqlite]\npath = {self.folder / 'khal.db'}\n"
            "[locale]\nlocal_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\n"
            "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ntimeformat = %H:%M\n"
            "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        )
        command = [self.program, "--config", str(config), *arguments]
        result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert result.returncode == 0, result.stderr
        complaints = [line for line in result.stderr.splitlines() if "rror" in line or "arning" in line]
        assert not complaints, complaints
        return result.stdout


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    """Return a khal of this test's own."""
    return Khal(tmp_path)


@pytest.fixture
def list_with_khal(khal: Khal) -> Callable[..., list[dict[str, str]]]:
    """Return a function that imports a calendar into khal and lists what khal shows between two days."""

    def list_events(calendar: bytes, *, start: str = "2000-01-01", end: str = "2040-01-01") -> list[dict[str, str]]:
        return khal.list(khal.add(calendar), start=start, end=end)

    return list_events


@pytest.fixture
def sync_with_vdirsyncer(tmp_path: Path) -> Callable[[str], list[Path]]:
    """Return a function that lets vdirsyncer subscribe to a feed's address; it returns the files it wrote."""
    program = require("vdirsyncer", shutil.which("vdirsyncer", path=str(Path(sys.executable).parent)))

    def sync(url: str) -> list[Path]:
        target = tmp_path / "vdirsyncer"
        config = tmp_path / "vdirsyncer.conf"
        config.write_text(
            f'[general]\nstatus_path = "{tmp_path / "status"}"\n'
            '[pair feed]\na = "local"\nb = "remote"\ncollections = null\nconflict_resolution = "b wins"\n'
            f'[storage local]\ntype = "filesystem"\npath = "{target}"\nfileext = ".ics"\n'
            f'[storage remote]\ntype = "http"\nurl = "{url}"\n'
        )
        for command, answer in (("discover", "y\n"), ("sync", None)):
            result = subprocess.run(
                [program, "--config", str(config), command],
                input=answer,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert result.returncode == 0, result.stdout + result.stderr
        return sorted(target.glob("*.ics"))

    return sync
