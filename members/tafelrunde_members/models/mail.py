"""The outbox: every mail is a row here before it is a message on the wire (law 5)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tafelrunde_members.enums import Visibility
from tafelrunde_members.models.people import Person
from tafelrunde_members.permissions import AnyUser, is_network_coordinator, is_superuser


class Stream(models.TextChoices):
    """Kind of traffic: an unsubscription ends mailings, a suppression ends both."""

    TRANSACTIONAL = "transactional", _("single message")
    MAILING = "mailing", _("mailing")


class MessageStatus(models.TextChoices):
    """Where a message stands on its way from the outbox to the mail server."""

    QUEUED = "queued", _("waiting")
    LEASED = "leased", _("taken by a worker")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    SUPPRESSED = "suppressed", _("held back")
    EXPIRED = "expired", _("expired")
    CANCELLED = "cancelled", _("cancelled")
    STOPPED = "stopped", _("stopped by hand")
    DELIVERED = "delivered", _("delivered")
    BOUNCED = "bounced", _("came back")


#: Messages that the mail server took, whatever became of them later.
ACCEPTED_STATUSES = (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.BOUNCED)
#: Messages that a worker still has to deal with.
UNFINISHED_STATUSES = (MessageStatus.QUEUED, MessageStatus.LEASED, MessageStatus.SENDING)
#: Messages that staff may put back into the queue.
RETRYABLE_STATUSES = (MessageStatus.FAILED, MessageStatus.SUPPRESSED, MessageStatus.BOUNCED)


class Mailing(models.Model):
    """One decision to write to somebody, found again by its key when the same button is pressed twice."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=250)
    visibility = models.PositiveSmallIntegerField(
        _("visibility"),
        choices=Visibility.choices,
        default=Visibility.NETWORK,
        help_text=_("Who may know who was written to; a mailing to a round table names its members."),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("created by")
    )
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")

    def __str__(self) -> str:
        return self.title


