"""Limits on registrations, so that nobody takes up the places with invented people or floods a mailbox.

Hard limits count forms, in the cache: from one network and for one address. Beyond them nothing is recorded. Soft
limits count the rows of one event that hold a place unconfirmed, by mail domain, by network and in all. Beyond those an
entry is recorded in its order like any other, because it may be a real person's, but holds no place while nobody has
confirmed it. Nothing has to be marked: `cleanup` finds crowds of unconfirmed entries from the same rows.
"""

import datetime as dt

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tafelrunde_events.domain.visitor_networks import count_up, network_key
from tafelrunde_events.models import Event, Registration

#: Forms that one network may send within an hour: offices share an address, and may send all their people.
FORMS_PER_HOUR = 40
#: Forms that may name one address within a day, for one event and for all: each of them brings a mail at most.
PER_EVENT_AND_DAY, PER_DAY = 3, 20
#: Unconfirmed entries of one event that may hold places at the same time.
DOMAIN_HOLDS, NETWORK_HOLDS, EVENT_HOLDS = 10, 10, 60

_PURPOSE = "tafelrunde_events.registration"
_HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)


def network_of(client: str) -> str:
    """Return the name under which a registration remembers the network of an IP address, for a week."""
    return network_key(client, purpose=_PURPOSE)


def count_form(client: str) -> bool:
    """Count a form that came from an IP address; tell whether its network may still send one."""
    return count_up(f"{network_of(client)}.forms", limit=FORMS_PER_HOUR, seconds=int(_HOUR.total_seconds()))


def count_address(event: Event, address: str) -> bool:
    """Count a form that names an address; tell whether it may still bring a mail there.

    Known and unknown addresses are counted alike, so that the answer says nothing about them. What follows a plus sign
    leads to the same mailbox (RFC 5233), so it is not counted as another one.
    """
    local, _at, domain = address.strip().lower().rpartition("@")
    mailbox = f"{local.partition('+')[0] or local}@{domain}"
    name = salted_hmac(_PURPOSE, mailbox, algorithm="sha256").hexdigest()[:32]
    seconds = int(_DAY.total_seconds())
    in_all = count_up(f"{_PURPOSE}.{name}", limit=PER_DAY, seconds=seconds)
    return count_up(f"{_PURPOSE}.{name}.{event.pk}", limit=PER_EVENT_AND_DAY, seconds=seconds) and in_all


def may_hold(event: Event, address: str, *, network: str = "", now: dt.datetime | None = None) -> bool:
    """Tell whether a new unconfirmed entry may hold a place: not when there are too many of its kind already."""
    holding = Registration.objects.filter(event=event).holding(now or timezone.now())
    if holding.count() >= EVENT_HOLDS:
        return False
    if holding.filter(_same_domain(address)).count() >= DOMAIN_HOLDS:
        return False
    return not network or holding.filter(network=network).count() < NETWORK_HOLDS


def _same_domain(address: str) -> Q:
    domain = address.strip().lower().rpartition("@")[2]
    return Q(address__endswith=f"@{domain}")
