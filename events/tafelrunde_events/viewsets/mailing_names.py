"""What the pages about mailings say about their recipients, as far as whoever reads them may know it (law 12)."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from tafelrunde_events.domain.mailings.plan import PlannedRecipient
from tafelrunde_events.domain.registrations.names import shown_name
from tafelrunde_events.models import EventMailingRecipient
from tafelrunde_members.models import Person
from tafelrunde_members.permissions import AnyUser

_Recipient = PlannedRecipient | EventMailingRecipient


class Names:
    """Asks once for many recipients which specially protected people the reader may know."""

    def __init__(self, recipients: Iterable[_Recipient], *, user: AnyUser) -> None:
        protected = {one.person.pk for one in recipients if one.person is not None and one.person.protected}
        known = Person.objects.visible_to(user).filter(pk__in=protected)
        self._hidden = protected - set(known.values_list("pk", flat=True)) if protected else set()

    def may_know(self, recipient: _Recipient) -> bool:
        """Tell whether the reader may know who it is."""
        if recipient.registration is not None:
            person = recipient.registration.person
            return person is None or not person.protected
        return recipient.person is None or recipient.person.pk not in self._hidden

    def row(self, recipient: _Recipient, *, key: str = "", is_reader: bool = False) -> dict[str, Any]:
        """Return what a table shows of a recipient."""
        organisation = (
            recipient.organisation
            if isinstance(recipient, PlannedRecipient)
            else recipient.invitation.organisation
            if recipient.invitation
            else None
        )
        known = self.may_know(recipient)
        return {
            "name": _name(recipient) if known else gettext("Specially protected person"),
            "organisation": organisation,
            "address": _address(recipient) if known else "",
            "key": key if known else "",
            "is_reader": is_reader,
            "recipient": recipient,
        }


def _name(recipient: _Recipient) -> str:
    if recipient.registration is not None:
        return shown_name(recipient.registration)
    if recipient.person is not None:
        return recipient.person.full_name
    return (recipient.invitation.name if recipient.invitation else "") or gettext("Deputy")


def _address(recipient: _Recipient) -> str:
    if isinstance(recipient, PlannedRecipient):
        return recipient.address
    return recipient.message.recipient_email if recipient.message else ""
