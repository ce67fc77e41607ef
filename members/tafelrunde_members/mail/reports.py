"""What mail servers write when a message could not be delivered (RFC 3464), or was reported as spam (RFC 5965)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from typing import Literal

from tafelrunde_members.mail.status_codes import Verdict, judge_status

News = Literal["delivered", "delayed", "soft", "hard", "complaint", "other"]

MACHINE_SENDERS = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "maildaemon"})
ANSWER_LENGTH = 500
WIDEST_SEARCH = 20_000

_MESSAGE_ID = re.compile(r"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class DeliveryReport:
    """What one report says about one recipient. `recipients` are the addresses it names, in lower case, and
    `message_ids` those of the messages that it quotes: whoever wrote it may have invented all of it.
    """

    news: News
    recipients: frozenset[str] = frozenset()
    message_ids: tuple[str, ...] = ()
    answer: str = ""


def read_reports(message: EmailMessage) -> list[DeliveryReport]:
    """Return what a report says, one entry for each recipient it names; nothing when the mail is no report."""
    if message.get_content_type() != "multipart/report":
        return []
    message_ids = quoted_message_ids(message)
    kind = str(message.get_param("report-type") or "").lower()
    if kind == "feedback-report":
        return [_read_complaint(message, message_ids)]
    if kind not in {"delivery-status", ""}:
        return []
    return [_read_recipient(block, message_ids) for block in _recipient_blocks(message)]


def quoted_message_ids(message: EmailMessage) -> tuple[str, ...]:
    """Return the Message-IDs of the messages that a mail quotes, as a part of its own or in its text."""
    found: dict[str, None] = {}
    for part in message.walk():
        if part is message:
            continue
        if value := _plain_field(part, "Message-ID"):
            found[value] = None
        elif part.get_content_maintype() == "text":
            found |= dict.fromkeys(_MESSAGE_ID.findall(_text(part)))
    return tuple(found)


def looks_returned(message: Message, *, sender: str) -> bool:
    """Tell whether a mail that is no report was written by a mail server about an undeliverable one."""
    return sender.partition("@")[0] in MACHINE_SENDERS or _plain_field(message, "Return-Path") == "<>"


def _recipient_blocks(message: EmailMessage) -> Iterator[Message]:
    """Yield the groups of fields that speak of one recipient each (RFC 3464 2.3)."""
    for part in message.iter_parts():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            blocks = part.get_payload()
            if isinstance(blocks, list):
                yield from (block for block in blocks if isinstance(block, Message) and "Action" in block)


def _read_recipient(block: Message, message_ids: tuple[str, ...]) -> DeliveryReport:
    status, diagnosis = _plain_field(block, "Status"), _plain_field(block, "Diagnostic-Code")
    addresses = (_typed_value(block, name) for name in ("Original-Recipient", "Final-Recipient"))
    return DeliveryReport(
        news=_judge(_plain_field(block, "Action").lower(), status, diagnosis),
        recipients=frozenset(address for address in addresses if address),
        message_ids=message_ids,
        answer=f"{status} {diagnosis}".strip()[:ANSWER_LENGTH],
    )


def _read_complaint(message: EmailMessage, message_ids: tuple[str, ...]) -> DeliveryReport:
    fields = next((part for part in message.iter_parts() if part.get_content_type() == "message/feedback-report"), None)
    blocks = fields.get_payload() if fields is not None else []
    text = "\n".join(str(block) for block in blocks) if isinstance(blocks, list) else str(blocks)
    is_abuse = re.search(r"^feedback-type:\s*(abuse|fraud)\b", text, re.IGNORECASE | re.MULTILINE)
    return DeliveryReport(news="complaint" if is_abuse else "other", message_ids=message_ids)


def _judge(action: str, status: str, diagnosis: str) -> News:
    match action:
        case "delivered":
            return "delivered"
        case "delayed":
            return "delayed"
        case "failed":
            verdict = judge_status(status)
            if verdict is Verdict.UNKNOWN:  # such as 5.0.0: the server's own answer may say more
                verdict = judge_status(diagnosis)
            return "hard" if verdict is Verdict.ADDRESS else "soft"
        case _:  # relayed, expanded: on its way to where nobody reports
            return "other"


def _typed_value(block: Message, name: str) -> str:
    """Return the address in ``rfc822; someone@example.org``."""
    _, _, address = _plain_field(block, name).partition(";")
    return address.strip().strip("<>").lower()


def _plain_field(message: Message, name: str) -> str:
    """Return a field as it stands, on one line; parsing malformed ones under the modern policy may raise."""
    wanted = name.lower()
    values = (str(value) for field, value in message.raw_items() if field.lower() == wanted)
    return " ".join(next(values, "").split())


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content[:WIDEST_SEARCH].decode("utf-8", "replace") if isinstance(content, bytes) else ""
