"""Thanks to those who were there, on the day after the last session: papers, certificate, and the evaluation.

Each participant gets them once. Where nobody's attendance was noted nobody is thanked, and staff sees why.
"""

import datetime as dt
import logging
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from tafelrunde_events.domain.changing import lock_event
from tafelrunde_events.domain.evaluations.tickets import evaluation_address
from tafelrunde_events.domain.invitation_mail import Words
from tafelrunde_events.domain.mail_texts import disarm
from tafelrunde_events.domain.registrations.letters.post import (
    DraftMaker,
    object_key,
    open_registration_mailing,
    registration_mailing_key,
)
from tafelrunde_events.domain.registrations.letters.readers import COMPANION, EVALUATION_URL, SALUTATION, Reader
from tafelrunde_events.domain.registrations.letters.writing import RegistrationWriter, compose
from tafelrunde_events.domain.reminders import Span, spans_of
from tafelrunde_events.engine import to_utc
from tafelrunde_events.engine.texts import clean_line
from tafelrunde_events.enums import EventStatus, RegistrationState
from tafelrunde_events.models import Attendance, Certificate, Event, Places, Registration, TrainingDocument
from tafelrunde_events.models.registrations import RegistrationQuerySet
from tafelrunde_members.domain.mail import queue_drafts
from tafelrunde_members.models.mail import Mailing

logger = logging.getLogger("tafelrunde.registrations")

#: Log action; its text is registered in `wagtail_hooks`.
SENT = "tafelrunde_events.thanks_sent"
LETTER = "thanks"
#: When thanks are written, on the day after, on the wall clock of the last session.
TIME = dt.time(9)
#: How long afterwards attendance may still be noted for thanks that are written by themselves.
GRACE = dt.timedelta(days=14)


class ThanksState(StrEnum):
    """How far the thanks for a training are."""

    OFF = "off"
    NOT_YET = "not_yet"
    NOBODY = "nobody"
    READY = "ready"
    WRITTEN = "written"


_TEXTS: dict[ThanksState, Promise] = {
    ThanksState.OFF: _("No thanks are written."),
    ThanksState.NOT_YET: _("Thanks are written at 09:00 on the day after the last session."),
    ThanksState.NOBODY: _("Nobody is thanked as long as nobody's attendance is noted."),
    ThanksState.READY: _("Thanks can be written now."),
    ThanksState.WRITTEN: _("Thanks were written to everybody who was there."),
}


@dataclass(frozen=True, slots=True)
class ThanksStatus:
    """How far the thanks are, for the staff: when they are due, and how many have got them or could get them now."""

    state: ThanksState
    due_at: dt.datetime | None
    written: int
    left: int

    @property
    def text(self) -> str:
        """The state in words."""
        return str(_TEXTS[self.state])

    @property
    def can_be_sent(self) -> bool:
        """Whether `send_thanks` would write to anybody."""
        return self.left > 0


def thanks_status(event: Event, now: dt.datetime | None = None) -> ThanksStatus:
    """Return how far the thanks for a training are; changes nothing."""
    now = now or timezone.now()
    span = spans_of([event.pk]).get(event.pk)
    is_over = span is not None and span.last.end <= now and not event.is_cancelled
    mailing = Mailing.objects.filter(key=registration_mailing_key(event, LETTER)).first()
    written = mailing.messages.count() if mailing else 0
    left = len(_unthanked(event, mailing)) if is_over else 0
    automatic = Places.objects.filter(event=event, sends_thanks=True).exists() and not event.is_cancelled
    if left:
        state = ThanksState.READY
    elif written:
        state = ThanksState.WRITTEN
    elif is_over:
        state = ThanksState.NOBODY
    else:
        state = ThanksState.NOT_YET if automatic else ThanksState.OFF
    return ThanksStatus(state, _due_at(span) if span and automatic else None, written, left)


def send_thanks(event: Event, *, by: AbstractBaseUser | None, now: dt.datetime | None = None) -> int:
    """Thank everybody who was there and has got no thanks yet; return how many letters that are.

    Raises ValidationError: ``cancelled``, ``not_over``, or ``nobody`` where no attendance is noted.
    """
    now = now or timezone.now()
    with transaction.atomic():
        lock_event(event)
        writer = ThanksWriter(event)
        if event.is_cancelled:
            raise ValidationError(gettext("This event was cancelled."), code="cancelled")
        if writer.last_end is None or writer.last_end > now:
            raise ValidationError(gettext("Thanks are written after the last session."), code="not_over")
        if not _attended(event).exists():
            raise ValidationError(str(_TEXTS[ThanksState.NOBODY]), code="nobody")
        mailing = open_registration_mailing(event, LETTER)
        count = writer.queue(mailing, _unthanked(event, mailing))
        if count:
            log(instance=event, action=SENT, user=by)
    return count


