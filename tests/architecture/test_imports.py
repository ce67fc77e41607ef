import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.prerequisites import ROOT

PACKAGES = ["members", "events", "roundtables", "site"]
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}


def python_files() -> list[Path]:
    return sorted(
        path
        for package in PACKAGES
        for path in (ROOT / package / f"tafelrunde_{package}").rglob("*.py")
        if "migrations" not in path.parts
    )


def test_import_contracts_hold():
    """Contracts are in pyproject.toml: layers, a pure engine, one door to icalendar."""
    program = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_no_module_is_a_drawer():
    drawers = [str(path.relative_to(ROOT)) for path in python_files() if {path.stem, path.parent.name} & DRAWERS]
    assert drawers == []


def test_settings_are_read_in_conf_only():
    """A plugin's settings are found in one place."""
    readers = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if not path.name.endswith("conf.py")
        and path.name != "urls.py"
        and path.parent.name != "settings"
        and any(
            "settings.TAFELRUNDE_" in line or 'getattr(settings, "TAFELRUNDE_' in line
            for line in path.read_text().splitlines()
        )
    ]
    assert readers == []


@pytest.mark.parametrize("package", PACKAGES)
def test_source_files_stay_small(package):
    """More than 400 lines are a sign that a room holds two things."""
    large = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if path.parts[len(ROOT.parts)] == package and (lines := len(path.read_text().splitlines())) > 400
    }
    assert large == {}
