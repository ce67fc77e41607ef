"""Answers that arrive at once wait for each other, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from tafelrunde_events.domain.replies import Letter, take_reply
from tafelrunde_events.domain.replies.parts import read_calendar_mail
from tafelrunde_events.models import CalendarReply, Invitation, Reply
from tests.events.replies.mails import plain

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


def test_the_same_answer_several_times_at_once_counts_once(invitation):
    (answer,) = read_calendar_mail(plain(invitation))

    def take(_number: int) -> None:
        try:
            own = Invitation.objects.select_related("event").get(pk=invitation.pk)
            take_reply(answer, Letter(sender=own.address, dmarc="", received_at=timezone.now(), invitation=own))
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(take, range(AT_ONCE)))

    assert Reply.objects.count() == 1
    outcomes = Counter(CalendarReply.objects.values_list("outcome", flat=True))
    assert outcomes == {CalendarReply.Outcome.APPLIED: 1, CalendarReply.Outcome.DUPLICATE: AT_ONCE - 1}
