"""Taking one answer of a calendar program: what came of it is recorded, and applied, in one transaction."""

import datetime as dt
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction

from tafelrunde_events import conf
from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.plan import write_times
from tafelrunde_events.domain.replies.judging import (
    ANSWERS,
    Judged,
    Outcome,
    find_date,
    find_invitation,
    is_certain,
    judge_age,
    plain_address,
    trusted_stamp,
)
from tafelrunde_events.engine import CalendarAnswer
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import CalendarReply, Event, Invitation, Occurrence, Reply, ScheduleEntry
from tafelrunde_members.models import InboundMessage

#: Strangers may write as often as they like about a public event; of one event no more than this is kept for people.
MOST_OF_STRANGERS = 200
#: An invitation's own address stands in calendars, which are shared and forwarded: as much is kept of what comes there.
MOST_OF_ONE_ADDRESS = 50

_ONE_DAY = dt.timedelta(days=1)
_TOO_LATE = frozenset({"withdrawn", "cancelled", "begun"})


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is known of the mail that an answer came in.

    `sender` is the one address in From, `dmarc` what our own server found about it ("pass", "fail" or nothing),
    `invitation` the one to whose own secret address it was delivered.
    """

    sender: str
    dmarc: str
    received_at: dt.datetime
    invitation: Invitation | None = None
    row: InboundMessage | None = None


def take_reply(answer: CalendarAnswer, letter: Letter) -> CalendarReply | None:
    """Record an answer (REPLY or COUNTER) and apply it where it is certain and news; return what was recorded.

    Only PARTSTAT and the remark of the person invited are ever applied (`is_certain`). Nothing is recorded, and None
    returned, for an answer that decides nothing, is about no event of ours, or cannot be applied when enough of
    those wait already. The same answer twice at once is recorded as such: the event's lock is taken first.
    """
    entry = ScheduleEntry.objects.select_related("event").filter(uid=answer.uid).first() if answer.uid else None
    event = _event_of(letter, entry)
    if event is None:
        return None
    with transaction.atomic():
        lock_event(event)
        if letter.invitation is not None:
            # Somebody may have answered since the mail was opened.
            letter.invitation.refresh_from_db()
        judged = _judge(answer, letter, event, entry)
        if judged.attendee is not None and judged.partstat == Answer.NEEDS_ACTION:
            return None
        if judged.outcome == Outcome.APPLIED:
            judged = replace(judged, outcome=apply_answer(judged))
        return _record(judged, letter, event)


def _event_of(letter: Letter, entry: ScheduleEntry | None) -> Event | None:
    """Return the event whose coordination an answer is for: strangers may answer where somebody is invited at all."""
    if letter.invitation is not None:
        return letter.invitation.event
    return entry.event if entry is not None and entry.event.invitations.exists() else None


def _judge(answer: CalendarAnswer, letter: Letter, event: Event, entry: ScheduleEntry | None) -> Judged:
    """Find the rows that an answer is about, and what comes of it."""
    own_entry = entry if entry is not None and entry.event_id == event.pk else None
    invitation, is_only = letter.invitation, True
    if invitation is None:
        invitation, is_only = find_invitation(event, (one.address for one in answer.attendees))
    invited = plain_address(invitation.address) if invitation else ""
    attendee = next((one for one in answer.attendees if invited and plain_address(one.address) == invited), None)
    certain = is_only and is_certain(
        sender=letter.sender,
        attendee=attendee.address if attendee else "",
        invited=invited,
        dmarc=letter.dmarc,
        by_own_address=letter.invitation is not None,
    )
    date = find_date(answer, own_entry) if own_entry is not None and answer.is_single else None
    judged = Judged(
        answer=answer,
        entry=own_entry,
        occurrence=None if date is None or _is_only_date(date) else date,
        invitation=invitation if is_only else None,
        attendee=attendee or next(iter(answer.attendees), None),
        dtstamp=trusted_stamp(answer.dtstamp, letter.received_at),
    )
    is_lost = answer.is_single and date is None
    outcome = _outcome(judged, is_lost=is_lost, is_invited=attendee is not None, is_certain=certain)
    return replace(judged, outcome=outcome)


def _is_only_date(date: Occurrence) -> bool:
    """Tell whether the event has no other date: then an answer to this one is an answer to the whole invitation."""
    return not Occurrence.objects.filter(event=date.event_id).exclude(pk=date.pk).exists()


def _outcome(judged: Judged, *, is_lost: bool, is_invited: bool, is_certain: bool) -> Outcome:
    """Return what comes of an answer: the first reason that keeps it from counting."""
    answer = judged.answer
    reasons = (
        (not answer.is_understood or not answer.attendees, Outcome.UNREADABLE),
        (judged.entry is None, Outcome.OTHER_EVENT),
        (is_lost, Outcome.UNREADABLE),
        (not is_invited, Outcome.OTHER_ADDRESS),
        (not is_certain, Outcome.UNVERIFIED),
        (answer.method == "COUNTER", Outcome.COUNTER),
        (judged.partstat not in ANSWERS, Outcome.UNREADABLE),
    )
    reason = next((outcome for holds, outcome in reasons if holds), None)
    return judge_age(judged) if reason is None else reason


def apply_answer(judged: Judged) -> Outcome:
    """Record the answer for the invitation or for one of its dates, and return what came of that.

    A calendar names no deputy whom anybody knows, so "sends a deputy" is left to the coordination.
    """
    if judged.invitation is None:
        return Outcome.OTHER_ADDRESS
    if judged.partstat == Answer.DELEGATED:
        return Outcome.DEPUTY
    occurrence = answered_date(judged.invitation, judged.entry, judged.occurrence, judged.partstat)
    try:
        with transaction.atomic():
            record_answer(
                judged.invitation,
                answer=judged.partstat,
                source=ReplySource.CALENDAR,
                comment=judged.comment,
                occurrence=occurrence,
                sequence=judged.answer.sequence,
                dtstamp=judged.dtstamp,
            )
    except ValidationError as error:
        return Outcome.TOO_LATE if getattr(error, "code", "") in _TOO_LATE else Outcome.UNREADABLE
    return Outcome.APPLIED


def answered_date(
    invitation: Invitation, entry: ScheduleEntry | None, named: Occurrence | None, answer: str
) -> Occurrence | None:
    """Return the one date that an answer is for, or None for the whole invitation.

    That is the date it names. Whoever is invited to several sessions gets a calendar
    entry for each, and answers each: the first answer speaks for the whole invitation, and a session that is answered
    otherwise for itself.
    """
    if named is not None:
        return named
    own = list(entry.occurrences.all()[:2]) if entry is not None and not entry.rule else []
    if len(own) != 1 or invitation.answer == Answer.NEEDS_ACTION or _is_only_date(own[0]):
        return None
    answered = Reply.objects.filter(invitation=invitation, occurrence=own[0]).exists()
    return own[0] if answered or invitation.answer != answer else None


def _record(judged: Judged, letter: Letter, event: Event) -> CalendarReply | None:
    attendee = judged.attendee
    reply = CalendarReply(
        event=event,
        invitation=judged.invitation,
        entry=judged.entry,
        occurrence=judged.occurrence,
        inbound=letter.row,
        method=judged.answer.method,
        outcome=judged.outcome,
        partstat=judged.partstat,
        comment=judged.comment,
        attendee=attendee.address if attendee else "",
        sender=letter.sender[:254],
        proposal=_proposal(judged),
        sequence=judged.answer.sequence,
        dtstamp=judged.dtstamp,
        received_at=letter.received_at,
    )
    if reply.outcome not in CalendarReply.SETTLED and _arrived_before(reply):
        reply.outcome = Outcome.DUPLICATE
    if reply.outcome != Outcome.APPLIED and is_flooded(event, letter.invitation):
        return None
    reply.save()
    return reply


_COMPARED = (
    *("event", "invitation", "entry", "occurrence", "method", "outcome", "partstat", "comment"),
    *("attendee", "sender", "sequence", "dtstamp"),
)


def _arrived_before(reply: CalendarReply) -> bool:
    """Tell whether the same has waited for people before; what counts is compared in `judge_age`.

    The outcome is part of it: whoever copies an answer in advance cannot keep the genuine one from counting.
    """
    return CalendarReply.objects.filter(**{name: getattr(reply, name) for name in _COMPARED}).exists()


def is_flooded(event: Event, invitation: Invitation | None) -> bool:
    """Tell whether enough waits for people already that came to this invitation's own address, or from strangers."""
    rows = CalendarReply.objects.filter(event=event, handled_at__isnull=True).exclude(outcome=Outcome.APPLIED)
    if invitation is not None:
        return rows.filter(invitation=invitation).count() >= MOST_OF_ONE_ADDRESS
    return rows.count() >= MOST_OF_STRANGERS


def _proposal(judged: Judged) -> str:
    """Return the date that a COUNTER proposes, in words and on the clock of the site."""
    if judged.answer.method != "COUNTER":
        return ""
    zone = judged.entry.zone if judged.entry else conf.time_zone()
    times = judged.answer.proposed(zone)
    if times is None:
        return ""
    start, end = times
    proposed = Occurrence()
    if not isinstance(start, dt.datetime):
        end = max(start, end - _ONE_DAY)
    write_times(proposed, start=start, end=end, zone=zone)
    return when_text(proposed)[:200]
