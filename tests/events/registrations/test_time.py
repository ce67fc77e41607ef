"""Windows of registration and what is told of dates: changes of the clocks, other zones, whole days, series."""

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage

import icalendar
import pytest
import time_machine

from tafelrunde_events.domain.evaluations.answering import EvaluationState
from tafelrunde_events.domain.evaluations.answering import state_of as evaluation_state
from tafelrunde_events.domain.registrations.news import tell_changes_due
from tafelrunde_events.domain.registrations.places import booking_of, places_of, window_of
from tafelrunde_events.domain.scheduling import (
    apply_schedule,
    cancel_event,
    cancel_occurrence,
    move_occurrence,
    reinstate_event,
    reinstate_occurrence,
)
from tafelrunde_events.domain.upkeep import (
    issue_certificates_due,
    prepare_mailings,
    tell_participants,
    thank_participants,
    write_reminders,
)
from tafelrunde_events.engine import Rule, Session
from tafelrunde_events.enums import AttendanceWay, Booking, RegistrationState
from tafelrunde_events.models import Attendance, Certificate, Event
from tests.events.registrations.mail.conftest import calendar_of, deliver, subjects
from tests.factories.events import session
from tests.factories.registrations import make_training, register

__all__ = ["deliver"]

pytestmark = pytest.mark.django_db(transaction=True)

WINTER = dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC)
NEW_YORK = "America/New_York"


def at(month: int, day: int, hour: int) -> dt.datetime:
    """A moment of 2027 on some clock on the wall."""
    return dt.datetime.combine(dt.date(2027, month, day), dt.time(hour))


@pytest.fixture(autouse=True)
def clock():
    """A morning in winter; tests move it on."""
    with time_machine.travel(WINTER) as traveller:
        yield traveller


@pytest.mark.parametrize(
    ("first", "others", "closes"),
    [
        # The clocks go forward on 28 March, and back on 31 October.
        (session(dt.date(2027, 4, 1)), (), at(3, 25, 17)),
        (session(dt.date(2027, 11, 3)), (), at(10, 27, 16)),
        # In New York they went forward on 14 March, and the zone of the first date counts.
        (session(dt.date(2027, 3, 18), zone=NEW_YORK), (), at(3, 11, 23)),
        (session(dt.date(2027, 4, 1)), (session(dt.date(2027, 5, 1), zone=NEW_YORK),), at(3, 25, 17)),
        # Whole days begin at midnight.
        (
            Session("ganz", dt.date(2027, 4, 1), dt.date(2027, 4, 2), zone="Europe/Berlin"),
            (),
            at(3, 24, 23),
        ),
    ],
)
def test_days_before_are_days_on_the_clock_of_the_first_date(first, others, closes):
    event = make_training(first, *others, closes_days=7, promotion_days=7)
    window = window_of(places_of(event))
    assert window.closes == window.promotion_ends == closes.replace(tzinfo=dt.UTC)


def test_a_monthly_evening_can_be_joined_until_its_last_date():
    evening = session(dt.date(2027, 2, 15), rule=Rule(freq="MONTHLY", count=4))
    event = make_training(evening, closes_days=1)
    with time_machine.travel(dt.datetime(2027, 4, 1, tzinfo=dt.UTC)):
        assert booking_of(places_of(event)) == Booking.OPEN
        assert register(event).state == RegistrationState.PLACED
    with time_machine.travel(dt.datetime(2027, 5, 14, 17, tzinfo=dt.UTC)):
        assert booking_of(places_of(event)) == Booking.CLOSED


def test_registration_closes_while_the_only_date_is_called_off_and_opens_when_it_takes_place_again():
    event = make_training(session(dt.date(2027, 3, 1), key="a"))
    date = event.occurrences.get()
    cancel_occurrence(date, reason="Glatteis")
    assert Event.objects.get().booking == Booking.CLOSED
    reinstate_occurrence(date)
    assert Event.objects.get().booking == Booking.OPEN


def test_a_date_in_the_past_closes_and_one_in_the_future_opens_again():
    event = make_training(session(dt.date(2027, 3, 1)))
    date = event.occurrences.get()
    for day, booking in ((dt.date(2027, 1, 5), Booking.CLOSED), (dt.date(2027, 4, 5), Booking.OPEN)):
        start = dt.datetime.combine(day, dt.time(18))
        move_occurrence(date, start=start, end=start + dt.timedelta(hours=2))
        assert Event.objects.get().booking == booking


def vevents(message: EmailMessage) -> dict[str, icalendar.Event]:
    """The dates in the file of a letter, by their UIDs."""
    calendar = calendar_of(message)
    assert calendar is not None
    assert calendar["METHOD"] == "PUBLISH"
    return {str(vevent["UID"]): vevent for vevent in calendar.walk("VEVENT")}


