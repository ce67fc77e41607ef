"""Addresses of foreign calendars, as people write them, taken apart for the network."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

# What calendar programs register for themselves means https.
_SCHEMES = {"http": "http", "https": "https", "webcal": "https", "webcals": "https"}
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,252}[a-z0-9])?|[0-9a-f:.]{2,45}")
# Kept as they are: what has a meaning of its own in an address, and what is quoted already.
_SAFE = "/%:@!$&'()*+,;=~"


class WrongAddressError(ValueError):
    """An address that no calendar can have; says the host, if there is one."""


@dataclass(frozen=True, slots=True)
class CalendarAddress:
    """An address in its parts: the host in ASCII (a name or a number), what is asked of it (path and query)."""

    is_https: bool
    host: str
    port: int
    target: str

    @property
    def url(self) -> str:
        """The address written in one way, for what is relative to it."""
        scheme = "https" if self.is_https else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}{self.target}"


def calendar_address(url: str) -> CalendarAddress:
    """Return an http, https or webcal address in its parts.

    Raises WrongAddressError for another scheme, a name or password in it, or a host that cannot be.
    """
    try:
        parts = urlsplit(url.strip())
        scheme = _SCHEMES.get(parts.scheme, "")
        host = _ascii_host(parts.hostname or "")
        port = parts.port or _PORTS.get(scheme, 0)
    except ValueError as error:
        raise WrongAddressError from error
    if not scheme or "@" in parts.netloc or "\\" in url or not _HOST.fullmatch(host):
        raise WrongAddressError(host if _HOST.fullmatch(host) else "")
    target = quote(parts.path or "/", safe=_SAFE)
    if parts.query:
        target += "?" + quote(parts.query, safe=_SAFE + "?")
    return CalendarAddress(scheme == "https", host, port, target)


def _ascii_host(host: str) -> str:
    """Return a host name as it stands in the DNS; raise ValueError (UnicodeError) for one that cannot."""
    return host.lower() if host.isascii() else host.encode("idna").decode("ascii").lower()
