"""A small real IMAP server (RFC 9051, as far as reading a mailbox needs it) on loopback that misbehaves on request."""

import re
import shlex
import socketserver
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import RLock, Thread

import pytest

MAIL_OF_TESTS = b"From: anna.kessler@example.org\r\nTo: antwort@example.org\r\nSubject: Hallo\r\n\r\nGuten Tag\r\n"


@dataclass
class StoredMail:
    """One message in a folder."""

    uid: int
    content: bytes
    day: date
    flags: set[str] = field(default_factory=set)


@dataclass
class Folder:
    """Messages with their numbering."""

    uid_validity: int = 1
    next_uid: int = 1
    mails: list[StoredMail] = field(default_factory=list)

    def add(self, content: bytes, *, day: date | None = None, flags: set[str] | None = None) -> int:
        """Put a message into the folder and return its UID."""
        mail = StoredMail(self.next_uid, content, day or date.today(), flags or set())  # noqa: DTZ011 (as the server's)
        self.mails.append(mail)
        self.next_uid += 1
        return mail.uid

    def find(self, uid: int) -> StoredMail | None:
        """Return the message with this UID."""
        return next((mail for mail in self.mails if mail.uid == uid), None)

    def renumber(self) -> None:
        """Give all messages new UIDs, as a server does that lost its index."""
        self.uid_validity += 1
        for mail in self.mails:
            mail.uid = self.next_uid
            self.next_uid += 1


@dataclass
class ImapServer:
    """The mailbox and its controls; all may be used while clients are connected."""

    port: int = 0
    user: str = "antwort@example.org"
    password: str = "geheim/er:Satz@1"
    folders: dict[str, Folder] = field(default_factory=lambda: {"INBOX": Folder()})
    capabilities: list[str] = field(default_factory=lambda: ["IMAP4rev1", "UIDPLUS", "MOVE"])
    commands: list[str] = field(default_factory=list)
    refuses_login: bool = False
    unreadable: set[int] = field(default_factory=set)
    drops: dict[str, int] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)

    @property
    def inbox(self) -> Folder:
        """The folder that mail arrives in."""
        return self.folders["INBOX"]

    @property
    def url(self) -> str:
        """The address for `TAFELRUNDE_IMAP_URL`."""
        return f"imap://antwort%40example.org:geheim%2Fer%3ASatz%401@127.0.0.1:{self.port}/INBOX"

    def deliver(self, *contents: bytes) -> list[int]:
        """Let messages arrive; return their UIDs."""
        with self.lock:
            return [self.inbox.add(content) for content in contents or (MAIL_OF_TESTS,)]

    def flags(self, uid: int) -> set[str]:
        """Return what a message in the inbox is marked with."""
        mail = self.inbox.find(uid)
        return set(mail.flags) if mail else set()

    def drop_at(self, command: str, *, after: int = 0) -> None:
        """Cut the connection at a command such as ``UID FETCH``, once, after so many of it."""
        self.drops[command] = after

    def must_drop(self, command: str) -> bool:
        """Tell whether the connection is to be cut now."""
        with self.lock:
            left = self.drops.get(command)
            if left is None:
                return False
            if left:
                self.drops[command] = left - 1
                return False
            del self.drops[command]
            return True


