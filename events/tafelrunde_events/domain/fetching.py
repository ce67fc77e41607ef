"""Fetching foreign calendars, without reaching anything that is not public."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered. ``content`` is None when nothing changed since ``etag`` and ``last_modified``."""

    content: bytes | None
    etag: str
    last_modified: str


class FetchError(Exception):
    """A calendar that could not be fetched.

    ``code`` is stable: ``address_refused``, ``too_large``, ``timeout``, ``status``, ``not_reachable``, ``redirects``
    or ``tls``. ``detail`` may be shown to staff: a status number or a host name, never what an inner address answers.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def fetch_calendar(url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
    """Return the calendar at an address, or that it did not change; raise FetchError for everything else."""
    raise FetchError("not_reachable", url)
