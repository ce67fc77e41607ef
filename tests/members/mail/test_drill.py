"""The drill: 500 messages, a server that is slow, refuses and hangs up, and a worker killed five times."""

import signal
from collections import Counter

import pytest
from django.db import transaction

from tafelrunde_members.domain.mail import (
    CalendarPart,
    Draft,
    Recipient,
    open_mailing,
    queue_drafts,
    store_body,
    work_outbox,
)
from tafelrunde_members.models import OutboxMessage
from tests.members.mail.conftest import INVITATION, make_due
from tests.members.mail.test_crash import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

COUNT, KILLS, DROPS = 500, 5, 6
ADDRESSES = [f"person{number}@example.org" for number in range(COUNT)]
GONE = {"person3@example.org", "person77@example.org", "person402@example.org"}


def queue_mailing() -> None:
    with transaction.atomic():
        mailing = open_mailing("drill", kind="invitation", title="Einladung")
        body = store_body(mailing, text="Bitte: [[answer_url]]\n", calendar=CalendarPart("REQUEST", INVITATION))
        drafts = [
            Draft(
                recipient=Recipient(address),
                body=body,
                subject="Einladung: Runder Tisch Grünau",
                private={"[[answer_url]]": f"https://example.org/antwort/{number}/"},
            )
            for number, address in enumerate(ADDRESSES)
        ]
        assert queue_drafts(mailing, drafts) == COUNT


def test_nothing_is_lost_and_repeats_are_few_and_the_same_to_the_byte(smtp_delivery, start_worker):
    queue_mailing()
    smtp_delivery.refuse(451, "4.3.0 try later", times=12)
    smtp_delivery.refuse(421, "4.3.2 closing", stage="data", times=2)
    for address in GONE:
        smtp_delivery.refuse(550, "5.1.1 unknown", address=address, times=KILLS + DROPS + 1)

    for kill in range(KILLS):
        smtp_delivery.be_slow(0.01)
        before = len(smtp_delivery.received)
        worker = start_worker("--loop", "--interval", "0.1", email_url=smtp_delivery.url)
        wait_until(lambda seen=before + 40: len(smtp_delivery.received) >= seen, worker)
        if kill:
            smtp_delivery.drop_after_data()
            wait_until(lambda seen=before + 50: len(smtp_delivery.received) >= seen, worker)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        make_due()

    smtp_delivery.be_slow(0)
    smtp_delivery.drop_after_data(DROPS - KILLS + 1)
    for _ in range(5):
        work_outbox()
        make_due()

    statuses = dict(OutboxMessage.objects.values_list("recipient_email", "status"))
    assert {address for address, status in statuses.items() if status == "failed"} == GONE
    assert {status for address, status in statuses.items() if address not in GONE} == {"sent"}

    arrived = Counter(mail.recipients[0] for mail in smtp_delivery.received)
    assert arrived.keys() == set(ADDRESSES) - GONE
    assert sum(arrived.values()) - len(arrived) <= KILLS + DROPS
    for message in OutboxMessage.objects.filter(status="sent"):
        copies = {mail.content for mail in smtp_delivery.to(message.recipient_email)}
        assert len(copies) == 1
        assert message.message_id.encode() in copies.pop()
