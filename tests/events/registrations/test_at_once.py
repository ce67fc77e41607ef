"""Many at once: no place is given twice and none is lost, on both databases (law 9)."""

import itertools
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tafelrunde_events.domain.registrations import confirming, waiting_list
from tafelrunde_events.domain.registrations.confirming import confirm
from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.domain.registrations.places import count_places, places_of
from tafelrunde_events.enums import PLACED_STATES, RegistrationState
from tafelrunde_events.models import Places, Registration
from tafelrunde_members.models import OutboxMessage
from tests.factories.registrations import make_training, register, submit_form
from tests.support.databases import is_sqlite

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8
MANY = 100
State = RegistrationState


def in_threads(*actions) -> None:
    """Run all actions, eight at a time; the first error of any is raised."""

    def run(action) -> None:
        try:
            action()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(run, action) for action in actions]:
            done.result()


def test_exactly_as_many_have_a_place_as_there_are_and_the_rest_waits_in_the_order_of_submission():
    event = make_training(capacity=10)
    rows = [submit_form(event) for _ in range(40)]

    in_threads(*[lambda row=row: confirm(row) for row in reversed(rows)])

    states = Counter(event.registrations.values_list("state", flat=True))
    assert states == {State.PLACED: 10, State.WAITING: 30}
    waiting = list(event.registrations.filter(state=State.WAITING).in_order())
    cancel(event.registrations.filter(state=State.PLACED).last())
    waiting[0].refresh_from_db()
    assert waiting[0].state == State.PLACED


def test_cancellations_and_registrations_in_turn_fill_every_freed_place_once():
    event = make_training(capacity=MANY)
    holders = [register(event) for _ in range(MANY)]
    newcomers = [submit_form(event) for _ in range(MANY)]
    leave = [lambda row=row: cancel(row) for row in holders]
    arrive = [lambda row=row: confirm(row) for row in newcomers]

    in_threads(*itertools.chain.from_iterable(zip(leave, arrive, strict=True)))

    states = Counter(event.registrations.values_list("state", flat=True))
    assert states == {State.CANCELLED: MANY, State.PLACED: MANY}
    told = OutboxMessage.objects.filter(mailing__key__regex=r":(placed|promoted)$")
    assert Counter(told.values_list("address", flat=True)) == dict.fromkeys(
        [row.address for row in Registration.objects.exclude(placed_at__isnull=True)], 1
    )


def test_the_same_link_pressed_on_two_devices_confirms_once():
    event = make_training(capacity=2)
    row = submit_form(event)

    in_threads(*[lambda: confirm(row) for _ in range(AT_ONCE)])

    assert row.changes.filter(kind="placed").count() == 1
    assert OutboxMessage.objects.filter(mailing__key__endswith=":placed").count() == 1


def test_without_the_lock_the_same_rush_oversells(monkeypatch):
    """The control: what the tests above check can go wrong, and it is the lock that keeps it from happening."""
    if is_sqlite():
        pytest.skip("SQLite lets one transaction write at a time, with the lock or without")
    both_counted = threading.Barrier(2, timeout=20)

    def look_without_lock(event) -> Places:
        return Places.objects.select_related("event").get(pk=event.pk)

    def count_together(places, now=None):
        count = count_places(places, now)
        both_counted.wait()
        return count

    event = make_training(capacity=1)
    rows = [submit_form(event, may_hold=False) for _ in range(2)]
    monkeypatch.setattr(confirming, "lock_places", look_without_lock)
    monkeypatch.setattr(waiting_list, "count_places", count_together)

    in_threads(*[lambda row=row: confirm(row) for row in rows])

    assert event.registrations.filter(state__in=PLACED_STATES).count() == 2
    monkeypatch.undo()
    assert count_places(places_of(event)).free == 0
