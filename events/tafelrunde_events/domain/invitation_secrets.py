"""Writing the personal link of an invitation's mail once more, when the mail has to be sent again."""

from django.utils.translation import override

from tafelrunde_events.domain.addressees import ANSWER_URL, Addressee
from tafelrunde_events.domain.invitation_post import store_secrets
from tafelrunde_events.models import Invitation
from tafelrunde_members.models import OutboxMessage


def renew_secrets(message: OutboxMessage) -> dict[str, str]:
    """Return the secrets of a mail to an invitee, the same as before; no link once the invitation was withdrawn."""
    number = message.object_key.split(":")[1]
    invitation = Invitation.objects.filter(pk=number).select_related("person", "organisation").first()
    if invitation is None:
        return {}
    store_secrets([invitation])
    addressee = Addressee.of_invitation(invitation)
    with override(addressee.language):
        secrets = addressee.private_values()
    return {name: value for name, value in secrets.items() if name != ANSWER_URL or invitation.withdrawn_at is None}
