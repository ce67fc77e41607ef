"""Invitations and the answers to them."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models.events import Event, Occurrence, ScheduleEntry
from tafelrunde_members.models import InboundMessage, Organisation, Person


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Queries for invitations."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the invitations the user may see: those of events the user runs, and the user's own."""
        from tafelrunde_events.permissions import invitation_scope  # noqa: PLC0415 (permissions import models)

        return self.filter(invitation_scope(user))

    def primary(self) -> Self:
        """Return the invitations without those of deputies: one for each place at the table."""
        return self.filter(deputy_of__isnull=True)

    def vacant(self) -> Self:
        """Return the invitations in whose place a deputy was to come who does not come either."""
        absent = {"deputies__answer": Answer.DECLINED, "deputies__withdrawn_at__isnull": True}
        return self.filter(answer=Answer.DELEGATED, **absent)

    def managed_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the invitations to the events the user runs, with the answers to them."""
        from tafelrunde_events.permissions import managed_event_scope, prefixed  # noqa: PLC0415 (as above)

        return self.filter(prefixed(managed_event_scope(user), "event"))


class Invitation(models.Model):
    """One person's invitation to one event, on behalf of an organisation where there is one.

    Whoever was named as a deputy with an address has an invitation of their own, `deputy_of` the one they come for:
    they get the calendar entry, later changes and reminders like everybody else. They need not be a `Person`.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitations", verbose_name=_("event"))
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="invitations", verbose_name=_("person")
    )
    deputy_of = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="deputies", verbose_name=_("deputy of")
    )
    name = models.CharField(
        _("name"), max_length=160, blank=True, help_text=_("Of a deputy who stands in no directory.")
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="invitations", verbose_name=_("for")
    )
    address = models.EmailField(
        _("address"), help_text=_("Where the invitation went; calendars compare it with the invitee.")
    )
    nonce = models.CharField(max_length=64, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # Two further secrets that follow from the nonce, stored when a mail or letter first needs them: the part of the
    # address that calendar programs answer to, and the short code on paper.
    reply_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    short_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices, default=Answer.NEEDS_ACTION)
    comment = models.TextField(_("message"), blank=True, max_length=2000)
    deputy_name = models.CharField(_("deputy"), max_length=160, blank=True)
    deputy_email = models.EmailField(_("address of the deputy"), blank=True)
    guests = models.PositiveSmallIntegerField(_("brings guests"), default=0)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_for = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("How times and place stood then: an answer holds until they change."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="invitation_once_per_person"),
            models.UniqueConstraint(
                fields=["deputy_of"],
                condition=Q(deputy_of__isnull=False, withdrawn_at__isnull=True),
                name="invitation_one_deputy",
            ),
        ]
        indexes = [models.Index(fields=["event", "answer"], name="invitation_board")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Reply(models.Model):
    """One answer as it came; the newest is copied to the invitation, the older ones are its history."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="replies", verbose_name=_("invitation"))
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices)
    comment = models.TextField(_("message"), blank=True)
    deputy_name = models.CharField(_("deputy"), max_length=160, blank=True)
    deputy_email = models.EmailField(_("address of the deputy"), blank=True)
    guests = models.PositiveSmallIntegerField(_("brings guests"), default=0)
    occurrence = models.ForeignKey(
        Occurrence,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for one date of the series"),
        help_text=_("Such an answer leaves the one to the whole invitation as it is."),
    )
    sequence = models.PositiveIntegerField(_("SEQUENCE of the calendar's answer"), null=True, blank=True)
    dtstamp = models.DateTimeField(_("DTSTAMP of the calendar's answer"), null=True, blank=True)
    source = models.CharField(_("way"), max_length=12, choices=ReplySource.choices)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    created_at = models.DateTimeField(_("came in"), auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("reply")
        verbose_name_plural = _("replies")

    def __str__(self) -> str:
        return f"#{self.pk}"


class CalendarReplyQuerySet(models.QuerySet["CalendarReply"]):
    """Queries for answers of calendar programs."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the answers to events that the user runs."""
        from tafelrunde_events.permissions import managed_event_scope, prefixed  # noqa: PLC0415 (as above)

        return self.filter(prefixed(managed_event_scope(user), "event"))

    def waiting(self) -> Self:
        """Return those that were not applied and that nobody has looked at yet."""
        return self.exclude(outcome__in=CalendarReply.SETTLED).filter(handled_at__isnull=True)


class CalendarReply(models.Model):
    """An answer that a calendar program sent (iTIP REPLY or COUNTER), with what came of it and why.

    Nothing but PARTSTAT and COMMENT of the invitee is ever applied; everything else is shown to the coordination.
    """

    class Outcome(models.TextChoices):
        """What came of it."""

        APPLIED = "applied", _("counts")
        DUPLICATE = "duplicate", _("arrived twice")
        OLD = "old", _("older than the answer that counts")
        OUTDATED = "outdated", _("given before the date changed")
        UNVERIFIED = "unverified", _("sender not certain")
        OTHER_ADDRESS = "other_address", _("from somebody who is not invited")
        OTHER_EVENT = "other_event", _("about another event")
        COUNTER = "counter", _("proposes another date")
        DEPUTY = "deputy", _("names nobody who comes instead")
        TOO_LATE = "too_late", _("came too late")
        UNREADABLE = "unreadable", _("not understood")
        AUTOMATIC = "automatic", _("automatic answer")

    #: Outcomes after which nobody has anything to do.
    SETTLED = (Outcome.APPLIED, Outcome.DUPLICATE, Outcome.OLD, Outcome.AUTOMATIC)

    event = models.ForeignKey(Event, models.CASCADE, related_name="calendar_replies", verbose_name=_("event"))
    invitation = models.ForeignKey(
        Invitation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="calendar_replies",
        verbose_name=_("invitation"),
    )
    entry = models.ForeignKey(
        ScheduleEntry, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("schedule entry")
    )
    occurrence = models.ForeignKey(
        Occurrence, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("date")
    )
    inbound = models.ForeignKey(
        InboundMessage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("mail")
    )
    method = models.CharField(_("method"), max_length=20, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=16, choices=Outcome.choices)
    partstat = models.CharField(_("answer"), max_length=20, blank=True)
    comment = models.TextField(_("message"), blank=True)
    attendee = models.CharField(_("in the name of"), max_length=254, blank=True)
    sender = models.CharField(_("written by"), max_length=254, blank=True)
    proposal = models.CharField(_("proposed date"), max_length=200, blank=True)
    sequence = models.PositiveIntegerField(_("SEQUENCE"), default=0)
    dtstamp = models.DateTimeField(_("DTSTAMP"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    handled_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    objects = CalendarReplyQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("answer of a calendar program")
        verbose_name_plural = _("answers of calendar programs")
        indexes = [models.Index(fields=["event", "outcome"], name="calendar_reply_of_event")]

    def __str__(self) -> str:
        return f"#{self.pk}"
