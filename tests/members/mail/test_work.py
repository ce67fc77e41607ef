"""Delivering over a real SMTP server."""

import datetime as dt
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from tafelrunde_members.domain.mail import Stream, cancel_messages, retry_messages, work_outbox
from tafelrunde_members.domain.mail.ledger import delay_after
from tafelrunde_members.models import OutboxMessage, Suppression
from tests.members.mail.conftest import ANNA, INVITATION, make_due, outcomes, status_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_invitation_arrives_whole(smtp_delivery, queue, settings):
    settings.DEFAULT_FROM_EMAIL = "netzwerk@example.org"
    message = queue(name="Anna Keßler", reply_to="tisch@example.com")

    report = work_outbox()

    assert report.sent == 1
    (mail,) = smtp_delivery.to(ANNA)
    assert mail.sender == "netzwerk@example.org"
    assert mail.recipients == (ANNA,)
    received = mail.message
    assert received["To"].addresses[0].display_name == "Anna Keßler"
    assert received["Message-ID"] == message.message_id
    kinds = [part.get_content_type() for part in received.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    calendar = next(part for part in received.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_payload(decode=True).decode() == INVITATION


def test_secrets_arrive_escaped_and_are_forgotten(smtp_delivery, queue):
    message = queue()
    work_outbox()

    (mail,) = smtp_delivery.received
    text = mail.message.get_body(("plain",)).get_content()
    html = mail.message.get_body(("html",)).get_content()
    assert "https://example.org/antwort/geheim?a=1&b=2" in text
    assert 'href="https://example.org/antwort/geheim?a=1&amp;b=2"' in html
    assert status_of(message) == "sent"
    assert message.private == {}
    assert message.sent_at is not None
    assert outcomes(message) == [("accepted", "")]


def test_number_of_queries_grows_by_a_fixed_number_per_message(smtp_delivery, queue, django_assert_max_num_queries):
    for number in range(20):
        queue(f"person{number}@example.org")

    # Taking, committing "sending" and committing "sent" with its attempt; the rest is the same for any number.
    with django_assert_max_num_queries(20 * 6 + 40):
        assert work_outbox().sent == 20


def test_running_again_sends_nothing_again(smtp_delivery, queue):
    queue()
    work_outbox()

    assert work_outbox().sent == 0
    assert len(smtp_delivery.received) == 1


def test_message_waits_for_its_time(smtp_delivery, queue):
    message = queue(not_before=timezone.now() + dt.timedelta(hours=1))
    assert work_outbox().sent == 0

    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert work_outbox().sent == 1
    assert smtp_delivery.received[0].message["Date"].datetime == message.not_before.replace(microsecond=0)


def test_single_messages_go_before_mailings(smtp_delivery, queue):
    queue("mailing@example.org", stream=Stream.MAILING)
    queue("code@example.org")
    work_outbox()

    assert [mail.recipients[0] for mail in smtp_delivery.received] == ["code@example.org", "mailing@example.org"]


def test_temporary_refusal_is_tried_again_later(smtp_delivery, queue):
    smtp_delivery.refuse(451, f"<{ANNA}>: greylisted, try again", times=1)
    message = queue()

    assert work_outbox().postponed == 1
    assert status_of(message) == "queued"
    assert message.attempts == 1
    assert message.not_before > timezone.now()
    assert message.last_error == "451 <…>: greylisted, try again"
    assert work_outbox().sent == 0

    make_due()
    assert work_outbox().sent == 1
    assert [outcome for outcome, _ in outcomes(message)] == ["postponed", "accepted"]


def test_permanent_refusal_fails_with_the_answer_and_without_the_address(smtp_delivery, queue):
    smtp_delivery.refuse(550, f"5.1.1 <{ANNA}>: no such user", address=ANNA)
    message, other = queue(), queue("bernd@example.org")

    report = work_outbox()

    assert (report.failed, report.sent) == (1, 1)
    assert status_of(message) == "failed"
    assert message.last_error == "550 5.1.1 <…>: no such user"
    assert status_of(other) == "sent"


def test_refused_content_does_not_stop_the_next_message(smtp_delivery, queue):
    smtp_delivery.refuse(554, "looks like spam", stage="data", address=ANNA)
    queue()
    queue("bernd@example.org")

    report = work_outbox()
    assert (report.failed, report.sent) == (1, 1)
    assert smtp_delivery.connections == 1


def test_attempts_end_at_a_limit(smtp_delivery, queue):
    message = queue()
    smtp_delivery.refuse(451, times=20)
    OutboxMessage.objects.update(attempts=14)

    assert work_outbox().failed == 1
    assert status_of(message) == "failed"


def test_failed_message_is_retried_as_it_was(smtp_delivery, queue):
    smtp_delivery.refuse(550, times=1)
    message = queue()
    work_outbox()

    assert retry_messages([message.pk]) == 1
    assert work_outbox().sent == 1
    assert smtp_delivery.received[0].message["Message-ID"] == message.message_id


@pytest.mark.parametrize(("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (9, 256), (10, 360), (15, 360)])
def test_pauses_double_up_to_six_hours(attempts, minutes):
    assert delay_after(attempts) == dt.timedelta(minutes=minutes)


def test_refused_sender_waits_because_the_set_up_is_wrong(smtp_delivery, queue):
    message = queue()
    smtp_delivery.refuse(550, "sender not allowed", stage="mail")

    assert work_outbox().postponed == 1
    assert status_of(message) == "queued"


def test_suppressed_address_gets_nothing(smtp_delivery, queue):
    message = queue("Anna.Kessler@Example.org")
    other = queue("bernd@example.org")
    Suppression.objects.create(address=ANNA, reason="bounced")

    report = work_outbox()

    assert (report.held_back, report.sent) == (1, 1)
    assert (status_of(message), status_of(other)) == ("suppressed", "sent")
    assert message.attempts == 0

    Suppression.objects.update(active=False)
    retry_messages([message.pk])
    assert work_outbox().sent == 1


def test_unsubscribing_ends_mailings_only(smtp_delivery, queue):
    Suppression.objects.create(address=ANNA, reason="unsubscribed")
    queue(stream=Stream.MAILING, mailing="newsletter")
    queue(stream=Stream.TRANSACTIONAL)

    report = work_outbox()
    assert (report.held_back, report.sent) == (1, 1)


def test_useless_message_expires(smtp_delivery, queue):
    message = queue(expires_at=timezone.now() - dt.timedelta(seconds=1))

    assert work_outbox().expired == 1
    assert status_of(message) == "expired"
    assert message.private == {}


def test_cancelled_message_is_not_sent(smtp_delivery, queue):
    message = queue()
    cancel_messages([message.pk])

    assert work_outbox().sent == 0


def test_message_cancelled_after_it_was_leased_is_not_sent(smtp_delivery, queue):
    first, second = queue(), queue("bernd@example.org")

    def cancel_second() -> bool:
        if smtp_delivery.to(first.recipient_email):
            cancel_messages([second.pk])
        return False

    assert work_outbox(should_stop=cancel_second).sent == 1
    assert status_of(first) == "sent"
    assert status_of(second) == "cancelled"


def test_stopping_gives_back_what_was_not_begun(smtp_delivery, queue):
    for number in range(5):
        queue(f"person{number}@example.org")

    report = work_outbox(should_stop=lambda: len(smtp_delivery.received) >= 2)

    assert report.stopped
    assert report.sent == 2
    assert OutboxMessage.objects.filter(status="queued", lease_token="").count() == 3


def test_leases_of_dead_workers_go_back(smtp_delivery, queue):
    message = queue()
    OutboxMessage.objects.update(status="leased", lease_token="dead", lease_expires_at=timezone.now())

    assert work_outbox().sent == 1
    assert status_of(message) == "sent"


def test_leases_of_living_workers_are_respected(smtp_delivery, queue):
    queue()
    OutboxMessage.objects.update(
        status="sending", lease_token="alive", lease_expires_at=timezone.now() + dt.timedelta(minutes=1)
    )

    assert work_outbox().sent == 0


def test_message_that_was_being_sent_by_a_dead_worker_is_sent_again(smtp_delivery, queue):
    message = queue()
    OutboxMessage.objects.update(status="sending", attempts=1, lease_token="dead", lease_expires_at=timezone.now())

    assert work_outbox().sent == 1
    assert outcomes(message) == [("unclear", ""), ("accepted", "")]


def test_message_that_cannot_be_written_fails_alone(smtp_delivery, queue):
    broken, other = queue(), queue("bernd@example.org")
    OutboxMessage.objects.filter(pk=broken.pk).update(subject="Zeile\nBcc: spy@example.org")

    report = work_outbox()

    assert (report.failed, report.sent) == (1, 1)
    assert "line breaks" in outcomes(broken)[0][1]
    assert status_of(other) == "sent"


def test_secrets_of_failed_messages_are_forgotten_when_they_are_useless(smtp_delivery, queue):
    message = queue(expires_at=timezone.now() + dt.timedelta(hours=1))
    OutboxMessage.objects.update(status="failed")
    work_outbox()
    message.refresh_from_db()
    assert message.private

    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        work_outbox()
    message.refresh_from_db()
    assert message.private == {}


def test_workers_at_once_never_send_double(smtp_delivery, queue):
    with transaction.atomic():
        for number in range(60):
            queue(f"person{number}@example.org")
    start = Barrier(4)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            start.wait()
            work_outbox()
        except BaseException as error:  # noqa: BLE001 (the assertion below shows it)
            failures.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failures == []
    assert len(smtp_delivery.received) == 60
    assert {mail.recipients[0] for mail in smtp_delivery.received} == {f"person{n}@example.org" for n in range(60)}
    assert set(OutboxMessage.objects.values_list("status", "attempts")) == {("sent", 1)}
