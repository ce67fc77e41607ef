"""A mailbox read over IMAP (RFC 9051): what a program may do in it without getting in the way of people.

People may read the same mailbox. So reading marks nothing, and nothing is ever expunged but a single message that was
moved: imap-tools would expunge all that somebody has marked as deleted, which is why flags and moves are done here.
"""

import contextlib
import datetime as dt
import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from types import TracebackType
from typing import Self, TypeAlias

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.consts import SHORT_MONTH_NAMES
from imap_tools.errors import UnexpectedCommandStatusError
from imap_tools.utils import encode_folder

from tafelrunde_members.mail.delivery import describe_error, redact
from tafelrunde_members.mail.inbound_conf import IMAP_TIMEOUT, MailboxAddress

logger = logging.getLogger("tafelrunde.mail")

PROBLEMS = (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError)
#: imaplib gives a line, or a pair of a line and the literal that follows it.
_Item: TypeAlias = bytes | tuple[bytes, bytes]
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)", re.IGNORECASE)


class MailboxUnavailableError(Exception):
    """Nobody answers, or not to us. `answer` is what the server said, without addresses."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


class MessageUnreadableError(Exception):
    """The server does not hand out this message; others may be fine."""


class MessageTooLargeError(Exception):
    """The message is larger than what is taken in."""


class Mailbox:
    """One open folder of one mailbox, used as a context manager. All methods raise MailboxUnavailableError when the
    connection breaks; messages are named by their UID.
    """

    def __init__(self, address: MailboxAddress) -> None:
        self._address = address

    def __enter__(self) -> Self:
        with _told_as_unavailable():
            self._box = _connect(self._address)
            try:
                self._log_in()
            except BaseException:
                self._hang_up()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._hang_up()

    def uids_after(self, uid: int) -> list[int]:
        """Return the messages that came after the one with this UID, oldest first."""
        # "n:*" names the last message even when its UID is lower (RFC 9051 9, "seq-range").
        return [found for found in self._search(f"UID {uid + 1}:*") if found > uid]

    def uids_since(self, day: dt.date) -> list[int]:
        """Return the messages that arrived on this day or later, oldest first."""
        return self._search(f"SINCE {day.day}-{SHORT_MONTH_NAMES[day.month - 1]}-{day.year}")

    def fetch(self, uid: int, *, limit: int) -> bytes:
        """Return the bytes of a message and leave it as unread as it was.

        Raises MessageTooLargeError when it has more than `limit` bytes, without loading it, and
        MessageUnreadableError when the server does not hand it out.
        """
        told = b" ".join(item for item in self._fetch(uid, "(RFC822.SIZE)") if isinstance(item, bytes))
        if (size := _SIZE.search(told)) and int(size[1]) > limit:
            raise MessageTooLargeError
        literals = [item[1] for item in self._fetch(uid, "(BODY.PEEK[])") if isinstance(item, tuple)]
        if not literals:
            raise MessageUnreadableError
        return bytes(literals[0])

    def put_away(self, uid: int, *, folder: str) -> None:
        """Mark a message as read and, with a folder, move it there; where it cannot be moved it stays, as read."""
        self._command("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
        if folder and not self._move(uid, folder):
            logger.warning("A message could not be moved to the folder %s of the mailbox.", folder)

    def _log_in(self) -> None:
        address = self._address
        plain = address.user.isascii() and address.password.isascii()
        log_in = self._box.login if plain else self._box.login_utf8
        log_in(address.user, address.password, initial_folder=None)
        self._capabilities = b" ".join(self._box.client.capability()[1]).decode("ascii", "replace").upper().split()
        self._box.folder.set(address.folder)
        self.uid_validity = int((self._box.client.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)

    def _search(self, criteria: str) -> list[int]:
        with _told_as_unavailable():
            return sorted(int(uid) for uid in self._box.uids(criteria, charset=None))

    def _fetch(self, uid: int, what: str) -> list[_Item]:
        done, data = self._command("FETCH", str(uid), what)
        if not done or not data or data[0] is None:
            raise MessageUnreadableError
        return data

    def _move(self, uid: int, folder: str) -> bool:
        """Move one message, on servers without MOVE (RFC 6851) by a copy; there it is expunged by UID or by people."""
        name = encode_folder(folder).decode("ascii")
        command = "MOVE" if "MOVE" in self._capabilities else "COPY"
        done = self._command(command, str(uid), name)[0]
        if not done:  # most likely the folder does not exist yet
            with _told_as_unavailable():
                self._box.client.create(name)
            done = self._command(command, str(uid), name)[0]
        if done and command == "COPY":
            self._command("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
            if "UIDPLUS" in self._capabilities:
                self._command("EXPUNGE", str(uid))
        return done

    def _command(self, *command: str) -> tuple[bool, list[_Item]]:
        """Have the server do something with a message; return whether it did and what it answered."""
        with _told_as_unavailable():
            try:
                status, data = self._box.client.uid(*command)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:  # BAD: the server does not understand, but it goes on
                return False, []
        return status == "OK", data

    def _hang_up(self) -> None:
        with contextlib.suppress(*PROBLEMS):
            self._box.client.logout()


def _connect(address: MailboxAddress) -> BaseMailBox:
    match address.security:
        case "tls":
            context = ssl.create_default_context()
            return MailBox(address.host, address.port, timeout=IMAP_TIMEOUT, ssl_context=context)
        case "starttls":
            context = ssl.create_default_context()
            return MailBoxStartTls(address.host, address.port, timeout=IMAP_TIMEOUT, ssl_context=context)
        case _:
            return MailBoxUnencrypted(address.host, address.port, timeout=IMAP_TIMEOUT)


@contextlib.contextmanager
def _told_as_unavailable() -> Iterator[None]:
    try:
        yield
    except PROBLEMS as error:
        raise MailboxUnavailableError(_answer(error)) from error


def _answer(error: BaseException) -> str:
    """Return what the server said, or what happened, in one line without addresses."""
    if isinstance(error, UnexpectedCommandStatusError):
        words = (word.decode("utf-8", "replace") for word in error.command_result[1] if isinstance(word, bytes))
        return redact(" ".join(words)) or type(error).__name__
    return describe_error(error)
