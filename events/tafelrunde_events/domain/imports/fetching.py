"""Fetching foreign calendars: from public addresses, with a limit to size and time, and only what has changed."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, ReadTimeoutError, SSLError

from tafelrunde_events import conf
from tafelrunde_events.domain.imports.addresses import CalendarAddress, WrongAddressError, calendar_address
from tafelrunde_events.domain.imports.endpoints import AddressRefusedError, Endpoint, endpoints

LARGEST = 10 * 1024 * 1024
"""Of a calendar in bytes, unpacked."""

_CONNECT_SECONDS = 5.0
_TOTAL_SECONDS = 20.0
_MOST_REDIRECTS = 3
_CHUNK = 64 * 1024
_OK = 200
_NOT_MODIFIED = 304
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# As long as they are stored; a server that needs more for them is asked without conditions.
_LONGEST_ETAG = 255
_LONGEST_LAST_MODIFIED = 64


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered. ``content`` is None when nothing changed since ``etag`` and ``last_modified``."""

    content: bytes | None
    etag: str
    last_modified: str


class FetchError(Exception):
    """A calendar that could not be fetched.

    ``code`` is stable: ``address_refused`` (no public http address), ``too_large``, ``timeout``, ``status`` (the
    ``detail`` is the number), ``not_reachable`` (also for an answer that breaks off), ``redirects`` (too many, or from
    https to http) or ``tls``. ``detail`` may be shown to staff: a number or the name of a host, never an inner address
    or what it answers.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def fetch_calendar(url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
    """Return the calendar at an address, or that it did not change since ``etag`` and ``last_modified``.

    The name in the address is resolved once, every address behind it must be public, and the connection goes to just
    that address; TLS is verified against the name. Up to three redirects are followed, each checked again. Proxies
    from the environment are not used: they would resolve the name themselves. Takes at most 20 seconds and what the
    system's resolver takes, and 10 MB of memory. Raises FetchError for everything but the calendar.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in conditions.items() if value and value.isascii() and value.isprintable()}
    deadline = time.monotonic() + _TOTAL_SECONDS
    address = _checked(url)
    for _attempt in range(_MOST_REDIRECTS + 1):
        with _answer(address, headers, deadline) as response:
            if response.status not in _REDIRECTS:
                return _fetched(response, headers)
            target = response.headers.get("Location", "")
        following = _redirected(address, target)
        if address.is_https and not following.is_https:
            raise FetchError("redirects", following.host)
        address = following
    raise FetchError("redirects", address.host)


def _redirected(address: CalendarAddress, target: str) -> CalendarAddress:
    try:
        url = urljoin(address.url, target)
    except ValueError as error:
        raise FetchError("redirects", address.host) from error
    return _checked(url)


def _checked(url: str) -> CalendarAddress:
    try:
        address = calendar_address(url)
    except WrongAddressError as error:
        raise FetchError("address_refused", str(error)) from error
    if address.port not in conf.import_ports():
        raise FetchError("address_refused", address.host)
    return address


@contextmanager
def _answer(address: CalendarAddress, conditions: dict[str, str], deadline: float) -> Iterator[BaseHTTPResponse]:
    """Ask for a calendar and give the answer, its body still to be read; every failure becomes a FetchError."""
    alarm = _Alarm(deadline)
    try:
        with alarm:
            connection = _connect(address, alarm)
            try:
                connection.request("GET", address.target, headers=_headers(conditions), preload_content=False)
                yield connection.getresponse()
            finally:
                connection.close()
            alarm.check()
    except FetchError:
        raise
    except AddressRefusedError as error:
        raise FetchError("address_refused", address.host) from error
    except (TimeoutError, ConnectTimeoutError, ReadTimeoutError) as error:
        raise FetchError("timeout", address.host) from error
    except (OSError, HTTPError, HTTPException, UnicodeError) as error:
        raise FetchError(_code_of(error, alarm), address.host) from error


def _code_of(error: Exception, alarm: "_Alarm") -> str:
    if alarm.has_rung:
        return "timeout"
    return "tls" if isinstance(error, (SSLError, ssl.SSLError)) else "not_reachable"


def _headers(conditions: dict[str, str]) -> dict[str, str]:
    return {
        "Accept": "text/calendar, */*;q=0.5",
        "Accept-Encoding": "gzip",
        "User-Agent": f"Tafelrunde ({conf.base_url()})",
        **conditions,
    }


