"""The step before sending: the mail as it will look, who gets it and who does not."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tafelrunde_events.models import Invitation
from tafelrunde_members.models import OutboxMessage
from tafelrunde_roundtables.domain.meetings import cancel_meeting
from tests.factories.members import PersonFactory
from tests.factories.roundtables import SeatFactory, make_meeting
from tests.roundtables.conftest import OwnTable, admin
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def invite_url(anklam: OwnTable) -> str:
    return admin("meeting_invite", anklam.table.pk, anklam.meeting.pk)


def test_preview_shows_receivers_and_all_others_with_their_reason(coordinator, anklam, invite_url):
    SeatFactory(table=anklam.table, delegate=PersonFactory(last_name="Ohneadresse", email=""))
    SeatFactory(table=anklam.table, delegate=PersonFactory(last_name="Vertippt", email="vertippt@@example.org"))
    SeatFactory(table=anklam.table, delegate=None, organisation__name="Verein ohne Namen")
    response = coordinator.get(invite_url)
    text = unescape(response.content.decode())
    assert [row["person"] for row in response.context["receivers"]] == [anklam.seat.delegate]
    assert response.context["receivers"][0]["sector"] == anklam.seat.sector
    assert [row["person"].last_name for row in response.context["letters"]] == ["Ohneadresse"]
    assert [str(row["obstacle"]) for row in response.context["others"]] == ["malformed_address"]
    for shown in ("Ohneadresse", "Vertippt", "Verein ohne Namen", "Punkt Anklam", "BEGIN:VCALENDAR"):
        assert shown in text, shown
    assert not Invitation.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_mail_of_the_preview_can_do_nothing_but_be_looked_at(coordinator, anklam):
    response = coordinator.get(admin("meeting_invite_mail", anklam.table.pk, anklam.meeting.pk))
    policy = response["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "Punkt Anklam" in unescape(response.content.decode())
    assert not Invitation.objects.exists()


def test_mail_of_every_receiver_can_be_looked_at(coordinator, anklam, invite_url):
    other = SeatFactory(table=anklam.table)
    assert coordinator.get(invite_url, {"person": other.delegate.pk}).context["reader"].person == other.delegate
    stranger = PersonFactory()
    assert coordinator.get(invite_url, {"person": stranger.pk}).context["reader"].person != stranger


def test_sending_invites_and_leads_to_the_answers(coordinator, anklam, invite_url):
    response = coordinator.post(invite_url, follow=True)
    assert response.redirect_chain[0][0] == admin("meeting", anklam.table.pk, anklam.meeting.pk)
    assert f"/einladungen/{anklam.meeting.event_id}/" in response.content.decode()
    invitation = Invitation.objects.get()
    assert (invitation.person, invitation.organisation) == (anklam.seat.delegate, anklam.seat.organisation)
    assert OutboxMessage.objects.get().reply_to == anklam.table.role_email


def test_sending_twice_sends_once(coordinator, invite_url):
    coordinator.post(invite_url)
    coordinator.post(invite_url)
    assert OutboxMessage.objects.count() == 1


def test_seats_without_an_address_are_invited_by_letter(coordinator, anklam, invite_url):
    seat = SeatFactory(table=anklam.table, delegate=PersonFactory(email=""))
    response = coordinator.post(invite_url, follow=True)
    letter = Invitation.objects.get(person=seat.delegate)
    assert letter.address == ""
    mailing = anklam.meeting.event.mailings.get()
    assert mailing.recipients.get(way="letter").invitation == letter
    assert reverse("tafelrunde_mailings:mailing", args=[mailing.event_id, mailing.pk]) in response.content.decode()
    assert OutboxMessage.objects.count() == 1


def test_nobody_is_invited_to_what_is_called_off_or_over(coordinator, anklam, invite_url):
    cancel_meeting(anklam.meeting, reason="Erkrankung", by=None)
    past = make_meeting(anklam.table, days=-5)
    for url in (invite_url, admin("meeting_invite", anklam.table.pk, past.pk)):
        assert coordinator.get(url).context["mail"] is None
        assert coordinator.post(url).status_code == 302
    assert not Invitation.objects.exists()
    mail_url = admin("meeting_invite_mail", anklam.table.pk, anklam.meeting.pk)
    assert coordinator.get(mail_url).status_code == 404


def test_table_without_seats_says_so(coordinator, anklam):
    anklam.seat.delete()
    url = admin("meeting_invite", anklam.table.pk, anklam.meeting.pk)
    assert coordinator.get(url).status_code == 200
    assert coordinator.post(url).status_code == 302
    assert not Invitation.objects.exists()


def test_preview_asks_for_the_seats_once(coordinator, invite_url):
    with CaptureQueriesContext(connection) as queries:
        coordinator.get(invite_url)
    assert sum('FROM "tafelrunde_roundtables_seat"' in query["sql"] for query in queries) == 1


def test_preview_and_sending_do_not_ask_per_seat(coordinator, anklam, invite_url):
    few = count_queries(coordinator, invite_url)
    SeatFactory.create_batch(30, table=anklam.table)
    assert count_queries(coordinator, invite_url) == few
