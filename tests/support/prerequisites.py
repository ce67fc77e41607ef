"""What the suite needs besides Python. A developer's machine may lack it, continuous integration may not."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the browser to drive: `CHROMIUM`, or the first one on the path."""
    if named := os.environ.get("CHROMIUM"):
        return named
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def require(program: str, path: str | None) -> str:
    """Return `path`; without it skip the test, or fail it in continuous integration (`CI` is set)."""
    if path:
        return path
    message = f"{program} is not installed"
    if os.environ.get("CI"):
        pytest.fail(f"{message}, and continuous integration skips nothing", pytrace=False)
    pytest.skip(f"PREREQUISITE: {message}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they use, so that nobody has to remember it."""
    for item in items:
        folder = item.path.relative_to(ROOT).parts[1] if item.path.is_relative_to(ROOT) else ""
        if "open_page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if folder == "architecture":
            item.add_marker("static")
        if folder == "packaging":
            item.add_marker("packaging")
            # One worker builds and installs the wheel for all of them.
            item.add_marker(pytest.mark.xdist_group("packaging"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not tested."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "PREREQUISITE" in reason:
            text = reason.split("PREREQUISITE: ", 1)[1]
            reasons[text] = reasons.get(text, 0) + 1
    if reasons:
        terminalreporter.write_sep("!", "NOT EVERYTHING WAS TESTED", red=True, bold=True)
        for text, count in sorted(reasons.items()):
            terminalreporter.write_line(f"{count} skipped: {text}. See CONTRIBUTING.md.", red=True)