def _connect(address: CalendarAddress, alarm: "_Alarm") -> HTTPConnection:
    """Return a connection to the first of the addresses of a host that accepts one."""
    places = endpoints(address.host, address.port)
    for last, place in ((place is places[-1], place) for place in places):
        try:
            connection = _pinned(address, alarm.connect(place))
            connection.connect()
        except (TimeoutError, ConnectionError, socket.gaierror):
            if last or alarm.has_rung:
                raise
        else:
            return connection
    raise FetchError("not_reachable", address.host)


def _pinned(address: CalendarAddress, connected: socket.socket) -> HTTPConnection:
    """Return a connection that speaks to the name in the address through a socket that is connected already."""
    if address.is_https:
        return _PinnedHTTPSConnection(
            address.host, address.port, timeout=_CONNECT_SECONDS, ssl_context=ssl.create_default_context()
        ).through(connected)
    return _PinnedHTTPConnection(address.host, address.port, timeout=_CONNECT_SECONDS).through(connected)


class _Pinned:
    """Makes a connection of urllib3 use a given socket, so that the name is not resolved a second time."""

    _connected: socket.socket

    def through(self, connected: socket.socket) -> Self:
        self._connected = connected
        return self

    def _new_conn(self) -> socket.socket:
        return self._connected


class _PinnedHTTPConnection(_Pinned, HTTPConnection):
    """http through a given socket."""


class _PinnedHTTPSConnection(_Pinned, HTTPSConnection):
    """https through a given socket; name and certificate are those of the host in the address."""


class _Alarm:
    """Ends a connection at the deadline, whatever it is doing: a limit to each read alone would let a server drip."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._socket: socket.socket | None = None
        self._timer: threading.Timer | None = None

    @property
    def has_rung(self) -> bool:
        return time.monotonic() >= self._deadline

    def check(self) -> None:
        """Raise TimeoutError after the deadline: a connection that was ended looks like an answer that is complete."""
        if self.has_rung:
            raise TimeoutError

    def connect(self, place: Endpoint) -> socket.socket:
        """Return a socket connected to a place, and from now on end its connection at the deadline."""
        self.check()
        connected = socket.socket(place.family, socket.SOCK_STREAM)
        try:
            connected.settimeout(min(_CONNECT_SECONDS, self._deadline - time.monotonic()))
            connected.connect((place.address, place.port))
            connected.settimeout(_CONNECT_SECONDS)
        except BaseException:
            connected.close()
            raise
        self._release()
        # Of its own: TLS takes the first one over.
        self._socket = connected.dup()
        self._timer = threading.Timer(max(self._deadline - time.monotonic(), 0), self._end, (self._socket,))
        self._timer.daemon = True
        self._timer.start()
        return connected

    @staticmethod
    def _end(connected: socket.socket) -> None:
        try:
            connected.shutdown(socket.SHUT_RDWR)
        except OSError:
            # The other side ended it before.
            return

    def _release(self) -> None:
        if self._timer and self._socket:
            self._timer.cancel()
            self._timer.join()
            self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release()


def _fetched(response: BaseHTTPResponse, conditions: dict[str, str]) -> Fetched:
    etag = _kept(response.headers.get("ETag", ""), _LONGEST_ETAG)
    last_modified = _kept(response.headers.get("Last-Modified", ""), _LONGEST_LAST_MODIFIED)
    if response.status == _NOT_MODIFIED and conditions:
        etag = etag or conditions.get("If-None-Match", "")
        return Fetched(None, etag, last_modified or conditions.get("If-Modified-Since", ""))
    if response.status != _OK:
        raise FetchError("status", str(response.status))
    return Fetched(_body(response), etag, last_modified)


def _kept(value: str, longest: int) -> str:
    return value if len(value) <= longest and value.isascii() and value.isprintable() else ""


def _body(response: BaseHTTPResponse) -> bytes:
    """Return the body, unpacked; raise FetchError for one that is too large before it is all read."""
    announced = response.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > LARGEST:
        raise FetchError("too_large")
    body = bytearray()
    for chunk in response.stream(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > LARGEST:
            raise FetchError("too_large")
    return bytes(body)
