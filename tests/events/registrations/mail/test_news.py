"""Changes and cancellations, told once to those who registered."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tafelrunde_events.domain.publishing import withdraw_event
from tafelrunde_events.domain.registrations import news
from tafelrunde_events.domain.registrations.news import DELAY, tell_changes_due
from tafelrunde_events.domain.registrations.submitting import NewPerson
from tafelrunde_events.domain.scheduling import (
    cancel_event,
    cancel_occurrence,
    move_occurrence,
    reinstate_event,
    update_event,
)
from tafelrunde_events.models import Event, Places
from tafelrunde_members.models import OutboxMessage
from tests.events.registrations.mail.conftest import calendar_of, enter, make_course, subjects, text_of
from tests.factories.registrations import submit_form

pytestmark = pytest.mark.django_db(transaction=True)

WEEK = dt.timedelta(days=7)


def move(event: Event, by: dt.timedelta = WEEK) -> None:
    """Put the last session elsewhere in time."""
    date = event.occurrences.order_by("start").last()
    move_occurrence(date, start=date.start_wall + by, end=date.end_wall + by)


def later() -> dt.datetime:
    return timezone.now() + DELAY + dt.timedelta(seconds=1)


def test_several_corrections_are_one_mail_some_minutes_later(course, deliver):
    enter(course)
    deliver()
    date = course.occurrences.order_by("start").last()
    before = f"{date.start_date.day}. "
    move(course)
    move(course)
    assert tell_changes_due() == 0
    assert tell_changes_due(later()) == 1
    assert tell_changes_due(later()) == 0

    (message,) = deliver()
    assert subjects([message]) == ["Geändert"]
    text = text_of(message)
    assert "Was sich geändert hat:" in text
    line = next(line for line in text.splitlines() if line.startswith("- "))
    assert before in line
    assert sum(line.startswith("- ") for line in text.splitlines()) == 1
    calendar = calendar_of(message)
    assert calendar["METHOD"] == "PUBLISH"
    assert sorted(vevent["SEQUENCE"] for vevent in calendar.walk("VEVENT")) == [0, 2]
    assert Places.objects.get().changed_at is None


def test_what_was_moved_back_is_no_news(course, deliver):
    enter(course)
    deliver()
    move(course)
    move(course, -WEEK)
    assert tell_changes_due(later()) == 0


def test_whoever_registers_meanwhile_knows_already(course):
    move(course)
    enter(course)
    assert tell_changes_due(later()) == 0


def test_another_room_is_told_and_another_text_is_not(course, deliver):
    enter(course)
    deliver()
    update_event(course, summary="Neuer Text")
    assert tell_changes_due(later()) == 0
    update_event(course, room="Raum 2")
    assert tell_changes_due(later()) == 1
    (message,) = deliver()
    assert "Raum 2" in text_of(message)


def test_a_session_called_off_is_a_change_with_the_rest_in_the_file(course, deliver):
    enter(course)
    deliver()
    cancel_occurrence(course.occurrences.order_by("start").last(), reason="Saal belegt")
    assert tell_changes_due(later()) == 1
    (message,) = deliver()

    assert subjects([message]) == ["Geändert"]
    assert ": abgesagt (Saal belegt)" in text_of(message)
    assert sorted(vevent["STATUS"] for vevent in calendar_of(message).walk("VEVENT")) == ["CANCELLED", "CONFIRMED"]


def test_those_who_wait_are_told_without_a_file(deliver):
    course = make_course(capacity=1)
    enter(course)
    enter(course)
    deliver()
    move(course)
    assert tell_changes_due(later()) == 2
    placed, waiting = deliver()
    assert calendar_of(placed) is not None
    assert calendar_of(waiting) is None


def test_a_cancellation_is_told_at_once_and_once(course, deliver):
    enter(course)
    submit_form(course)
    deliver()
    cancel_event(course, reason="Zu wenige Anmeldungen")
    messages = deliver()
    assert subjects(messages) == ["Abgesagt"]
    assert "Grund: Zu wenige Anmeldungen" in text_of(messages[0])
    vevents = calendar_of(messages[0]).walk("VEVENT")
    assert {str(vevent["STATUS"]) for vevent in vevents} == {"CANCELLED"}
    assert {vevent["SEQUENCE"] for vevent in vevents} == {1}

    cancel_event(course, reason="Doch aus einem anderen Grund")
    assert tell_changes_due(later()) == 0
    assert deliver() == []


def test_taking_place_after_all_is_told_and_so_is_another_cancellation(course, deliver):
    enter(course)
    cancel_event(course, reason="Krankheit")
    deliver()
    reinstate_event(course)
    assert tell_changes_due(later()) == 1
    assert subjects(deliver()) == ["Geändert"]
    cancel_event(course, reason="Krankheit")
    assert subjects(deliver()) == ["Abgesagt"]


def test_a_page_taken_down_tells_the_cancellation(course, deliver):
    enter(course)
    deliver()
    withdraw_event(course, reason="Die Seite wurde gelöscht.")
    (message,) = deliver()
    assert subjects([message]) == ["Abgesagt"]
    assert "Die Seite wurde gelöscht." in text_of(message)


def test_what_is_over_is_told_to_nobody(course, deliver):
    enter(course)
    deliver()
    move(course)
    with time_machine.travel(timezone.now() + dt.timedelta(days=60)):
        assert tell_changes_due() == 0


def test_one_event_that_fails_stops_no_other(course, monkeypatch, deliver):
    other = make_course()
    enter(course)
    enter(other)
    deliver()
    move(course)
    move(other)
    tell = news.tell_changes

    def fail_once(event, *, now):
        if event == course:
            raise RuntimeError
        return tell(event, now=now)

    monkeypatch.setattr(news, "tell_changes", fail_once)
    assert tell_changes_due(later()) == 1
    monkeypatch.undo()
    assert tell_changes_due(later()) == 1


def test_a_cancelled_change_is_not_told_afterwards(course, deliver):
    enter(course)
    deliver()
    move(course)
    cancel_event(course, reason="Krankheit")
    assert subjects(deliver()) == ["Abgesagt"]
    assert tell_changes_due(later()) == 0


def test_a_contact_gets_one_mail_for_all_colleagues(deliver):
    course = make_course(group_size=3)
    enter(course, NewPerson("Käthe", "Muster", "k@example.org"), NewPerson("A", "B"), NewPerson("C", "D"))
    deliver()
    cancel_event(course, reason="Krankheit")
    (message,) = deliver()
    assert message["To"] == "Käthe Muster <k@example.org>"
    assert set(course.registrations.values_list("told_for", flat=True)) == {"cancelled"}


def test_the_number_of_queries_does_not_depend_on_how_many_are_told():
    def queries(count: int) -> int:
        course: Any = make_course()
        for _ in range(count):
            enter(course)
        OutboxMessage.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            cancel_event(course, reason="Krankheit")
        assert OutboxMessage.objects.count() == count
        return len(captured)

    queries(1)
    assert queries(2) == queries(20)  # SQLite stores at most 28 messages in one statement
