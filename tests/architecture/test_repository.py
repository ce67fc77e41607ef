import re
import subprocess
import tomllib

import pytest

from tests.support.prerequisites import ROOT

#: Folders of the machines this was written on, and addresses of package indexes, have no place in a commit.
MACHINE = re.compile(
    r"(?<!\w)/(?:root|work|home)/[a-z]|/tmp/|\bindex-url\b(?! in)|--find-links|files\.pythonhosted|registry\.npmjs"
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b|lorem ipsum", re.IGNORECASE)
BINARY = {".woff2", ".png", ".jpg", ".jpeg", ".webp", ".ico", ".pdf", ".gz"}
#: This file must name what it looks for.
EXCEPTIONS = {"tests/architecture/test_repository.py", "Makefile"}


#: Calendars as others write them, some in encodings of their own.
SAMPLES = "tests/events/imports/samples/"


def committed_files() -> list[str]:
    output = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [name for name in output.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {
        name: (ROOT / name).read_text(encoding="latin-1" if name.startswith(SAMPLES) else "utf-8")
        for name in committed_files()
        if not name.endswith(tuple(BINARY)) and name not in EXCEPTIONS
    }


def test_no_file_names_a_machine_or_an_index(texts):
    assert [name for name, text in texts.items() if MACHINE.search(text)] == []


def test_nothing_is_left_for_later(texts):
    sources = {name: text for name, text in texts.items() if name.endswith((".py", ".html", ".css", ".js"))}
    assert [name for name, text in sources.items() if UNFINISHED.search(text)] == []


def test_no_dangerous_shortcut_is_taken(texts):
    """Law 15 and the brief of the project: `csrf_exempt` is for the one-click unsubscription (RFC 8058) only."""
    code = {name: text for name, text in texts.items() if name.endswith(".py") and not name.startswith("tests/")}
    assert [name for name, text in code.items() if "mark_safe(" in text] == []
    exempt = [name for name, text in code.items() if "csrf_exempt" in text]
    assert [name for name in exempt if "unsubscri" not in texts[name].lower()] == []


def test_dependencies_of_the_wheel_are_those_of_the_lock():
    """The same packages and bounds in pyproject.toml and in the input of the locks; Django has a lock for each line."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = (ROOT / "requirements" / "wagtail.in").read_text().splitlines()
    wanted = {line for line in lines if line and not line.startswith("#")}
    assert {item for item in project["dependencies"] if not item.startswith("django>")} == wanted


@pytest.mark.parametrize("name", ["runtime", "demo", "dev", "bench", "django61"])
def test_locks_carry_hashes_and_no_address(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    requirements = re.findall(r"^[a-z0-9][\w.-]*==.*$", text, flags=re.MULTILINE)
    assert requirements
    assert all(line.endswith("\\") for line in requirements), "a requirement has no hash"
    assert "://" not in text


def test_what_runs_in_production_is_what_was_tested():
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        return set(re.findall(r"^[a-z0-9][\w.-]*==[^ ;]+", text, flags=re.MULTILINE))

    assert pins("runtime") <= pins("demo") <= pins("dev") <= pins("bench")