def test_what_happens_to_a_course_over_the_change_of_clocks_is_told_once_each_in_files_that_supersede(
    clock, deliver: Callable[[], list[EmailMessage]], parse_with_ical_js
):
    event = make_training(
        session(dt.date(2027, 3, 24)), session(dt.date(2027, 3, 31)), event_facts={"title": "Argumente gegen Parolen"}
    )
    register(event)
    first = next(message for message in deliver() if calendar_of(message))
    known = vevents(first)
    assert sorted(one["DTSTART"].dt.astimezone(dt.UTC).hour for one in known.values()) == [16, 17]
    sequences = {uid: one["SEQUENCE"] for uid, one in known.items()}

    def told(subject: str) -> dict[str, icalendar.Event]:
        clock.shift(dt.timedelta(minutes=11))
        tell_participants()
        tell_participants()
        messages = deliver()
        assert subjects(messages) == [subject]
        found = vevents(messages[0])
        assert set(found) == set(known)
        assert all(found[uid]["SEQUENCE"] >= sequences[uid] for uid in found)
        assert any(found[uid]["SEQUENCE"] > sequences[uid] for uid in found)
        sequences.update({uid: one["SEQUENCE"] for uid, one in found.items()})
        content = next(part for part in messages[0].walk() if part.get_content_type() == "text/calendar")
        parsed = parse_with_ical_js(content.get_payload(decode=True))
        assert {one["uid"] for one in parsed["events"]} == set(known)
        assert not parsed["warnings"]
        return found

    last = event.occurrences.order_by("start").last()
    move_occurrence(last, start=at(3, 30, 18), end=at(3, 30, 20))
    assert {one["DTSTART"].dt.day for one in told("Geändert").values()} == {24, 30}
    cancel_occurrence(last, reason="Glatteis")
    assert sorted(one["STATUS"] for one in told("Geändert").values()) == ["CANCELLED", "CONFIRMED"]
    reinstate_occurrence(last)
    assert {one["STATUS"] for one in told("Geändert").values()} == {"CONFIRMED"}
    cancel_event(event, reason="Krankheit")
    assert {one["STATUS"] for one in told("Abgesagt").values()} == {"CANCELLED"}
    reinstate_event(event)
    assert {one["STATUS"] for one in told("Geändert").values()} == {"CONFIRMED"}


def test_a_further_session_is_told_with_the_others(clock, deliver):
    days = session(dt.date(2027, 3, 1), key="a"), session(dt.date(2027, 3, 8), key="b")
    event = make_training(days[0], event_facts={"title": "Argumente gegen Parolen"})
    register(event)
    deliver()
    apply_schedule(event, days)
    clock.shift(dt.timedelta(minutes=11))
    assert tell_changes_due() == 1
    (message,) = deliver()
    assert subjects([message]) == ["Geändert"]
    assert len(vevents(message)) == 2


def test_a_date_moved_to_the_past_is_no_news_and_to_the_future_is(clock, deliver):
    event = make_training(session(dt.date(2027, 3, 1)), event_facts={"title": "Argumente gegen Parolen"})
    register(event)
    deliver()
    date = event.occurrences.get()
    move_occurrence(date, start=at(1, 5, 18), end=at(1, 5, 20))
    clock.shift(dt.timedelta(minutes=11))
    assert tell_changes_due() == 0
    move_occurrence(date, start=at(4, 5, 18), end=at(4, 5, 20))
    clock.shift(dt.timedelta(minutes=11))
    assert tell_changes_due() == 1
    assert subjects(deliver()) == ["Geändert"]


def test_a_course_whose_last_session_is_called_off_is_over_after_the_others_and_each_thing_comes_once(clock, deliver):
    days = dt.date(2027, 3, 22), dt.date(2027, 3, 29), dt.date(2027, 4, 5)
    event = make_training(*map(session, days), event_facts={"title": "Argumente gegen Parolen"}, reminder_days=3)
    person = register(event)
    deliver()
    first, second, third = event.occurrences.order_by("start")
    everything = []

    def run() -> None:
        for work in (write_reminders, prepare_mailings, tell_participants, issue_certificates_due, thank_participants):
            work()
        everything.extend(subjects(deliver()))

    # The clocks go forward on 28 March: the reminder leaves at nine on the wall, three days before.
    for moment, expected in (("2027-03-19T07:55Z", 0), ("2027-03-19T08:05Z", 1)):
        clock.move_to(dt.datetime.fromisoformat(moment))
        run()
        run()
        assert len(everything) == expected
    for date in (first, second):
        Attendance.objects.create(registration=person, occurrence=date, way=AttendanceWay.LIST)
    clock.move_to(dt.datetime(2027, 3, 29, 20, tzinfo=dt.UTC))
    run()
    assert evaluation_state(event) == EvaluationState.NOT_YET
    cancel_occurrence(third, reason="Glatteis")
    assert evaluation_state(event) == EvaluationState.OPEN
    for hours in (1, 8, 4, 24, 24):
        clock.shift(dt.timedelta(hours=hours))
        run()
    assert [subject.split(" ")[0] for subject in everything] == ["Erinnerung:", "Geändert", "Vielen"]
    certificate = Certificate.objects.get()
    assert (certificate.attended, certificate.sessions) == (2, 2)

    reinstate_occurrence(third)
    clock.move_to(dt.datetime(2027, 4, 8, 12, tzinfo=dt.UTC))
    run()
    assert len(everything) == 3
    assert Certificate.objects.count() == 1
