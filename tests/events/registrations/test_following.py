"""What follows for others, and for a row's own moments, from what happens to one: found by generated lives."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tafelrunde_events.domain.registrations.cleanup import ask_approval
from tafelrunde_events.domain.registrations.confirming import accept
from tafelrunde_events.domain.registrations.ending import cancel, lapse_due
from tafelrunde_events.domain.registrations.staff import (
    change_details,
    move,
    place_anyway,
    place_now,
    reinstate,
)
from tafelrunde_events.domain.scheduling import cancel_event, cancel_occurrence, reinstate_event, reinstate_occurrence
from tafelrunde_events.enums import RegistrationState as State
from tafelrunde_events.enums import WaitingReason
from tafelrunde_events.models import Event
from tafelrunde_members.models import OutboxMessage
from tests.factories.members import UserFactory
from tests.factories.registrations import make_training, new_person, register, set_terms, submit_form

pytestmark = pytest.mark.django_db


def states(event: Event) -> list[str]:
    """The states of all registrations in the order of submission."""
    return list(event.registrations.in_order().values_list("state", flat=True))


@pytest.mark.parametrize("by_staff", [True, False])
def test_when_staff_begins_to_approve_what_was_held_goes_to_who_waits(by_staff):
    event = make_training(capacity=1)
    submit_form(event)
    register(event)
    assert states(event) == [State.UNCONFIRMED, State.WAITING]
    if by_staff:
        ask_approval(event, wanted=True, by=UserFactory())
    else:
        set_terms(event, capacity=1, needs_approval=True)
    assert states(event) == [State.UNCONFIRMED, State.PLACED]


def test_a_corrected_organisation_lets_others_pass():
    event = make_training(capacity=3, per_organisation=1)
    first = register(event, new_person(organisation="Stadt Anklam"))
    second = register(event, new_person(organisation="Stadt Anklam"))
    assert second.waiting_reason == WaitingReason.ORGANISATION
    change_details(first, by=UserFactory(), organisation="Landkreis")
    assert states(event) == [State.PLACED, State.PLACED]


def test_nobody_is_moved_to_where_there_is_neither_a_place_nor_a_waiting_list():
    here, there = make_training(), make_training(capacity=1, has_waiting_list=False)
    register(there)
    row = register(here)
    letters = OutboxMessage.objects.count()
    with pytest.raises(ValidationError) as error:
        move(row, there, by=UserFactory())
    assert error.value.code == "full"
    assert (states(here), states(there)) == ([State.PLACED], [State.PLACED])
    assert OutboxMessage.objects.count() == letters


def test_whoever_is_taken_up_again_stands_as_if_there_never_was_a_place():
    event, by = make_training(capacity=2, reserved=1), UserFactory()
    first, second = register(event), register(event)
    place_now(second, reserved=True, by=by)
    cancel(second)
    row = reinstate(second, by=by)
    assert (row.state, row.placed_at, row.reserved) == (State.WAITING, None, False)
    cancel(first)
    row.refresh_from_db()
    assert (row.state, row.reserved) == (State.PLACED, False)


def test_nobody_is_taken_up_again_only_to_be_refused_once_more():
    event = make_training(capacity=1, has_waiting_list=False)
    row = register(event)
    cancel(row)
    register(event)
    with pytest.raises(ValidationError) as error:
        reinstate(row, by=UserFactory())
    assert error.value.code == "full"
    assert states(event) == [State.CANCELLED, State.PLACED]


def test_an_offered_place_is_not_beyond_the_limit_for_who_gets_it_from_staff():
    event = make_training(capacity=1, reply_hours=24)
    holder, row = register(event), register(event)
    cancel(holder)
    row = place_anyway(row, by=UserFactory())
    assert (row.state, row.overbooked) == (State.PLACED, False)


@pytest.mark.parametrize("whole", [True, False])
def test_an_offer_ends_with_the_event_and_is_made_anew_when_it_takes_place_after_all(whole):
    event = make_training(capacity=1, reply_hours=24)
    holder, row = register(event), register(event)
    cancel(holder)
    date = event.occurrences.get()
    before = OutboxMessage.objects.filter(address=row.address).count()
    cancel_event(event, reason="Krankheit") if whole else cancel_occurrence(date, reason="Krankheit")
    assert lapse_due(timezone.now() + dt.timedelta(days=2)) == 0
    row.refresh_from_db()
    assert (row.state, row.offered_until, row.waiting_reason) == (State.WAITING, None, WaitingReason.LATE)
    assert OutboxMessage.objects.filter(address=row.address).count() == before + whole

    reinstate_event(event) if whole else reinstate_occurrence(date)
    row.refresh_from_db()
    assert row.state == State.OFFERED
    assert row.offered_until > timezone.now() + dt.timedelta(hours=23)
    assert accept(row).state == State.PLACED