class ImapSession(socketserver.StreamRequestHandler):
    """One connection."""

    server: "_Listener"

    def handle(self) -> None:
        """Greet, then answer each command until LOGOUT or until told to cut the connection."""
        self.mailbox = self.server.mailbox
        self.folder: Folder | None = None
        self.say("* OK ready")
        while line := self.rfile.readline().decode("utf-8").rstrip("\r\n"):
            tag, _, rest = line.partition(" ")
            words = shlex.split(rest)
            name = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
            self.mailbox.commands.append(name)
            if self.mailbox.must_drop(name):
                self.connection.close()
                return
            with self.mailbox.lock:
                answer = self.answer(name, words[len(name.split()) :], rest)
            self.say(f"{tag} {answer}")
            if name == "LOGOUT":
                return

    def say(self, line: str) -> None:
        """Send one line."""
        self.wfile.write(line.encode("utf-8") + b"\r\n")

    def answer(self, name: str, words: list[str], rest: str) -> str:
        """Do what the command asks and return the tagged answer."""
        method: Callable[[list[str], str], str] | None = getattr(self, f"do_{name.lower().replace(' ', '_')}", None)
        if method is None:
            return "BAD unknown command"
        if name.startswith("UID") and self.folder is None:
            return "BAD no folder selected"
        return method(words, rest)

    def do_capability(self, _words: list[str], _rest: str) -> str:
        self.say("* CAPABILITY " + " ".join(self.mailbox.capabilities))
        return "OK done"

    def do_login(self, words: list[str], _rest: str) -> str:
        if self.mailbox.refuses_login or words != [self.mailbox.user, self.mailbox.password]:
            return f"NO [AUTHENTICATIONFAILED] {words[0]} may not log in"
        return "OK logged in"

    def do_select(self, words: list[str], _rest: str) -> str:
        folder = self.mailbox.folders.get(words[0])
        if folder is None:
            return "NO no such folder"
        self.folder = folder
        self.say(f"* {len(folder.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {folder.uid_validity}] numbered")
        return "OK [READ-WRITE] selected"

    def do_create(self, words: list[str], _rest: str) -> str:
        self.mailbox.folders.setdefault(words[0], Folder())
        return "OK created"

    def do_uid_search(self, words: list[str], _rest: str) -> str:
        found = [str(mail.uid) for mail in self._open().mails if self._matches(mail, words)]
        self.say(" ".join(["* SEARCH", *found]))
        return "OK searched"

    def do_uid_fetch(self, words: list[str], rest: str) -> str:
        mail = self._open().find(int(words[0]))
        if mail is None:
            return "OK nothing"
        if mail.uid in self.mailbox.unreadable:
            return "NO cannot be read"
        number = self._open().mails.index(mail) + 1
        self.say("* 1 FETCH (FLAGS (\\Recent))")  # unasked-for news, as servers send at any time
        if "RFC822.SIZE" in rest:
            self.say(f"* {number} FETCH (UID {mail.uid} RFC822.SIZE {len(mail.content)})")
        else:
            head = f"* {number} FETCH (UID {mail.uid} BODY[] {{{len(mail.content)}}}\r\n"
            self.wfile.write(head.encode() + mail.content + b")\r\n")
        return "OK fetched"

    def do_uid_store(self, words: list[str], rest: str) -> str:
        if mail := self._open().find(int(words[0])):
            mail.flags |= set(re.findall(r"\\\w+", rest))
        return "OK stored"

    def do_uid_copy(self, words: list[str], _rest: str) -> str:
        mail, folder = self._open().find(int(words[0])), self.mailbox.folders.get(words[1])
        if mail is None or folder is None:
            return "NO [TRYCREATE] no such folder"
        folder.add(mail.content, flags=set(mail.flags))
        return "OK copied"

    def do_uid_move(self, words: list[str], rest: str) -> str:
        if "MOVE" not in self.mailbox.capabilities:
            return "BAD unknown command"
        answer = self.do_uid_copy(words, rest)
        if answer.startswith("OK"):
            self._open().mails.remove(self._mail(words[0]))
        return answer

    def do_uid_expunge(self, words: list[str], _rest: str) -> str:
        mail = self._mail(words[0])
        if "\\Deleted" in mail.flags:
            self._open().mails.remove(mail)
        return "OK expunged"

    def do_expunge(self, _words: list[str], _rest: str) -> str:
        folder = self._open()
        folder.mails = [mail for mail in folder.mails if "\\Deleted" not in mail.flags]
        return "OK expunged"

    def do_logout(self, _words: list[str], _rest: str) -> str:
        self.say("* BYE")
        return "OK bye"

    def _open(self) -> Folder:
        assert self.folder is not None
        return self.folder

    def _mail(self, uid: str) -> StoredMail:
        mail = self._open().find(int(uid))
        assert mail is not None
        return mail

    def _matches(self, mail: StoredMail, words: list[str]) -> bool:
        match words[0].upper():
            case "SINCE":
                return mail.day >= datetime.strptime(words[1], "%d-%b-%Y").date()  # noqa: DTZ007 (a day, no moment)
            case "UID":
                # "n:*" always names the last message, however small its number (RFC 9051 9).
                last = mail is self._open().mails[-1]
                return last or mail.uid >= int(words[1].partition(":")[0])
            case _:
                raise AssertionError(words)


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, mailbox: ImapServer) -> None:
        super().__init__(("127.0.0.1", 0), ImapSession)
        self.mailbox = mailbox
        mailbox.port = self.server_address[1]

    def handle_error(self, *_: object) -> None:
        """Clients that leave are no error of the server."""


@pytest.fixture
def imap_server() -> Iterator[ImapServer]:
    """A mailbox of this test's own."""
    mailbox = ImapServer()
    with _Listener(mailbox) as listener:
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield mailbox
        listener.shutdown()
        thread.join()
