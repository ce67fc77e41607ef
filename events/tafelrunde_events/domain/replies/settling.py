"""What the coordination does with answers of calendar programs that could not be applied."""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log

from tafelrunde_events.domain.answers import record_answer
from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.replies.taking import answered_date
from tafelrunde_events.enums import ReplySource
from tafelrunde_events.models import CalendarReply, Reply

COUNTED = "tafelrunde_events.count_calendar_reply"


def is_countable(reply: CalendarReply) -> bool:
    """Tell whether an answer can still be taken over: it belongs to an invitation, and nobody has settled it."""
    if reply.invitation is None or reply.invitation.withdrawn_at is not None:
        return False
    is_open = reply.handled_at is None and reply.outcome not in CalendarReply.SETTLED
    return is_open and reply.outcome != CalendarReply.Outcome.OTHER_EVENT


def count_reply(
    reply: CalendarReply,
    *,
    answer: str,
    comment: str = "",
    deputy_name: str = "",
    deputy_email: str = "",
    guests: int | None = None,
    by: AbstractBaseUser,
) -> Reply:
    """Take an answer over as one that the coordination records, in the words that `by` confirmed; return it.

    Afterwards it counts, so that what the same program sent before is old. Raises ValidationError as `record_answer`
    does, and with the code ``settled`` when somebody was quicker.
    """
    with transaction.atomic():
        row = _locked(reply)
        if not is_countable(row) or row.invitation is None:
            raise ValidationError(gettext("This answer has been settled already."), code="settled")
        recorded = record_answer(
            row.invitation,
            answer=answer,
            comment=comment,
            deputy_name=deputy_name,
            deputy_email=deputy_email,
            guests=guests,
            source=ReplySource.STAFF,
            occurrence=answered_date(row.invitation, row.entry, row.occurrence, answer),
            by=by,
        )
        row.outcome = CalendarReply.Outcome.APPLIED
        _mark(row, by=by)
        log(instance=row.invitation, action=COUNTED, user=by)
    return recorded


def note_reply(reply: CalendarReply, *, by: AbstractBaseUser) -> None:
    """Mark an answer as looked at; it changes nothing else. Doing so twice keeps who was first."""
    with transaction.atomic():
        row = _locked(reply)
        if row.handled_at is None:
            _mark(row, by=by)


def _locked(reply: CalendarReply) -> CalendarReply:
    lock_event(reply.event)
    return CalendarReply.objects.select_related("event", "invitation__event", "entry", "occurrence").get(pk=reply.pk)


def _mark(row: CalendarReply, *, by: AbstractBaseUser) -> None:
    row.handled_at, row.handled_by_id = timezone.now(), by.pk
    row.save(update_fields=["outcome", "handled_at", "handled_by"])
