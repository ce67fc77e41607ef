"""A real gunicorn with two workers, and how many answers a second it gives."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

WORKERS = 2
SECONDS = 2.0
ROUNDS = 3


@contextmanager
def serving(
    environment: Mapping[str, str],
    *,
    options: Sequence[str] = (),
    application: str = "django.core.wsgi:get_wsgi_application()",
) -> Iterator[int]:
    """Serve the site of the database that `environment` names (`DATABASE_URL`), and give the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", f"--workers={WORKERS}", f"--bind=127.0.0.1:{port}",
            "--log-level=error", *options, application,
        ],
        env={**os.environ, **environment},
    )  # fmt: skip
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            fetch(port, "/bench/empty/", {})
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("gunicorn did not start")


def fetch(port: int, path: str, headers: dict[str, str]) -> tuple[int, str, int]:
    """Return status, ETag and length of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    result = answer.status, answer.headers.get("ETag", ""), len(answer.read())
    connection.close()
    return result


def answers_per_second(port: int, *contestants: tuple[str, dict[str, str]], expect: int = 200) -> list[float]:
    """Return how many answers a second each address gives to as many clients as there are workers; they take turns."""
    rates: list[list[float]] = [[] for _ in contestants]
    for number in range(ROUNDS + 1):
        for index, (path, headers) in enumerate(contestants):
            rate = _rate(port, path, headers)
            if number:
                rates[index].append(rate)
    for path, headers in contestants:
        status, _etag, _length = fetch(port, path, headers)
        if status not in {200, expect}:
            raise AssertionError(f"{path} answered {status}")
    return [sorted(series)[len(series) // 2] for series in rates]


def _rate(port: int, path: str, headers: dict[str, str]) -> float:
    end = time.perf_counter() + SECONDS

    def ask() -> int:
        count = 0
        while time.perf_counter() < end:
            fetch(port, path, headers)
            count += 1
        return count

    with ThreadPoolExecutor(WORKERS) as clients:
        before = time.perf_counter()
        counts = [client.result() for client in [clients.submit(ask) for _ in range(WORKERS)]]
        return sum(counts) / (time.perf_counter() - before)