def thank_due(now: dt.datetime | None = None) -> int:
    """Write the thanks that are due; return how many letters. One training that fails stops no other."""
    now = now or timezone.now()
    thanked = Mailing.objects.filter(kind="registration", key__endswith=f":registration:{LETTER}")
    keys = set(thanked.values_list("key", flat=True))
    lately = Event.objects.filter(
        places__sends_thanks=True, occurrences__end__gt=now - GRACE - dt.timedelta(days=2), occurrences__end__lte=now
    ).exclude(status=EventStatus.CANCELLED)
    events = [event for event in lately.distinct() if registration_mailing_key(event, LETTER) not in keys]
    spans = spans_of(event.pk for event in events)
    count = 0
    for event in events:
        span = spans.get(event.pk)
        if span is None or not _due_at(span) <= now < _due_at(span) + GRACE or not _attended(event).exists():
            continue
        try:
            count += send_thanks(event, by=None, now=now)
        except Exception:
            logger.exception("The thanks for event %s could not be written; the next run tries again.", event.pk)
    return count


class ThanksWriter(RegistrationWriter):
    """Writes the thanks for one training, once for all of whom the same is to be said."""

    def __init__(self, event: Event) -> None:
        super().__init__(event)
        self._variants: dict[tuple[str, bool, bool, bool], Words] = {}

    def queue(self, mailing: Mailing, registrations: list[Registration]) -> int:
        """Put the thanks into the outbox; return how many are new."""
        maker = DraftMaker(mailing)
        certified = Certificate.objects.filter(registration__in=registrations, revoked_at__isnull=True)
        holders = set(certified.values_list("registration", flat=True))
        drafts = []
        for registration in registrations:
            registration.event = self.event
            reader = Reader.of(registration)
            if reader is None:
                continue
            link = evaluation_address(registration)
            words = self.thanks(reader, has_certificate=registration.pk in holders, has_evaluation=bool(link))
            drafts.append(maker.draft(reader, words, evaluation_url=link))
        return queue_drafts(mailing, drafts, reply_to=self.reply_to)

    def thanks(self, reader: Reader, *, has_certificate: bool, has_evaluation: bool) -> Words:
        """Return the letter for all readers like this one."""
        key = (reader.language, reader.is_companion, has_certificate, has_evaluation)
        if key not in self._variants:
            with override(reader.language):
                self._variants[key] = self._write_thanks(*key)
        return self._variants[key]

    def _write_thanks(self, language: str, is_companion: bool, has_certificate: bool, has_evaluation: bool) -> Words:
        title = disarm(clean_line(self.event.title))
        opening = [f"{SALUTATION},", gettext("thank you for taking part. We were glad to have you with us.")]
        if is_companion:
            about = gettext("This letter is meant for %(name)s, whom you registered.")
            opening.insert(0, about % {"name": COMPANION})
        context = self.facts(language) | {
            "papers": [disarm(clean_line(name)) for name in self._papers],
            "has_certificate": has_certificate,
            "evaluation_url": EVALUATION_URL if has_evaluation else "",
        }
        parts = {"opening": "\n\n".join(opening), "closing": gettext("Kind regards")}
        parts["signature"] = self.signature(language)
        subject = gettext("Thank you for taking part: %(title)s") % {"title": title}
        return compose("tafelrunde_events/mail/registration_thanks", subject, context, parts, None)

    @property
    def _papers(self) -> list[str]:
        papers = TrainingDocument.objects.filter(page=self.event.page_id, for_participants=True)
        return list(papers.order_by("sort_order", "pk").values_list("document__title", flat=True))


def _due_at(span: Span) -> dt.datetime:
    return to_utc(dt.datetime.combine(span.last.end_date + dt.timedelta(days=1), TIME), span.last.zone)


def _attended(event: Event) -> RegistrationQuerySet:
    """Return those who had a place and were at one session at least."""
    rows = Registration.objects.filter(event=event, state=RegistrationState.PLACED, anonymised_at__isnull=True)
    return rows.filter(Exists(Attendance.objects.filter(registration=OuterRef("pk")))).in_order()


def _unthanked(event: Event, mailing: Mailing | None) -> list[Registration]:
    """Return those who were there, can be written to, and have got no thanks yet."""
    thanked = set(mailing.messages.values_list("object_key", flat=True)) if mailing else set()
    rows = _attended(event).select_related("person", "contact__person")
    return [one for one in rows if object_key(one) not in thanked and Reader.of(one) is not None]
