"""Mail of Django, allauth and Wagtail on its way through the outbox."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives, send_mail
from django.db import transaction
from django.utils import timezone

from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.mail import OutboxEmailBackend
from tafelrunde_members.models import OutboxMessage
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.usefixtures("framework_mail")

CODE = "QX7-4TB"


@pytest.mark.django_db(transaction=True)
def test_login_code_arrives_and_is_forgotten(smtp_delivery):
    assert send_mail("Ihr Anmeldecode", f"Code: {CODE}", None, ["anna@example.org"], html_message=f"<b>{CODE}</b>") == 1
    message = OutboxMessage.objects.get()
    assert CODE not in message.text + message.html + message.subject
    assert message.body_private

    assert work_outbox().sent == 1

    (mail,) = smtp_delivery.received
    assert CODE in mail.message.get_body(("plain",)).get_content()
    assert f"<b>{CODE}</b>" in mail.message.get_body(("html",)).get_content()
    message.refresh_from_db()
    assert message.private == {}


@pytest.mark.django_db
def test_each_recipient_gets_a_message_of_their_own():
    message = EmailMultiAlternatives(
        "Hinweis",
        "Text",
        "jemand@example.com",
        ["Anna <anna@example.org>"],
        cc=["b@example.org"],
        bcc=["c@example.org"],
    )
    message.send()

    assert list(OutboxMessage.objects.order_by("pk").values_list("recipient_email", "recipient_name")) == [
        ("anna@example.org", "Anna"),
        ("b@example.org", ""),
        ("c@example.org", ""),
    ]
    assert "jemand" not in OutboxMessage.objects.first().sender


@pytest.mark.django_db
def test_marked_message_is_readable_and_keeps_its_own_end():
    message = EmailMessage("Hinweis", "Ihre Seite wurde freigegeben.", to=["anna@example.org"])
    message.outbox_public = True
    message.outbox_useful_for = timedelta(minutes=15)
    message.send()

    stored = OutboxMessage.objects.get()
    assert stored.text == "Ihre Seite wurde freigegeben."
    assert stored.expires_at < timezone.now() + timedelta(minutes=16)


@pytest.mark.django_db
def test_framework_mail_is_useless_after_a_day():
    send_mail("Ihr Anmeldecode", CODE, None, ["anna@example.org"])

    assert OutboxMessage.objects.get().expires_at < timezone.now() + timedelta(hours=25)


@pytest.mark.django_db
def test_message_that_is_only_html_stays_html():
    message = EmailMessage("Hinweis", "<p>Text</p>", to=["anna@example.org"])
    message.content_subtype = "html"
    message.send()

    assert OutboxMessage.objects.get().private == {"text": "", "html": "<p>Text</p>"}


@pytest.mark.django_db
def test_headers_of_frameworks_are_kept_unless_the_outbox_writes_them():
    EmailMessage(
        "Hinweis", "Text", to=["anna@example.org"], headers={"Auto-Submitted": "auto-replied", "X-Notice": "1"}
    ).send()

    assert OutboxMessage.objects.get().headers == {"X-Notice": "1"}


@pytest.mark.django_db
def test_recipient_is_recognised_so_that_protection_holds():
    person = PersonFactory(email="Anna@Example.org", protected=True)
    send_mail("Ihr Anmeldecode", CODE, None, ["anna@example.org"])

    assert OutboxMessage.objects.get().person == person


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("message", "error"),
    [
        (EmailMessage("Zeile\nBcc: spy@example.org", "Text", to=["anna@example.org"]), ValueError),
        (EmailMessage("Hinweis", "Text", to=["anna"]), ValidationError),
        (EmailMessage("Hinweis", "Text", to=["a@example.org"], attachments=[("a.txt", "x", "text/plain")]), ValueError),
    ],
)
def test_what_cannot_be_sent_is_refused_as_a_whole(message, error):
    with pytest.raises(error), transaction.atomic():
        message.send()
    with transaction.atomic():
        assert OutboxEmailBackend(fail_silently=True).send_messages([message]) == 0
    assert not OutboxMessage.objects.exists()
