"""Calling a meeting off and letting it take place after all."""

import pytest

from tafelrunde_events.enums import EventStatus
from tafelrunde_members.models import OutboxMessage
from tafelrunde_roundtables.domain.attendance import invite_seats
from tests.roundtables.conftest import admin

pytestmark = pytest.mark.django_db


@pytest.fixture
def deliver(smtp_delivery):
    """Return a function that lets a worker deliver what waits."""
    from tafelrunde_members.domain.mail import work_outbox

    return work_outbox


def test_reason_is_required(coordinator, anklam):
    url = admin("meeting_cancel", anklam.table.pk, anklam.meeting.pk)
    response = coordinator.post(url, {"reason": "   ", "tell": "on"})
    assert response.status_code == 200
    assert response.context["form"].errors["reason"]
    anklam.meeting.event.refresh_from_db()
    assert not anklam.meeting.event.is_cancelled


def test_those_invited_are_told_with_the_reason(coordinator, anklam, deliver):
    invite_seats(anklam.meeting, by=None)
    deliver()
    url = admin("meeting_cancel", anklam.table.pk, anklam.meeting.pk)
    assert coordinator.post(url, {"reason": "Erkrankung", "tell": "on"}).status_code == 302
    message = OutboxMessage.objects.get(body__calendar_method="CANCEL")
    assert message.recipient_email == anklam.seat.delegate.email
    assert "Erkrankung" in message.body.text
    coordinator.post(url, {"reason": "noch einmal", "tell": "on"})
    assert OutboxMessage.objects.filter(body__calendar_method="CANCEL").count() == 1


def test_telling_can_wait_and_is_offered_on_the_page(coordinator, anklam, deliver):
    invite_seats(anklam.meeting, by=None)
    deliver()
    coordinator.post(admin("meeting_cancel", anklam.table.pk, anklam.meeting.pk), {"reason": "Erkrankung"})
    assert not OutboxMessage.objects.filter(body__calendar_method="CANCEL").exists()
    page = coordinator.get(admin("meeting", anklam.table.pk, anklam.meeting.pk))
    assert page.context["awaits_news"]
    assert "Erkrankung" in page.content.decode()


def test_meeting_can_take_place_after_all(coordinator, anklam):
    coordinator.post(admin("meeting_cancel", anklam.table.pk, anklam.meeting.pk), {"reason": "Erkrankung"})
    url = admin("meeting_reinstate", anklam.table.pk, anklam.meeting.pk)
    assert coordinator.post(url).url == admin("meeting", anklam.table.pk, anklam.meeting.pk)
    anklam.meeting.event.refresh_from_db()
    assert anklam.meeting.event.status == EventStatus.CONFIRMED


def test_the_printed_agenda_says_that_the_meeting_is_called_off(coordinator, anklam):
    coordinator.post(admin("meeting_cancel", anklam.table.pk, anklam.meeting.pk), {"reason": "Wasserschaden"})

    page = coordinator.get(admin("meeting_agenda", anklam.table.pk, anklam.meeting.pk)).content.decode()

    assert "Diese Sitzung ist abgesagt." in page
    assert "Wasserschaden" in page


def test_the_answers_lead_back_to_the_meeting(coordinator, anklam):
    invite_seats(anklam.meeting, by=None)

    page = coordinator.get(f"/verwaltung/einladungen/{anklam.meeting.event_id}/").content.decode()

    assert f'href="{admin("meeting", anklam.table.pk, anklam.meeting.pk)}"' in page
