"""Who is invited to a meeting by holding a seat, and what those who were invited answered."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils import timezone

from tafelrunde_events.domain.addressees import Invitee
from tafelrunde_events.domain.mailings import (
    Candidate,
    Obstacle,
    draft_mailing,
    plan_candidates,
    release_and_prepare,
)
from tafelrunde_events.domain.mailings.lifecycle import check_releasable
from tafelrunde_events.domain.mailings.plan import Way
from tafelrunde_events.enums import Answer, MailingKind
from tafelrunde_events.models import EventMailing, Invitation
from tafelrunde_roundtables.models import Meeting, Seat

#: The circle of those who hold a seat, as mailings store it.
SEATS = "seats"


@dataclass(frozen=True)
class SeatRound:
    """What came of inviting by seats: how many people get a mail or a letter, or had been invited before.

    `mailing` is missing when there was nobody left to write to.
    """

    mailing: EventMailing | None
    queued: int
    letters: int
    already: int


@dataclass(frozen=True)
class AnswerCounts:
    """How many of those invited gave which answer.

    Invitations that were withdrawn do not count, nor do those of deputies: they sit in the place they come for.
    """

    accepted: int = 0
    delegated: int = 0
    tentative: int = 0
    declined: int = 0
    unanswered: int = 0
    vacant: int = 0  # of those delegated: where the deputy does not come either

    @property
    def invited(self) -> int:
        """How many people are invited."""
        return self.accepted + self.delegated + self.tentative + self.declined + self.unanswered

    @property
    def expected(self) -> int:
        """How many will sit at the table: those who come and the deputies of those who send one."""
        return self.accepted + self.delegated - self.vacant


_COUNTED = {
    Answer.ACCEPTED: "accepted",
    Answer.DELEGATED: "delegated",
    Answer.TENTATIVE: "tentative",
    Answer.DECLINED: "declined",
    Answer.NEEDS_ACTION: "unanswered",
}


def count_answers(meetings: Iterable[Meeting]) -> dict[int, AnswerCounts]:
    """Return the counts of answers for each meeting by its primary key, in one query."""
    events = {meeting.event_id: meeting.pk for meeting in meetings}
    counts: dict[int, dict[str, int]] = {pk: {} for pk in events.values()}
    rows = (
        Invitation.objects.primary()
        .filter(event__in=events, withdrawn_at__isnull=True)
        .order_by()
        .values_list("event_id", "answer")
        .annotate(count=Count("pk"), vacant=Count("pk", filter=Q(pk__in=Invitation.objects.vacant().values("pk"))))
    )
    for event_id, answer, count, vacant in rows:
        found = counts[events[event_id]]
        found[_COUNTED[Answer(answer)]] = count
        found["vacant"] = found.get("vacant", 0) + vacant
    return {pk: AnswerCounts(**found) for pk, found in counts.items()}


def day_of(meeting: Meeting) -> dt.date:
    """Return the day of the meeting; today where it has no date."""
    date = meeting.date
    return date.start_date if date else timezone.localdate()


def seats_on_day_of(meeting: Meeting) -> list[Seat]:
    """Return the seats that are valid on the meeting's day, with institution, sector and people."""
    seats = Seat.objects.filter(table=meeting.table_id).valid_on(day_of(meeting))
    return list(seats.select_related("organisation", "sector", "delegate", "deputy"))


def invitees_among(seats: Iterable[Seat]) -> list[Invitee]:
    """Return who is invited, in the order of the seats: each one's delegate, or its deputy where it has no delegate.

    A seat that nobody holds invites nobody; `vacant_seats` of the same seats names it.
    """
    people = ((seat.delegate or seat.deputy, seat.organisation) for seat in seats)
    return [Invitee(person=person, organisation=organisation) for person, organisation in people if person]


def vacant_seats(seats: Iterable[Seat]) -> list[Seat]:
    """Return the seats whose institution has named nobody."""
    return [seat for seat in seats if not seat.holder_ids]


def candidates_among(seats: Iterable[Seat]) -> list[Candidate]:
    """Return the same people as candidates of a mailing, which their meeting concerns anyway."""
    return [
        Candidate(
            person=invitee.person.pk,
            organisation=invitee.organisation.pk if invitee.organisation else None,
            belongs=True,
        )
        for invitee in invitees_among(seats)
    ]


def invitation_draft(meeting: Meeting) -> EventMailing:
    """Return the mailing that invites everybody with a seat, not saved."""
    return EventMailing(event=meeting.event, kind=MailingKind.INVITATION, sources=[SEATS])


def invite_seats(meeting: Meeting, *, by: AbstractBaseUser | None) -> SeatRound:
    """Invite everybody who holds a seat on the meeting's day; who is invited already gets nothing a second time.

    More than 200 are written to in the background. Raises ValidationError when the meeting is called off
    (``cancelled``) or over (``no_date``), and when it could not be prepared.
    """
    draft = invitation_draft(meeting)
    check_releasable(draft)
    plan = plan_candidates(draft, candidates_among(seats_on_day_of(meeting)))
    already = sum(recipient.obstacle == Obstacle.ALREADY_INVITED for recipient in plan.recipients)
    if not plan.reached:
        return SeatRound(mailing=None, queued=0, letters=0, already=already)
    mailing = draft_mailing(meeting.event, kind=draft.kind, by=by, sources=draft.sources)
    release_and_prepare(mailing, by=by)
    if mailing.state == EventMailing.State.FAILED:
        raise ValidationError(mailing.problem, code="failed")
    return SeatRound(mailing=mailing, queued=plan.counts[Way.EMAIL], letters=plan.counts[Way.LETTER], already=already)
