"""Short codes on paper, for those who type instead of clicking: twelve characters in groups of four.

A code follows from the invitation's nonce, for this purpose alone; the database keeps its hash. 60 bits are enough
because guessing is limited (`code_limits`).
"""

from base64 import urlsafe_b64decode
from collections.abc import Iterable

from django.urls import reverse

from tafelrunde_events import conf
from tafelrunde_events.domain.answer_links import answer_token
from tafelrunde_events.models import Invitation
from tafelrunde_members.domain.mail import derive_token, hash_token

#: Digits and letters without I, L, O and U, which look like others or make up words (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_BITS = 5
_GROUP = 4
_LOOK_ALIKES = str.maketrans("OIL", "011")


def short_code(nonce: str) -> str:
    """Return the code that belongs to an invitation's nonce."""
    number = int.from_bytes(urlsafe_b64decode(derive_token("short", nonce) + "=")[:8])
    return "".join(ALPHABET[number >> _BITS * place & len(ALPHABET) - 1] for place in range(LENGTH))


def grouped(code: str) -> str:
    """Return the code as it is printed: ``7K2M QX4T 90AB``."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(typed: str) -> str:
    """Return the code that somebody meant, whatever the case, blanks, dashes and look-alikes; empty for no code."""
    code = "".join(char for char in typed if char.isalnum()).upper().translate(_LOOK_ALIKES)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def short_form_address() -> str:
    """Return the full address of the page where a code is typed."""
    return conf.absolute_url(reverse("tafelrunde_events:short_form"))


def find_by_code(typed: str) -> Invitation | None:
    """Return the invitation that a typed code stands for; nothing for withdrawn ones."""
    code = read_code(typed)
    if not code:
        return None
    return Invitation.objects.filter(short_hash=hash_token(code), withdrawn_at__isnull=True).first()


def has_current_link(invitation: Invitation) -> bool:
    """Tell whether the link that follows from the nonce finds the invitation; not after a change of `SECRET_KEY`."""
    return invitation.token_hash == hash_token(answer_token(invitation.nonce))


def store_paper_secrets(invitations: Iterable[Invitation]) -> None:
    """Store what finds the codes and links again that are printed; in one statement for a few hundred invitations.

    After a change of `SECRET_KEY` the links and codes are new ones, which replace the old.
    """
    changed = []
    for invitation in invitations:
        hashes = hash_token(answer_token(invitation.nonce)), hash_token(short_code(invitation.nonce))
        if (invitation.token_hash, invitation.short_hash) != hashes:
            invitation.token_hash, invitation.short_hash = hashes
            changed.append(invitation)
    Invitation.objects.bulk_update(changed, ["token_hash", "short_hash"], batch_size=200)
