"""What a table says about reminders and its quorum, and where its meetings follow it."""

import pytest
from django.urls import reverse

from tafelrunde_events.domain.answer_board import answer_board
from tafelrunde_events.domain.quorums import quorum_needed
from tafelrunde_events.enums import Answer, ReminderAudience
from tafelrunde_events.models import Reminder
from tafelrunde_roundtables.models import RoundTable
from tests.factories.events import invite, make_event
from tests.factories.members import OrganisationFactory, PersonFactory
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_coordinator, make_meeting

pytestmark = pytest.mark.django_db


def test_a_new_meeting_reminds_as_is_usual_at_the_table():
    meeting = make_meeting(RoundTableFactory(reminder_days=7))

    reminder = meeting.event.reminders.get()
    assert (reminder.days, reminder.direction) == (7, Reminder.Direction.BEFORE)
    assert reminder.audience == ReminderAudience.UNANSWERED


@pytest.mark.parametrize(("usual", "ahead"), [(None, 30), (7, 7), (7, 3), (7, -3)])
def test_a_meeting_called_too_late_for_it_reminds_of_nothing(usual, ahead):
    meeting = make_meeting(RoundTableFactory(reminder_days=usual), days=ahead)

    assert not meeting.event.reminders.exists()


def test_the_board_of_a_meeting_knows_the_quorum_of_its_table():
    table = RoundTableFactory(quorum=2)
    event = make_meeting(table).event
    for answer in (Answer.ACCEPTED, Answer.NEEDS_ACTION):
        invite(event, organisation=OrganisationFactory(), answer=answer)

    quorum = answer_board(event, user=make_coordinator(table)).quorum

    assert (quorum.needed, quorum.coming, quorum.open) == (2, 1, 1)
    assert quorum_needed(make_event()) is None
    assert quorum_needed(make_meeting(RoundTableFactory()).event) is None


def test_the_coordination_is_led_to_the_people_of_its_own_table(client):
    table = RoundTableFactory()
    seat = SeatFactory(table=table)
    event = make_meeting(table).event
    guest = PersonFactory()
    for person in (seat.delegate, guest):
        invite(event, person)
    user = make_coordinator(table)

    rows = answer_board(event, user=user).rows

    address = reverse("tafelrunde_roundtables_admin:person_edit", args=[table.pk, seat.delegate.pk])
    assert sorted(row.person_url for row in rows) == ["", address]
    client.force_login(user)
    assert client.get(address).status_code == 200


def test_the_settings_of_a_table_ask_for_quorum_and_reminder(client):
    table = RoundTableFactory()
    client.force_login(make_coordinator(table))
    page = reverse("tafelrunde_roundtables_admin:table_settings", args=[table.pk])
    form = client.get(page).context["form"]
    values = {name: value for name, value in form.initial.items() if value not in (None, False)}

    client.post(page, values | {"quorum": 5, "reminder_days": 10})

    stored = RoundTable.objects.get(pk=table.pk)
    assert (stored.quorum, stored.reminder_days) == (5, 10)
