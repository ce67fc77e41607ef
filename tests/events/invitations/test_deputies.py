"""Deputies with an address get an invitation of their own, and nobody can have us write to strangers at will."""

import datetime as dt

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.deputies import CHANGES_A_DAY
from tafelrunde_events.domain.invitation_news import pending_news, send_cancellation, send_update
from tafelrunde_events.domain.invitations import Invitee, withdraw_invitation
from tafelrunde_events.domain.scheduling import cancel_event
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Invitation, ScheduleEntry
from tafelrunde_members.models import Affiliation, OutboxMessage
from tests.events.invitations.conftest import LINK, answer_path, invite, part
from tests.events.invitations.test_news import move
from tests.factories.events import make_event, session
from tests.factories.members import OrganisationFactory, PersonFactory

KIM = "kim@gemeinde.example.org"


def send_deputy(invitation, email=KIM, name="Kim <b>Ersatz</b> http://spam.example", source=ReplySource.LINK):
    return record_answer(
        invitation, answer=Answer.DELEGATED, deputy_name=name, deputy_email=email, comment="Kauft!", source=source
    )


def deputy_of(invitation):
    return invitation.deputies.get(withdrawn_at__isnull=True)


@pytest.mark.django_db(transaction=True)
def test_the_deputy_gets_one_mail_with_the_entry_and_nothing_that_was_typed(event, invitee, deliver, client):
    invite(event, invitee)
    deliver()
    invitation = event.invitations.get()
    send_deputy(invitation)
    (message,) = deliver()

    assert message["To"] == KIM
    text = part(message, "text/plain")
    assert text.startswith("Sehr geehrte Damen und Herren,")
    assert "Kirchengemeinde St. Beispiel" in text
    for typed in ("Ersatz", "spam", "Kauft", "Musterfrau"):
        assert typed not in message.as_string()
        assert typed not in text + part(message, "text/html") + part(message, "text/calendar")
    vevent = icalendar.Calendar.from_ical(part(message, "text/calendar")).walk("VEVENT")[0]
    assert vevent["ATTENDEE"] == f"mailto:{KIM}"
    assert vevent["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    deputy = deputy_of(invitation)
    assert (deputy.person, deputy.name, deputy.organisation) == (
        None,
        "Kim <b>Ersatz</b> http://spam.example",
        invitation.organisation,
    )
    (path,) = set(LINK.findall(text))
    assert path == answer_path(deputy) != answer_path(invitation)
    assert client.get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_saying_the_same_again_writes_to_nobody_again(event, invitee, deliver):
    invite(event, invitee)
    invitation = event.invitations.get()
    deliver()
    send_deputy(invitation)
    send_deputy(invitation, name="Kim Andersatz")
    send_deputy(invitation, email=KIM.upper())

    assert len(deliver()) == 1
    assert deputy_of(invitation).name == "Kim <b>Ersatz</b> http://spam.example"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answer", [Answer.ACCEPTED, Answer.DECLINED, Answer.DELEGATED])
def test_who_no_longer_comes_as_a_deputy_is_told(event, invitee, deliver, client, answer):
    invite(event, invitee)
    invitation = event.invitations.get()
    send_deputy(invitation)
    deliver()
    old = deputy_of(invitation)
    record_answer(invitation, answer=answer, deputy_name="Lo", deputy_email="lo@example.org", source=ReplySource.LINK)
    messages = {message["To"]: message for message in deliver()}

    assert "METHOD:CANCEL" in part(messages[KIM], "text/calendar")
    assert ("lo@example.org" in messages) is (answer == Answer.DELEGATED)
    assert client.get(answer_path(old)).status_code == 404
    assert Invitation.objects.primary().get() == invitation


@pytest.mark.django_db(transaction=True)
def test_a_deputy_named_once_more_is_invited_with_a_newer_stamp(event, invitee, deliver):
    invite(event, invitee)
    invitation = event.invitations.get()
    ScheduleEntry.objects.update(dtstamp=timezone.now() - dt.timedelta(days=1))
    send_deputy(invitation)
    deliver()
    record_answer(invitation, answer=Answer.ACCEPTED, source=ReplySource.LINK)
    (withdrawal,) = deliver()
    send_deputy(invitation)
    (again,) = deliver()

    stamps = [
        icalendar.Calendar.from_ical(part(message, "text/calendar")).walk("VEVENT")[0]["DTSTAMP"].dt
        for message in (withdrawal, again)
    ]
    assert event.entries.get().dtstamp < stamps[0] <= stamps[1]
    assert "METHOD:REQUEST" in part(again, "text/calendar")


@pytest.mark.django_db(transaction=True)
def test_deputies_hear_of_changes_and_cancellations_like_everybody(event, invitee, deliver):
    invite(event, invitee)
    send_deputy(event.invitations.get())
    deliver()
    move(event)
    assert pending_news(event) == 2
    send_update(event, by=None)
    assert KIM in {message["To"] for message in deliver()}
    cancel_event(event, reason="Sturm")
    send_cancellation(event, by=None)

    assert KIM in {message["To"] for message in deliver()}


def test_withdrawing_an_invitation_withdraws_that_of_the_deputy(invitation):
    send_deputy(invitation)
    withdraw_invitation(invitation, by=None)

    assert not Invitation.objects.filter(withdrawn_at__isnull=True).exists()


def test_only_a_colleague_is_recognised_by_the_address(invitation):
    colleague = PersonFactory(email=KIM)
    Affiliation.objects.create(person=colleague, organisation=invitation.organisation)
    PersonFactory(email="fremd@example.org")

    send_deputy(invitation)
    assert (deputy_of(invitation).person, deputy_of(invitation).name) == (colleague, "")
    send_deputy(invitation, email="fremd@example.org", name="Jemand")
    assert (deputy_of(invitation).person, deputy_of(invitation).name) == (None, "Jemand")


def test_a_deputy_who_was_taken_back_can_be_invited_for_themselves(event, invitation):
    colleague = PersonFactory(email=KIM)
    Affiliation.objects.create(person=colleague, organisation=invitation.organisation)
    send_deputy(invitation)
    record_answer(invitation, answer=Answer.ACCEPTED, source=ReplySource.LINK)

    assert invite(event, Invitee(colleague)).queued == 1


def test_who_is_invited_already_gets_no_second_invitation(event, invitation):
    other = Invitee(PersonFactory(email=KIM), OrganisationFactory())
    invite(event, other)
    send_deputy(invitation)

    assert not invitation.deputies.exists()
    assert invitation.deputy_email == KIM


@pytest.mark.parametrize("email", ["kaethe@gemeinde.example.org", "KAETHE@gemeinde.example.org", "x", "ä@example.org"])
def test_impossible_addresses_and_ones_own_are_refused(invitation, email):
    with pytest.raises(ValidationError) as refused:
        send_deputy(invitation, email=email)

    assert list(refused.value.error_dict) == ["deputy_email"]
    assert invitation.answer == Answer.NEEDS_ACTION
    assert not invitation.deputies.exists()


def test_nobody_writes_to_many_strangers_by_naming_one_after_the_other(invitation):
    for number in range(CHANGES_A_DAY):
        send_deputy(invitation, email=f"fremd{number}@example.net")
    mails = OutboxMessage.objects.count()
    with pytest.raises(ValidationError) as refused:
        send_deputy(invitation, email="fremd0@example.net")

    assert refused.value.error_dict["deputy_email"][0].code == "too_many"
    assert OutboxMessage.objects.count() == mails
    send_deputy(invitation, email="fremd0@example.net", source=ReplySource.STAFF)
    assert deputy_of(invitation).address == "fremd0@example.net"


def test_the_limit_does_not_tell_who_is_invited(event, invitation):
    """Who is invited gets no second invitation; naming them must count as naming anybody else does."""
    invite(event, Invitee(person=PersonFactory(email="berta@verein.example.org"), organisation=OrganisationFactory()))
    for email in ("berta@verein.example.org", *(f"fremd{number}@example.net" for number in range(CHANGES_A_DAY - 1))):
        send_deputy(invitation, email=email)

    with pytest.raises(ValidationError) as refused:
        send_deputy(invitation, email="letzte@example.net")
    assert refused.value.error_dict["deputy_email"][0].code == "too_many"


def test_a_deputy_answers_but_sends_nobody_else(invitation, client):
    send_deputy(invitation)
    deputy = deputy_of(invitation)
    page = client.get(answer_path(deputy)).content.decode()

    assert page.count('type="radio"') == 3
    assert "deputy_name" not in page
    assert "Vertretung für jemanden" in page
    with pytest.raises(ValidationError):
        send_deputy(deputy, email="dritt@example.org")
    client.post(answer_path(deputy), {"answer": "ACCEPTED"})
    deputy.refresh_from_db()
    assert deputy.answer == Answer.ACCEPTED


def test_the_form_asks_for_guests_where_they_are_allowed(event, invitation, client):
    path = answer_path(invitation)
    assert "id_guests" not in client.get(path).content.decode()
    event.guests_allowed = 2
    event.save(update_fields=["guests_allowed"])

    assert "id_guests" in client.get(path).content.decode()
    client.post(path, {"answer": "ACCEPTED", "guests": "3"})
    invitation.refresh_from_db()
    assert invitation.answer == Answer.NEEDS_ACTION
    client.post(path, {"answer": "ACCEPTED", "guests": "2"})
    invitation.refresh_from_db()
    assert invitation.guests == 2
    record_answer(invitation, answer=Answer.TENTATIVE, source=ReplySource.CALENDAR)
    assert invitation.guests == 2
    record_answer(invitation, answer=Answer.DECLINED, source=ReplySource.LINK)
    assert invitation.guests == 0


@pytest.mark.django_db(transaction=True)
def test_a_deputy_gets_the_second_session_only_after_an_answer(invitee, deliver):
    start = session().start.date()
    event = make_event(session(start), session(start + dt.timedelta(days=14)))
    invite(event, invitee)
    invitation = event.invitations.get()
    deliver()
    send_deputy(invitation)
    assert len(deliver()) == 1
    assert pending_news(event) == 0
    for _ in range(2):
        record_answer(deputy_of(invitation), answer=Answer.ACCEPTED, source=ReplySource.LINK)

    (second,) = deliver()
    vevent = icalendar.Calendar.from_ical(part(second, "text/calendar")).walk("VEVENT")[0]
    assert vevent["DTSTART"].dt.date() == start + dt.timedelta(days=14)
    assert vevent["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
