"""Reading a mail from anywhere: nothing in it may be trusted, and nothing in it may raise."""

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from functools import cached_property

from tafelrunde_members.mail import inbound_conf
from tafelrunde_members.mail.mime_policies import MODERN, OLD, has_endless_parts
from tafelrunde_members.models.mail_feedback import InboundMessage

#: Where servers write down whom a mail was delivered to. The first three are Postfix's and Dovecot's, `Envelope-To` is
#: Exim's, the others belong to hosted mailboxes; `To` and `Cc` come last, for they are the writer's.
RECIPIENT_FIELDS = (
    "Delivered-To",
    "X-Original-To",
    "X-Envelope-To",
    "Envelope-To",
    "X-Delivered-To",
    "X-Rcpt-To",
    "To",
    "Cc",
)
AUTOMATIC_PRECEDENCE = frozenset({"bulk", "list", "junk", "auto_reply"})
#: Fields that only programs which answer by themselves write.
AUTOMATIC_FIELDS = ("X-Autoreply", "X-Autorespond", "List-Id")

_DMARC = re.compile(r"^dmarc\s*=\s*(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class InboundMail:
    """A mail as handlers see it. Whoever sent it may have written anything into it: only what `dmarc` and secrets in
    `recipients` say is evidence.
    """

    row: InboundMessage
    raw: bytes
    envelope: tuple[str, ...] = field(default=())

    @cached_property
    def message(self) -> EmailMessage:
        """The mail, parsed under Python's modern policy. Reading malformed fields of it may raise.

        One that is nested deeper than Python can follow, or cut into endless parts, is read as its header and one piece
        of text.
        """
        if has_endless_parts(self.raw):
            return BytesHeaderParser(policy=MODERN).parsebytes(self.raw)
        try:
            return message_from_bytes(self.raw, policy=MODERN)
        except RecursionError:
            return BytesHeaderParser(policy=MODERN).parsebytes(self.raw)

    @cached_property
    def headers(self) -> Message:
        """The header alone under the old policy, which takes any bytes for text."""
        return BytesHeaderParser(policy=OLD).parsebytes(self.raw)

    @cached_property
    def recipients(self) -> tuple[str, ...]:
        """All addresses the mail was delivered or written to, in lower case, the envelope's first, each once."""
        written = (address for name in RECIPIENT_FIELDS for address in self.addresses(name))
        return tuple(dict.fromkeys((*(address.strip().lower() for address in self.envelope), *written)))

    @cached_property
    def sender(self) -> str:
        """The address in From, in lower case; empty unless there is exactly one (RFC 7489 6.6.1 asks no less)."""
        addresses = self.addresses("From")
        return addresses[0] if len(addresses) == 1 else ""

    @cached_property
    def message_id(self) -> str:
        """The mail's own Message-ID; empty when it has none."""
        return self.field("Message-ID").strip()

    @cached_property
    def dmarc(self) -> str:
        """`pass` or `fail` as our own server found it, otherwise empty (RFC 8601).

        Only the topmost result counts, and only by the name of a server that the operator trusts
        (`TAFELRUNDE_TRUSTED_AUTHSERV`): anybody may have written the ones below it.
        """
        server, _, results = _bare(self.field("Authentication-Results")).partition(";")
        name = server.split()[0].lower() if server.split() else ""
        if name not in inbound_conf.trusted_authserv():
            return ""
        found = [match[1].lower() for part in results.split(";") if (match := _DMARC.match(part.strip()))]
        return found[0] if len(found) == 1 and found[0] in {"pass", "fail"} else ""

    @cached_property
    def is_automatic(self) -> bool:
        """Whether a program wrote it by itself (RFC 3834). Calendar programs mark answers of people so, too."""
        submitted = self.field("Auto-Submitted").partition(";")[0].strip().lower()
        return (
            submitted not in {"", "no"}
            or self.field("Precedence").strip().lower() in AUTOMATIC_PRECEDENCE
            or self.field("Return-Path").strip() == "<>"
            or any(name in self.headers for name in AUTOMATIC_FIELDS)
        )

    def field(self, name: str) -> str:
        """Return the topmost header field of a name on one line; empty when there is none."""
        return " ".join(str(self.headers.get(name, "")).split())

    def addresses(self, name: str) -> list[str]:
        """Return the addresses in all header fields of a name, in lower case."""
        values = [str(value) for value in self.headers.get_all(name, [])]
        try:
            found = getaddresses(values)
        except RecursionError:  # comments in comments in comments
            return []
        return [address.strip().lower() for _, address in found if "@" in address]


def _bare(value: str) -> str:
    """Return a structured header field without quoted words and comments (RFC 5322 3.2).

    Servers write down in them what somebody told, such as the envelope sender: it must never look like a result.
    """
    kept: list[str] = []
    depth, quoted, letters = 0, False, iter(value)
    for letter in letters:
        if letter == "\\":
            next(letters, "")
        elif letter == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif letter == "(":
            depth += 1
            kept.append(" ")
        elif letter == ")":
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(letter)
    return "".join(kept)
