"""Whoever leaves the table keeps no way in: neither by the link of an invitation nor by an account."""

import datetime as dt

import pytest
from django.utils import timezone

from tafelrunde_events.domain.answers import answer_token
from tafelrunde_events.models import Event, Invitation
from tafelrunde_members.models import OutboxMessage
from tafelrunde_roundtables.domain.agenda import AgendaEntry, replace_agenda
from tafelrunde_roundtables.domain.attendance import invite_seats
from tafelrunde_roundtables.domain.seats import change_seat, end_seat
from tafelrunde_roundtables.models import AgendaItem
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.roundtables import SeatFactory, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat():
    return SeatFactory(delegate=PersonFactory(user=UserFactory()), valid_from=dt.date(2020, 1, 1))


@pytest.fixture
def meeting(seat):
    meeting = make_meeting(seat.table)
    replace_agenda(meeting, [AgendaEntry(title="Vertraulicher Punkt")])
    invite_seats(meeting, by=None)
    return meeting


def page_behind_link(client, person):
    return client.get(f"/antwort/{answer_token(Invitation.objects.get(person=person).nonce)}/")


def end(seat, days=0):
    end_seat(seat, last_day=timezone.localdate() + dt.timedelta(days=days), by=None)


def hand_over(seat, delegate):
    facts = {"organisation": seat.organisation, "sector": seat.sector, "role": seat.role, "valid_from": seat.valid_from}
    return change_seat(seat, delegate=delegate, deputy=seat.deputy, by=None, **facts)


def test_with_the_seat_the_link_ends(client, seat, meeting):
    assert "Vertraulicher Punkt" in page_behind_link(client, seat.delegate).content.decode()

    end(seat)

    assert page_behind_link(client, seat.delegate).status_code == 404


def test_the_day_after_the_account_shows_nothing_of_the_table_any_more(seat, meeting):
    end(seat, days=-1)

    assert not Event.objects.visible_to(seat.delegate.user).exists()
    assert not AgendaItem.objects.visible_to(seat.delegate.user).exists()


def test_who_had_got_an_invitation_is_told_and_who_had_not_is_spared(seat, meeting):
    OutboxMessage.objects.update(status="sent")
    end(seat)

    assert OutboxMessage.objects.filter(mailing__kind="withdrawal", person=seat.delegate).count() == 1


def test_meetings_up_to_the_last_day_remain(client, seat, meeting):
    end(seat, days=60)

    assert page_behind_link(client, seat.delegate).status_code == 200


def test_handing_a_seat_over_ends_the_link_of_the_one_before(client, seat, meeting):
    before, after = seat.delegate, PersonFactory()
    new = hand_over(seat, after)
    invite_seats(meeting, by=None)

    assert page_behind_link(client, before).status_code == 404
    assert page_behind_link(client, new.delegate).status_code == 200


def test_another_seat_keeps_the_invitation(client, seat, meeting):
    SeatFactory(table=seat.table, deputy=seat.delegate)

    end(seat)

    assert page_behind_link(client, seat.delegate).status_code == 200


def test_others_and_other_tables_are_left_alone(client, seat, meeting):
    neighbour = SeatFactory(table=seat.table)
    elsewhere = SeatFactory(delegate=seat.delegate)
    invite_seats(meeting, by=None)
    invite_seats(make_meeting(elsewhere.table), by=None)

    end(seat)

    still = Invitation.objects.filter(withdrawn_at__isnull=True)
    assert {(row.person, row.event.meeting.table) for row in still} == {
        (neighbour.delegate, seat.table),
        (seat.delegate, elsewhere.table),
    }
