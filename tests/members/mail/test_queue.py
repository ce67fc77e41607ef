"""Writing into the outbox."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tafelrunde_members.domain.mail import (
    CalendarPart,
    Content,
    Recipient,
    cancel_messages,
    derive_token,
    hash_token,
    new_nonce,
    open_mailing,
    queue_message,
    retry_messages,
)
from tafelrunde_members.mail.headers import UnsafeHeaderError
from tafelrunde_members.models import Mailing, OutboxMessage
from tests.factories.members import PersonFactory
from tests.members.mail.conftest import INVITATION, invitation

ANNA = Recipient(email="anna.kessler@example.org", name="Anna Keßler")


@pytest.mark.django_db
def test_message_is_stored_as_it_will_be_sent(settings):
    settings.DEFAULT_FROM_EMAIL = "netzwerk@example.org"
    settings.WAGTAIL_SITE_NAME = "Netzwerk für Demokratie"

    message, created = queue_message(None, recipient=ANNA, content=invitation(), reply_to="tisch@example.com")

    assert created
    message.refresh_from_db()
    assert message.status == "queued"
    assert message.sender == '"Netzwerk für Demokratie" <netzwerk@example.org>'
    assert message.reply_to == "tisch@example.com"
    assert message.message_id.endswith("@example.org>")
    assert message.calendar == INVITATION
    assert message.calendar_method == "REQUEST"
    assert "geheim" not in message.text + message.html


@pytest.mark.django_db
def test_same_message_is_queued_once():
    mailing = open_mailing("meeting:7:invitation", kind="invitation", title="Einladung")
    first, created = queue_message(mailing, recipient=ANNA, content=invitation(), object_key="meeting:7")
    again, created_again = queue_message(
        open_mailing("meeting:7:invitation", kind="invitation", title="Anderer Titel"),
        recipient=Recipient(email="Anna.Kessler@Example.ORG"),
        content=invitation(text="Ein anderer Text"),
        object_key="meeting:7",
    )

    assert (created, created_again) == (True, False)
    assert again.pk == first.pk
    assert again.text == first.text
    assert Mailing.objects.count() == OutboxMessage.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "difference",
    [
        {"recipient": Recipient(email="bernd@example.org")},
        {"object_key": "meeting:8"},
        {"sequence": 1},
        {"mailing": "reminder"},
    ],
)
def test_another_recipient_object_sequence_or_mailing_is_another_message(difference):
    mailing = open_mailing("invitation", kind="invitation", title="Einladung")
    values = {"recipient": ANNA, "content": invitation(), "object_key": "meeting:7", "sequence": 0}
    queue_message(mailing, **values)

    other = difference.pop("mailing", None)
    if other:
        mailing = open_mailing(other, kind="reminder", title="Erinnerung")
    assert queue_message(mailing, **(values | difference))[1]


@pytest.mark.django_db
def test_messages_without_mailing_are_never_taken_for_the_same():
    assert all(queue_message(None, recipient=ANNA, content=invitation())[1] for _ in range(2))


@pytest.mark.django_db(transaction=True)
def test_message_needs_the_transaction_of_its_fact():
    with pytest.raises(transaction.TransactionManagementError, match="atomic"):
        queue_message(None, recipient=ANNA, content=invitation())


@pytest.mark.django_db(transaction=True)
def test_message_disappears_with_the_fact():
    def fail():
        with transaction.atomic():
            queue_message(None, recipient=ANNA, content=invitation())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["", "anna", "anna@example.org\nBcc: x@example.org", "änna@example.org", "a b@example.org"]
)
def test_undeliverable_address_is_refused(address):
    with pytest.raises(ValidationError):
        queue_message(None, recipient=Recipient(email=address), content=invitation())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "unsafe",
    [
        {"recipient": Recipient(email="anna@example.org", name="Anna\r\nBcc: spy@example.org")},
        {"content": invitation(subject="Einladung\nBcc: spy@example.org")},
        {"reply_to": "tisch@example.com\nBcc: spy@example.org"},
        {"headers": {"List-Id": "x\r\nBcc: spy@example.org"}},
        {"headers": {"Bcc": "spy@example.org"}},
        {"headers": {"X-Y: z\r\nBcc": "spy@example.org"}},
    ],
)
def test_header_injection_is_refused_before_anything_is_stored(unsafe):
    with pytest.raises(UnsafeHeaderError):
        queue_message(None, **({"recipient": ANNA, "content": invitation()} | unsafe))
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        invitation(private={"answer_url": "https://example.org/"}),
        invitation(calendar=CalendarPart(method="CANCEL", text=INVITATION)),
        invitation(calendar=CalendarPart(method="REQUEST", text=INVITATION.replace("Grünau", "[[answer_url]]"))),
        invitation(subject="x" * 501),
    ],
)
def test_mistakes_of_callers_are_said_at_once(content):
    with pytest.raises(ValueError, match=r"placeholder|METHOD|longer"):
        queue_message(None, recipient=ANNA, content=content)


@pytest.mark.django_db
def test_cancelled_message_loses_its_secrets():
    message, _ = queue_message(None, recipient=ANNA, content=invitation())

    assert cancel_messages([message.pk]) == 1
    message.refresh_from_db()
    assert (message.status, message.private) == ("cancelled", {})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "retried"),
    [
        ({"status": "failed"}, 1),
        ({"status": "suppressed"}, 1),
        ({"status": "sent"}, 0),
        ({"status": "sending"}, 0),
        ({"status": "failed", "private": {}}, 0),
        ({"status": "failed", "expires_at": timezone.now() - timedelta(hours=1)}, 0),
    ],
)
def test_only_what_failed_and_is_still_complete_and_useful_is_retried(changes, retried):
    message, _ = queue_message(None, recipient=ANNA, content=invitation())
    OutboxMessage.objects.filter(pk=message.pk).update(attempts=15, **changes)

    assert retry_messages([message.pk]) == retried


def test_tokens_belong_to_one_purpose_and_one_nonce():
    nonce = new_nonce()

    assert derive_token("answer", nonce) == derive_token("answer", nonce)
    assert len({derive_token("answer", nonce), derive_token("cancel", nonce), derive_token("answer", new_nonce())}) == 3


def test_tokens_are_long_and_safe_in_addresses():
    token = derive_token("answer", new_nonce())

    assert len(token) == 43
    assert token.replace("-", "").replace("_", "").isalnum()
    assert len(hash_token(token)) == 64
    assert len(new_nonce()) == 22


def test_tokens_follow_from_the_secret_key(settings):
    before = derive_token("answer", "nonce")
    settings.SECRET_KEY = "another key"

    assert derive_token("answer", "nonce") != before


@pytest.mark.django_db
def test_person_may_be_deleted_without_losing_the_record():
    person = PersonFactory()
    message, _ = queue_message(
        None, recipient=Recipient(email=person.email, person_id=person.pk), content=Content(subject="a", text="b")
    )
    person.delete()

    message.refresh_from_db()
    assert message.person is None
