"""Writing what is personal in an invitation's mail once more, when the mail has to be sent again."""

from django.utils.translation import override

from tafelrunde_events.domain.addressees import ANSWER_URL, Addressee
from tafelrunde_events.domain.invitation_entries import EntryWriter
from tafelrunde_events.domain.invitation_post import store_secrets
from tafelrunde_events.domain.plan import load_plans
from tafelrunde_events.models import Invitation
from tafelrunde_members.models import OutboxMessage


def renew_secrets(message: OutboxMessage) -> dict[str, str]:
    """Return the secrets of a mail to an invitee, the same as before; no link once the invitation was withdrawn."""
    number = message.object_key.split(":")[1]
    invitation = Invitation.objects.filter(pk=number).select_related("event", "person", "organisation").first()
    if invitation is None:
        return {}
    store_secrets([invitation])
    addressee = Addressee.of_invitation(invitation)
    with override(addressee.language):
        secrets = addressee.private_values()
        if message.body is not None and message.body.calendar:
            organizer = EntryWriter(load_plans([invitation.event])[0]).organizer(addressee)
            secrets |= {name: line for name, line in organizer.items() if name not in message.values}
    return {name: value for name, value in secrets.items() if name != ANSWER_URL or invitation.withdrawn_at is None}
