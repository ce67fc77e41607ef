"""Invitations to a series: told as a whole once, then date by date (RECURRENCE-ID)."""

import datetime as dt

import icalendar
import pytest

from tafelrunde_events.domain.invitation_news import pending_news, send_update
from tafelrunde_events.domain.scheduling import cancel_event, cancel_occurrence, move_occurrence, update_event
from tafelrunde_events.engine import Frequency, Rule
from tafelrunde_members.models import OutboxMessage
from tests.events.invitations.conftest import invite, part
from tests.factories.events import make_event, session


@pytest.fixture
def series(db):
    return make_event(session(rule=Rule(Frequency.WEEKLY, count=6)), title="Stammtisch Demokratie")


def parse(message):
    calendar = icalendar.Calendar.from_ical(part(message, "text/calendar"))
    return str(calendar["METHOD"]), calendar.walk("VEVENT")


def shift(occurrence, days=1):
    step = dt.timedelta(days=days)
    move_occurrence(occurrence, start=occurrence.start_wall + step, end=occurrence.end_wall + step)


@pytest.mark.django_db(transaction=True)
def test_a_series_is_one_mail_that_asks_to_no_date_called_off(series, invitee, deliver):
    second, third = series.occurrences.order_by("start")[1:3]
    shift(second)
    cancel_occurrence(third, reason="Ferien")
    invite(series, invitee)
    (message,) = deliver()

    method, events = parse(message)
    assert method == "REQUEST"
    assert len(events) == 2
    assert "RRULE" in events[0]
    assert events[0]["EXDATE"].dts[0].dt.date() == third.start_date
    assert events[1]["RECURRENCE-ID"].dt.date() == second.start_date - dt.timedelta(days=1)
    assert "CANCELLED" not in part(message, "text/calendar")
    assert all(len(line.encode()) <= 75 for line in part(message, "text/calendar").split("\r\n"))
    assert pending_news(series) == 0


@pytest.mark.django_db(transaction=True)
def test_one_moved_date_is_told_alone_and_once(series, invitee, deliver):
    invite(series, invitee)
    deliver()
    second, third = series.occurrences.order_by("start")[1:3]
    for date in (second, third):
        original = date.start_date
        shift(date)
        assert pending_news(series) == 1
        for _ in range(2):
            send_update(series, by=None)
        (message,) = deliver()

        method, (vevent,) = parse(message)
        assert method == "REQUEST"
        assert vevent["RECURRENCE-ID"].dt.date() == original
        assert vevent["SEQUENCE"] == 1
        assert "RRULE" not in vevent
        assert pending_news(series) == 0


@pytest.mark.django_db(transaction=True)
def test_one_date_called_off_is_cancelled_alone(series, invitee, deliver):
    invite(series, invitee)
    deliver()
    second = series.occurrences.order_by("start")[1]
    cancel_occurrence(second, reason="Der Saal ist belegt")
    send_update(series, by=None)
    (message,) = deliver()

    method, (vevent,) = parse(message)
    assert (method, vevent["STATUS"]) == ("CANCEL", "CANCELLED")
    assert vevent["RECURRENCE-ID"].dt.date() == second.start_date
    assert "Der Saal ist belegt" in part(message, "text/plain")
    assert "Der Saal ist belegt" in part(message, "text/html")
    assert part(message, "text/plain").count("18:00 bis 20:00") == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_about_one_date_that_waits_is_overtaken(series, invitee, deliver):
    invite(series, invitee)
    deliver()
    second = series.occurrences.order_by("start")[1]
    shift(second)
    send_update(series, by=None)
    shift(second)
    send_update(series, by=None)
    (message,) = deliver()

    assert parse(message)[1][0]["SEQUENCE"] == 2


@pytest.mark.django_db(transaction=True)
def test_a_new_title_is_no_news_of_single_dates(series, invitee, deliver):
    shift(series.occurrences.order_by("start")[1])
    invite(series, invitee)
    deliver()
    update_event(series, title="Stammtisch")

    assert pending_news(series) == 0


@pytest.mark.django_db(transaction=True)
def test_the_whole_series_called_off_is_one_cancellation(series, invitee, deliver):
    from tafelrunde_events.domain.invitation_news import send_cancellation

    shift(series.occurrences.order_by("start")[1])
    invite(series, invitee)
    deliver()
    cancel_event(series, reason="Schluss")
    send_cancellation(series, by=None)
    (message,) = deliver()

    method, (vevent,) = parse(message)
    assert method == "CANCEL"
    assert "RECURRENCE-ID" not in vevent
    assert OutboxMessage.objects.count() == 2
