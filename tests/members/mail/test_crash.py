"""Workers as processes of their own: killed, stopped, side by side."""

import signal
import subprocess
import time
from collections.abc import Callable

import pytest
from django.db import transaction

from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.models import OutboxMessage
from tests.members.mail.conftest import make_due
from tests.support.mail_server import free_port

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

COUNT = 30
ADDRESSES = [f"person{number}@example.org" for number in range(COUNT)]


def wait_until(condition: Callable[[], bool], worker: "subprocess.Popen[str]", *, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert worker.poll() is None, worker.communicate()
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def queued(queue):
    with transaction.atomic():
        return [queue(address) for address in ADDRESSES]


def test_killed_worker_loses_nothing_and_repeats_at_most_one(smtp_delivery, queued, start_worker):
    smtp_delivery.be_slow(0.05)
    worker = start_worker(email_url=smtp_delivery.url)
    wait_until(lambda: len(smtp_delivery.received) >= 7, worker)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    left = OutboxMessage.objects.exclude(status="sent").count()
    assert 0 < left <= COUNT - 7 + 1

    smtp_delivery.be_slow(0)
    assert work_outbox().sent == left - OutboxMessage.objects.exclude(lease_expires_at=None).count()
    make_due()
    work_outbox()

    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {"sent"}
    assert {mail.recipients[0] for mail in smtp_delivery.received} == set(ADDRESSES)
    assert len(smtp_delivery.received) <= COUNT + 1
    for message in queued:
        copies = {mail.content for mail in smtp_delivery.to(message.recipient_email)}
        assert len(copies) == 1
        assert message.message_id.encode() in copies.pop()


def test_worker_killed_after_the_server_took_the_message_repeats_it_to_the_byte(
    smtp_delivery, queue, start_worker, monkeypatch
):
    message = queue()
    record = smtp_delivery.handle_DATA
    killed = []

    async def take_and_kill(server, session, envelope):
        answer = await record(server, session, envelope)
        if not killed:
            killed.append(worker.pid)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        return answer

    monkeypatch.setattr(smtp_delivery, "handle_DATA", take_and_kill)
    worker = start_worker(email_url=smtp_delivery.url)
    worker.wait(timeout=120)
    message.refresh_from_db()
    assert message.status == "sending"

    make_due()
    assert work_outbox().sent == 1
    first, second = smtp_delivery.received
    assert first.content == second.content


def test_sigterm_finishes_the_message_in_flight(smtp_delivery, queued, start_worker):
    smtp_delivery.be_slow(0.3)
    worker = start_worker("--loop", email_url=smtp_delivery.url)
    wait_until(lambda: len(smtp_delivery.received) >= 2, worker)
    worker.terminate()

    assert worker.wait(timeout=120) == 0
    counts = {
        status: OutboxMessage.objects.filter(status=status).count()
        for status in ("sent", "queued", "leased", "sending")
    }
    assert counts["sent"] == len(smtp_delivery.received)
    assert counts == {"sent": counts["sent"], "queued": COUNT - counts["sent"], "leased": 0, "sending": 0}


def test_two_worker_processes_share_the_queue(smtp_delivery, queued, start_worker):
    smtp_delivery.be_slow(0.02)
    workers = [start_worker(email_url=smtp_delivery.url) for _ in range(2)]
    for worker in workers:
        assert worker.wait(timeout=120) == 0, worker.communicate()

    assert sorted(mail.recipients[0] for mail in smtp_delivery.received) == sorted(ADDRESSES)
    assert set(OutboxMessage.objects.values_list("status", "attempts")) == {("sent", 1)}


def test_loop_sends_what_is_queued_while_it_runs(smtp_delivery, queue, start_worker):
    worker = start_worker("--loop", "--interval", "0.1", email_url=smtp_delivery.url)
    queue("first@example.org")
    wait_until(lambda: bool(smtp_delivery.to("first@example.org")), worker)
    queue("second@example.org")
    wait_until(lambda: bool(smtp_delivery.to("second@example.org")), worker)

    worker.terminate()
    assert worker.wait(timeout=120) == 0
    assert "sent" in worker.communicate()[0]


def test_single_run_says_that_nobody_answers(queue, start_worker):
    queue()
    worker = start_worker(email_url=f"smtp://127.0.0.1:{free_port()}")

    _, error = worker.communicate(timeout=120)
    assert worker.returncode == 1
    assert "refused" in error
    assert OutboxMessage.objects.get().status == "queued"
