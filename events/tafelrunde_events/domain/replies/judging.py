"""What comes of a calendar program's answer: whose it is, whether that is certain, and whether it is news."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tafelrunde_events.domain.plan import original_of
from tafelrunde_events.engine import AddressError, AnsweringAttendee, CalendarAnswer, check_address
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import CalendarReply, Event, Invitation, Occurrence, Reply, ScheduleEntry

Outcome = CalendarReply.Outcome

#: PARTSTAT of RFC 5545 3.2.12 that say something; the values are those of `Answer`.
ANSWERS = frozenset({Answer.ACCEPTED, Answer.DECLINED, Answer.TENTATIVE, Answer.DELEGATED})
#: How far the clock of somebody's computer may be slow before an answer seems to be older than it is.
CLOCK_SKEW = dt.timedelta(minutes=15)
#: A stamp further ahead is a wrong clock; it must not make all later answers old.
_FURTHEST_AHEAD = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """An answer with the rows that it is about, as far as they were found."""

    answer: CalendarAnswer
    entry: ScheduleEntry | None
    occurrence: Occurrence | None
    invitation: Invitation | None
    attendee: AnsweringAttendee | None
    dtstamp: dt.datetime | None
    outcome: Outcome = Outcome.APPLIED

    @property
    def partstat(self) -> str:
        """What the attendee decided."""
        return self.attendee.partstat if self.attendee else ""

    @property
    def comment(self) -> str:
        """The remark: that of the answer, or what Google sets beside the attendee."""
        return self.answer.comment or (self.attendee.comment if self.attendee else "")


def plain_address(address: str) -> str:
    """Return an address as it is compared: without regard to case, its domain in ASCII."""
    try:
        return check_address(address.strip()).lower()
    except AddressError:
        return address.strip().lower()


def find_invitation(event: Event, addresses: Iterable[str]) -> tuple[Invitation | None, bool]:
    """Return the invitation to an event that went to one of these addresses, and whether it is the only one.

    One that was withdrawn is found only where there is no other.
    """
    wanted = {plain_address(address) for address in addresses if address}
    found = [row for row in event.invitations.all() if plain_address(row.address) in wanted]
    current = [row for row in found if row.withdrawn_at is None] or found
    return (current[0] if current else None), len(current) == 1


def find_date(answer: CalendarAnswer, entry: ScheduleEntry) -> Occurrence | None:
    """Return the date of a series that an answer names by its RECURRENCE-ID."""
    return next((row for row in entry.occurrences.all() if answer.names_date(original_of(row), entry.zone)), None)


def is_certain(*, sender: str, attendee: str, invited: str, dmarc: str, by_own_address: bool) -> bool:
    """Tell whether an answer certainly comes from the person invited (RFC 6047 2.2).

    The three addresses must be one. Then it is enough that the mail came to the secret address of this invitation,
    unless our server found From forged; without that address our server must have found From genuine.
    """
    same = plain_address(sender) == plain_address(attendee) == plain_address(invited)
    return bool(invited) and same and (dmarc != "fail" if by_own_address else dmarc == "pass")


def trusted_stamp(dtstamp: dt.datetime | None, received_at: dt.datetime) -> dt.datetime | None:
    """Return a DTSTAMP, or the moment the mail came where it lies too far ahead of that."""
    return received_at if dtstamp is not None and dtstamp > received_at + _FURTHEST_AHEAD else dtstamp


def judge_age(judged: Judged) -> Outcome:
    """Return whether an answer of the person invited arrived before, is older than another, or counts.

    Order is by SEQUENCE, then DTSTAMP (RFC 5546 2.1.5). Below the present SEQUENCE it is about a date that has changed
    since. An answer given on another way is newer when it came after this one was written; some programs only
    repeat the DTSTAMP of the invitation, which says nothing about that.
    """
    answer, entry = judged.answer, judged.entry
    last = CalendarReply.objects.filter(
        invitation=judged.invitation, entry=entry, occurrence=judged.occurrence, outcome=Outcome.APPLIED
    ).first()
    if last is not None and _says_the_same(judged, last):
        return Outcome.DUPLICATE
    current = judged.occurrence or entry
    if current is not None and answer.sequence < current.sequence:
        return Outcome.OUTDATED if _is_unanswered(judged) else Outcome.OLD
    if last is not None and _is_before(judged, last):
        return Outcome.OLD
    return Outcome.OLD if _was_answered_since(judged) else Outcome.APPLIED


def _is_unanswered(judged: Judged) -> bool:
    """Tell whether nothing else is known of this person: then somebody should look at an answer, however old."""
    return judged.invitation is not None and judged.invitation.answer == Answer.NEEDS_ACTION


def _says_the_same(judged: Judged, last: CalendarReply) -> bool:
    mine = (judged.partstat, judged.comment, judged.answer.sequence, judged.dtstamp)
    return mine == (last.partstat, last.comment, last.sequence, last.dtstamp)


def _is_before(judged: Judged, last: CalendarReply) -> bool:
    if judged.answer.sequence != last.sequence:
        return judged.answer.sequence < last.sequence
    return judged.dtstamp is not None and last.dtstamp is not None and judged.dtstamp < last.dtstamp


def _was_answered_since(judged: Judged) -> bool:
    stamp, entry = judged.dtstamp, judged.entry
    if stamp is None or entry is None or stamp <= entry.dtstamp:
        return False
    others = Reply.objects.filter(invitation=judged.invitation, occurrence=judged.occurrence)
    last = others.exclude(source__in=(ReplySource.CALENDAR, ReplySource.RESET)).first()
    return last is not None and stamp + CLOCK_SKEW < last.created_at
