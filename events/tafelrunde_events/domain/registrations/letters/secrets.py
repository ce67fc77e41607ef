"""Writing what is personal in a letter once more, when the mail has to be sent again."""

from tafelrunde_events.domain.evaluations.tickets import evaluation_address
from tafelrunde_events.domain.registrations.letters.readers import EVALUATION_URL, Reader
from tafelrunde_events.models import Registration
from tafelrunde_members.models import OutboxMessage


def renew_secrets(message: OutboxMessage) -> dict[str, str]:
    """Return the secrets of a letter about a registration, the same as before; none for one that is anonymous by now.

    Whoever never confirmed the address is still a stranger, who is told nothing that was typed into the form.
    """
    number = message.object_key.split(":")[1]
    rows = Registration.objects.filter(pk=number, anonymised_at__isnull=True)
    registration = rows.select_related("event", "person", "contact__person").first()
    reader = Reader.of(registration) if registration is not None else None
    if reader is None or reader.address.lower() != message.address:
        return {}
    secrets = reader.private_values(stranger=reader.holder.confirmed_at is None)
    if message.body is not None and EVALUATION_URL in message.body.text:
        secrets[EVALUATION_URL] = evaluation_address(reader.registration)
    return secrets
