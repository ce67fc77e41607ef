"""Whether those who are invited still have to be told how a meeting stands now."""

import pytest

from tafelrunde_events.domain.invitation_news import send_update
from tafelrunde_events.domain.scheduling import move_occurrence
from tafelrunde_roundtables.domain.attendance import invite_seats
from tafelrunde_roundtables.domain.news import awaits_news
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_meeting, wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    """A meeting to which one person is invited."""
    table = RoundTableFactory()
    SeatFactory(table=table)
    meeting = make_meeting(table)
    invite_seats(meeting, by=None)
    return meeting


def move(meeting):
    move_occurrence(meeting.date, start=wall(45), end=wall(45, hour=20))


def test_nothing_is_awaited_while_nothing_changed(meeting):
    assert not awaits_news(meeting)


def test_news_are_awaited_until_the_mails_are_written(meeting):
    move(meeting)
    assert awaits_news(meeting)
    send_update(meeting.event, by=None)
    assert not awaits_news(meeting)


def test_mail_to_somebody_else_does_not_count_as_told(meeting):
    move(meeting)
    SeatFactory(table=meeting.table)
    invite_seats(meeting, by=None)
    assert awaits_news(meeting)


def test_nobody_waits_for_news_of_a_meeting_without_invitations():
    meeting = make_meeting(RoundTableFactory())
    move(meeting)
    assert not awaits_news(meeting)
