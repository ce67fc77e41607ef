"""Programs that subscribe over HTTP: what they fetch again, and what they keep, after a change and a removal."""

import datetime as dt
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import icalendar
import pytest
import time_machine
from django.urls import reverse

from tafelrunde_events.domain.scheduling import cancel_occurrence, update_event
from tafelrunde_events.domain.versions import KEPT, advance
from tafelrunde_events.engine import Frequency, Rule
from tests.factories.events import coming_day, make_event, session
from tests.support.calendar_clients import Khal

pytestmark = pytest.mark.django_db(transaction=True)

DAY = dt.timedelta(days=1)
#: Last-Modified counts in seconds.
TWO_SECONDS = dt.timedelta(seconds=2)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(dt.datetime.now(dt.UTC)) as clock:
        yield clock


@pytest.fixture
def address(live_server) -> str:
    return live_server.url + reverse("tafelrunde_events:feed")


def items(files: list[Path]) -> dict[tuple[Path, int], set[str]]:
    """Return the titles of each stored item, by its file and by when it was written.

    vdirsyncer names what it fetches over HTTP by its content, so that a changed item is another one.
    """
    return {(file, file.stat().st_mtime_ns): titles(file) for file in files}


def titles(file: Path) -> set[str]:
    events = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    return {str(event["SUMMARY"]) for event in events}


def test_vdirsyncer_fetches_what_changed_and_drops_what_left(
    address: str, sync_with_vdirsyncer: Callable[[str], list[Path]], khal: Khal
):
    make_event(session(coming_day(-60)), title="Rückblick")
    course = make_event(session(coming_day(30), rule=Rule(Frequency.WEEKLY, count=3)), title="Mediation")
    other = make_event(session(coming_day(30)), title="Forum")

    def sync() -> tuple[list[set[str]], list[set[str]]]:
        """Return the titles of the items that came and of those that went."""
        before = dict(stored)
        stored.clear()
        stored.update(items(sync_with_vdirsyncer(address)))
        came = [titles for item, titles in stored.items() if item not in before]
        return sorted(came, key=sorted), [titles for item, titles in before.items() if item not in stored]

    stored: dict[tuple[Path, int], set[str]] = {}
    assert sync() == ([{"Forum"}, {"Mediation"}, {"Rückblick"}], [])
    assert sync() == ([], [])
    cancel_occurrence(course.occurrences.all()[1], reason="Saal gesperrt")
    assert sync() == ([{"Mediation", "Abgesagt: Mediation"}], [{"Mediation"}])
    update_event(other, title="Forum am Hafen")
    assert sync() == ([{"Forum am Hafen"}], [{"Forum"}])
    assert advance(coming_day(-60) + KEPT + 2 * DAY)
    assert sync() == ([], [{"Rückblick"}])
    (folder,) = {file.parent for file, _written in stored}
    shown = khal.list(folder, start="2020-01-01", end="2040-01-01", once=False)
    days = [coming_day(30 + 7 * number).isoformat() for number in range(3)]
    assert sorted((one["start-date"], one["title"], one["status"]) for one in shown) == [
        (days[0], "Forum am Hafen", "CONFIRMED"),
        (days[0], "Mediation", "CONFIRMED"),
        (days[1], "Abgesagt: Mediation", "CANCELLED"),
        (days[2], "Mediation", "CONFIRMED"),
    ]


@pytest.mark.parametrize(("remembered", "header"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")])
def test_a_program_that_compares_gets_the_feed_only_after_a_change(
    clock: time_machine.Traveller, address: str, remembered: str, header: str
):
    """ICSx5 and Thunderbird compare nothing but what the server said last: a change that it hides is lost for good."""
    event = make_event(session(coming_day(-60)), title="Rückblick")

    def fetch(known: str | None) -> tuple[int, str, bytes]:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
        connection.request("GET", urlsplit(address).path, headers={header: known} if known else {})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, response.headers[remembered], body

    status, known, body = fetch(None)
    assert (status, b"Abgesagt" in body) == (200, False)
    assert fetch(known) == (304, known, b"")

    clock.shift(TWO_SECONDS)
    cancel_occurrence(event.occurrences.get(), reason="Sturm")
    status, known, body = fetch(known)
    assert (status, b"Abgesagt" in body) == (200, True)
    assert fetch(known) == (304, known, b"")

    clock.shift(TWO_SECONDS)
    assert advance(coming_day(-60) + KEPT + 2 * DAY)
    status, known, body = fetch(known)
    assert (status, b"VEVENT" in body) == (200, False)
    assert fetch(known) == (304, known, b"")
