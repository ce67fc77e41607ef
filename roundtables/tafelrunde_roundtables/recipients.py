"""Circles of recipients that a round table knows: those who hold a seat on the day of the meeting."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.domain.mailings import (
    Candidate,
    Circle,
    RecipientSource,
    mailing_warnings,
    register_recipients,
)
from tafelrunde_events.domain.mailings.recipients import Asking, always
from tafelrunde_events.enums import EventKind, MailingKind
from tafelrunde_events.models import Event, EventMailing
from tafelrunde_roundtables.domain.attendance import SEATS, candidates_among, day_of, seats_on_day_of, vacant_seats
from tafelrunde_roundtables.domain.meetings import missed_notice
from tafelrunde_roundtables.models import Meeting

#: Letters that call people together; later ones find the date known.
_CALLING_KINDS = (MailingKind.INVITATION, MailingKind.UPDATE)
_LABEL = _("Everybody with a seat at the table, institution by institution")


def _circles(event: Event, _user: Asking) -> list[Circle]:
    return [Circle(SEATS, _LABEL)] if event.kind == EventKind.MEETING else []


def _people(event: Event, _arguments: Sequence[str], _user: Asking) -> list[Candidate]:
    meeting = _meeting_of(event)
    return candidates_among(seats_on_day_of(meeting)) if meeting else []


def register_mailings() -> None:
    """Tell mailings who sits at a table, and what to warn of."""
    register_recipients(RecipientSource(SEATS, circles=_circles, people=_people, labels=always(_LABEL)))
    mailing_warnings.extend([warn_about_notice, warn_about_vacant_seats])


def warn_about_notice(mailing: EventMailing) -> list[str]:
    """Warn about a meeting that is called later than the rules of its table say."""
    meeting = _meeting_of(mailing.event) if mailing.kind in _CALLING_KINDS else None
    if meeting is None or not missed_notice(meeting.table, day_of(meeting)):
        return []
    days = meeting.table.notice_days
    text = ngettext(
        "The notice period of %(days)s day is not kept.", "The notice period of %(days)s days is not kept.", days
    )
    return [text % {"days": days}]


def warn_about_vacant_seats(mailing: EventMailing) -> list[str]:
    """Name the institutions that have named nobody, so that nobody can be written to."""
    meeting = _meeting_of(mailing.event) if SEATS in mailing.sources else None
    vacant = vacant_seats(seats_on_day_of(meeting)) if meeting else []
    if not vacant:
        return []
    names = ", ".join(seat.organisation.name for seat in vacant)
    return [gettext("Nobody is named for: %(names)s") % {"names": names}]


def _meeting_of(event: Event) -> Meeting | None:
    if event.kind != EventKind.MEETING:
        return None
    return Meeting.objects.filter(event=event).select_related("table").with_facts().first()
