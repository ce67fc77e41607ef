"""A server of foreign calendars on this machine, which behaves as badly as it is told to."""

import gzip
import ssl
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import unquote

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//EN\r\nEND:VCALENDAR\r\n"
ETAG = '"v1"'
LAST_MODIFIED = "Fri, 05 Mar 2027 17:00:00 GMT"


@dataclass
class CalendarServer:
    """What it was asked, and where it listens."""

    port: int = 0
    scheme: str = "http"
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    closing: Event = field(default_factory=Event)

    def url(self, path: str = "/", host: str = "localhost") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


@contextmanager
def calendar_server(context: ssl.SSLContext | None = None) -> Iterator[CalendarServer]:
    """Run a server until the end of the block; with a context it speaks TLS."""
    state = CalendarServer()

    class Handler(_Handler):
        server_state = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        state.scheme = "https"
    state.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        state.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_state: CalendarServer

    def do_GET(self) -> None:
        path, _question, query = self.path.partition("?")
        self.server_state.requests.append((self.path, dict(self.headers)))
        answers: dict[str, Callable[[str], None]] = {
            "/": self._calendar,
            "/to": self._redirect,
            "/to-quoted": lambda target: self._redirect(unquote(target)),
            "/status": lambda status: self._send(int(status), b"inner secret"),
            "/endless": self._endless,
            "/drip": self._drip,
            "/drip-headers": self._drip_headers,
            "/silent": lambda _query: self._pause(),
            "/bomb": self._bomb,
            "/announces": lambda size: self._send(200, b"", **{"Content-Length": size}),
            "/breaks-off": lambda _query: self._send(200, CALENDAR, **{"Content-Length": "5000"}),
            "/not-gzip": lambda _query: self._send(200, CALENDAR, **{"Content-Encoding": "gzip"}),
            "/gzip": lambda _query: self._send(200, gzip.compress(CALENDAR), **{"Content-Encoding": "gzip"}),
            "/not-http": lambda _query: self.wfile.write(b"220 mail.example.org ESMTP\r\n" * 200),
        }
        try:
            answers[path](query)
        except OSError:
            self.close_connection = True

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _calendar(self, _query: str) -> None:
        if self.headers.get("If-None-Match") == ETAG or self.headers.get("If-Modified-Since") == LAST_MODIFIED:
            self._send(304, b"")
        else:
            self._send(200, CALENDAR, ETag=ETAG, **{"Last-Modified": LAST_MODIFIED})

    def _redirect(self, target: str) -> None:
        self._send(302, b"", Location=target)

    def _endless(self, _query: str) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server_state.closing.is_set():
            self.wfile.write(b"X" * 65536)

    def _drip(self, _query: str) -> None:
        self.send_response(200)
        self.end_headers()
        while not self._pause(0.05):
            self.wfile.write(b"X")

    def _drip_headers(self, _query: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self._pause(0.05):
            self.wfile.write(b"X-Slow: 1\r\n")
            self.wfile.flush()

    def _bomb(self, _query: str) -> None:
        packer = zlib.compressobj(9, wbits=31)
        packed = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(200)) + packer.flush()
        self._send(200, packed, **{"Content-Encoding": "gzip"})

    def _pause(self, seconds: float = 30) -> bool:
        return self.server_state.closing.wait(seconds)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name in the base class)
        """Say nothing."""
