"""Mail addresses and the people behind them, as calendar objects name them."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from tafelrunde_events.engine.errors import AddressError
from tafelrunde_events.engine.texts import clean_line

# The dot-atom of RFC 5322 3.2.3; the quoted form is not accepted, no mailbox in use needs it.
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
_MAX_LOCAL_PART = 64
_MAX_DOMAIN = 253


@dataclass(frozen=True, slots=True)
class Organizer:
    """The role that convenes: a name to show and an address that the site receives, never a person's."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """The one person an iTIP message goes to; ``email`` is the address in the To header of that mail."""

    name: str
    email: str


def check_address(email: str) -> str:
    """Return the address with its domain in ASCII (IDNA), as mail servers and mailto addresses need it.

    Raises AddressError: ``address_malformed`` (line breaks, spaces, no or several ``@``, an impossible domain),
    ``address_not_ascii`` (a local part beyond ASCII, which most mail servers refuse).
    """
    local_part, at, domain = email.partition("@")
    if not at or any(character.isspace() for character in email):
        raise AddressError("address_malformed", f"not a mail address: {email!r}")
    if not local_part.isascii():
        raise AddressError("address_not_ascii", f"the part before the @ is not ASCII: {email!r}")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise AddressError("address_malformed", f"not a domain: {email!r}") from error
    if (
        not _LOCAL_PART.fullmatch(local_part)
        or not _HOST_NAME.fullmatch(domain)
        or len(local_part) > _MAX_LOCAL_PART
        or len(domain) > _MAX_DOMAIN
    ):
        raise AddressError("address_malformed", f"not a mail address: {email!r}")
    return f"{local_part}@{domain}"


def mailto(email: str) -> str:
    """Return the checked address as a mailto URI (RFC 6068)."""
    return "mailto:" + quote(check_address(email), safe="@!$'*+,-._~")


def display_name(name: str) -> str:
    """Return the name on one line, fit for a CN parameter: without backslashes, which some parsers take for escapes."""
    return clean_line(name.replace("\\", ""))
