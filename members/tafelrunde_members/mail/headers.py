"""Header fields: refused when unsafe, encoded when they must be."""

import re
from email.header import Header
from email.utils import formataddr, parseaddr
from functools import lru_cache

from django.utils.encoding import punycode

#: Fields that the outbox writes itself; nobody may bring their own.
OWN_FIELDS = frozenset(
    {
        "auto-submitted",
        "bcc",
        "cc",
        "content-transfer-encoding",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "reply-to",
        "sender",
        "subject",
        "to",
        "x-auto-response-suppress",
    }
)
LINE_LENGTH = 76
#: What servers must take (RFC 5322 2.1.1). An address that cannot be broken stands on the line of its name: some
#: programs read "List-Unsubscribe:" with nothing behind it as empty.
LONGEST_LINE = 998

_ONE_ADDRESS = re.compile(r"<[^<>\s]+>")
_UNSAFE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\u0085\u2028\u2029]")
_FIELD_NAME = re.compile(r"[A-Za-z0-9-]+")


class UnsafeHeaderError(ValueError):
    """A header value holds a line break or another control character, or its name is not allowed."""


def refuse_unsafe(name: str, value: str) -> str:
    """Return the value; raise UnsafeHeaderError when it could begin another header line (RFC 5322 2.2)."""
    if found := _UNSAFE.search(value):
        raise UnsafeHeaderError(f"{name} must not contain line breaks or control characters (found {found[0]!r}).")
    return value


def refuse_own_field(name: str) -> str:
    """Return the name of a further header field; raise UnsafeHeaderError when it is malformed or the outbox's own."""
    if not _FIELD_NAME.fullmatch(name):
        raise UnsafeHeaderError(f"{name!r} is not the name of a header field.")
    if name.lower() in OWN_FIELDS:
        raise UnsafeHeaderError(f"The outbox writes the header {name} itself.")
    return name


@lru_cache(maxsize=64)  # a mailing's subject is the same for everybody, and folding it is the dearest part of a message
def encode_text(name: str, value: str) -> str:
    """Return an unstructured value as it stands on the wire: folded, and as encoded words where not ASCII."""
    refuse_unsafe(name, value)
    plain = value.isascii() and "=?" not in value
    if plain and len(name) + len(value) + 2 <= (LONGEST_LINE if _ONE_ADDRESS.fullmatch(value) else LINE_LENGTH):
        return value
    header = Header(value, "us-ascii" if plain else "utf-8", maxlinelen=LINE_LENGTH, header_name=name)
    return header.encode(linesep="\r\n")


def encode_address(name: str, value: str) -> str:
    """Return ``Name <address>`` as it stands on the wire, with the domain in its ASCII form (IDNA)."""
    refuse_unsafe(name, value)
    display, address = parseaddr(value)
    local_part, _, domain = address.rpartition("@")
    address = f"{local_part}@{punycode(domain)}"
    if not display or (display.isascii() and "=?" not in display):
        return formataddr((display, address))
    words = Header(display, "utf-8", maxlinelen=LINE_LENGTH, header_name=name).encode(linesep="\r\n")
    # Encoded words leave no room on their last line.
    return f"{words}\r\n <{address}>"


def join_address(display: str, address: str) -> str:
    """Return ``"Name" <address>`` in a form that `email.utils.parseaddr` takes apart again, umlauts untouched."""
    if not display:
        return address
    quoted = display.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'
