"""Mails with answers of calendar programs: the samples, filled for one invitation, and plain ones."""

import base64
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from tafelrunde_events.domain.reply_addresses import reply_address
from tafelrunde_events.models import Invitation, ScheduleEntry
from tafelrunde_members.domain.mail.inbound import receive, work_inbound
from tafelrunde_members.models import InboundMessage

SAMPLES = Path(__file__).parent / "samples"
MAILBOX = "antwort@tisch.example.org"
SERVER = "mx.tisch.example.org"
_ENCODED = re.compile(r"\[\[base64\]\](.*?)\[\[/base64\]\]", re.DOTALL)


def stamp(minutes: float = 0) -> str:
    """DTSTAMP of an answer written so many minutes from now."""
    return f"{datetime.now(UTC) + timedelta(minutes=minutes):%Y%m%dT%H%M%SZ}"


def entry_of(invitation: Invitation) -> ScheduleEntry:
    return invitation.event.entries.order_by("pk").first()


def sample(name: str, invitation: Invitation, **values: Any) -> bytes:
    """Return a sample as the program would have sent it in answer to this invitation."""
    entry = entry_of(invitation)
    filled = {
        "uid": entry.uid,
        "attendee": invitation.address,
        "recipient": reply_address(invitation),
        "sequence": entry.sequence,
        "stamp": stamp(),
        "recurrence": "",
    } | values
    text = (SAMPLES / f"{name}.eml").read_text()
    for key, value in filled.items():
        text = text.replace(f"[[{key}]]", str(value))
    return _ENCODED.sub(_encode, text).replace("\n", "\r\n").encode()


def _encode(match: re.Match[str]) -> str:
    return base64.encodebytes(match[1].replace("\n", "\r\n").encode()).decode().strip()


def plain(invitation: Invitation, **values: Any) -> bytes:
    """Return the shortest answer: one text/calendar part, from the invitee, to the invitation's own address."""
    given = {
        "attendee": f"mailto:{invitation.address}",
        "sender": invitation.address,
        "recipient": reply_address(invitation),
        "uid": entry_of(invitation).uid,
        "partstat": "ACCEPTED",
        "method": "REPLY",
        "sequence": entry_of(invitation).sequence,
        "stamp": stamp(),
        "comment": "",
        "dmarc": "",
        "lines": (),
    } | values
    head = [f"Authentication-Results: {SERVER}; dmarc={given['dmarc']}"] if given["dmarc"] else []
    head += [f"From: {given['sender']}", f"To: {given['recipient']}", "Content-Type: text/calendar; charset=utf-8"]
    entry = [
        f"UID:{given['uid']}",
        f"SEQUENCE:{given['sequence']}",
        f"DTSTAMP:{given['stamp']}",
        f"ATTENDEE;PARTSTAT={given['partstat']}:{given['attendee']}",
        f"COMMENT:{given['comment']}",
        *given["lines"],
    ]
    body = ["BEGIN:VCALENDAR", f"METHOD:{given['method']}", "BEGIN:VEVENT", *entry, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join([*head, "", *body]).encode()


def deliver(*mails: bytes) -> InboundMessage:
    """Take mails in and work on them; return the row of the last one."""
    for mail in mails:
        # Nobody sends the same bytes twice: servers write another trace above them.
        receive(b"Received: by %f\r\n" % timezone.now().timestamp() + mail, source="test")
    report = work_inbound()
    assert (report.done, report.failed) == (len(mails), 0)
    return InboundMessage.objects.latest("pk")
