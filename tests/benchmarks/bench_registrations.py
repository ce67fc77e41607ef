"""Hundreds of people who confirm at once for twenty places, through gunicorn with 2 processes of 16 threads."""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.harness import Result, benchmark
from tests.benchmarks.web_server import serving
from tools.throwaway_postgres import throwaway_postgres

PLACES = 20
ROUNDS = 3
CSRF = "c" * 32
PEER = "the same work counted and then written without the lock"


@dataclass(frozen=True)
class Rush:
    """How a rush ended: answers a second, answers that were no redirect, and what stands in the database."""

    rate: float
    errors: int
    placed: int
    waiting: int
    in_order: bool
    told: int


@benchmark
def registration_contention() -> Result:
    """500 people on PostgreSQL: exactly 20 have a place, the rest waits in the order of submission, nobody fails."""
    with throwaway_postgres() as database:
        return _contention("registration_contention", database, 500)


@benchmark
def registration_contention_sqlite() -> Result:
    """200 people on SQLite."""
    with tempfile.TemporaryDirectory(prefix="tafelrunde-bench-") as folder:
        return _contention("registration_contention_sqlite", f"sqlite:///{Path(folder, 'rush.sqlite3')}", 200)


def _contention(name: str, database: str, size: int) -> Result:
    ours: list[Rush] = []
    peer: list[Rush] = []
    for _ in range(ROUNDS):
        ours.append(_rush(database, size))
        peer.append(_rush(database, size, without_lock=True))
    rate, naive = (statistics.median(rush.rate for rush in rushes) for rushes in (ours, peer))
    value = rate / naive
    is_right = all(_is_right(rush, size) for rush in ours)
    oversold = max(rush.placed - PLACES for rush in peer)
    note = (
        f"{rate:.0f} against {naive:.0f} a second; places given: {[rush.placed for rush in ours]}, "
        f"errors: {sum(rush.errors for rush in ours)}, waiting in order and everybody told once: {is_right}; "
        f"without the lock up to {oversold} too many"
    )
    return Result(name, value, "of the throughput", PEER, 0.8, value >= 0.8 and is_right, note)


def _is_right(rush: Rush, size: int) -> bool:
    exact = rush.placed == PLACES and rush.waiting == size - PLACES
    return exact and rush.in_order and rush.told == size and not rush.errors


def _rush(database: str, size: int, *, without_lock: bool = False) -> Rush:
    prepared = _run(database, "prepare", size, PLACES)
    with _serving(database, without_lock=without_lock) as port, ThreadPoolExecutor(size) as people:
        before = time.perf_counter()
        answers = list(people.map(lambda token: _confirm(port, token), prepared["tokens"]))
        seconds = time.perf_counter() - before
    errors = sum(answer != http.client.FOUND for answer in answers)
    return Rush(rate=size / seconds, errors=errors, **_run(database, "outcome", prepared["event"]))


def _run(database: str, *arguments: object) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.rush_data", *map(str, arguments)]
    environment = {**os.environ, "DATABASE_URL": database}
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


@contextmanager
def _serving(database: str, *, without_lock: bool) -> Iterator[int]:
    environment = {"DATABASE_URL": database, "BENCH_WITHOUT_LOCK": "1" if without_lock else ""}
    options = ("--worker-class=gthread", "--threads=16")
    with serving(environment, options=options, application="tests.benchmarks.rush_wsgi:application") as port:
        yield port


def _confirm(port: int, token: str) -> int:
    """Press the button of the mail's link, as a browser does that has loaded the page; return the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    body = urlencode({"action": "confirm", "csrfmiddlewaretoken": CSRF})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={CSRF}"}
    connection.request("POST", f"/anmeldung/{token}/", body=body, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status
