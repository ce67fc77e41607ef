import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tafelrunde_events.domain.invitations import withdraw_invitation
from tafelrunde_events.models import Invitation
from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import MessageStatus
from tests.events.invitations.conftest import invite, make_invitees, part
from tests.factories.members import UserFactory


def test_who_has_not_got_a_mail_gets_none(invitation):
    withdraw_invitation(invitation, by=None)

    assert OutboxMessage.objects.get().status == MessageStatus.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_who_was_invited_is_told_and_their_calendar_forgets_the_date(event, invitee, deliver):
    (other,) = make_invitees(1)
    invite(event, invitee, other)
    request = next(message for message in deliver() if "kaethe" in message["To"])
    invitation = event.invitations.get(person=invitee.person)

    for _ in range(2):
        withdraw_invitation(invitation, by=UserFactory())
    (message,) = deliver()

    assert "kaethe@gemeinde.example.org" in message["To"]
    assert message["Subject"].startswith("Einladung zurück")
    invited = icalendar.Calendar.from_ical(part(request, "text/calendar")).walk("VEVENT")[0]
    calendar = icalendar.Calendar.from_ical(part(message, "text/calendar"))
    (cancelled,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "CANCEL"
    assert cancelled["UID"] == invited["UID"]
    assert cancelled["ATTENDEE"] == "mailto:kaethe@gemeinde.example.org"
    assert "STATUS" not in cancelled  # the date itself takes place (RFC 5546 3.2.5)
    assert (cancelled["SEQUENCE"], cancelled["DTSTAMP"].dt) >= (invited["SEQUENCE"], invited["DTSTAMP"].dt)
    assert "/antwort/" not in part(message, "text/plain")
    assert invitation.withdrawn_at is not None
    assert event.invitations.get(person=other.person).withdrawn_at is None


def test_withdrawing_waits_for_other_changes_of_the_event(invitation):
    """The write takes the event's lock before anything is read, as sending invitations and news does."""
    row = Invitation.objects.get(pk=invitation.pk)
    with CaptureQueriesContext(connection) as queries:
        withdraw_invitation(row, by=None)
    statements = [query["sql"] for query in queries]
    begun = next(number for number, sql in enumerate(statements) if sql.startswith(("SAVEPOINT", "BEGIN")))
    assert statements[begun + 1].startswith('UPDATE "tafelrunde_events_event"')


def test_who_withdrew_is_noted(invitation):
    from wagtail.models import ModelLogEntry

    user = UserFactory()
    withdraw_invitation(invitation, by=user)

    entry = ModelLogEntry.objects.get(action="tafelrunde_events.withdraw_invitation")
    assert (entry.user, entry.object_id, entry.label) == (user, str(invitation.pk), f"#{invitation.pk}")
