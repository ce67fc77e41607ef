"""What subscribers see of one year of a course: UID, SEQUENCE and stamps in the bytes, after every change.

RFC 5546 2.1.4: SEQUENCE rises with times, rules, exceptions and status, and with the place (law 4); not with words. It
never falls, whatever is taken back. DTSTAMP and LAST-MODIFIED rise with every change, and with nothing else.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import icalendar
import pytest
import time_machine
from dateutil import rrule
from django.test import Client
from django.urls import reverse

from tafelrunde_events.domain.dates import Cancel, Move, Reinstate, carry_out
from tafelrunde_events.domain.projection import rebuild_calendar
from tafelrunde_events.enums import Reach
from tafelrunde_events.models import EventPage, Occurrence
from tests.factories.events import VenueFactory
from tests.factories.pages import event_of, make_page, publish, save_draft, series_block, session_block

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
#: The series meets on four Tuesdays, the free session is a Saturday.
TUESDAY, SATURDAY = dt.date(2027, 3, 9), dt.date(2027, 5, 8)
SERIES = {"day": TUESDAY, "key": "11111111-1111-4111-8111-111111111111"}
SINGLE = {"day": SATURDAY, "key": "22222222-2222-4222-8222-222222222222"}
#: What raises SEQUENCE when it changes.
SCHEDULING = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "STATUS", "LOCATION")
STAMPS = ("DTSTAMP", "LAST-MODIFIED")

Properties = dict[str, str]
State = dict[tuple[str, str], Properties]
"""The VEVENTs of the feed: by what they are (``series`` or ``single``) and their RECURRENCE-ID."""


class Subscriber:
    """Fetches the feed after each change, and holds what must be true of any two states against the last two."""

    def __init__(self, client: Client, clock: time_machine.Traveller, page: EventPage) -> None:
        self.client, self.clock = client, clock
        self.uids = {entry.uid: "series" if entry.rule else "single" for entry in event_of(page).entries.all()}
        self.state = self.fetch()

    def fetch(self) -> State:
        data = self.client.get(reverse("tafelrunde_events:feed")).content
        events = data.decode().replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]
        return dict(map(self._read, events))

    def _read(self, text: str) -> tuple[tuple[str, str], Properties]:
        lines = text.split("END:VEVENT", maxsplit=1)[0].strip().split("\r\n")
        properties: Properties = {}
        for line in lines:
            name, value = line.split(":", 1)
            assert properties.setdefault(name.split(";")[0], value) == value
        return (self.uids[properties["UID"]], properties.get("RECURRENCE-ID", "")), properties

    def sees(self, change: Callable[[], object]) -> dict[tuple[str, str], str]:
        """Let something change; return for each component that says something else how its SEQUENCE went on."""
        self.clock.shift(dt.timedelta(minutes=5))
        change()
        before, self.state = self.state, self.fetch()
        return {
            key: f"{before[key]['SEQUENCE']} → {after['SEQUENCE']}" if key in before else f"new: {after['SEQUENCE']}"
            for key, after in self.state.items()
            if key not in before or must_hold(before[key], after)
        }


def must_hold(before: Properties, after: Properties) -> bool:
    """Assert what holds for every change of one component, and tell whether it changed."""
    words = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} - {
        *STAMPS,
        "SEQUENCE",
    }
    if words.intersection(SCHEDULING):
        assert int(after["SEQUENCE"]) > int(before["SEQUENCE"]), words
    assert int(after["SEQUENCE"]) >= int(before["SEQUENCE"])
    changed = bool(words) or after["SEQUENCE"] != before["SEQUENCE"]
    for stamp in STAMPS:
        assert (after[stamp] > before[stamp]) if changed else (after[stamp] == before[stamp])
    return changed


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def page(clock: time_machine.Traveller) -> EventPage:
    return make_page(series_block(**SERIES), session_block(**SINGLE), title="Mediation", venue=VenueFactory())


@pytest.fixture
def subscriber(client: Client, clock: time_machine.Traveller, page: EventPage) -> Subscriber:
    return Subscriber(client, clock, page)


def edit(page: EventPage, **fields: Any) -> Callable[[], object]:
    """Save a draft and publish it, as editors do."""

    def save_and_publish() -> None:
        save_draft(page, **fields)
        publish(page)

    return save_and_publish


def date(page: EventPage, number: int) -> Occurrence:
    """A date of the series, counted from 0."""
    return event_of(page).occurrences.filter(entry__rule__gt="").order_by("original_start")[number]


def move(page: EventPage, number: int, *, days: int = 0, hour: int, reach: Reach = Reach.ONE) -> Callable[[], object]:
    def carry() -> None:
        one = date(page, number)
        day = dt.date.fromisoformat(one.original_start[:10]) + dt.timedelta(days=days)
        start = dt.datetime.combine(day, dt.time(hour))
        carry_out(Move(one, reach, start, start + dt.timedelta(hours=2)))

    return carry


def cancel(page: EventPage, number: int) -> Callable[[], object]:
    return lambda: carry_out(Cancel(date(page, number), Reach.ONE, "Saal gesperrt"))


def reinstate(page: EventPage, number: int) -> Callable[[], object]:
    return lambda: carry_out(Reinstate(date(page, number), Reach.ONE))


def test_publish_move_cancel_rename_and_change_the_time_of_all(subscriber: Subscriber, page: EventPage):
    series, single = ("series", ""), ("single", "")
    moved, off = ("series", "20270316T180000"), ("series", "20270323T180000")
    assert {key: properties["SEQUENCE"] for key, properties in subscriber.state.items()} == {series: "0", single: "0"}

    assert subscriber.sees(move(page, 1, days=1, hour=19)) == {moved: "new: 1"}
    assert subscriber.state[moved]["DTSTART"] == "20270317T190000"

    assert subscriber.sees(cancel(page, 2)) == {off: "new: 1"}
    assert subscriber.state[off]["STATUS"] == "CANCELLED"

    renamed = subscriber.sees(edit(page, title="Mediation für Räte"))
    assert renamed == {series: "0 → 0", single: "0 → 0", moved: "1 → 1", off: "1 → 1"}
    assert subscriber.state[off]["SUMMARY"] == "Abgesagt: Mediation für Räte"

    at_five = [
        series_block(**SERIES, start_time="17:00:00", end_time="19:00:00"),
        session_block(**SINGLE, start=9, end=12),
    ]
    changed = subscriber.sees(edit(page, schedule=at_five))
    moved, off = ("series", "20270316T170000"), ("series", "20270323T170000")
    # What was changed by hand stays where it is (law 1), and names the date of the new rule that it stands for.
    assert changed == {series: "0 → 1", single: "0 → 1", moved: "new: 1", off: "new: 1"}
    assert subscriber.state.keys() == {series, single, moved, off}
    assert subscriber.state[moved]["DTSTART"] == "20270317T190000"
    assert subscriber.state[off]["DTSTART"] == "20270323T180000"


def test_taking_a_change_back_never_lowers_a_number(subscriber: Subscriber, page: EventPage):
    moved, off = ("series", "20270316T180000"), ("series", "20270323T180000")
    subscriber.sees(move(page, 1, days=1, hour=19))
    assert subscriber.sees(move(page, 1, hour=18)) == {moved: "1 → 2"}
    subscriber.sees(cancel(page, 2))
    assert subscriber.sees(reinstate(page, 2)) == {off: "1 → 2"}

    first = page.get_latest_revision()
    subscriber.sees(
        edit(page, title="Neu", schedule=[series_block(**SERIES), session_block(**SINGLE, start=9, end=12)])
    )
    assert subscriber.sees(first.publish)["single", ""] == "1 → 2"


def test_what_says_the_same_changes_no_byte(subscriber: Subscriber, page: EventPage):
    subscriber.sees(move(page, 1, days=1, hour=19))
    subscriber.sees(cancel(page, 2))
    before = subscriber.client.get(reverse("tafelrunde_events:feed"))

    assert subscriber.sees(edit(page)) == {}
    assert subscriber.sees(move(page, 1, days=1, hour=19)) == {}
    assert subscriber.sees(rebuild_calendar) == {}

    after = subscriber.client.get(reverse("tafelrunde_events:feed"))
    assert after.content == before.content


def test_cancelling_and_reinstating_everything_counts_on(subscriber: Subscriber, page: EventPage):
    everything = {("series", ""): "0 → 1", ("single", ""): "0 → 1"}
    assert subscriber.sees(lambda: carry_out(Cancel(date(page, 0), Reach.ALL, "Sturm"))) == everything
    assert {properties["STATUS"] for properties in subscriber.state.values()} == {"CANCELLED"}
    assert set(subscriber.sees(lambda: carry_out(Reinstate(date(page, 0), Reach.ALL))).values()) == {"1 → 2"}


@pytest.mark.parametrize("days", [0, 2])
def test_exceptions_name_dates_of_the_rule_as_it_is(subscriber: Subscriber, page: EventPage, days: int):
    """A RECURRENCE-ID that is no date of the series would be a date more in every program (RFC 5545 3.8.4.4)."""
    subscriber.sees(move(page, 1, days=1, hour=19))
    subscriber.sees(cancel(page, 2))

    subscriber.sees(move(page, 0, days=days, hour=17, reach=Reach.ALL))

    series = subscriber.state["series", ""]
    start = dt.datetime.strptime(series["DTSTART"], "%Y%m%dT%H%M%S")  # noqa: DTZ007 (a wall clock)
    starts = [f"{start:%Y%m%dT%H%M%S}" for start in rrule.rrulestr(series["RRULE"], dtstart=start)]
    assert [recurrence_id for kind, recurrence_id in subscriber.state if recurrence_id] == starts[1:3]
    assert series["SEQUENCE"] == "1"


def test_identity_is_one_for_life_and_the_rest_of_a_series_gets_its_own(subscriber: Subscriber, page: EventPage):
    subscriber.sees(cancel(page, 3))
    uid = date(page, 0).entry.uid
    split = date(page, 2)
    carry_out(
        Move(split, Reach.FOLLOWING, split.start_wall + dt.timedelta(hours=1), split.end_wall + dt.timedelta(hours=1))
    )

    feed = subscriber.client.get(reverse("tafelrunde_events:feed")).content
    events = icalendar.Calendar.from_ical(feed).walk("VEVENT")
    series = {str(event["UID"]): event for event in events if "RRULE" in event}
    assert len(series) == 2
    assert (series[uid]["SEQUENCE"], series[uid]["RRULE"].to_ical()) == (1, b"FREQ=WEEKLY;COUNT=2")
    (other,) = series.keys() - {uid}
    (cancelled,) = [event for event in events if "RECURRENCE-ID" in event]
    assert (str(cancelled["UID"]), str(cancelled["STATUS"])) == (other, "CANCELLED")
    assert cancelled["SEQUENCE"] >= 1
