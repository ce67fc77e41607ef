"""The entry that most tests start from."""

from datetime import datetime
from typing import Any

from tafelrunde_events.engine import Component, Rule, Session
from tests.events.engine.strategies import STAMP


def wall(text: str) -> datetime:
    """Return a wall-clock time such as ``2027-03-09 18:00``."""
    return datetime.fromisoformat(text)


def session(
    start: str = "2027-03-09 18:00", end: str = "2027-03-09 20:00", rule: Rule | None = None, **options: Any
) -> Session:
    """Return a session in Berlin, unless another zone is given."""
    return Session("s1", wall(start), wall(end), options.pop("zone", "Europe/Berlin"), rule)


def component(**options: Any) -> Component:
    """Return the entry of a meeting in Berlin."""
    defaults: dict[str, Any] = {
        "uid": "4f1c@example.org",
        "sequence": 2,
        "dtstamp": STAMP,
        "last_modified": STAMP,
        "session": session(),
        "summary": "Runder Tisch Nord",
    }
    return Component(**defaults | options)


def properties(text: str, name: str) -> list[str]:
    """Return the unfolded content lines of a property, with parameters, in their order."""
    lines = text.replace("\r\n ", "").split("\r\n")
    return [line for line in lines if line.split(":")[0].split(";")[0] == name]
