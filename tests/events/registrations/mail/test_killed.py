"""A worker that is killed in the middle of letters about registrations."""

import signal

import pytest

from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.models import OutboxMessage
from tests.events.registrations.mail.conftest import LINK, enter, text_of
from tests.members.mail.conftest import make_due, start_worker

__all__ = ["start_worker"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_no_letter_is_lost_and_the_one_on_its_way_arrives_again_with_the_same_link(
    course, smtp_delivery, start_worker, monkeypatch
):
    people = [enter(course) for _ in range(4)]
    cancel(people[0])
    record = smtp_delivery.handle_DATA

    async def take_and_kill(server, session, envelope):
        answer = await record(server, session, envelope)
        if len(smtp_delivery.received) == 3:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        return answer

    monkeypatch.setattr(smtp_delivery, "handle_DATA", take_and_kill)
    worker = start_worker(email_url=smtp_delivery.url)
    worker.wait(timeout=120)
    assert OutboxMessage.objects.exclude(status="sent").exists()
    make_due()
    work_outbox()
    make_due()
    work_outbox()

    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {"sent"}
    arrived: dict[str, set[bytes]] = {}
    for mail in smtp_delivery.received:
        arrived.setdefault(str(mail.message["Message-ID"]), set()).add(mail.content)
    # Two places and two who wait, one who leaves and one who moves up.
    assert len(arrived) == OutboxMessage.objects.count() == 6
    assert all(len(copies) == 1 for copies in arrived.values())
    assert len(smtp_delivery.received) == 7
    with_link = [mail for mail in smtp_delivery.received if LINK.search(text_of(mail.message))]
    assert len({mail.message["Message-ID"] for mail in with_link}) == 5
