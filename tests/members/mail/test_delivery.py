"""The connection to the mail server: shared, closed, broken off, or none at all because mail goes elsewhere."""

import pytest

from tafelrunde_members.domain.mail import Stream, work_outbox
from tafelrunde_members.models import OutboxMessage
from tafelrunde_members.models.mail import DeliveryState
from tests.members.mail.conftest import ANNA, make_due, outcomes
from tests.support.mail_server import free_port

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_messages_share_one_connection(smtp_delivery, queue):
    for number in range(45):
        queue(f"person{number}@example.org")

    assert work_outbox().sent == 45
    assert smtp_delivery.connections == 1
    assert len(smtp_delivery.received) == 45


def test_everything_waits_while_nobody_answers(queue, settings, smtp_server):
    settings.TAFELRUNDE_MAIL_DELIVERY = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": free_port(), "timeout": 5},
    }
    message = queue()
    queue("bernd@example.org")

    report = work_outbox()

    assert "refused" in report.outage
    assert set(OutboxMessage.objects.values_list("status", "attempts", "lease_token")) == {("queued", 0, "")}
    assert outcomes(message) == []
    state = DeliveryState.objects.get()
    assert state.answer == report.outage
    assert state.failing_since is not None

    settings.TAFELRUNDE_MAIL_DELIVERY["OPTIONS"]["port"] = smtp_server.port
    assert work_outbox().sent == 2
    assert DeliveryState.objects.get().failing_since is None


def test_server_that_closes_the_connection_is_asked_again_at_once(smtp_delivery, queue):
    for number in range(5):
        queue(f"person{number}@example.org")
    smtp_delivery.refuse(421, "too many messages on one connection", stage="mail", address=None)

    assert work_outbox().sent == 5
    assert smtp_delivery.connections == 2
    assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {1}


def test_server_that_keeps_closing_lets_everything_wait_and_counts_nothing(smtp_delivery, queue):
    queue()
    smtp_delivery.refuse(421, "going down", times=5)

    report = work_outbox()

    assert report.outage == "421 going down"
    assert set(OutboxMessage.objects.values_list("status", "attempts", "lease_token")) == {("queued", 0, "")}


def test_connection_cut_after_data_repeats_the_same_bytes(smtp_delivery, queue):
    smtp_delivery.drop_after_data()
    message = queue()
    queue("bernd@example.org")

    report = work_outbox()
    assert (report.postponed, report.sent) == (1, 1)
    assert outcomes(message)[0][0] == "unclear"

    make_due()
    assert work_outbox().sent == 1
    first, second = smtp_delivery.to(ANNA)
    assert first.content == second.content
    assert len(smtp_delivery.to("bernd@example.org")) == 1


def test_file_delivery_writes_the_same_bytes(queue, settings, tmp_path):
    settings.TAFELRUNDE_MAIL_DELIVERY = {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(tmp_path)},
    }
    message = queue()

    assert work_outbox().sent == 1
    (file,) = tmp_path.iterdir()
    assert message.message_id.encode() in file.read_bytes()


def test_console_delivery_shows_the_message(queue, settings, capsys):
    settings.TAFELRUNDE_MAIL_DELIVERY = {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    queue()

    assert work_outbox().sent == 1
    assert "multipart/mixed" in capsys.readouterr().out


def test_outage_of_the_server_for_mailings_lasts_until_that_one_answers(queue, settings, smtp_delivery):
    settings.TAFELRUNDE_MAILING_DELIVERY = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": free_port(), "timeout": 5},
    }
    queue("bernd@example.org", stream=Stream.MAILING)
    queue()

    report = work_outbox()
    assert (report.sent, "refused" in report.outage) == (1, True)
    queue("code@example.org")
    work_outbox()
    assert DeliveryState.objects.get().failing_since is not None

    settings.TAFELRUNDE_MAILING_DELIVERY["OPTIONS"]["port"] = smtp_delivery.port
    assert work_outbox().sent == 1
    assert DeliveryState.objects.get().failing_since is None
