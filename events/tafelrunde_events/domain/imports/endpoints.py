"""Which machines on the network a calendar may be fetched from: those that anybody can reach, and no others.

A server that fetches what people ask it to must not become their way into the network that it stands in (SSRF).
"""

import ipaddress
import socket
from dataclasses import dataclass

from tafelrunde_events import conf

# Addresses that stand for others, which then are reached without having been looked at (6to4, its relays, Teredo), and
# what Pythons of different age see differently: protocol assignments, documentation. NAT64 and IPv4 inside IPv6 lie
# outside of 2000::/3, the only part of IPv6 that is public so far.
_REFUSED = tuple(
    ipaddress.ip_network(block)
    for block in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_REACHABLE_IPV6 = ipaddress.IPv6Network("2000::/3")


class AddressRefusedError(Exception):
    """A host that is not public, at one of its addresses at least."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A machine, by the number of its address: what was looked at is what is connected to."""

    family: socket.AddressFamily
    address: str
    port: int


def endpoints(host: str, port: int) -> list[Endpoint]:
    """Return where a host can be reached; raise AddressRefusedError if any of its addresses is not public.

    Hosts in `TAFELRUNDE_IMPORT_ALLOWED_HOSTS` may be anywhere. Raises OSError or UnicodeError for a name that does not
    resolve. The time it takes is that of the system's resolver.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    answers = dict.fromkeys(Endpoint(family, str(address[0]), port) for family, _type, _proto, _name, address in found)
    if host not in conf.import_allowed_hosts() and not all(is_public(answer.address) for answer in answers):
        raise AddressRefusedError(host)
    return list(answers)


def is_public(address: str) -> bool:
    """Tell whether a numeric IP address belongs to the public internet, and to one machine in it."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if any(ip.version == block.version and ip in block for block in _REFUSED):
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _REACHABLE_IPV6:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
