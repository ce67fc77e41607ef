"""Answers to invitations, on whichever way they come: checked, kept as history, told to whoever listens."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tafelrunde_events.domain.answer_links import answer_address, answer_token
from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.deputies import check_deputy, settle_deputy
from tafelrunde_events.domain.open_states import is_answerable, open_state
from tafelrunde_events.engine.texts import clean_line, clean_text
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Invitation, Occurrence, Reply
from tafelrunde_events.signals import answer_recorded
from tafelrunde_members.domain.mail import hash_token

__all__ = [
    "COMMENT_LENGTH",
    "DEPUTY_NAME_LENGTH",
    "answer_address",
    "answer_token",
    "find_invitation",
    "guests_allowed",
    "is_answerable",
    "record_answer",
]

COMMENT_LENGTH = 2000
DEPUTY_NAME_LENGTH = 160

#: The coordination may note later who really said what; everybody else answers until the beginning.
_SOURCES_WITHOUT_END = (ReplySource.STAFF,)


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation that a link stands for, with what its page shows; nothing for withdrawn ones."""
    invitations = Invitation.objects.filter(token_hash=hash_token(token), withdrawn_at__isnull=True)
    return invitations.select_related("event__venue", "person", "organisation", "deputy_of").first()


def record_answer(
    invitation: Invitation,
    *,
    answer: str,
    source: ReplySource,
    comment: str = "",
    deputy_name: str = "",
    deputy_email: str = "",
    guests: int | None = None,
    occurrence: Occurrence | None = None,
    sequence: int | None = None,
    dtstamp: dt.datetime | None = None,
    by: AbstractBaseUser | None = None,
) -> Reply:
    """Record an answer and return it; the same answer again (a double click) returns the one recorded before.

    `invitation` shows the answer afterwards. A deputy is kept only with the answer "sends a deputy"; one with an
    address gets an invitation of their own, and one who was named before and no longer comes is told so. `guests` None
    leaves their number as it was. An answer for one `occurrence` of a series is kept as history and leaves the answer
    to the whole invitation as it is. `sequence` and `dtstamp` are those of a calendar program's answer.

    Raises ValidationError: ``answer`` (not an answer), ``deputy_name`` (missing or too long), ``deputy_email``,
    ``guests``, ``comment`` (too long), or without a field ``withdrawn``, ``cancelled``, ``begun`` when nothing can be
    answered any more.
    """
    delegates = answer == Answer.DELEGATED and occurrence is None
    reply = Reply(
        invitation=invitation,
        answer=answer,
        comment=clean_text(comment).strip(),
        deputy_name=clean_line(deputy_name) if delegates else "",
        deputy_email=deputy_email.strip() if delegates else "",
        guests=_guests(invitation, answer, guests, occurrence),
        occurrence=occurrence,
        sequence=sequence,
        dtstamp=dtstamp,
        source=source,
        recorded_by_id=by.pk if by is not None else None,
    )
    _check_values(reply)
    with transaction.atomic():
        # The event's lock comes first, as everywhere: a deputy's invitation is written or taken back under it.
        lock_event(invitation.event)
        locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        locked.event = invitation.event
        _require_open(locked, source, occurrence)
        check_deputy(locked, reply)
        if (last := _same_answer(reply)) is not None:
            return last
        reply.save()
        if occurrence is None:
            _show_on(invitation, reply)
            settle_deputy(invitation, by=by)
        answer_recorded.send(sender=Reply, reply=reply)
    return reply


def guests_allowed(invitation: Invitation) -> int:
    """Return how many guests somebody may bring; who comes in place of another leaves that to them."""
    return 0 if invitation.deputy_of_id is not None else invitation.event.guests_allowed


def _guests(invitation: Invitation, answer: str, guests: int | None, occurrence: Occurrence | None) -> int:
    if answer == Answer.DECLINED or occurrence is not None:
        return 0
    # Fewer may be allowed by now than when they were announced.
    return min(invitation.guests, guests_allowed(invitation)) if guests is None else guests


def _check_values(reply: Reply) -> None:
    errors: dict[str, ValidationError] = {}
    if reply.answer not in Answer.values or reply.answer == Answer.NEEDS_ACTION:
        errors["answer"] = ValidationError(gettext("Please choose an answer."), code="answer")
    if reply.answer == Answer.DELEGATED and reply.occurrence is None and not reply.deputy_name:
        errors["deputy_name"] = ValidationError(gettext("Please tell us who comes in your place."), code="required")
    allowed = guests_allowed(reply.invitation)
    if not 0 <= reply.guests <= allowed:
        message = gettext("Please bring no more than %(limit)d guests.") % {"limit": allowed}
        errors["guests"] = ValidationError(message, code="guests")
    for field, limit in (("comment", COMMENT_LENGTH), ("deputy_name", DEPUTY_NAME_LENGTH)):
        if len(getattr(reply, field)) > limit:
            message = gettext("Please write no more than %(limit)d characters.") % {"limit": limit}
            errors[field] = ValidationError(message, code="max_length")
    if errors:
        raise ValidationError(errors)


def _require_open(invitation: Invitation, source: ReplySource, occurrence: Occurrence | None) -> None:
    if invitation.withdrawn_at is not None:
        raise ValidationError(gettext("This invitation was withdrawn."), code="withdrawn")
    if source in _SOURCES_WITHOUT_END:
        return
    dates = [occurrence] if occurrence else list(invitation.event.occurrences.all())
    if invitation.event.is_cancelled or (occurrence and occurrence.is_cancelled):
        raise ValidationError(gettext("This event was cancelled."), code="cancelled")
    if not is_answerable(invitation.event, dates):
        raise ValidationError(gettext("This event has already begun."), code="begun")


_COMPARED = (
    "answer",
    "comment",
    "deputy_name",
    "deputy_email",
    "guests",
    "sequence",
    "dtstamp",
    "source",
    "recorded_by_id",
)


def _same_answer(reply: Reply) -> Reply | None:
    """Return the newest reply for the same dates when it says the same on the same way."""
    last = Reply.objects.filter(invitation=reply.invitation, occurrence=reply.occurrence).first()
    if last is None:
        return None
    return last if all(getattr(last, field) == getattr(reply, field) for field in _COMPARED) else None


def _show_on(invitation: Invitation, reply: Reply) -> None:
    for field in ("answer", "comment", "deputy_name", "deputy_email", "guests"):
        setattr(invitation, field, getattr(reply, field))
    invitation.answered_at = reply.created_at
    invitation.answered_for = open_state(invitation.event)
    invitation.save(
        update_fields=["answer", "comment", "deputy_name", "deputy_email", "guests", "answered_at", "answered_for"]
    )
