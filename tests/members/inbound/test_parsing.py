"""What a mail says of itself, and how far that is believed."""

import time
from typing import Any

import pytest

from tafelrunde_members.domain.mail.inbound import InboundMail
from tafelrunde_members.models import InboundMessage
from tests.members.inbound.conftest import ANNA, MAILBOX, make_mail


def read(*lines: str, envelope: tuple[str, ...] = (), **options: Any) -> InboundMail:
    """Return a mail with further header lines as handlers see it."""
    return InboundMail(row=InboundMessage(), raw=make_mail(*lines, **options), envelope=envelope)


@pytest.mark.parametrize(
    "field", ["Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To", "X-Delivered-To", "X-Rcpt-To", "Cc"]
)
def test_recipients_are_found_wherever_servers_write_them(field: str) -> None:
    mail = read(f"{field}: <Antwort+AbC@Example.org>, Team <team@example.org>")
    assert set(mail.recipients) == {"antwort+abc@example.org", "team@example.org", MAILBOX}


def test_the_envelope_comes_first_and_each_address_once() -> None:
    mail = read("Delivered-To: b@example.org", "Delivered-To: a@example.org", envelope=("A@example.org",))
    assert mail.recipients == ("a@example.org", "b@example.org", MAILBOX)


@pytest.mark.parametrize(
    ("sender", "found"),
    [
        (ANNA, ANNA),
        ("Anna Keßler <Anna.Kessler@Example.org>", ANNA),
        ('"bernd@example.org" <anna.kessler@example.org>', ANNA),
        ("a@example.org, b@example.org", ""),
        ("a@example.org\r\nFrom: b@example.org", ""),
        ("niemand", ""),
    ],
)
def test_the_sender_is_one_address_or_nobody(sender: str, found: str) -> None:
    assert read(sender=sender).sender == found


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        (("Authentication-Results: mx.example.org; spf=pass; dmarc=pass header.from=example.org",), "pass"),
        (("Authentication-Results: MX.example.org 1;\r\n dkim=none;\r\n dmarc=fail (p=none) x=y",), "fail"),
        (("Authentication-Results: mx.example.org (dmarc=pass; x); dkim=pass",), ""),
        (("Authentication-Results: mx.example.org; dkim=pass header.i=dmarc=pass",), ""),
        (('Authentication-Results: mx.example.org; spf=pass smtp.mailfrom="x; dmarc=pass"@boese.example.com',), ""),
        (("Authentication-Results: mx.example.org; spf=pass (a (b); dmarc=pass; c) smtp.mailfrom=x",), ""),
        (('Authentication-Results: mx.example.org; spf=pass smtp.mailfrom="(\\"; dmarc=pass; (x"@example.com',), ""),
        (("Authentication-Results: mx.example.org; dmarc=pass; dmarc=fail",), ""),
        (("Authentication-Results: mx.example.org; dmarc=none",), ""),
        (("Authentication-Results: mx.example.com; dmarc=pass",), ""),
        (
            (
                "Authentication-Results: mx.example.com; dmarc=fail",
                "Authentication-Results: mx.example.org; dmarc=pass",
            ),
            "",
        ),
        (
            (
                "Authentication-Results: mx.example.org; dmarc=fail",
                "Authentication-Results: mx.example.org; dmarc=pass",
            ),
            "fail",
        ),
        ((), ""),
    ],
)
def test_only_the_topmost_verdict_of_a_trusted_server_counts(
    lines: tuple[str, ...], verdict: str, settings: Any
) -> None:
    settings.TAFELRUNDE_TRUSTED_AUTHSERV = ["mx.example.org"]
    assert read(*lines).dmarc == verdict


def test_without_a_trusted_server_no_verdict_counts() -> None:
    assert read("Authentication-Results: mx.example.org; dmarc=pass").dmarc == ""


@pytest.mark.parametrize("field", ["Content-Type", "Content-Disposition"])
@pytest.mark.parametrize("number", [3, 50_000])
def test_malformed_and_endless_mime_fields_are_read_at_once(field: str, number: int) -> None:
    """Python needs minutes for the long ones, and raises IndexError for a parameter that ends too early."""
    parameters = "".join(f" name*{count}*=a;" for count in range(number))
    began = time.monotonic()
    message = read(f"{field}: text/x;{parameters} name*{number}*").message
    assert message.get_content_maintype() == "text"
    assert not message.is_attachment()
    assert time.monotonic() - began < 5
