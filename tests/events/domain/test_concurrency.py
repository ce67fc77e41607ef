"""Changes of one event wait for each other, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tafelrunde_events.domain.scheduling import cancel_occurrence, update_event
from tafelrunde_events.engine import Frequency, Rule
from tafelrunde_events.models import Event, Occurrence
from tests.factories.events import make_event, session

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


def in_threads(action, arguments) -> None:
    def run(argument) -> None:
        try:
            action(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, arguments))


def test_no_change_of_a_date_is_lost():
    event = make_event(session(rule=Rule(Frequency.WEEKLY, count=AT_ONCE)))
    pks = list(event.occurrences.values_list("pk", flat=True))

    in_threads(lambda pk: cancel_occurrence(Occurrence.objects.get(pk=pk), reason=f"Grund {pk}"), pks)

    entry = event.entries.get()
    assert all(occurrence.is_cancelled for occurrence in event.occurrences.all())
    assert entry.vevent.count("RECURRENCE-ID") == AT_ONCE
    assert all(f"Grund {pk}" in entry.vevent for pk in pks)


def test_every_change_of_place_raises_the_sequence_once():
    event = make_event(room="Saal 0")

    in_threads(
        lambda number: update_event(Event.objects.get(pk=event.pk), room=f"Saal {number}"), range(1, AT_ONCE + 1)
    )

    assert event.entries.get().sequence == AT_ONCE
