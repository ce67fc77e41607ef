"""Mail that providers hand over by their webhooks."""

from base64 import b64encode
from typing import Any

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, EventType, inbound
from django.test import Client
from django.urls import include, path

from tafelrunde_members.domain.mail.inbound import InboundMail, register_inbound_handler, work_inbound
from tafelrunde_members.models import InboundMessage
from tafelrunde_site.urls import urlpatterns as site_urls
from tests.members.inbound.conftest import ANNA, make_mail

pytestmark = pytest.mark.django_db

ADDRESS = "antwort+geheim@example.org"
OUTLOOK = make_mail(
    "MIME-Version: 1.0", 'Content-Type: text/calendar; charset="utf-8"; method=REPLY', body="BEGIN:VCALENDAR"
)


def arrive(message: AnymailInboundMessage, *, recipient: str | None = ADDRESS) -> None:
    """Let a provider hand a mail over."""
    message.envelope_recipient = recipient
    event = AnymailInboundEvent(event_type=EventType.INBOUND, message=message)
    inbound.send(sender=object(), event=event, esp_name="Postmark")


def test_a_mail_keeps_its_parts_and_the_envelopes_recipient(seen: list[InboundMail]) -> None:
    arrive(AnymailInboundMessage.parse_raw_mime_bytes(OUTLOOK))
    work_inbound()
    (mail,) = seen
    assert mail.recipients[0] == ADDRESS
    assert mail.message.get_content_type() == "text/calendar"
    assert mail.message.get_param("method") == "REPLY"
    assert InboundMessage.objects.get().source == "Postmark"


def test_the_same_mail_twice_is_taken_in_once() -> None:
    for _ in range(2):
        arrive(AnymailInboundMessage.parse_raw_mime_bytes(OUTLOOK))
    assert InboundMessage.objects.count() == 1


def test_a_mail_to_two_of_our_addresses_is_taken_in_for_each() -> None:
    for recipient in (ADDRESS, "antwort+anders@example.org"):
        arrive(AnymailInboundMessage.parse_raw_mime_bytes(OUTLOOK), recipient=recipient)
    assert InboundMessage.objects.count() == 2


def test_a_mail_that_the_provider_took_apart_is_put_together_again(seen: list[InboundMail]) -> None:
    calendar = AnymailInboundMessage.construct_attachment(
        "text/calendar; method=REPLY", b64encode("BEGIN:VCALENDAR\r\nSUMMARY:Grünau".encode()), base64=True
    )
    message = AnymailInboundMessage.construct(
        from_email="Jörg Brandt <joerg@example.org>",
        to=ADDRESS,
        subject="Zusage für Grünau",
        text="Gerne, Jörg",
        attachments=[calendar],
    )
    arrive(message, recipient=None)
    work_inbound()
    (mail,) = seen
    assert (mail.sender, mail.recipients) == ("joerg@example.org", (ADDRESS,))
    parts = [part for part in mail.message.walk() if part.get_content_type() == "text/calendar"]
    assert "Grünau".encode() in parts[0].get_payload(decode=True)


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Subject: =?x?q?=ff?=\r\nFrom: " + b"x" * 5000 + b"\r\n\r\n\xff"]
)
def test_garbage_is_answered_as_everything_else(raw: bytes) -> None:
    arrive(AnymailInboundMessage.parse_raw_mime_bytes(raw))


def test_the_webhook_stores_and_answers(client: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = (path("anymail/", include("anymail.urls")), *site_urls)
    settings.ANYMAIL = {"WEBHOOK_SECRET": "hook:geheim", "POSTMARK_SERVER_TOKEN": "x"}
    secret = b64encode(b"hook:geheim").decode()
    data = {"FromFull": {"Email": ANNA}, "OriginalRecipient": ADDRESS, "RawEmail": OUTLOOK.decode(), "Headers": []}
    answer = client.post(
        "/anymail/postmark/inbound/",
        data,
        content_type="application/json",
        headers={"authorization": f"Basic {secret}"},
    )
    assert answer.status_code == 200
    assert InboundMessage.objects.get().recipient == "antwort+…@example.org"


@pytest.fixture
def seen() -> list[InboundMail]:
    """Return the mails that handlers are asked about."""
    mails: list[InboundMail] = []
    register_inbound_handler("seen", mails.append)  # type: ignore[arg-type]
    return mails
