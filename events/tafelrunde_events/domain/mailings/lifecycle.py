"""From a draft to a mailing that is sent: each step happens once, however often its button is pressed.

draft → scheduled (released) → being prepared → being sent → done; stopped or failed on the way, and on again.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log

from tafelrunde_events.domain.invitation_mail import InvitationWriter
from tafelrunde_events.domain.invitation_post import open_event_mailing
from tafelrunde_events.domain.mailings.wake import prepare_on_commit
from tafelrunde_events.enums import MailingKind
from tafelrunde_events.models import Event, EventMailing
from tafelrunde_members.domain.mail import continue_mailing, stop_mailing

State = EventMailing.State

#: Log actions; their texts are registered in `wagtail_hooks`.
RELEASED = "tafelrunde_events.mailing_released"
STOPPED = "tafelrunde_events.mailing_stopped"
CONTINUED = "tafelrunde_events.mailing_continued"

#: Kinds that consist of what somebody writes.
_KINDS_OF_OWN_WORDS = (MailingKind.MESSAGE, MailingKind.PAPERS)
_CHANGEABLE = ("kind", "subject", "message", "sources", "scheduled_for")


def draft_mailing(
    event: Event,
    *,
    kind: str,
    by: AbstractBaseUser | None,
    sources: Sequence[str] = (),
    subject: str = "",
    message: str = "",
    documents: Iterable[Any] = (),
    scheduled_for: dt.datetime | None = None,
    repeats: EventMailing | None = None,
) -> EventMailing:
    """Return a new mailing that nobody has got anything of yet; `sources` are keys of `recipient_sources`.

    `by` answers for it: saved audiences and single people are those whom this account may see.
    """
    with transaction.atomic():
        mailing = EventMailing.objects.create(
            event=event,
            kind=MailingKind(kind),
            subject=subject,
            message=message,
            sources=list(sources),
            scheduled_for=scheduled_for,
            repeats=repeats,
            created_by_id=by.pk if by else None,
        )
        mailing.documents.set(documents)
    return mailing


def change_mailing(mailing: EventMailing, *, documents: Iterable[Any] | None = None, **values: Any) -> None:
    """Change a draft; raise ValidationError (``released``) for a mailing that is none any more."""
    unknown = values.keys() - set(_CHANGEABLE)
    if unknown:
        raise TypeError(f"A mailing has no {', '.join(sorted(unknown))} to change.")
    with transaction.atomic():
        if not EventMailing.objects.filter(pk=mailing.pk, state=State.DRAFT).update(**values):
            raise ValidationError(gettext("This mailing is released and cannot be changed any more."), code="released")
        if documents is not None:
            mailing.documents.set(documents)
    mailing.refresh_from_db()


def discard_draft(mailing: EventMailing) -> bool:
    """Delete a draft; return whether it was one."""
    deleted, _rows = EventMailing.objects.filter(pk=mailing.pk, state=State.DRAFT).delete()
    return bool(deleted)


def release(mailing: EventMailing, *, by: AbstractBaseUser | None, at_once: bool = False) -> bool:
    """Let a draft go out, at its time or `at_once`; return whether this call did it.

    Whoever releases it answers for its recipients. Raises ValidationError when there is nothing to say
    (``no_words``), nobody to say it to (``nobody``), or when the kind does not fit the event (``cancelled``,
    ``not_cancelled``, ``no_date``).
    """
    check_releasable(mailing)
    with transaction.atomic():
        values: dict[str, Any] = {"state": State.SCHEDULED, "released_at": timezone.now(), "problem": ""}
        if by is not None:
            values["created_by_id"] = by.pk
        if at_once:
            values["scheduled_for"] = None
        if not EventMailing.objects.filter(pk=mailing.pk, state=State.DRAFT).update(**values):
            return False
        mailing.refresh_from_db()
        mailing.mailing = open_event_mailing(mailing.event, MailingKind(mailing.kind), revision=f"m{mailing.pk}", by=by)
        mailing.save(update_fields=["mailing"])
        log(instance=mailing, action=RELEASED, user=by)
        prepare_on_commit(mailing)
    return True


def check_releasable(mailing: EventMailing) -> None:
    """Raise ValidationError for a mailing that says nothing, or that does not fit its event."""
    event, kind = mailing.event, mailing.kind
    if not mailing.sources:
        raise ValidationError(gettext("Please choose who gets the mailing."), code="nobody")
    if kind in _KINDS_OF_OWN_WORDS and not mailing.has_own_words:
        raise ValidationError(gettext("Please write a message or choose papers."), code="no_words")
    if kind == MailingKind.CANCELLATION and not event.is_cancelled:
        raise ValidationError(gettext("The event is not cancelled."), code="not_cancelled")
    if kind in (MailingKind.INVITATION, MailingKind.UPDATE, MailingKind.REMINDER) and event.is_cancelled:
        raise ValidationError(
            gettext("The event is cancelled; only the cancellation or a message can be sent."), code="cancelled"
        )
    if kind in (MailingKind.INVITATION, MailingKind.REMINDER) and not InvitationWriter(event).open_entries:
        raise ValidationError(gettext("The event has no date to come."), code="no_date")


def stop(mailing: EventMailing, *, by: AbstractBaseUser | None) -> bool:
    """Hold a released mailing back; return whether this call did it. What is in flight arrives.

    One of which nothing has been prepared yet becomes a draft again.
    """
    with transaction.atomic():
        rows = EventMailing.objects.filter(pk=mailing.pk)
        if not rows.filter(state__in=(State.SCHEDULED, State.PREPARING, State.SENDING)).update(state=State.STOPPED):
            mailing.refresh_from_db()
            return False
        is_prepared = mailing.recipients.exists()
        if not is_prepared:
            rows.update(state=State.DRAFT, released_at=None)
        mailing.refresh_from_db()
        # A draft's messages are queued when it is released again: its mailing in the outbox must not hold them back.
        if is_prepared and mailing.mailing is not None:
            stop_mailing(mailing.mailing)
        log(instance=mailing, action=STOPPED, user=by)
    return True


def continue_(mailing: EventMailing, *, by: AbstractBaseUser | None) -> bool:
    """Let a stopped mailing go on, or try one again that could not be prepared; return whether this call did it."""
    with transaction.atomic():
        rows = EventMailing.objects.filter(pk=mailing.pk, state__in=(State.STOPPED, State.FAILED))
        resumed = rows.filter(prepared_at__isnull=False).update(state=State.SENDING, problem="")
        resumed = resumed or rows.update(state=State.SCHEDULED, scheduled_for=None, problem="")
        mailing.refresh_from_db()
        if not resumed:
            return False
        if mailing.mailing is not None:
            continue_mailing(mailing.mailing)
        log(instance=mailing, action=CONTINUED, user=by)
        prepare_on_commit(mailing)
    return True


def repeat_for(mailing: EventMailing, whom: str, *, by: AbstractBaseUser | None) -> EventMailing:
    """Return a draft like a mailing that was sent, for those whom it did not reach (``failed``), or a reminder for
    those who have not answered it (``unanswered``).
    """
    if whom == "failed":
        return draft_mailing(
            mailing.event,
            kind=mailing.kind,
            by=by,
            sources=[f"failed:{mailing.pk}"],
            subject=mailing.subject,
            message=mailing.message,
            documents=mailing.documents.all(),
            repeats=mailing,
        )
    if whom == "unanswered":
        return draft_mailing(
            mailing.event, kind=MailingKind.REMINDER, by=by, sources=[f"silent:{mailing.pk}"], repeats=mailing
        )
    raise ValueError(f"A mailing is repeated for the failed or the unanswered, not for {whom!r}.")
