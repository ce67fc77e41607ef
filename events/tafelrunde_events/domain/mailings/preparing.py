"""Working out who gets a released mailing, and queueing their messages: in batches, each one transaction.

A batch writes who gets what (`EventMailingRecipient`), the invitations of those who are invited by it, and their
messages, all or nothing. Whoever stands there already is passed over, so that a killed worker's successor goes on where
it stopped, and two workers take turns. Memory holds one batch and the keys of all recipients.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext

from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.mailings.lifecycle import check_releasable, release
from tafelrunde_events.domain.mailings.plan import Planner, tells_everybody, unique
from tafelrunde_events.domain.mailings.recipients import Candidate, candidates_of
from tafelrunde_events.domain.mailings.writing import write_batch
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import Event, EventMailing
from tafelrunde_events.permissions import managed_event_scope
from tafelrunde_members.models.mail import UNFINISHED_STATUSES, MessageStatus, OutboxMessage

logger = logging.getLogger("tafelrunde.mailings")

State = EventMailing.State
BATCH_SIZE = 200


@dataclass
class PreparationReport:
    """What one run did. `stopped` means that it was told to stop before everything due was done."""

    mailings: int = 0
    recipients: int = 0
    failed: int = 0
    stopped: bool = False


def never() -> bool:
    """Do not stop before everything due is done."""
    return False


def prepare_due(*, should_stop: Callable[[], bool] = never) -> PreparationReport:
    """Prepare everything that was released and whose time has come; safe to run any time, twice, or at once.

    `should_stop` is asked between batches. Raises OperationalError when the database gives up; what is left goes on
    with the next run. Other errors are shown with the mailing they happened in.
    """
    report = PreparationReport()
    due = Q(state=State.PREPARING) | (
        Q(state=State.SCHEDULED) & (Q(scheduled_for__isnull=True) | Q(scheduled_for__lte=timezone.now()))
    )
    for mailing in EventMailing.objects.filter(due).select_related("event", "mailing", "created_by").order_by("pk"):
        if should_stop():
            report.stopped = True
            break
        prepare(mailing, report, should_stop=should_stop)
    settle_finished()
    return report


def release_and_prepare(mailing: EventMailing, *, by: AbstractBaseUser | None) -> bool:
    """Release a mailing at once, and prepare it here where one batch holds everybody; tell whether this call did it.

    So whoever sends thirty invitations sees them on their way on the next page. More people are left to the background.
    Raises what `release` raises.
    """
    if not release(mailing, by=by, at_once=True):
        return False
    if len(candidates_of(mailing, user=mailing.created_by)) <= BATCH_SIZE:
        prepare(mailing)
        mailing.refresh_from_db()
    return True


def prepare(
    mailing: EventMailing, report: PreparationReport | None = None, *, should_stop: Callable[[], bool] = never
) -> None:
    """Prepare one mailing that is due; one that is not released, or stopped, is left alone."""
    report = report if report is not None else PreparationReport()
    claimed = EventMailing.objects.filter(pk=mailing.pk, state__in=(State.SCHEDULED, State.PREPARING))
    if not claimed.update(state=State.PREPARING):
        return
    # It may have been stopped, changed and released again since it was found.
    mailing.refresh_from_db()
    report.mailings += 1
    try:
        _work_through(mailing, report, should_stop)
    except OperationalError:
        raise
    except ValidationError as error:
        _give_up(mailing, report, " ".join(error.messages))
    except Exception:
        logger.exception("Mailing %s could not be prepared.", mailing.pk)
        _give_up(mailing, report, gettext("An unexpected error happened. The operator finds it in the log."))


def settle_finished() -> int:
    """Note which mailings have nothing left to be sent; return how many."""
    left = (*UNFINISHED_STATUSES, MessageStatus.STOPPED)
    waiting = OutboxMessage.objects.filter(mailing=OuterRef("mailing"), status__in=left)
    return EventMailing.objects.filter(~Exists(waiting), state=State.SENDING).update(state=State.DONE)


def _work_through(mailing: EventMailing, report: PreparationReport, should_stop: Callable[[], bool]) -> None:
    user = mailing.created_by
    if user is not None and not Event.objects.filter(managed_event_scope(user), pk=mailing.event_id).exists():
        raise ValidationError(gettext("Whoever released this mailing no longer runs the event."), code="not_managed")
    check_releasable(mailing)
    candidates = list(unique(candidates_of(mailing, user=user)))
    for begin in range(0, len(candidates), BATCH_SIZE):
        if should_stop():
            report.stopped = True
            return
        written = _work_on_batch(mailing, candidates[begin : begin + BATCH_SIZE])
        if written is None:
            return
        report.recipients += written
    EventMailing.objects.filter(pk=mailing.pk, state=State.PREPARING).update(
        state=State.SENDING, prepared_at=timezone.now(), problem=""
    )


def _work_on_batch(mailing: EventMailing, candidates: Sequence[tuple[Candidate, bool]]) -> int | None:
    """Write one batch; return how many recipients were new, None when the mailing was stopped meanwhile."""
    with transaction.atomic():
        # The first statement writes: two workers, and whoever stops the mailing, take turns from here on.
        if not EventMailing.objects.filter(pk=mailing.pk, state=State.PREPARING).update(state=State.PREPARING):
            return None
        lock_event(mailing.event)
        _settle_circle(mailing)
        planned = Planner(mailing).plan(_not_yet_written(mailing, candidates))
        write_batch(mailing, planned)
    return len(planned)


def _settle_circle(mailing: EventMailing) -> None:
    """Store with the first batch whether an update goes to everybody; later ones read it."""
    if mailing.kind == MailingKind.UPDATE:
        mailing.refresh_from_db(fields=["tells_everybody"])
        mailing.tells_everybody = tells_everybody(mailing)
        mailing.save(update_fields=["tells_everybody"])


def _not_yet_written(
    mailing: EventMailing, candidates: Sequence[tuple[Candidate, bool]]
) -> list[tuple[Candidate, bool]]:
    """Return those who have no row yet. Who stands in the list twice gets one row only."""
    once = [candidate for candidate, twice in candidates if not twice]
    rows = mailing.recipients.filter(
        Q(person__in={candidate.person for candidate in once if candidate.person})
        | Q(invitation__in={candidate.invitation for candidate in once if candidate.invitation})
        | Q(registration__in={candidate.registration for candidate in once if candidate.registration})
    ).values_list("person_id", "invitation_id", "registration_id")
    people, invitations, registrations = set(), set(), set()
    for person, invitation, registration in rows:
        people.add(person)
        invitations.add(invitation)
        registrations.add(registration)
    return [
        (candidate, False)
        for candidate in once
        if (candidate.person is None or candidate.person not in people)
        and (candidate.invitation is None or candidate.invitation not in invitations)
        and (candidate.registration is None or candidate.registration not in registrations)
    ]


def _give_up(mailing: EventMailing, report: PreparationReport, problem: str) -> None:
    report.failed += 1
    EventMailing.objects.filter(pk=mailing.pk, state=State.PREPARING).update(state=State.FAILED, problem=problem)
