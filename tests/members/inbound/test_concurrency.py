"""Several workers may look at the same mail at once; it takes effect once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from tafelrunde_members.domain.mail.inbound import (
    InboundMail,
    InboundOutcome,
    receive,
    register_inbound_handler,
    work_inbound,
)
from tafelrunde_members.domain.mail.inbound.fetching import fetch_mailbox
from tafelrunde_members.models import InboundMessage, MailboxState
from tests.members.inbound.conftest import make_mail
from tests.support.imap_server import ImapServer

pytestmark = pytest.mark.django_db(transaction=True)

MAILS = 12
EFFECT = "effect of mail"


@pytest.fixture
def effects() -> None:
    """Have each mail write one row."""

    def handle(mail: InboundMail) -> InboundOutcome:
        MailboxState.objects.create(name=f"{EFFECT} {mail.row.pk} {MailboxState.objects.count()}")
        return InboundOutcome(InboundMessage.Kind.REPLY, "Zusage")

    register_inbound_handler("effects", handle)


def run_at_once(work: Callable[[], object], *, workers: int = 3) -> None:
    """Let several threads do the same at the same moment."""
    barrier = Barrier(workers)

    def run() -> None:
        barrier.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_several_workers_do_each_mail_once(effects: None) -> None:
    for number in range(MAILS):
        receive(make_mail(body=str(number)), source="Test")
    run_at_once(work_inbound)
    assert InboundMessage.objects.filter(state=InboundMessage.State.DONE, attempts=1).count() == MAILS
    assert MailboxState.objects.filter(name__startswith=EFFECT).count() == MAILS


def test_several_fetchers_take_each_mail_in_once(effects: None, mailbox: ImapServer) -> None:
    uids = mailbox.deliver(*(make_mail(body=str(number)) for number in range(MAILS)))
    run_at_once(fetch_mailbox)
    assert InboundMessage.objects.filter(state=InboundMessage.State.DONE).count() == MAILS
    assert MailboxState.objects.filter(name__startswith=EFFECT).count() == MAILS
    assert all(mailbox.flags(uid) == {"\\Seen"} for uid in uids)
    assert MailboxState.objects.get(name__contains="INBOX").last_uid == uids[-1]
