"""Moved and cancelled dates: everybody invited gets exactly what they do not know yet."""

import datetime as dt
from email.utils import parseaddr

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.invitation_news import NewsOfDates, pending_news, send_cancellation, send_update
from tafelrunde_events.domain.invitation_post import InvitationPost, open_event_mailing
from tafelrunde_events.domain.invitations import withdraw_invitation
from tafelrunde_events.domain.scheduling import (
    cancel_event,
    cancel_occurrence,
    move_occurrence,
    reinstate_event,
    update_event,
)
from tafelrunde_events.enums import MailingKind
from tafelrunde_members.models import OutboxMessage
from tests.events.invitations.conftest import LINK, invite, make_invitees, part
from tests.factories.events import make_event, session


def move(event, *, days=7):
    date = event.occurrences.first()
    shift = dt.timedelta(days=days)
    move_occurrence(date, start=date.start_wall + shift, end=date.end_wall + shift)


def parse(message):
    calendar = icalendar.Calendar.from_ical(part(message, "text/calendar"))
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


@pytest.mark.django_db(transaction=True)
def test_a_moved_date_reaches_everybody_once_with_the_next_sequence(event, invitee, deliver):
    invite(event, invitee, *make_invitees(2))
    links = {link for message in deliver() for link in LINK.findall(part(message, "text/plain"))}
    move(event)
    assert pending_news(event) == 3

    first, second = send_update(event, by=None), send_update(event, by=None)
    messages = deliver()

    assert (first.queued, second.queued) == (3, 0)
    assert first.mailing == second.mailing
    assert pending_news(event) == 0
    assert len(messages) == 3
    for message in messages:
        method, vevent = parse(message)
        assert method == "REQUEST"
        assert vevent["SEQUENCE"] == 1
        assert vevent["DTSTART"].dt.date() == event.occurrences.get().start_date
        assert message["Subject"].startswith("Geändert: ")
    assert {link for message in messages for link in LINK.findall(part(message, "text/plain"))} == links


@pytest.mark.django_db(transaction=True)
def test_another_move_is_another_mailing(event, invitee, deliver):
    invite(event, invitee)
    for sequence in (1, 2):
        move(event)
        assert send_update(event, by=None).queued == 1
        assert parse(deliver()[-1])[1]["SEQUENCE"] == sequence


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_still_waits_is_overtaken_by_the_newer_one(event, invitee, deliver):
    invite(event, invitee)
    move(event)
    send_update(event, by=None)
    (message,) = deliver()

    assert message["Subject"].startswith("Einladung: ")  # the first that this person hears of it
    assert parse(message)[1]["SEQUENCE"] == 1


@pytest.mark.django_db(transaction=True)
def test_changed_texts_are_no_news_for_calendars(event, invitee, deliver):
    invite(event, invitee)
    deliver()
    update_event(event, summary="Mit neuer Beschreibung")

    assert pending_news(event) == 0
    assert send_update(event, by=None).queued == 0
    assert deliver() == []


@pytest.mark.django_db(transaction=True)
def test_a_cancellation_takes_the_date_out_of_all_calendars_once(event, invitee, deliver):
    withdrawn, waiting = make_invitees(2)
    invite(event, invitee, withdrawn)
    withdraw_invitation(event.invitations.get(person=withdrawn.person), by=None)
    deliver()
    invite(event, waiting)
    cancel_event(event, reason="Der Saal ist gesperrt")

    result = send_cancellation(event, by=None)
    send_cancellation(event, by=None)
    (message,) = deliver()

    assert result.queued == 1
    assert "kaethe@gemeinde.example.org" in message["To"]
    assert message["Subject"].startswith("Abgesagt: ")
    assert "Der Saal ist gesperrt" in part(message, "text/plain")
    assert "Der Saal ist gesperrt" in part(message, "text/html")
    method, vevent = parse(message)
    assert (method, vevent["STATUS"], vevent["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert vevent["ATTENDEE"] == "mailto:kaethe@gemeinde.example.org"


@pytest.mark.django_db(transaction=True)
def test_a_date_that_takes_place_after_all_is_asked_again(event, invitee, deliver):
    invite(event, invitee)
    cancel_event(event, reason="Krankheit")
    reinstate_event(event)
    deliver()
    assert send_update(event, by=None).queued == 1

    method, vevent = parse(deliver()[-1])
    assert (method, vevent["STATUS"], vevent["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 2)


@pytest.mark.django_db(transaction=True)
def test_one_of_two_dates_called_off_leaves_the_other(invitee, deliver):
    start = session().start.date()
    event = make_event(session(start), session(start + dt.timedelta(days=14)))
    invite(event, invitee)
    deliver()
    cancel_occurrence(event.occurrences.order_by("start").first(), reason="Zu wenig Anmeldungen")

    send_update(event, by=None)
    (message,) = deliver()

    assert parse(message)[0] == "CANCEL"
    assert "Zu wenig Anmeldungen" in part(message, "text/plain")


def test_each_kind_of_news_asks_for_its_state(event, invitation):
    with pytest.raises(ValidationError) as refused:
        send_cancellation(event, by=None)
    assert refused.value.code == "not_cancelled"

    cancel_event(event, reason="")
    with pytest.raises(ValidationError) as refused:
        send_update(event, by=None)
    assert refused.value.code == "cancelled"


def test_what_was_refused_leaves_nothing_behind(event, invitation):
    before = OutboxMessage.objects.values().get()
    with pytest.raises(ValidationError):
        send_cancellation(event, by=None)

    assert OutboxMessage.objects.values().get() == before


@pytest.mark.django_db(transaction=True)
def test_who_has_not_answered_is_asked_as_before(event, invitee, deliver):
    invite(event, invitee)
    deliver()
    move(event)
    send_update(event, by=None)
    (message,) = deliver()

    for kind in ("text/plain", "text/html"):
        assert "ob Sie kommen" in part(message, kind)
        assert "frühere Antwort" not in part(message, kind)
        assert "gilt weiter" not in part(message, kind)
    assert not event.invitations.get().replies.exists()


@pytest.mark.django_db
def test_the_question_before_sending_says_how_the_date_stands(client, coordinator, event, invitee):
    invite(event, invitee)
    move(event)
    client.force_login(coordinator)

    page = client.get(f"/verwaltung/einladungen/{event.pk}/mitteilen/").content.decode()

    assert when_text(event.occurrences.get()) in page


@pytest.mark.django_db(transaction=True)
def test_news_for_some_leave_the_waiting_mails_of_others(event, invitee, deliver):
    (other,) = make_invitees(1)
    invite(event, invitee, other)
    move(event)
    chosen = event.invitations.select_related("person", "organisation").get(person=other.person)
    with transaction.atomic():
        news = NewsOfDates(event)
        post = InvitationPost(news.writer, open_event_mailing(event, MailingKind.UPDATE, revision="some", by=None))
        assert news.queue(post, [chosen]) == {chosen.pk}

    sequences = {parseaddr(message["To"])[1]: parse(message)[1]["SEQUENCE"] for message in deliver()}
    assert sequences == {other.person.email: 1, "kaethe@gemeinde.example.org": 0}
    assert pending_news(event) == 1
