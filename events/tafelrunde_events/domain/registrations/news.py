"""Telling those who registered that dates or place changed, that the event is called off, or takes place after all.

A change is told some minutes later, so that several corrections are one mail; a cancellation at once, in the
transaction that cancels. Who knows what stands with each registration (`told_for`): nobody is told twice.
"""

import datetime as dt
import logging
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from tafelrunde_events import conf
from tafelrunde_events.date_wording import history_line
from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.invitation_post import revision_of
from tafelrunde_events.domain.registrations.letters.kinds import RegistrationLetter
from tafelrunde_events.domain.registrations.letters.post import queue_letters
from tafelrunde_events.domain.registrations.letters.writing import RegistrationWriter
from tafelrunde_events.domain.registrations.told import TOLD_OF_CANCELLATION, state_to_tell
from tafelrunde_events.enums import DateChangeKind, RegistrationState
from tafelrunde_events.models import DateChange, Event, Places, Registration
from tafelrunde_events.models.registrations import RegistrationQuerySet
from tafelrunde_events.signals import Change

logger = logging.getLogger("tafelrunde.registrations")

#: How long a change may still be corrected before it is told.
DELAY = dt.timedelta(minutes=10)
#: The history is written a moment before `Places.changed_at`.
_MARGIN = dt.timedelta(seconds=10)
_NEWS = frozenset({Change.TIME, Change.PLACE, Change.STATUS})
_TOLD_KINDS = (
    DateChangeKind.ADDED,
    DateChangeKind.MOVED,
    DateChangeKind.RELOCATED,
    DateChangeKind.CANCELLED,
    DateChangeKind.REINSTATED,
    DateChangeKind.REMOVED,
)
#: Those whose address is known, and who have a place or may still get one.
_TOLD_STATES = (
    RegistrationState.REQUESTED,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
    RegistrationState.PLACED,
)


def follow_event(event: Event, changes: Iterable[Change], now: dt.datetime | None = None) -> None:
    """Follow a change of an event, in its transaction: tell a cancellation at once, and note anything else for later.

    The first change that was not told yet counts, so that corrections do not put off the mail for ever.
    """
    if not _NEWS & set(changes):
        return
    places = Places.objects.filter(event=event)
    if not event.is_cancelled:
        places.filter(changed_at__isnull=True).update(changed_at=now or timezone.now())
    elif places.exists():
        tell_cancellation(event)
        places.update(changed_at=None)


def tell_cancellation(event: Event, now: dt.datetime | None = None) -> int:
    """Tell everybody who does not know it yet that the event is called off; return how many letters that are."""
    rows = list(_to_be_told(event).exclude(told_for=TOLD_OF_CANCELLATION))
    writer = RegistrationWriter(event) if rows else None
    if writer is None or _is_over(writer, now):
        return 0
    return queue_letters(
        writer,
        rows,
        RegistrationLetter.EVENT_CANCELLED,
        revision=revision_of(writer.plan.entries),
        reason=event.status_reason,
    )


def tell_changes_due(now: dt.datetime | None = None) -> int:
    """Tell the changes whose time to be corrected is over; return how many letters that are.

    An event that fails is logged, stays for the next run, and stops no other.
    """
    now = now or timezone.now()
    told = 0
    for event in Event.objects.filter(places__changed_at__lte=now - DELAY).order_by("pk"):
        try:
            told += tell_changes(event, now=now)
        except Exception:
            logger.exception("The changes of event %s could not be told; the next run tries again.", event.pk)
    return told


def tell_changes(event: Event, *, now: dt.datetime | None = None) -> int:
    """Tell those who registered how dates and place stand now, as far as they do not know; return how many letters."""
    with transaction.atomic():
        lock_event(event)
        places = Places.objects.get(event=event)
        since = places.changed_at
        if since is None:
            return 0
        Places.objects.filter(event=event).update(changed_at=None)
        writer = RegistrationWriter(event)
        if event.is_cancelled or _is_over(writer, now):
            return 0
        rows = list(_to_be_told(event).exclude(told_for=state_to_tell(writer.plan)))
        return queue_letters(
            writer,
            rows,
            RegistrationLetter.CHANGED,
            revision=revision_of(writer.plan.entries),
            changes=_changes_in_words(event, since - _MARGIN) if rows else None,
        )


def _to_be_told(event: Event) -> RegistrationQuerySet:
    rows = Registration.objects.filter(event=event, state__in=_TOLD_STATES, ended_at__isnull=True)
    return rows.select_related("person", "contact__person").in_order()


def _is_over(writer: RegistrationWriter, now: dt.datetime | None) -> bool:
    return writer.last_known_end is None or writer.last_known_end <= (now or timezone.now())


def _changes_in_words(event: Event, since: dt.datetime) -> dict[str, tuple[str, ...]]:
    """Return what changed since then by language, in the order in which it happened."""
    changes = _joined(
        event.changes.filter(changed_at__gte=since, kind__in=_TOLD_KINDS)
        .select_related("occurrence", "changed_by")
        .order_by("changed_at", "pk")
    )
    words = {}
    for language in conf.languages():
        with override(language):
            words[language] = tuple(map(_in_words, changes))
    return words


def _joined(changes: Iterable[DateChange]) -> list[DateChange]:
    """Return the changes with several of one date as one, from the first state to the last."""
    found: dict[tuple[str, int | None, int], DateChange] = {}
    for change in changes:
        key = (change.kind, change.occurrence_id, change.pk if change.dates != 1 else 0)
        known = found.setdefault(key, change)
        known.after, known.reason = change.after, change.reason
    return [change for change in found.values() if not change.before or change.before != change.after]


def _in_words(change: DateChange) -> str:
    line = history_line(change)
    details = line.details[:-1] if change.reason else line.details
    said = ", ".join([str(change.get_kind_display()), *details])
    said += f" ({change.reason})" if change.reason else ""
    return f"{line.subject}: {said}" if line.subject else said
