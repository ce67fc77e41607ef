"""A provider's API on loopback, as Postmark's: records requests, answers as told."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


class ProviderApi(ThreadingHTTPServer):
    """What was asked lies in `requests`; `answer` says what comes next instead of an acceptance."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[dict[str, Any]] = []
        self.answers: deque[tuple[int, dict[str, Any]]] = deque()
        self.drops = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def answer(self, status: int, **content: Any) -> None:
        """Answer the next request so."""
        self.answers.append((status, content))


class _Handler(BaseHTTPRequestHandler):
    server: ProviderApi
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(json.loads(body))
        if self.server.drops:
            self.server.drops -= 1
            self.close_connection = True
            return
        number = len(self.server.requests)
        to = self.server.requests[-1].get("To", "")
        accepted = {"ErrorCode": 0, "Message": "OK", "MessageID": f"postmark-{number}", "To": to}
        status, content = self.server.answers.popleft() if self.server.answers else (200, accepted)
        answer = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def provider_api(settings: Any) -> Iterator[ProviderApi]:
    """Let the outbox deliver to this test's provider."""
    server = ProviderApi()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.TAFELRUNDE_MAIL_DELIVERY = {"BACKEND": "anymail.backends.postmark.EmailBackend"}
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "token",
        "POSTMARK_API_URL": server.url,
        "WEBHOOK_SECRET": ["tafelrunde:geheim"],
    }
    yield server
    server.shutdown()
    server.server_close()
