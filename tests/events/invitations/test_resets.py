"""Answers hold as long as times and place do."""

import datetime as dt

import icalendar
import pytest

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.invitation_news import send_update
from tafelrunde_events.domain.open_states import open_state
from tafelrunde_events.domain.scheduling import cancel_occurrence, extend_horizon, update_event
from tafelrunde_events.engine import Frequency, Rule
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Event
from tests.events.invitations.conftest import invite, make_invitees, part
from tests.events.invitations.test_news import move
from tests.factories.events import VenueFactory, make_event, session

LINK = ReplySource.LINK


def attendee(message):
    return icalendar.Calendar.from_ical(part(message, "text/calendar")).walk("VEVENT")[0]["ATTENDEE"]


@pytest.mark.django_db(transaction=True)
def test_a_moved_date_asks_anew_and_keeps_what_was_answered_as_history(event, invitee, deliver):
    invite(event, invitee)
    deliver()
    invitation = event.invitations.get()
    record_answer(invitation, answer=Answer.ACCEPTED, comment="Gern", source=LINK)
    move(event)
    send_update(event, by=None)
    (message,) = deliver()

    invitation.refresh_from_db()
    assert (invitation.answer, invitation.comment, invitation.answered_at) == (Answer.NEEDS_ACTION, "", None)
    assert [(reply.answer, reply.source) for reply in invitation.replies.all()] == [
        (Answer.NEEDS_ACTION, ReplySource.RESET),
        (Answer.ACCEPTED, LINK),
    ]
    for kind in ("text/plain", "text/html"):
        assert "Bitte antworten Sie" in part(message, kind)
        assert "gilt weiter" not in part(message, kind)
    assert attendee(message).params["PARTSTAT"] == "NEEDS-ACTION"


@pytest.mark.django_db(transaction=True)
def test_another_room_leaves_the_answer_and_calendars_keep_it(event, invitee, deliver):
    invite(event, invitee)
    deliver()
    invitation = event.invitations.get()
    record_answer(invitation, answer=Answer.ACCEPTED, source=LINK)
    update_event(event, room="Kleiner Saal")
    send_update(event, by=None)
    (message,) = deliver()

    invitation.refresh_from_db()
    assert invitation.answer == Answer.ACCEPTED
    assert attendee(message).params["PARTSTAT"] == "ACCEPTED"
    for kind in ("text/plain", "text/html"):
        assert "Ihre Antwort gilt weiter" in part(message, kind)


@pytest.mark.django_db(transaction=True)
def test_one_of_two_dates_called_off_leaves_the_answer(invitee, deliver):
    start = session().start.date()
    event = make_event(session(start), session(start + dt.timedelta(days=14)))
    invite(event, invitee)
    deliver()
    invitation = event.invitations.get()
    record_answer(invitation, answer=Answer.ACCEPTED, source=LINK)
    cancel_occurrence(event.occurrences.order_by("start").first(), reason="")
    send_update(event, by=None)
    invitation.refresh_from_db()

    assert invitation.answer == Answer.ACCEPTED
    assert invitation.answered_for == open_state(event)


def test_what_counts_as_another_state(event):
    states = {open_state(event)}
    update_event(event, title="Anders", room="Anderswo", online_url="https://treffen.example.org/x")
    assert open_state(event) in states
    update_event(event, venue=VenueFactory())
    assert open_state(event) not in states
    states.add(open_state(event))
    move(event)
    assert open_state(event) not in states


def test_dates_that_a_rule_brings_with_time_change_nothing(db, settings):
    settings.TAFELRUNDE_HORIZON_MONTHS = 2
    event = make_event(session(rule=Rule(Frequency.WEEKLY)))
    before, count = open_state(event), event.occurrences.count()
    settings.TAFELRUNDE_HORIZON_MONTHS = 6
    extend_horizon()

    assert event.occurrences.count() > count
    assert open_state(Event.objects.get(pk=event.pk)) == before


@pytest.mark.django_db
def test_the_number_of_queries_does_not_depend_on_the_number_of_answers(event, django_assert_max_num_queries):
    invite(event, *make_invitees(30))
    for invitation in event.invitations.all():
        record_answer(invitation, answer=Answer.ACCEPTED, source=LINK)
    move(event)
    with django_assert_max_num_queries(40):
        send_update(event, by=None)

    assert not event.invitations.exclude(answer=Answer.NEEDS_ACTION).exists()
