"""What became of the newest mail to each of those invited, and what somebody has to do about it."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tafelrunde_events.models import Event, EventMailingRecipient, Invitation
from tafelrunde_members.models.mail import MessageStatus, OutboxMessage

#: What to do about a mail that did not arrive. Who wants another address for somebody asks them by phone.
_ADVICE: dict[MessageStatus, Promise] = {
    MessageStatus.BOUNCED: _("The mail came back. Please check the address, correct it, and write again."),
    MessageStatus.SUPPRESSED: _("Nothing is sent to this address any more. Please ask for another one."),
    MessageStatus.FAILED: _("The mail server refused the mail. Please check the address."),
    MessageStatus.EXPIRED: _("The mail could not be delivered in time. Please call."),
}


@dataclass(frozen=True)
class Delivery:
    """What became of the newest mail to somebody invited; no status without a mail."""

    status: MessageStatus | None
    answer: str = ""
    by_letter: bool = False
    has_address: bool = True

    @property
    def label(self) -> str:
        """The state in words."""
        if self.status is not None:
            return str(self.status.label)
        return str(_("by letter") if self.by_letter else _("no mail"))

    @property
    def advice(self) -> str:
        """What to do about it; nothing when all is well."""
        if self.status is not None:
            return str(_ADVICE.get(self.status, ""))
        if self.has_address or self.by_letter:
            return ""
        return str(_("There is no e-mail address. Please enter one, or call."))

    @property
    def is_trouble(self) -> bool:
        """Whether somebody should look after it."""
        return bool(self.advice)

    @property
    def has_arrived(self) -> bool:
        """Whether the mail server took it."""
        return self.status in (MessageStatus.SENT, MessageStatus.DELIVERED)


class Deliveries:
    """The newest mails of one event in two queries, however many were sent.

    Callers show them only to those who see the invitation itself.
    """

    def __init__(self, event: Event) -> None:
        self._newest: dict[int, tuple[MessageStatus, str]] = {}
        of_event = Q(mailing__key__startswith=f"event:{event.pk}:") | Q(mailing__event_mailing__event=event)
        messages = OutboxMessage.objects.filter(of_event, object_key__startswith="invitation:")
        rows = messages.exclude(status=MessageStatus.CANCELLED).order_by("queued_at", "pk")
        for key, status, answer in rows.values_list("object_key", "status", "last_error"):
            self._newest[int(key.split(":")[1])] = (MessageStatus(status), answer)
        letters = EventMailingRecipient.objects.filter(
            mailing__event=event, invitation__isnull=False, way=EventMailingRecipient.Way.LETTER
        )
        self._letters = set(letters.values_list("invitation", flat=True))

    def of(self, invitation: Invitation) -> Delivery:
        """Return what became of the newest mail to somebody invited."""
        status, answer = self._newest.get(invitation.pk, (None, ""))
        return Delivery(
            status=status,
            answer=answer,
            by_letter=invitation.pk in self._letters,
            has_address=bool(invitation.address),
        )
