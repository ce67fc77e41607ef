"""The address that a calendar program answers to: one for each invitation, which says by itself whose answer it is.

It looks like ``antwort+<token>@example.org``. The token follows from the invitation's nonce and serves this purpose
alone; its hash finds the invitation again.
"""

from base64 import b32encode, urlsafe_b64decode

from tafelrunde_events import conf
from tafelrunde_events.models import Invitation
from tafelrunde_members.domain.mail import derive_token, hash_token

#: Characters of the token: 160 bits in base32, which survives servers that change the case.
TOKEN_LENGTH = 32
_OCTETS = 20


def reply_token(nonce: str) -> str:
    """Return the token in the address that answers to an invitation with this nonce go to."""
    return b32encode(urlsafe_b64decode(derive_token("reply", nonce) + "=")[:_OCTETS]).decode().lower()


def reply_hash(nonce: str) -> str:
    """Return what is stored of the token; empty where answers of calendar programs are not received."""
    return hash_token(reply_token(nonce)) if conf.reply_address() else ""


def reply_address(invitation: Invitation) -> str:
    """Return the address for this invitation; empty without `TAFELRUNDE_REPLY_ADDRESS`.

    It finds the invitation only once `reply_hash` is stored with it, which whoever writes a mail sees to.
    """
    local_part, at, domain = conf.reply_address().partition("@")
    return f"{local_part}+{reply_token(invitation.nonce)}{at}{domain}" if at else ""


def find_by_reply_address(address: str) -> Invitation | None:
    """Return the invitation, withdrawn ones too, that an address stands for, with event, person and organisation."""
    local_part, at, domain = conf.reply_address().lower().partition("@")
    token = address.strip().lower().removeprefix(f"{local_part}+").removesuffix(f"@{domain}")
    if not at or len(token) != TOKEN_LENGTH or address.strip().lower() != f"{local_part}+{token}@{domain}":
        return None
    invitations = Invitation.objects.filter(reply_hash=hash_token(token))
    return invitations.select_related("event__venue", "person", "organisation").first()