class MessageBody(models.Model):
    """What many messages of one mailing say alike, stored once; each message brings the `values` it differs in.

    Placeholders look like ``[[salutation]]``; those of the calendar stand for whole lines (``[[attendee]]``).
    """

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="bodies", verbose_name=_("mailing"))
    key = models.CharField(_("key"), max_length=64, help_text=_("Hash of the content: the same words once."))
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    calendar = models.TextField(_("calendar entry"), blank=True)
    calendar_method = models.CharField(_("calendar method"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("wording of a mailing")
        verbose_name_plural = _("wordings of mailings")
        constraints = [models.UniqueConstraint(fields=["mailing", "key"], name="message_body_once_per_mailing")]

    def __str__(self) -> str:
        return f"#{self.pk}"


def _to_protected_person() -> Q:
    protected = Person.objects.filter(protected=True)
    addresses = protected.exclude(email="").annotate(address=Lower("email"))
    return Q(person__in=protected.values("pk")) | Q(address__in=addresses.values("address"))


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    """Queries for messages."""

    def with_protection(self) -> Self:
        """Add `is_protected`: the recipient is specially protected, known by person or by address alone."""
        return self.annotate(
            is_protected=Case(
                When(_to_protected_person(), then=True), default=False, output_field=models.BooleanField()
            )
        )

    def visible_to(self, user: AnyUser) -> Self:
        """Return what the user may see in the log.

        That is everything for superusers, who see of messages to protected people only that they exist; views hide
        the rest. The network's coordination sees neither those nor mailings of a closed circle: who was invited by
        a round table is its own business (laws 12 and 13).
        """
        if is_superuser(user):
            return self.with_protection()
        if is_network_coordinator(user):
            open_to_network = Q(mailing__isnull=True) | Q(mailing__visibility__lte=Visibility.NETWORK)
            return self.with_protection().filter(open_to_network).exclude(_to_protected_person())
        return self.none()


class OutboxMessage(models.Model):
    """One mail to one recipient, stored as it will be sent.

    Its words are either its own (`text`, `html`, `calendar`) or those of a `body` that it shares with others and
    completes by its `values`. `domain.mail.rendering` reads both.

    Secrets (personal links, codes) live in `private` only: `text` and `html` hold placeholders such as
    ``[[answer_url]]``; with `body_private` the whole body lives there. `private` is emptied once the message is sent.
    """

    mailing = models.ForeignKey(
        Mailing, models.CASCADE, null=True, blank=True, related_name="messages", verbose_name=_("mailing")
    )
    object_key = models.CharField(_("subject matter"), max_length=120, blank=True)
    sequence = models.PositiveIntegerField(_("sequence"), default=0)
    stream = models.CharField(_("stream"), max_length=20, choices=Stream.choices, default=Stream.TRANSACTIONAL)

    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="messages", verbose_name=_("person")
    )
    recipient_name = models.CharField(_("recipient"), max_length=200, blank=True)
    recipient_email = models.EmailField(_("e-mail address"))
    address = models.CharField(_("address in lower case"), max_length=254, editable=False, db_index=True)

    message_id = models.CharField(_("Message-ID"), max_length=250, unique=True, editable=False)
    sender = models.CharField(_("sender"), max_length=320)
    reply_to = models.CharField(_("replies to"), max_length=320, blank=True)
    subject = models.CharField(_("subject"), max_length=500)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    calendar = models.TextField(_("calendar entry"), blank=True)
    calendar_method = models.CharField(_("calendar method"), max_length=20, blank=True)
    body = models.ForeignKey(
        MessageBody, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("wording")
    )
    values: "models.JSONField[Any, Any]" = models.JSONField(_("own values"), default=dict, blank=True, editable=False)
    headers = models.JSONField(_("further headers"), default=dict, blank=True)
    private: "models.JSONField[Any, Any]" = models.JSONField(_("secrets"), default=dict, blank=True, editable=False)
    body_private = models.BooleanField(_("content is not shown"), default=False, editable=False)

    status = models.CharField(
        _("status"), max_length=12, choices=MessageStatus.choices, default=MessageStatus.QUEUED, editable=False
    )
    queued_at = models.DateTimeField(_("queued"), default=timezone.now, editable=False)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    date = models.DateTimeField(_("date of the mail"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("useless after"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    last_error = models.TextField(_("last answer of the mail server"), blank=True, editable=False)
    provider_id = models.CharField(_("name at the provider"), max_length=250, blank=True, editable=False, db_index=True)
    feedback_at = models.DateTimeField(_("latest news of delivery"), null=True, blank=True, editable=False)
    soft_bounces = models.PositiveSmallIntegerField(_("came back for the time being"), default=0, editable=False)
    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    lease_expires_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at", "-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "address", "object_key", "sequence"], name="outbox_once_per_mailing_and_recipient"
            ),
        ]
        indexes = [
            # Not partial: SQLite would not use them for a status that is passed as a parameter.
            models.Index(fields=["status", "stream", "not_before", "id"], name="outbox_waiting"),
            models.Index(fields=["lease_expires_at"], name="outbox_in_hand"),
            models.Index(fields=["status", "-queued_at", "-id"], name="outbox_by_status"),
            models.Index(fields=["-queued_at", "-id"], name="outbox_latest"),
            # How many went out in the last minute, which every batch of a stream with a pace asks.
            models.Index(fields=["stream", "sent_at"], name="outbox_pace"),
        ]

    def __str__(self) -> str:
        return _("Message %(id)s") % {"id": self.pk}


class DeliveryAttempt(models.Model):
    """What the mail server said to one attempt. Addresses in its answer are redacted before they are stored."""

    class Outcome(models.TextChoices):
        """How the attempt ended."""

        ACCEPTED = "accepted", _("accepted")
        POSTPONED = "postponed", _("postponed by the mail server")
        REFUSED = "refused", _("refused")
        UNCLEAR = "unclear", _("interrupted, will be repeated")

    message = models.ForeignKey(
        OutboxMessage, models.CASCADE, related_name="delivery_attempts", verbose_name=_("message")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    answer = models.TextField(_("answer of the mail server"), blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("delivery attempt")
        verbose_name_plural = _("delivery attempts")

    def __str__(self) -> str:
        return self.get_outcome_display()


def _at_protected_address() -> Q:
    addresses = Person.objects.filter(protected=True).exclude(email="").annotate(address=Lower("email"))
    return Q(address__in=addresses.values("address"))


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Queries for suppressions."""

    def visible_to(self, user: AnyUser) -> Self:
        """Return what the user may see, each with `is_protected`: the address of a specially protected person.

        Superusers see of those only that they exist, and views hide the rest; the network's coordination does not.
        """
        protection = When(_at_protected_address(), then=True)
        rows = self.annotate(is_protected=Case(protection, default=False, output_field=models.BooleanField()))
        if is_superuser(user):
            return rows
        return rows.exclude(_at_protected_address()) if is_network_coordinator(user) else self.none()

    def applying_to(self, stream: str) -> Self:
        """Return active suppressions that hold for a stream: whoever unsubscribed still gets single messages."""
        active = self.filter(active=True)
        return active if stream == Stream.MAILING else active.exclude(reason=Suppression.Reason.UNSUBSCRIBED)


class Suppression(models.Model):
    """An address that we do not write to, checked when a message is sent (law 7)."""

    class Reason(models.TextChoices):
        """Why nothing is sent there."""

        BOUNCED = "bounced", _("mail comes back")
        COMPLAINT = "complaint", _("reported as spam")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed from mailings")
        MANUAL = "manual", _("entered by hand")

    address = models.CharField(_("e-mail address"), max_length=254)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    at = models.DateTimeField(_("since"), default=timezone.now)
    active = models.BooleanField(_("active"), default=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["address", "reason"], condition=Q(active=True), name="suppression_once_per_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.address

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the address in lower case, the form in which messages are compared."""
        self.address = self.address.strip().lower()
        super().save(*args, **kwargs)


class DeliveryState(models.Model):
    """The one row that says how the mail server does and which background task already waits for work."""

    failing_since = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    failing_stream = models.CharField(max_length=20, choices=Stream.choices, blank=True)
    waiting_task = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("state of the mail server")
        verbose_name_plural = _("state of the mail server")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="delivery_state_is_one_row")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
