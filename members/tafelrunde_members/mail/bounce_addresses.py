"""Addresses that undeliverable mail returns to, each naming its message (VERP): ``bounces+17.0a1b…@example.org``.

They stand in the envelope only. Mail servers may change the case of a local part and must carry 64 octets of it
(RFC 5321 4.5.3.1.1), so the proof that we wrote the address is short and hexadecimal.
"""

import hmac
import re

from django.utils.crypto import salted_hmac

from tafelrunde_members.mail import conf
from tafelrunde_members.models.mail import OutboxMessage

PROOF_LENGTH = 24  # 96 bits
_SALT = "tafelrunde_members.bounce"
_TAG = re.compile(r"(\d{1,18})\.([0-9a-f]{24})")


def bounce_address(message_pk: int) -> str:
    """Return the envelope sender of a message, nothing where `TAFELRUNDE_BOUNCE_ADDRESS` is not set."""
    mailbox = conf.bounce_mailbox()
    if not mailbox:
        return ""
    local_part, _, domain = mailbox.rpartition("@")
    return f"{local_part}+{message_pk}.{_proof(message_pk, conf.secret_keys()[0])}@{domain}"


def find_by_bounce_address(address: str) -> OutboxMessage | None:
    """Return the message that an address was made for; None when the address is not one of ours.

    Addresses made with a former `SECRET_KEY` count while it is among `SECRET_KEY_FALLBACKS`.
    """
    local_part, _, domain = address.strip().lower().rpartition("@")
    name, _, tag = local_part.rpartition("+")
    if not name or f"{name}@{domain}" != conf.bounce_mailbox().lower():
        return None
    found = _TAG.fullmatch(tag)
    if not found or not _is_ours(int(found[1]), found[2]):
        return None
    return OutboxMessage.objects.filter(pk=int(found[1])).first()


def _is_ours(message_pk: int, proof: str) -> bool:
    return any(hmac.compare_digest(_proof(message_pk, key), proof) for key in conf.secret_keys())


def _proof(message_pk: int, key: str) -> str:
    return salted_hmac(_SALT, str(message_pk), secret=key, algorithm="sha256").hexdigest()[:PROOF_LENGTH]
