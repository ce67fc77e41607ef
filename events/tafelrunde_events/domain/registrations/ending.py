"""Giving places back: cancelling, and what lapses by itself. Each freed place goes to who waits longest."""

import datetime as dt
import logging

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from tafelrunde_events.domain.registrations.confirming import locked
from tafelrunde_events.domain.registrations.history import note_change_of
from tafelrunde_events.domain.registrations.letters import RegistrationLetter
from tafelrunde_events.domain.registrations.outcomes import end
from tafelrunde_events.domain.registrations.places import lock_places, window_of
from tafelrunde_events.domain.registrations.waiting_list import give_on
from tafelrunde_events.enums import RegistrationChangeKind, RegistrationState
from tafelrunde_events.models import Event, Places, Registration

logger = logging.getLogger("tafelrunde.registrations")

_State = RegistrationState
_Kind = RegistrationChangeKind


def cancel(
    registration: Registration,
    *,
    by: AbstractBaseUser | None = None,
    reason: str = "",
    with_companions: bool = False,
    now: dt.datetime | None = None,
) -> Registration:
    """Cancel a registration, and those of the colleagues it brought along where wanted; return the row as it stands.

    Colleagues who confirmed an address of their own are cancelled along by staff alone: otherwise they decide.
    Cancelling twice changes nothing. Staff (`by`) may cancel at any time, others until the beginning: after that
    ValidationError ``begun``. The person is told, but for one whose address nobody ever confirmed.
    """
    now = now or timezone.now()
    with locked(registration) as (places, row):
        window = window_of(places)
        if by is None and window.begins is not None and now >= window.begins and not row.is_over:
            raise ValidationError(_("This event has already begun."), code="begun")
        letter = RegistrationLetter.CANCELLED if by is None else RegistrationLetter.CANCELLED_BY_STAFF
        rows = [row, *(_companions(row, places) if with_companions else ())]
        for one in rows:
            decides_alone = one is not row and one.confirms_alone and one.confirmed_at is not None
            if not one.is_over and (by is not None or not decides_alone):
                end(one, _State.CANCELLED, _Kind.CANCELLED, letter, now=now, by=by, reason=reason)
        give_on(places, now=now)
    return row


def lapse_due(now: dt.datetime | None = None) -> int:
    """End offers that nobody accepted in time and holds that are over, and let others move up; return how many.

    An event that fails is logged, stays for the next run, and stops no other.
    """
    now = now or timezone.now()
    over = Q(state=_State.OFFERED, offered_until__lte=now) | Q(state=_State.UNCONFIRMED, hold_until__lte=now)
    events = Event.objects.filter(pk__in=Registration.objects.filter(over).values("event"), places__isnull=False)
    lapsed = 0
    for event in events:
        try:
            lapsed += _lapse_of(event, over, now)
        except Exception:
            logger.exception("The places of event %s could not be given on; the next run tries again.", event.pk)
    return lapsed


def _companions(row: Registration, places: Places) -> list[Registration]:
    companions = list(row.companions.filter(ended_at__isnull=True).select_related("person").in_order())
    for companion in companions:
        companion.event, companion.contact = places.event, row
    return companions


def _lapse_of(event: Event, over: Q, now: dt.datetime) -> int:
    with transaction.atomic():
        places = lock_places(event)
        rows = list(places.event.registrations.filter(over).select_related("person", "contact").in_order())
        for row in rows:
            row.event = places.event
            _lapse(row, now)
        give_on(places, now=now)
    return len(rows)


def _lapse(row: Registration, now: dt.datetime) -> None:
    if row.state == _State.OFFERED:
        with override(row.language):
            reason = _("The offered place was not accepted in time.")
        end(row, _State.LAPSED, _Kind.LAPSED, RegistrationLetter.LAPSED, now=now, reason=reason)
    else:
        # Only the hold is over: who confirms later keeps the place in the order (law 10).
        row.hold_until = None
        row.save()
        note_change_of(row, _Kind.LAPSED)
