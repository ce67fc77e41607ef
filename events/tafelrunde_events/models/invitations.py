"""Invitations and the answers to them."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.enums import Answer, ReplySource
from tafelrunde_events.models.events import Event
from tafelrunde_members.models import Organisation, Person


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Queries for invitations."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the invitations the user may see: those of events the user runs, and the user's own."""
        from tafelrunde_events.permissions import invitation_scope  # noqa: PLC0415 (permissions import models)

        return self.filter(invitation_scope(user))

    def managed_by(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the invitations to the events the user runs, with the answers to them."""
        from tafelrunde_events.permissions import managed_event_scope, prefixed  # noqa: PLC0415 (as above)

        return self.filter(prefixed(managed_event_scope(user), "event"))


class Invitation(models.Model):
    """One person's invitation to one event, on behalf of an organisation where there is one."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitations", verbose_name=_("event"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="invitations", verbose_name=_("for")
    )
    address = models.EmailField(
        _("address"), help_text=_("Where the invitation went; calendars compare it with the invitee.")
    )
    nonce = models.CharField(max_length=64, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices, default=Answer.NEEDS_ACTION)
    comment = models.TextField(_("message"), blank=True, max_length=2000)
    deputy_name = models.CharField(_("deputy"), max_length=160, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="invitation_once_per_person")]
        indexes = [models.Index(fields=["event", "answer"], name="invitation_board")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Reply(models.Model):
    """One answer as it came; the newest is copied to the invitation, the older ones are its history."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="replies", verbose_name=_("invitation"))
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices)
    comment = models.TextField(_("message"), blank=True)
    deputy_name = models.CharField(_("deputy"), max_length=160, blank=True)
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
