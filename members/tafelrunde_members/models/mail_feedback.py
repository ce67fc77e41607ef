"""What comes back to the site: news of delivery from providers and servers, and mail to its own addresses."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tafelrunde_members.models.mail import OutboxMessage
from tafelrunde_members.permissions import AnyUser, is_superuser


class DeliveryEvent(models.Model):
    """One piece of news about a message, stored as it arrives and worked on later: webhooks must answer at once."""

    class Kind(models.TextChoices):
        """What became of the message."""

        DELIVERED = "delivered", _("delivered")
        DELAYED = "delayed", _("delayed")
        SOFT_BOUNCE = "soft_bounce", _("not delivered for the time being")
        HARD_BOUNCE = "hard_bounce", _("mailbox does not exist")
        COMPLAINT = "complaint", _("reported as spam")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
        OTHER = "other", _("other news")

    kind = models.CharField(_("news"), max_length=12, choices=Kind.choices)
    source = models.CharField(_("told by"), max_length=40, help_text=_("Name of the provider, or DSN."))
    event_id = models.CharField(_("name at the source"), max_length=200, blank=True)
    message = models.ForeignKey(
        OutboxMessage,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="delivery_events",
        verbose_name=_("message"),
    )
    provider_id = models.CharField(_("message at the provider"), max_length=250, blank=True)
    address = models.CharField(_("e-mail address"), max_length=254, blank=True)
    answer = models.TextField(_("in the words of the server"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    processed_at = models.DateTimeField(_("worked on"), null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("news of delivery")
        verbose_name_plural = _("news of delivery")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "event_id"], condition=~Q(event_id=""), name="delivery_event_once_per_source"
            ),
        ]
        indexes = [models.Index(fields=["processed_at", "id"], name="delivery_event_waiting")]

    def __str__(self) -> str:
        return self.get_kind_display()


class InboundMessageQuerySet(models.QuerySet["InboundMessage"]):
    """Queries for mail that arrived."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return what the user may see: superusers alone, for a reply tells who was invited to what (law 12)."""
        return self if is_superuser(user) else self.none()

    def waiting(self) -> Self:
        """Return what still has to be worked on, oldest first."""
        return self.filter(state=InboundMessage.State.NEW).order_by("pk")


class InboundMessage(models.Model):
    """A mail to one of the site's own addresses. Its bytes are kept until it is worked on, and then forgotten.

    `envelope` lists whom it was delivered to as far as only the envelope says so; it holds secrets of those who were
    written to and is forgotten with the bytes. `recipient` is one of them without its secret, for people to read.
    """

    class State(models.TextChoices):
        """How far it got."""

        NEW = "new", _("not yet read")
        DONE = "done", _("done")
        FAILED = "failed", _("could not be read")

    class Kind(models.TextChoices):
        """What it turned out to be."""

        UNKNOWN = "", _("not known")
        REPLY = "reply", _("answer of a calendar program")
        BOUNCE = "bounce", _("returned mail")
        AUTOMATIC = "automatic", _("automatic answer")
        OTHER = "other", _("letter to the mailbox")

    fingerprint = models.CharField(max_length=64, unique=True, editable=False, help_text=_("Hash of its bytes."))
    source = models.CharField(_("came by"), max_length=40)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    recipient = models.CharField(_("written to"), max_length=320, blank=True)
    envelope: "models.JSONField[Any, Any]" = models.JSONField(_("envelope"), default=list, blank=True, editable=False)
    raw = models.BinaryField(_("content"), null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.NEW)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.UNKNOWN, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    processed_at = models.DateTimeField(_("worked on"), null=True, blank=True)

    objects = InboundMessageQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("mail received")
        verbose_name_plural = _("mails received")
        indexes = [models.Index(fields=["state", "id"], name="inbound_waiting")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class MailboxState(models.Model):
    """How far a mailbox was read over IMAP, and since when it does not answer.

    Messages are told apart by UID, not by whether they were read: people may read the same mailbox. UIDs hold as long
    as `uid_validity` stays (RFC 9051 2.3.1.1). `skipped` counts the attempts at messages that could not be loaded.
    """

    name = models.CharField(max_length=250, unique=True, help_text=_("User, server and folder."))
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    skipped: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    checked_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("state of a mailbox")
        verbose_name_plural = _("states of mailboxes")

    def __str__(self) -> str:
        return f"#{self.pk}"


class UnsubscribeKey(models.Model):
    """The secret by which one address leaves one list, in a header (RFC 8058) and in a link that everybody sees."""

    address = models.CharField(_("e-mail address"), max_length=254)
    list_name = models.CharField(_("list"), max_length=40)
    nonce = models.CharField(max_length=64, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("key to unsubscribe")
        verbose_name_plural = _("keys to unsubscribe")
        constraints = [models.UniqueConstraint(fields=["address", "list_name"], name="unsubscribe_key_once_per_list")]

    def __str__(self) -> str:
        return f"#{self.pk}"
