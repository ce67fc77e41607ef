"""The public feed: built, remembered, not modified, and what it takes of memory; the list and the month of the page."""

import os
import subprocess
import sys
from collections.abc import Callable

from django.test import Client

from tafelrunde_events.domain.stored_bodies import forget_bodies
from tests.benchmarks.calendar_data import EMPTY_PAGE, SIZES, use_calendar
from tests.benchmarks.harness import Result, benchmark, medians, times_faster, times_floor
from tests.benchmarks.web_server import answers_per_second, fetch, serving

FEED, PEER, READY, EMPTY = "/kalender/termine.ics", "/bench/peer.ics", "/bench/ready.ics", "/bench/empty/"
LIST, MONTH = "/kalender/", "/kalender/?ansicht=monat&tag=2027-03-15"


def for_each_size(measure: Callable[[int], Result]) -> None:
    """Register a measurement once for each number of events, which ends its name."""
    for size in SIZES:

        def run(size: int = size) -> Result:
            return measure(size)

        run.__name__ = f"{measure.__name__}_{size}"
        benchmark(run)


@for_each_size
def feed_full(size: int) -> Result:
    """A whole feed from the database, nothing remembered, against django-ical on the same rows."""
    use_calendar(size)
    client = Client()

    def ours() -> None:
        forget_bodies()
        client.get(FEED)

    rounds = 3 if size > 1_000 else 7
    our_time, peer_time = medians(ours, lambda: client.get(PEER), rounds=rounds)
    length = len(client.get(FEED).content)
    return times_faster(
        f"feed_full_{size}", our_time, peer_time, against="django-ical 1.9.2, the same rows",
        at_least=25 if size == 100 else 60, note=f"{length} bytes in {our_time * 1000:.1f} ms",
    )  # fmt: skip


@for_each_size
def feed_cached(size: int) -> Result:
    """The same full feed again, by gunicorn, against a view whose bytes lie ready."""
    with serving({"DATABASE_URL": f"sqlite:///{use_calendar(size)}"}) as port:
        ours, floor = answers_per_second(port, (FEED, {}), (READY, {}))
    return _share(f"feed_cached_{size}", ours, floor, against="a Django view with ready-made bytes", at_least=0.6)


@for_each_size
def feed_304(size: int) -> Result:
    """A program that has everything already, by gunicorn, against an empty view."""
    with serving({"DATABASE_URL": f"sqlite:///{use_calendar(size)}"}) as port:
        _status, etag, _length = fetch(port, FEED, {})
        condition = {"If-None-Match": etag}
        ours, floor = answers_per_second(port, (FEED, condition), (EMPTY, {}), expect=304)
    return _share(f"feed_304_{size}", ours, floor, against="an empty Django view", at_least=0.5)


def _share(name: str, ours: float, floor: float, *, against: str, at_least: float) -> Result:
    value = ours / floor
    note = f"{ours:.0f} against {floor:.0f} answers a second, gunicorn with two workers"
    return Result(name, value, "of the rate", against, at_least, value >= at_least, note)


_GROWTH = """
import re, django
from pathlib import Path
django.setup()
from django.test import Client


def kilobytes(name):
    return int(re.search(name + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])


client = Client()
client.get("/kalender/termine.ics?art=training")
Path("/proc/self/clear_refs").write_text("5")  # from here on the peak counts anew
before = kilobytes("VmRSS")
body = len(client.get("/kalender/termine.ics").content)
print(1024 * (kilobytes("VmHWM") - before), body)
"""


@benchmark
def memory_feed() -> Result:
    """By how much one request for 10,000 events lets the process grow at its peak (Linux), the answer included."""
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{use_calendar(10_000)}"}
    command = [sys.executable, "-c", _GROWTH]
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    growth, body = map(int, output.split())
    return times_floor(
        "memory_feed", growth, body, against="the body alone", at_most=3,
        note=f"{growth / 1e6:.1f} MB for a body of {body / 1e6:.1f} MB",
    )  # fmt: skip


@benchmark
def list_page() -> Result:
    """The first page of the list among 10,000 events."""
    return _page("list_page", LIST, at_most=2)


@benchmark
def month_page() -> Result:
    """A month among 10,000 events."""
    return _page("month_page", MONTH, at_most=2.5)


def _page(name: str, address: str, *, at_most: float) -> Result:
    use_calendar(10_000)
    client = Client()
    ours, floor = medians(lambda: client.get(address), lambda: client.get(EMPTY_PAGE), rounds=15)
    note = f"{ours * 1000:.1f} ms among 10,000 events"
    return times_floor(
        name, ours, floor, against="an empty Wagtail page with the site's frame", at_most=at_most, note=note
    )
