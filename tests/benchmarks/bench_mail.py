"""Mailings: 2,000 personal invitations from the decision to the mail server, and 10,000 recipients in the queue."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tafelrunde_events.domain.invitations import Invitee, send_invitations
from tafelrunde_members.domain.mail import work_outbox
from tafelrunde_members.mail.delivery import load_backend
from tafelrunde_members.models.mail import Stream
from tests.benchmarks.harness import Result, benchmark
from tests.benchmarks.mail_data import AGENDA, mail_sink, party
from tests.benchmarks.mail_peer import send_naively

MESSAGES = 2_000
ROUNDS = 3
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
