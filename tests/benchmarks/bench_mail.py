"""Mailings: 2,000 personal invitations from the decision to the mail server, and 10,000 recipients in the queue."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tafelrunde_events.domain.invitations import Invitee, send_invitations
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.mail.delivery import load_backend
from tafelrunde_members.models.mail import Stream
from tests.benchmarks.harness import Result, benchmark
from tests.benchmarks.mail_data import AGENDA, draft_for_all, mail_sink, party
from tests.benchmarks.mail_peer import send_naively

MESSAGES = 2_000
ROUNDS = 3
_PREPARATION = """
import re, sys, time, django
from pathlib import Path
django.setup()
from tafelrunde_events.domain.mailings import prepare_due, release
from tafelrunde_events.models import EventMailing
from tafelrunde_members.models import OutboxMessage


def kilobytes(name):
    return int(re.search(name + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1])


mailing = EventMailing.objects.select_related("event", "created_by").get(pk=sys.argv[1])
start = time.perf_counter()
release(mailing, by=mailing.created_by)
released = time.perf_counter()
Path("/proc/self/clear_refs").write_text("5")  # from here on the peak counts anew
before = kilobytes("VmRSS")
prepare_due()
assert OutboxMessage.objects.count() == int(sys.argv[2])
print(1024 * (kilobytes("VmHWM") - before), time.perf_counter() - released, released - start)
"""
NAIVE = "templates, icalendar and Django's mail for each message, one connection, no outbox"


@dataclass(frozen=True)
class Effort:
    """What a run took, in seconds."""

    wall: float
    processor: float


@benchmark
def mail_throughput() -> Result:
    """Personal invitations with calendar part, through the outbox with all its commits."""
    ours, peer = efforts()
    value = peer.wall / ours.wall
    note = f"{MESSAGES / ours.wall:.0f} messages a second"
    return Result("mail_throughput", value, "times as fast", NAIVE, 3, value >= 3, note)


@benchmark
def mail_cpu() -> Result:
    """Processor time of a message: written, stored, claimed, committed twice and handed over."""
    ours, peer = efforts()
    value = ours.processor / peer.processor
    note = f"{ours.processor / MESSAGES * 1000:.2f} ms against {peer.processor / MESSAGES * 1000:.2f} ms"
    return Result("mail_cpu", value, "times the processor time", NAIVE, 0.3, value <= 0.3, note)


@cache
def efforts() -> tuple[Effort, Effort]:
    """Return what ours and the naive way take, the best of some rounds in turn."""
    pairs = [_round() for _ in range(ROUNDS)]
    ours, peers = zip(*pairs, strict=True)
    return _best(ours), _best(peers)


@benchmark
def mail_queue() -> Result:
    """By how much preparing a mailing outside the request lets the process grow at its peak (Linux)."""
    small, _, _ = _preparation(1_000)
    large, seconds, released = _preparation(10_000)
    value = large / small
    note = (
        f"{large / 1e6:.1f} MB for 10,000 against {small / 1e6:.1f} MB for 1,000; prepared in {seconds:.1f} s, "
        f"of which the request takes {released * 1000:.0f} ms"
    )
    return Result("mail_queue", value, "times the memory", "a tenth of the recipients", 2, value <= 2, note)


def _preparation(size: int) -> tuple[int, float, float]:
    """Return peak growth in bytes, seconds of the preparation, and seconds of the release in the request."""
    with party(size) as guests:
        mailing = draft_for_all(guests)
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{guests.database}"}
        command = [sys.executable, "-c", _PREPARATION, str(mailing.pk), str(size)]
        output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    growth, seconds, released = output.split()
    return int(growth), float(seconds), float(released)


def _round() -> tuple[Effort, Effort]:
    with party(MESSAGES) as guests, mail_sink():
        invitees = [Invitee(person) for person in guests.people]

        def invite() -> int:
            send_invitations(guests.event, invitees, by=None)
            return work_outbox().sent

        def invite_naively() -> int:
            backend = load_backend(Stream.TRANSACTIONAL)
            backend.open()
            return send_naively(backend, guests.event, guests.people, AGENDA)

        return _measure(invite), _measure(invite_naively)


def _measure(run: Callable[[], int]) -> Effort:
    wall, processor = time.perf_counter(), time.process_time()
    sent = run()
    effort = Effort(time.perf_counter() - wall, time.process_time() - processor)
    if sent != MESSAGES:
        raise RuntimeError(f"Only {sent} of {MESSAGES} messages were sent.")
    return effort


def _best(efforts: tuple[Effort, ...]) -> Effort:
    return Effort(min(effort.wall for effort in efforts), min(effort.processor for effort in efforts))
