"""A calendar that others publish: its text, and a publisher on loopback that hands it out as real ones do."""

import datetime as dt
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.factories.events import coming_day


def entry(uid: str = "sommerfest", *, days: int = 30, hour: int = 18, **lines: str) -> str:
    """A VEVENT of two hours, some days from now; `lines` are more properties, an empty one leaves its property out."""
    start = dt.datetime.combine(coming_day(days), dt.time(hour))
    end = start + dt.timedelta(hours=2)
    properties = {
        "UID": uid,
        "DTSTAMP": "20260101T120000Z",
        "SUMMARY": uid.capitalize(),
        "DTSTART;TZID=Europe/Berlin": f"{start:%Y%m%dT%H%M%S}",
        "DTEND;TZID=Europe/Berlin": f"{end:%Y%m%dT%H%M%S}",
    } | {name.replace("_", "-"): value for name, value in lines.items()}
    text = "".join(f"{name}:{value}\r\n" for name, value in properties.items() if value)
    return f"BEGIN:VEVENT\r\n{text}END:VEVENT\r\n"


def calendar(*entries: str) -> bytes:
    """A whole calendar."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//\r\n{''.join(entries)}END:VCALENDAR\r\n".encode()


class Publisher:
    """Answers with `content`, whose ETag is stable, or with `status`; counts what it was asked for."""

    def __init__(self) -> None:
        self.content = calendar(entry())
        self.status = 200
        self.requests: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_args: Any) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    @property
    def url(self) -> str:
        """Address of the calendar, with a secret in it as Google's private ones have."""
        return f"http://127.0.0.1:{self.port}/zgeheim-4711/termine.ics"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer as a publisher does that knows conditional requests."""
        self.requests.append(dict(request.headers.items()))
        etag = f'"{hash(self.content)}"'
        unchanged = request.headers.get("If-None-Match") == etag
        status = self.status if self.status != 200 else (304 if unchanged else 200)
        request.send_response(status)
        request.send_header("ETag", etag)
        body = self.content if status == 200 else b""
        if status != 304:
            request.send_header("Content-Type", "text/calendar; charset=utf-8")
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
