"""Emptying the mailbox into the database: first stored, then understood, and only then marked in the mailbox."""

import datetime as dt
import logging
from dataclasses import asdict, dataclass

from django.utils import timezone

from tafelrunde_members.domain.mail.inbound.receiving import fingerprint, receive
from tafelrunde_members.domain.mail.inbound.working import work_on
from tafelrunde_members.mail import inbound_conf
from tafelrunde_members.mail.imap import (
    Mailbox,
    MailboxUnavailableError,
    MessageTooLargeError,
    MessageUnreadableError,
)
from tafelrunde_members.models.mail_feedback import InboundMessage, MailboxState

logger = logging.getLogger("tafelrunde.mail")

SOURCE = "IMAP"
#: A message that the server does not hand out is asked for so often.
MAX_FETCHES = 5
#: What a program wrote is put away; letters stay as they are, unread, for people.
PUT_AWAY = frozenset({InboundMessage.Kind.REPLY, InboundMessage.Kind.BOUNCE, InboundMessage.Kind.AUTOMATIC})


@dataclass
class FetchReport:
    """What one look into the mailbox brought. `outage` is what the server said when it ended early."""

    new: int = 0
    known: int = 0
    too_large: int = 0
    unreadable: int = 0
    outage: str = ""


def fetch_mailbox() -> FetchReport | None:
    """Take in and work on what is new in the mailbox; None when none is configured.

    May be repeated, cut short and run twice at the same time: what is known already is not taken in again. Raises
    ImproperlyConfigured when the address of the mailbox is not one, and whatever the database raises.
    """
    address = inbound_conf.mailbox()
    if address is None:
        return None
    report = FetchReport()
    state, _ = MailboxState.objects.get_or_create(name=address.name)
    try:
        with Mailbox(address) as mailbox:
            for uid in _new_uids(mailbox, state):
                _take_over(mailbox, uid, state, report)
    except MailboxUnavailableError as error:
        report.outage = error.answer
    _note_check(state, report.outage)
    return report


def _new_uids(mailbox: Mailbox, state: MailboxState) -> list[int]:
    """Return what was not looked at yet, and what could not be loaded before."""
    if state.uid_validity != mailbox.uid_validity:
        return _begin_anew(mailbox, state)
    return sorted({*map(int, state.skipped), *mailbox.uids_after(state.last_uid)})


def _begin_anew(mailbox: Mailbox, state: MailboxState) -> list[int]:
    """Return what to look at in a mailbox seen for the first time, or numbered anew.

    Nothing is older than rows are kept: what was taken in before is recognised by its bytes.
    """
    recent = mailbox.uids_since(timezone.localdate() - inbound_conf.keep_done() + dt.timedelta(days=1))
    before = recent[0] - 1 if recent else max(mailbox.uids_after(0), default=0)
    state.uid_validity, state.last_uid, state.skipped = mailbox.uid_validity, before, {}
    _save(state)
    return recent


def _take_over(mailbox: Mailbox, uid: int, state: MailboxState, report: FetchReport) -> None:
    """Bring one message into the database and mark it in the mailbox, then note that it was looked at.

    Whatever interrupts this, the message is looked at again.
    """
    try:
        raw = mailbox.fetch(uid, limit=inbound_conf.size_limit())
    except MessageTooLargeError:
        report.too_large += 1
        logger.warning("A message in the mailbox is too large to be taken in.")
    except MessageUnreadableError:
        report.unreadable += 1
        _skip(state, uid)
        return
    else:
        message = receive(raw, source=SOURCE)
        report.new += message is not None
        report.known += message is None
        message = message or InboundMessage.objects.filter(fingerprint=fingerprint(raw)).first()
        if message is not None and _is_for_programs(message):
            mailbox.put_away(uid, folder=inbound_conf.done_folder())
    state.skipped.pop(str(uid), None)
    state.last_uid = max(state.last_uid, uid)
    _save(state)


def _is_for_programs(message: InboundMessage) -> bool:
    """Work on a message unless that was done before; tell whether nobody need read it."""
    work_on(message.pk)
    message.refresh_from_db(fields=["state", "kind"])
    return message.state == InboundMessage.State.DONE and message.kind in PUT_AWAY


def _skip(state: MailboxState, uid: int) -> None:
    """Go on to the next message, and come back to this one a few times."""
    attempts = state.skipped.get(str(uid), 0) + 1
    if attempts < MAX_FETCHES:
        state.skipped[str(uid)] = attempts
    else:
        state.skipped.pop(str(uid), None)
        logger.error("A message in the mailbox could not be loaded in %s attempts and is left there.", attempts)
    state.last_uid = max(state.last_uid, uid)
    _save(state)


def _save(state: MailboxState) -> None:
    state.save(update_fields=["uid_validity", "last_uid", "skipped"])


def _note_check(state: MailboxState, outage: str) -> None:
    if outage:
        logger.error("The mailbox does not answer: %s", outage)
    now = timezone.now()
    state.failing_since = (state.failing_since or now) if outage else None
    state.answer, state.checked_at = outage, now
    state.save(update_fields=["failing_since", "answer", "checked_at"])


def describe_fetch(report: FetchReport) -> str:
    """Return the numbers of a report in a few words, for logs and the command line."""
    counts = {name: value for name, value in asdict(report).items() if type(value) is int and value}
    return ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items()) or "nothing new"
