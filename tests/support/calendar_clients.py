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


@pytest.fixture
def list_with_khal(tmp_path: Path) -> Callable[[bytes], list[dict[str, str]]]:
    """Return a function that imports a calendar into khal and lists what khal shows between two days."""
    program = require("khal", shutil.which("khal", path=str(Path(sys.executable).parent)))

    def list_events(calendar: bytes, *, start: str = "2000-01-01", end: str = "2040-01-01") -> list[dict[str, str]]:
        store = tmp_path / "khal"
        store.mkdir()
        config = tmp_path / "khal.conf"
        config.write_text(
            f"[calendars]\n[[feed]]\npath = {store}\n"
            f"[sqlite]\npath = {tmp_path / 'khal.db'}\n"
            "[locale]\nlocal_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\n"
            "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ntimeformat = %H:%M\n"
            "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        )
        source = tmp_path / "feed.ics"
        source.write_bytes(calendar)
        run = [program, "--config", str(config)]
        imported = subprocess.run(
            [*run, "import", "--batch", str(source)], capture_output=True, text=True, timeout=120, check=False
        )
        assert imported.returncode == 0, imported.stderr
        complaints = [line for line in imported.stderr.splitlines() if "rror" in line or "arning" in line]
        assert not complaints, complaints
        fields = ["title", "start-date", "start-time", "end-date", "end-time", "location", "status", "uid"]
        options = [option for name in fields for option in ("--json", name)]
        listed = subprocess.run(
            [*run, "list", *options, "--once", start, end], capture_output=True, text=True, timeout=120, check=False
        )
        assert listed.returncode == 0, listed.stderr
        return [event for line in listed.stdout.splitlines() if line.strip() for event in json.loads(line)]

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
