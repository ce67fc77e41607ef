"""Networks that visitors come from: what limits count by, without keeping anybody's address."""

import ipaddress

from django.core.cache import cache
from django.utils.crypto import salted_hmac


def network_key(client: str, *, purpose: str) -> str:
    """Return a name for the network of an IP address that does not tell the address; IPv6 households have a /64."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return f"{purpose}.unknown"
    prefix = 64 if address.version == 6 else 32
    network = ipaddress.ip_network((address, prefix), strict=False)
    return f"{purpose}.{salted_hmac(purpose, str(network), algorithm='sha256').hexdigest()[:32]}"


def count_up(key: str, *, limit: int, seconds: int) -> bool:
    """Count one more under this key of the cache; tell whether that is within the limit of so many seconds."""
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) <= limit
    except ValueError:  # it ended in between
        return True
