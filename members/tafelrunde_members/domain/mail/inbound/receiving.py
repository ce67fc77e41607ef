"""Taking a mail in: quick, once, and whatever it holds. What it means is found out later."""

import hashlib
import logging
from collections.abc import Sequence

from tafelrunde_members.mail import inbound_conf
from tafelrunde_members.models.mail_feedback import InboundMessage

logger = logging.getLogger("tafelrunde.mail")

SOURCE_LENGTH = 40
RECIPIENT_LENGTH = 320


def receive(raw: bytes, *, source: str, recipients: Sequence[str] = ()) -> InboundMessage | None:
    """Store a mail and return its row; None when the same bytes to the same address are known, are none or too many.

    `source` names the way it came (``IMAP``, a provider); `recipients` are those of the envelope, where it is known.
    Raises what the database raises and nothing else.
    """
    if not raw or len(raw) > inbound_conf.size_limit():
        logger.warning("A mail by %s was not taken in: %s bytes.", source, len(raw))
        return None
    envelope = [cleaned for address in recipients if (cleaned := _printable(address))]
    message, is_new = InboundMessage.objects.get_or_create(
        fingerprint=fingerprint(raw, envelope),
        defaults={
            "source": source[:SOURCE_LENGTH],
            "recipient": mask_address(envelope[0]) if envelope else "",
            "envelope": envelope,
            "raw": raw,
        },
    )
    return message if is_new else None


def fingerprint(raw: bytes, envelope: Sequence[str] = ()) -> str:
    """Return what a mail is known by. One that comes in two ways differs in its trace, and handlers see both."""
    return hashlib.sha256("\n".join([*envelope, ""]).encode() + raw).hexdigest()


def mask_address(address: str) -> str:
    """Return an address of ours without what follows the plus: it is a secret of the person who was written to."""
    local_part, at, domain = _printable(address).rpartition("@")
    base, plus, _secret = local_part.partition("+")
    return f"{base}{plus}{'…' if plus else ''}{at}{domain}"[:RECIPIENT_LENGTH]


def _printable(text: str) -> str:
    """Return what a database takes: no NUL, no halves of letters."""
    return "".join(letter for letter in text if letter.isprintable())
