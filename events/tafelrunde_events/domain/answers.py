"""Answers to invitations, on whichever way they come: checked, kept as history, told to whoever listens."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from tafelrunde_events import conf
from tafelrunde_events.engine.texts import clean_line, clean_text
from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models import Event, Invitation, Occurrence, Reply
from tafelrunde_events.signals import answer_recorded
from tafelrunde_members.domain.mail import derive_token, hash_token

COMMENT_LENGTH = 2000
DEPUTY_NAME_LENGTH = 160

#: The coordination may note later who really said what; everybody else answers until the beginning.
_SOURCES_WITHOUT_END = (ReplySource.STAFF,)


def answer_token(nonce: str) -> str:
    """Return the token of the answer page that belongs to an invitation's nonce."""
    return derive_token("answer", nonce)


def answer_address(token: str) -> str:
    """Return the full address of an answer page."""
    return conf.absolute_url(reverse("tafelrunde_events:answer", args=[token]))


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation that a link stands for, with what its page shows; nothing for withdrawn ones."""
    invitations = Invitation.objects.filter(token_hash=hash_token(token), withdrawn_at__isnull=True)
    return invitations.select_related("event__venue", "person", "organisation").first()


def is_answerable(event: Event, dates: Iterable[Occurrence], now: dt.datetime | None = None) -> bool:
    """Tell whether invitees can still answer: one of the event's dates takes place and has not begun."""
    now = now or timezone.now()
    return not event.is_cancelled and any(date.start > now and not date.is_cancelled for date in dates)


def record_answer(
    invitation: Invitation,
    *,
    answer: str,
    source: ReplySource,
    comment: str = "",
    deputy_name: str = "",
    by: AbstractBaseUser | None = None,
) -> Reply:
    """Record an answer and return it; the same answer again (a double click) returns the one recorded before.

    `invitation` shows the answer afterwards. A deputy's name is kept only with the answer "sends a deputy". Raises
    ValidationError: ``answer`` (not an answer), ``deputy_name`` (missing or too long), ``comment`` (too long), or
    without a field ``withdrawn``, ``cancelled``, ``begun`` when nothing can be answered any more.
    """
    comment = clean_text(comment).strip()
    deputy_name = clean_line(deputy_name) if answer == Answer.DELEGATED else ""
    _check_values(answer, comment, deputy_name)
    with transaction.atomic():
        locked = Invitation.objects.select_for_update(of=("self",)).select_related("event").get(pk=invitation.pk)
        _require_open(locked, source)
        reply = Reply(
            invitation=invitation,
            answer=answer,
            comment=comment,
            deputy_name=deputy_name,
            source=source,
            recorded_by_id=by.pk if by is not None else None,
        )
        if (last := _same_answer(reply)) is not None:
            return last
        reply.save()
        _show_on(invitation, reply)
        answer_recorded.send(sender=Reply, reply=reply)
    return reply


def _check_values(answer: str, comment: str, deputy_name: str) -> None:
    errors: dict[str, ValidationError] = {}
    if answer not in Answer.values or answer == Answer.NEEDS_ACTION:
        errors["answer"] = ValidationError(gettext("Please choose an answer."), code="answer")
    if answer == Answer.DELEGATED and not deputy_name:
        errors["deputy_name"] = ValidationError(gettext("Please tell us who comes in your place."), code="required")
    for field, value, limit in (
        ("comment", comment, COMMENT_LENGTH),
        ("deputy_name", deputy_name, DEPUTY_NAME_LENGTH),
    ):
        if len(value) > limit:
            message = gettext("Please write no more than %(limit)d characters.") % {"limit": limit}
            errors[field] = ValidationError(message, code="max_length")
    if errors:
        raise ValidationError(errors)


def _require_open(invitation: Invitation, source: ReplySource) -> None:
    if invitation.withdrawn_at is not None:
        raise ValidationError(gettext("This invitation was withdrawn."), code="withdrawn")
    if source in _SOURCES_WITHOUT_END:
        return
    if invitation.event.is_cancelled:
        raise ValidationError(gettext("This event was cancelled."), code="cancelled")
    if not is_answerable(invitation.event, invitation.event.occurrences.all()):
        raise ValidationError(gettext("This event has already begun."), code="begun")


def _same_answer(reply: Reply) -> Reply | None:
    """Return the newest reply when it says the same on the same way."""
    last = Reply.objects.filter(invitation=reply.invitation).first()
    if last is None:
        return None
    fields = ("answer", "comment", "deputy_name", "source", "recorded_by_id")
    return last if all(getattr(last, field) == getattr(reply, field) for field in fields) else None


def _show_on(invitation: Invitation, reply: Reply) -> None:
    invitation.answer = reply.answer
    invitation.comment = reply.comment
    invitation.deputy_name = reply.deputy_name
    invitation.answered_at = reply.created_at
    invitation.save(update_fields=["answer", "comment", "deputy_name", "answered_at"])
