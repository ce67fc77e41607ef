"""How often somebody may ask for mails: nobody's mailbox is flooded by others, and no form is a toy for robots."""

import datetime as dt

from tafelrunde_events.domain.visitor_networks import count_up, network_key
from tafelrunde_members.models import OutboxMessage

#: All mails that ask for a confirmation belong to this mailing.
CONFIRMATIONS = "mail-subscriptions:confirmation"
MAILS_PER_HOUR, MAILS_PER_DAY = 1, 3
#: How often one network may send the form within an hour: offices share an address.
FORMS_PER_HOUR = 20

_HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)


def may_write_to(address: str, now: dt.datetime) -> bool:
    """Tell whether another mail may ask this address for a confirmation."""
    written = OutboxMessage.objects.filter(mailing__key=CONFIRMATIONS, address=address.lower())
    moments = list(written.filter(queued_at__gt=now - _DAY).values_list("queued_at", flat=True)[:MAILS_PER_DAY])
    last_hour = sum(moment > now - _HOUR for moment in moments)
    return len(moments) < MAILS_PER_DAY and last_hour < MAILS_PER_HOUR


def count_form(client: str) -> bool:
    """Count a form that came from an IP address; tell whether its network may still send one."""
    key = network_key(client, purpose="tafelrunde_events.mail_subscription")
    return count_up(key, limit=FORMS_PER_HOUR, seconds=int(_HOUR.total_seconds()))
