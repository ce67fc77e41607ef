import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from tafelrunde_events.domain.answers import find_invitation, record_answer
from tafelrunde_events.domain.invitations import withdraw_invitation
from tafelrunde_events.domain.scheduling import cancel_event, cancel_occurrence
from tafelrunde_events.engine import Frequency, Rule
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Reply
from tafelrunde_events.signals import answer_recorded
from tests.events.invitations.conftest import invite
from tests.factories.events import make_event, session
from tests.factories.members import UserFactory

LINK, STAFF = ReplySource.LINK, ReplySource.STAFF


def test_an_answer_is_shown_and_older_ones_stay_as_history(invitation):
    record_answer(invitation, answer=Answer.DELEGATED, source=LINK, deputy_name=" Kim\nErsatz ", comment="Bis bald\r\n")
    record_answer(invitation, answer=Answer.DECLINED, source=LINK, deputy_name="Kim Ersatz")

    invitation.refresh_from_db()
    assert (invitation.answer, invitation.deputy_name, invitation.comment) == (Answer.DECLINED, "", "")
    assert [(reply.answer, reply.deputy_name, reply.comment) for reply in invitation.replies.all()] == [
        (Answer.DECLINED, "", ""),
        (Answer.DELEGATED, "Kim Ersatz", "Bis bald"),
    ]
    assert invitation.answered_at == invitation.replies.first().created_at


def test_the_same_answer_twice_is_one_answer(invitation):
    first = record_answer(invitation, answer=Answer.ACCEPTED, source=LINK, comment="Gern")
    second = record_answer(invitation, answer=Answer.ACCEPTED, source=LINK, comment="Gern")
    third = record_answer(invitation, answer=Answer.ACCEPTED, source=STAFF, comment="Gern", by=UserFactory())

    assert first == second
    assert third != first
    assert third.recorded_by is not None
    assert Reply.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"answer": "NEEDS-ACTION"}, "answer"),
        ({"answer": "MAYBE"}, "answer"),
        ({"answer": "DELEGATED"}, "deputy_name"),
        ({"answer": "DELEGATED", "deputy_name": " \t\n "}, "deputy_name"),
        ({"answer": "DELEGATED", "deputy_name": "x" * 161}, "deputy_name"),
        ({"answer": "ACCEPTED", "comment": "x" * 2001}, "comment"),
    ],
)
def test_answers_that_make_no_sense_are_refused(invitation, values, field):
    with pytest.raises(ValidationError) as refused:
        record_answer(invitation, source=LINK, **values)

    assert list(refused.value.error_dict) == [field]
    assert not Reply.objects.exists()


def test_control_characters_do_not_reach_the_database(invitation):
    record_answer(invitation, answer=Answer.ACCEPTED, source=LINK, comment="eins\x00\x1b[31m zwei")

    assert Reply.objects.get().comment == "eins[31m zwei"


@pytest.mark.parametrize(
    ("close", "code"),
    [
        (lambda invitation: withdraw_invitation(invitation, by=None), "withdrawn"),
        (lambda invitation: cancel_event(invitation.event, reason=""), "cancelled"),
    ],
)
def test_nobody_answers_what_is_closed(invitation, close, code):
    close(invitation)

    with pytest.raises(ValidationError) as refused:
        record_answer(invitation, answer=Answer.ACCEPTED, source=LINK)
    assert refused.value.code == code


def test_answers_by_link_end_at_the_beginning_and_those_of_the_coordination_do_not(invitation):
    begin = invitation.event.occurrences.get().start

    with time_machine.travel(begin - dt.timedelta(minutes=1), tick=False):
        record_answer(invitation, answer=Answer.ACCEPTED, source=LINK)
    with time_machine.travel(begin, tick=False):
        with pytest.raises(ValidationError) as refused:
            record_answer(invitation, answer=Answer.DECLINED, source=LINK)
        assert refused.value.code == "begun"
        record_answer(invitation, answer=Answer.DECLINED, source=STAFF)
    assert invitation.answer == Answer.DECLINED


def test_higher_plugins_hear_of_new_answers_once(invitation):
    heard = []

    def hear(sender, reply, **kwargs):
        heard.append((reply.invitation.answer, reply.answer))

    answer_recorded.connect(hear)
    try:
        for _ in range(2):
            record_answer(invitation, answer=Answer.TENTATIVE, source=LINK)
    finally:
        answer_recorded.disconnect(hear)

    assert heard == [(Answer.TENTATIVE, Answer.TENTATIVE)]


def test_tokens_open_one_invitation_and_nothing_else(invitation):
    assert find_invitation(invitation.nonce) is None
    assert find_invitation(invitation.token_hash) is None
    assert find_invitation("") is None
    assert find_invitation("x" * 5000) is None


def test_answered_at_is_the_moment_of_the_answer(invitation):
    record_answer(invitation, answer=Answer.ACCEPTED, source=LINK)

    assert timezone.now() - invitation.answered_at < dt.timedelta(minutes=1)


def test_an_answer_for_one_date_leaves_the_one_to_the_whole_invitation(invitee):
    series = make_event(session(rule=Rule(Frequency.WEEKLY, count=4)))
    invite(series, invitee)
    invitation = series.invitations.get()
    record_answer(invitation, answer=Answer.ACCEPTED, source=LINK, comment="Gern")
    second = series.occurrences.order_by("start")[1]
    stamp = timezone.now().replace(microsecond=0)
    for _ in range(2):
        record_answer(
            invitation,
            answer=Answer.DECLINED,
            source=ReplySource.CALENDAR,
            occurrence=second,
            sequence=0,
            dtstamp=stamp,
        )

    invitation.refresh_from_db()
    assert (invitation.answer, invitation.comment) == (Answer.ACCEPTED, "Gern")
    reply = invitation.replies.exclude(occurrence=None).get()
    assert (reply.answer, reply.occurrence, reply.sequence, reply.dtstamp) == (Answer.DECLINED, second, 0, stamp)


def test_nobody_answers_for_a_date_that_was_called_off_or_has_begun(invitee):
    series = make_event(session(rule=Rule(Frequency.WEEKLY, count=4)))
    invite(series, invitee)
    invitation = series.invitations.get()
    first, second = series.occurrences.order_by("start")[:2]
    cancel_occurrence(second, reason="")
    with pytest.raises(ValidationError) as refused:
        record_answer(invitation, answer=Answer.DECLINED, source=LINK, occurrence=second)
    assert refused.value.code == "cancelled"
    with time_machine.travel(first.start, tick=False):
        with pytest.raises(ValidationError) as refused:
            record_answer(invitation, answer=Answer.DECLINED, source=LINK, occurrence=first)
        assert refused.value.code == "begun"
        record_answer(invitation, answer=Answer.DECLINED, source=LINK)
