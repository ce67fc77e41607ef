"""What news of delivery makes of a message and of its address."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tafelrunde_members.domain.mail import register_secrets, work_outbox
from tafelrunde_members.domain.mail import secrets as secret_sources
from tafelrunde_members.domain.mail.feedback import note_event, work_feedback
from tafelrunde_members.domain.mail.suppressions import lift, suppress
from tafelrunde_members.models import DeliveryEvent, OutboxMessage, Suppression
from tests.members.mail.conftest import ANNA, invitation, make_due, status_of

pytestmark = pytest.mark.django_db(transaction=True)

Kind = DeliveryEvent.Kind
SECRET = {"[[answer_url]]": "https://example.org/antwort/geheim?a=1&b=2"}


@pytest.fixture(autouse=True)
def renewable(monkeypatch):
    monkeypatch.setattr(secret_sources, "_sources", {})
    register_secrets("test:", lambda _message: SECRET)


@pytest.fixture
def sent(queue) -> Any:
    """Return a function that makes a message as it lies there after sending."""

    def sent(email: str = ANNA, **options: Any) -> OutboxMessage:
        message = queue(email, **({"object_key": "test:1"} | options))
        changes = {"status": "sent", "sent_at": timezone.now(), "private": {}, "provider_id": f"name-{message.pk}"}
        OutboxMessage.objects.filter(pk=message.pk).update(**changes)
        message.refresh_from_db()
        return message

    return sent


def tell(message: OutboxMessage, kind: str, **values: Any) -> None:
    """Note news and work on it."""
    note_event(kind=Kind(kind), source="Test", outbox_id=message.pk, **values)
    work_feedback()


def suppressed(address: str = ANNA) -> list[str]:
    return list(Suppression.objects.filter(address=address, active=True).values_list("reason", flat=True))


def let_days_pass(days: float) -> None:
    """Move everything that happened into the past."""
    span = timedelta(days=days)
    for message in OutboxMessage.objects.all():
        sent_at = message.sent_at - span if message.sent_at else None
        OutboxMessage.objects.filter(pk=message.pk).update(sent_at=sent_at, not_before=message.not_before - span)
    for event in DeliveryEvent.objects.all():
        DeliveryEvent.objects.filter(pk=event.pk).update(at=event.at - span, received_at=event.received_at - span)


def test_delivered_is_shown(sent):
    message = sent()
    tell(message, "delivered", answer="250 OK")

    assert status_of(message) == "delivered"
    assert message.feedback_at is not None


def test_delayed_changes_nothing_and_is_kept(sent):
    message = sent()
    tell(message, "delayed", answer="451 4.7.1 greylisted")

    assert status_of(message) == "sent"
    assert message.delivery_events.get().answer == "451 4.7.1 greylisted"


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        ("hard_bounce", "bounced", "bounced"),
        ("complaint", "delivered", "complaint"),
        ("unsubscribed", "sent", "unsubscribed"),
    ],
)
def test_some_news_suppresses_the_address(sent, kind, status, reason):
    message = sent("Anna.Kessler@Example.org")
    tell(message, kind, address="anna.kessler@example.org", answer="550 5.1.1 <anna.kessler@example.org> unknown")

    assert status_of(message) == status
    assert suppressed() == [reason]
    assert "anna" not in message.delivery_events.get().answer


def test_returned_message_goes_out_again_later_with_the_same_bytes(smtp_delivery, queue):
    message = queue(object_key="test:1")
    work_outbox()
    tell(message, "soft_bounce", answer="452 4.2.2 mailbox full")

    assert status_of(message) == "queued"
    assert message.not_before > timezone.now() + timedelta(hours=5)
    assert message.last_error == "452 4.2.2 mailbox full"
    assert work_outbox().sent == 0
    make_due()
    assert work_outbox().sent == 1

    first, second = smtp_delivery.to(ANNA)
    assert first.content == second.content
    assert suppressed() == []


def test_mail_that_keeps_coming_back_ends_after_some_days(sent):
    message = sent()
    for day in range(4):
        tell(message, "soft_bounce", event_id=str(day))
        status_of(message)
        if message.status == "queued":
            let_days_pass(1.1)
            OutboxMessage.objects.filter(pk=message.pk).update(status="sent", sent_at=timezone.now())

    assert status_of(message) == "bounced"
    assert message.soft_bounces == 4
    assert suppressed() == ["bounced"]


def test_many_returns_on_one_day_suppress_nothing(sent):
    for number in range(5):
        message = sent(mailing=f"m{number}")
        OutboxMessage.objects.filter(pk=message.pk).update(soft_bounces=3)
        tell(message, "soft_bounce", event_id=str(number))
        assert status_of(message) == "bounced"

    assert suppressed() == []


def test_an_arrival_in_between_forgives(sent):
    for day in range(4):
        message = sent(mailing=f"m{day}")
        OutboxMessage.objects.filter(pk=message.pk).update(soft_bounces=3)
        if day == 2:
            tell(sent(mailing="arrived"), "delivered")
        tell(message, "soft_bounce", event_id=str(day))
        if day < 3:
            let_days_pass(1.1)

    assert suppressed() == []


def test_what_cannot_be_written_again_is_given_up_without_blaming_the_address(sent):
    lost = sent(content=invitation(private={}, text="Code 123", html=""), body_private=True, object_key="")
    past = sent("bernd@example.org", expires_at=timezone.now() + timedelta(hours=1))
    for message in (lost, past):
        tell(message, "soft_bounce")
        assert status_of(message) == "bounced"
    assert suppressed() == suppressed("bernd@example.org") == []


def test_late_news_does_not_undo_what_is_settled(sent):
    message = sent()
    tell(message, "hard_bounce")
    for kind in ("delivered", "soft_bounce", "delayed"):
        tell(message, kind)
        assert status_of(message) == "bounced"
    assert suppressed() == ["bounced"]


def test_a_return_after_delivery_counts(sent):
    message = sent()
    tell(message, "delivered")
    tell(message, "soft_bounce")
    assert status_of(message) == "delivered"
    tell(message, "hard_bounce")
    assert status_of(message) == "bounced"


def test_a_message_that_arrived_after_all_is_not_sent_again(sent):
    message = sent()
    tell(message, "soft_bounce")
    assert status_of(message) == "queued"
    tell(message, "delivered")
    assert status_of(message) == "delivered"
    assert message.private == {}


@pytest.mark.parametrize("kind", ["soft_bounce", "hard_bounce"])
def test_news_about_an_earlier_attempt_says_nothing_about_the_later_one(sent, kind):
    message = sent()
    tell(message, kind, at=timezone.now() - timedelta(hours=2))

    assert status_of(message) == "sent"
    assert suppressed() == []


@pytest.mark.parametrize("event_id", ["", "event-1"])
def test_the_same_news_counts_once(sent, event_id):
    message = sent()
    at = timezone.now()
    for _ in range(3):
        tell(message, "soft_bounce", event_id=event_id, at=at)
        OutboxMessage.objects.filter(pk=message.pk).update(status="sent")

    assert message.delivery_events.count() == 1
    message.refresh_from_db()
    assert message.soft_bounces == 1


def test_cancelled_messages_stay_so(sent):
    message = sent()
    OutboxMessage.objects.filter(pk=message.pk).update(status="cancelled")
    for kind in ("delivered", "soft_bounce", "hard_bounce", "complaint"):
        tell(message, kind)
        assert status_of(message) == "cancelled"


def test_message_is_found_by_our_number_then_by_name_then_by_message_id(sent):
    message, other = sent(), sent("bernd@example.org")

    events = [
        note_event(kind=Kind.DELAYED, source="A", outbox_id=message.pk, provider_id=other.provider_id, address=ANNA),
        note_event(kind=Kind.DELAYED, source="B", outbox_id=other.pk, provider_id=message.provider_id, address=ANNA),
        note_event(kind=Kind.DELAYED, source="C", outbox_id=10**9, provider_id=message.provider_id),
        note_event(kind=Kind.DELAYED, source="D", message_id=message.message_id),
    ]

    assert [event.message for event in events if event] == [message] * 4


def test_news_of_another_installation_blames_nobody(sent):
    """Two sites may share an account at a provider, and number their messages alike."""
    message = sent()
    event = note_event(
        kind=Kind.HARD_BOUNCE, source="A", outbox_id=message.pk, provider_id="other", address="x@example.net"
    )
    assert event is not None
    assert event.message is None
    let_days_pass(0.5)
    assert work_feedback() == 1

    assert status_of(message) == "sent"
    assert not Suppression.objects.exists()


def test_news_that_overtakes_the_worker_waits(queue):
    message = queue(object_key="test:1")
    OutboxMessage.objects.filter(pk=message.pk).update(status="sending", lease_token="a")
    note_event(kind=Kind.DELIVERED, source="A", provider_id="early", address=ANNA)
    note_event(kind=Kind.DELIVERED, source="A", outbox_id=message.pk)
    assert work_feedback() == 0

    OutboxMessage.objects.filter(pk=message.pk).update(status="sent", sent_at=timezone.now(), provider_id="early")
    assert work_feedback() == 2
    assert status_of(message) == "delivered"
    assert message.delivery_events.count() == 2


def test_a_clock_ahead_of_ours_is_set_back(sent):
    event = note_event(kind=Kind.DELIVERED, source="A", outbox_id=sent().pk, at=timezone.now() + timedelta(days=400))
    assert event is not None
    assert event.at <= timezone.now()


def test_one_piece_that_fails_holds_up_no_other(sent, monkeypatch, caplog):
    first, second = sent(), sent("bernd@example.org")
    register_secrets("test:", lambda message: 1 / 0 if message.pk == first.pk else SECRET)
    for message in (first, second):
        note_event(kind=Kind.SOFT_BOUNCE, source="A", outbox_id=message.pk)

    work_feedback()

    assert status_of(first) == "sent"
    assert status_of(second) == "queued"
    assert "could not be worked on" in caplog.text
    let_days_pass(4)
    work_feedback()
    assert not DeliveryEvent.objects.filter(processed_at=None).exists()


def test_lifted_suppression_lets_mail_through_again(smtp_delivery, queue):
    suppression, is_new = suppress(" Anna.Kessler@Example.org ")
    assert is_new
    assert suppress(ANNA) == (suppression, False)
    message = queue()
    work_outbox()
    assert status_of(message) == "suppressed"

    assert lift(suppression)
    assert not lift(suppression)
    queue(mailing="next")
    assert work_outbox().sent == 1
    assert Suppression.objects.get().active is False


def test_run_due_works_on_news(sent):
    from tafelrunde_members.domain.periodic import run_due

    message = sent()
    note_event(kind=Kind.DELIVERED, source="A", outbox_id=message.pk)

    (report,) = [report for report in run_due() if report.name == "delivery"]
    assert report.outcome == "1 pieces of news"
    assert status_of(message) == "delivered"
