"""Mailings about an event, automatic reminders, and the words that both are written in."""

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.enums import MailingKind, ReminderAudience
from tafelrunde_events.models.events import Event
from tafelrunde_events.models.invitations import Invitation
from tafelrunde_events.models.registrations import Registration
from tafelrunde_members.models import Mailing, OutboxMessage, Person


class _ManagedByEvent(models.QuerySet):
    """Rows that belong to an event are the business of those who run it."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the rows of events that the user runs."""
        from tafelrunde_events.permissions import managed_event_scope, prefixed  # noqa: PLC0415 (they import models)

        return self.filter(prefixed(managed_event_scope(user), "event"))


class EventMailing(models.Model):
    """A letter to several people about one event: whom it goes to, in whose words, and how far it got.

    Until it is released it is a draft. Releasing opens a `Mailing` of the outbox; a background task then works out the
    recipients and queues their messages in batches (`EventMailingRecipient` remembers how far it got).
    """

    class State(models.TextChoices):
        """How far a mailing got."""

        DRAFT = "draft", _("draft")
        SCHEDULED = "scheduled", _("scheduled")
        PREPARING = "preparing", _("being prepared")
        SENDING = "sending", _("being sent")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("done")
        FAILED = "failed", _("could not be prepared")

    event = models.ForeignKey(Event, models.CASCADE, related_name="mailings", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=16, choices=MailingKind.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False)
    subject = models.CharField(_("subject"), max_length=250, blank=True, help_text=_("Empty: the usual subject."))
    message = models.TextField(_("message"), blank=True, help_text=_("Stands below the salutation."))
    sources: "models.JSONField[list[str], list[str]]" = models.JSONField(
        _("recipients"), default=list, blank=True, help_text=_("Keys of circles, such as seats or audience:5.")
    )
    documents: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, blank=True, related_name="+", verbose_name=_("papers")
    )
    scheduled_for = models.DateTimeField(_("not before"), null=True, blank=True)
    repeats = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="repetitions", verbose_name=_("repeats")
    )
    mailing = models.OneToOneField(
        Mailing,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="event_mailing",
        verbose_name=_("mailing in the outbox"),
    )
    tells_everybody = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("An update in own words: no date was news to anybody when it began to be prepared."),
    )
    problem = models.TextField(_("problem"), blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True, editable=False)
    prepared_at = models.DateTimeField(_("prepared"), null=True, blank=True, editable=False)

    objects = _ManagedByEvent.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("mailing about an event")
        verbose_name_plural = _("mailings about events")
        indexes = [models.Index(fields=["state", "scheduled_for"], name="event_mailing_due")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def has_own_words(self) -> bool:
        """Whether somebody wrote a message or chose papers."""
        return bool(self.message.strip()) or (self.pk is not None and self.documents.exists())


class EventMailingRecipient(models.Model):
    """Somebody whom a released mailing is for, and why they get none if so."""

    class Way(models.TextChoices):
        """How it reaches them."""

        EMAIL = "email", _("by e-mail")
        LETTER = "letter", _("as a printed letter")
        NONE = "none", _("not at all")

    mailing = models.ForeignKey(
        EventMailing, models.CASCADE, related_name="recipients", verbose_name=_("mailing about an event")
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    invitation = models.ForeignKey(
        Invitation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("invitation")
    )
    registration = models.ForeignKey(
        Registration, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("registration")
    )
    way = models.CharField(_("way"), max_length=8, choices=Way.choices)
    obstacle = models.CharField(_("obstacle"), max_length=24, blank=True)
    message = models.ForeignKey(
        OutboxMessage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("message")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]
        verbose_name = _("recipient of a mailing")
        verbose_name_plural = _("recipients of a mailing")
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "person"],
                condition=Q(person__isnull=False),
                name="recipient_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["mailing", "invitation"],
                condition=Q(invitation__isnull=False),
                name="recipient_once_per_invitation",
            ),
            models.UniqueConstraint(
                fields=["mailing", "registration"],
                condition=Q(registration__isnull=False),
                name="recipient_once_per_registration",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Reminder(models.Model):
    """An automatic mail some days before or after an event, or at a fixed moment; written at most once."""

    class Direction(models.TextChoices):
        """From which side of the event days are counted."""

        BEFORE = "before", _("before the beginning")
        AFTER = "after", _("after the end")

    class Outcome(models.TextChoices):
        """What came of it."""

        OPEN = "", _("not yet due")
        WRITTEN = "written", _("written")
        NOBODY = "nobody", _("nobody was left to be reminded")
        LAPSED = "lapsed", _("lapsed, the moment had passed")

    event = models.ForeignKey(Event, models.CASCADE, related_name="reminders", verbose_name=_("event"))
    at = models.DateTimeField(_("at this moment"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    direction = models.CharField(
        _("counted"), max_length=8, choices=Direction.choices, default=Direction.BEFORE, blank=True
    )
    time = models.TimeField(_("at"), default=dt.time(9))
    audience = models.CharField(
        _("to whom"), max_length=12, choices=ReminderAudience.choices, default=ReminderAudience.UNANSWERED
    )
    subject = models.CharField(_("subject"), max_length=250, blank=True, help_text=_("Empty: the usual subject."))
    message = models.TextField(_("message"), blank=True)
    outcome = models.CharField(
        _("what came of it"), max_length=8, choices=Outcome.choices, default=Outcome.OPEN, blank=True, editable=False
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    mailing = models.ForeignKey(
        EventMailing,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("mailing about an event"),
    )

    objects = _ManagedByEvent.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "direction", "-days", "pk"]
        verbose_name = _("automatic reminder")
        verbose_name_plural = _("automatic reminders")
        constraints = [
            models.CheckConstraint(
                condition=Q(at__isnull=False, days__isnull=True) | Q(at__isnull=True, days__isnull=False),
                name="reminder_is_relative_or_absolute",
            ),
        ]
        indexes = [models.Index(fields=["outcome", "event"], name="reminder_open")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class MailText(models.Model):
    """The words of one kind of letter in one language, for the whole site or for one owner such as a round table.

    What is empty is taken from the site's words, and what is empty there from the ones that the plugin brings along.
    """

    owner = models.CharField(
        _("for"), max_length=40, blank=True, help_text=_("Empty for the whole site; otherwise a key such as table:5.")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=MailingKind.choices)
    language = models.CharField(_("language"), max_length=8)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    opening = models.TextField(_("opening"), blank=True)
    closing = models.TextField(_("closing"), blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["owner", "kind", "language"]
        verbose_name = _("wording of letters")
        verbose_name_plural = _("wordings of letters")
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "language"], name="mail_text_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"


class Letterhead(models.Model):
    """What stands in every letter of the site or of one owner: signature, exclusion clause, and the sender on paper."""

    class Exclusion(models.TextChoices):
        """Which letters carry the exclusion clause."""

        AS_ABOVE = "", _("as for the whole site")
        PUBLIC = "public", _("invitations to public events in rooms")
        ALWAYS = "always", _("all invitations")
        NEVER = "never", _("no letters")

    owner = models.CharField(_("for"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=8)
    signature = models.TextField(
        _("signature"), blank=True, help_text=_("Name of the office and its role mailbox, never a person's address.")
    )
    exclusion = models.CharField(
        _("the exclusion clause stands in"),
        max_length=8,
        choices=Exclusion.choices,
        default=Exclusion.AS_ABOVE,
        blank=True,
    )
    exclusion_clause = models.TextField(_("exclusion clause"), blank=True)
    return_address = models.CharField(
        _("sender in the window of the envelope"), max_length=120, blank=True, help_text=_("One line (DIN 5008).")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["owner", "language"]
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")
        constraints = [models.UniqueConstraint(fields=["owner", "language"], name="letterhead_once")]

    def __str__(self) -> str:
        return f"{self.owner} ({self.language})"
