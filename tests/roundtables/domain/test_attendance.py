"""Plan, invite, answer: the way through the domain functions."""

import datetime as dt

import pytest

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.invitations import plan_invitations
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Invitation
from tafelrunde_members.models import OutboxMessage
from tafelrunde_roundtables.domain.agenda import AgendaEntry
from tafelrunde_roundtables.domain.attendance import (
    AnswerCounts,
    count_answers,
    invite_seats,
    invitees_among,
    seats_on_day_of,
    vacant_seats,
)
from tafelrunde_roundtables.domain.meetings import update_meeting
from tafelrunde_roundtables.domain.news import awaits_news
from tests.factories.members import PersonFactory
from tests.factories.roundtables import RoundTableFactory, SeatFactory, make_meeting, wall

pytestmark = pytest.mark.django_db


def move(meeting, days: int) -> bool:
    event = meeting.event
    return update_meeting(
        meeting,
        title=event.title,
        start=wall(days),
        end=wall(days, hour=20),
        zone="Europe/Berlin",
        venue=event.venue,
        room=event.room,
        online_url=event.online_url,
        visibility=event.visibility,
        public_agenda=False,
        by=None,
    )


def test_delegates_are_invited_for_their_institution_and_deputies_only_in_their_place():
    table = RoundTableFactory()
    both = SeatFactory(table=table, deputy=PersonFactory())
    deputy_only = SeatFactory(table=table, delegate=None, deputy=PersonFactory())
    vacant = SeatFactory(table=table, delegate=None)
    meeting = make_meeting(table)
    assert [(invitee.person, invitee.organisation) for invitee in invitees_among(seats_on_day_of(meeting))] == [
        (both.delegate, both.organisation),
        (deputy_only.deputy, deputy_only.organisation),
    ]
    assert vacant_seats(seats_on_day_of(meeting)) == [vacant]


def test_the_day_of_the_meeting_decides_who_holds_a_seat():
    table = RoundTableFactory()
    day = wall(30).date()
    leaving = SeatFactory(table=table, valid_until=day - dt.timedelta(days=1))
    coming = SeatFactory(table=table, valid_from=day)
    meeting = make_meeting(table, days=30)
    assert [invitee.person for invitee in invitees_among(seats_on_day_of(meeting))] == [coming.delegate]
    earlier = make_meeting(table, days=10)
    assert [invitee.person for invitee in invitees_among(seats_on_day_of(earlier))] == [leaving.delegate]


def test_from_the_plan_over_the_invitation_to_the_answer(smtp_delivery):
    from tafelrunde_members.domain.mail import work_outbox

    table = RoundTableFactory()
    SeatFactory.create_batch(3, table=table)
    meeting = make_meeting(table, agenda=[AgendaEntry(title="Aktionswoche im Mai", minutes=20)])
    assert invite_seats(meeting, by=None).queued == 3
    work_outbox()
    texts = [mail.message.as_string() for mail in smtp_delivery.received]
    assert len(texts) == 3
    message = OutboxMessage.objects.first()
    assert "18:00" in message.body.text
    assert "Aktionswoche im Mai" in message.body.text
    first, second, _third = Invitation.objects.order_by("pk")
    record_answer(first, answer=Answer.ACCEPTED, source=ReplySource.LINK)
    record_answer(second, answer=Answer.DELEGATED, deputy_name="Uwe Ersatz", source=ReplySource.LINK)
    counts = count_answers([meeting])[meeting.pk]
    assert counts == AnswerCounts(accepted=1, delegated=1, unanswered=1)
    assert (counts.invited, counts.expected) == (3, 2)


def test_a_place_is_vacant_when_the_deputy_declines_too():
    seat = SeatFactory()
    meeting = make_meeting(seat.table)
    invite_seats(meeting, by=None)
    invitation = Invitation.objects.get()
    link = ReplySource.LINK
    record_answer(invitation, answer=Answer.DELEGATED, deputy_name="A", deputy_email="a@example.org", source=link)
    assert count_answers([meeting])[meeting.pk].expected == 1
    record_answer(invitation.deputies.get(), answer=Answer.DECLINED, source=link)
    assert count_answers([meeting])[meeting.pk].expected == 0


def test_inviting_twice_writes_once():
    meeting = make_meeting(SeatFactory().table)
    assert invite_seats(meeting, by=None).queued == 1
    again = invite_seats(meeting, by=None)
    assert (again.queued, again.already) == (0, 1)
    assert OutboxMessage.objects.count() == 1


def test_whoever_got_a_seat_later_is_invited_later():
    seat = SeatFactory()
    meeting = make_meeting(seat.table)
    invite_seats(meeting, by=None)
    SeatFactory(table=seat.table)
    assert invite_seats(meeting, by=None).queued == 1


def test_people_with_two_seats_get_one_mail():
    seat = SeatFactory()
    SeatFactory(table=seat.table, delegate=seat.delegate)
    meeting = make_meeting(seat.table)
    planned = plan_invitations(meeting.event, invitees_among(seats_on_day_of(meeting)))
    assert [plan.will_receive for plan in planned] == [True, False]
    assert invite_seats(meeting, by=None).queued == 1


def test_meetings_without_invitations_count_nothing():
    meeting = make_meeting(RoundTableFactory())
    assert count_answers([meeting]) == {meeting.pk: AnswerCounts()}
    assert count_answers([]) == {}


def test_answers_of_many_meetings_are_counted_in_one_query(django_assert_num_queries):
    seat = SeatFactory()
    meetings = [make_meeting(seat.table, days=20 + number) for number in range(5)]
    for meeting in meetings:
        invite_seats(meeting, by=None)
    with django_assert_num_queries(1):
        counts = count_answers(meetings)
    assert [counts[meeting.pk].unanswered for meeting in meetings] == [1] * 5


def test_news_is_due_after_a_move_and_until_it_is_on_its_way(smtp_delivery):
    from tafelrunde_events.domain.invitation_news import send_update
    from tafelrunde_members.domain.mail import work_outbox

    meeting = make_meeting(SeatFactory().table)
    invite_seats(meeting, by=None)
    assert not awaits_news(meeting)
    work_outbox()
    assert not awaits_news(meeting)
    assert move(meeting, days=40)
    assert awaits_news(meeting)
    send_update(meeting.event, by=None)
    assert not awaits_news(meeting)
    work_outbox()
    assert not awaits_news(meeting)


def test_no_news_for_meetings_that_nobody_was_invited_to():
    meeting = make_meeting(RoundTableFactory())
    move(meeting, days=40)
    assert not awaits_news(meeting)


def test_seats_are_read_in_one_query(django_assert_num_queries):
    table = RoundTableFactory()
    SeatFactory.create_batch(30, table=table, deputy=PersonFactory())
    meeting = make_meeting(table)
    assert meeting.date
    meeting = type(meeting).objects.with_facts().get(pk=meeting.pk)
    with django_assert_num_queries(1):
        invitees_among(seats_on_day_of(meeting))
