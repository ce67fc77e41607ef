"""What staff decides by hand, and that it can be told afterwards who decided it."""

import pytest
from django.core.exceptions import ValidationError

from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.domain.registrations.places import count_places, places_of
from tafelrunde_events.domain.registrations.staff import (
    approve,
    change_details,
    move,
    place_anyway,
    place_now,
    refuse,
    reinstate,
)
from tafelrunde_events.enums import RegistrationChangeKind, RegistrationState
from tafelrunde_members.models import OutboxMessage
from tests.factories.events import coming_day, session
from tests.factories.members import UserFactory
from tests.factories.registrations import make_training, new_person, register, submit_form

pytestmark = pytest.mark.django_db

State = RegistrationState
Kind = RegistrationChangeKind


@pytest.fixture
def editor():
    return UserFactory()


def refused(code: str):
    """Expect a ValidationError with this code, on whichever field."""
    return pytest.raises(
        ValidationError, check=lambda error: code in {one.code for one in ValidationError([error]).error_list}
    )


def test_approving_gives_a_place_as_long_as_there_are_any(editor):
    event = make_training(capacity=1, needs_approval=True)
    first, second = register(event), register(event)
    assert approve(second, by=editor).state == State.PLACED
    assert approve(first, by=editor).state == State.WAITING
    assert approve(first, by=editor).state == State.WAITING
    assert second.changes.get(kind=Kind.APPROVED).by == editor


def test_a_refusal_tells_its_reason(editor):
    event = make_training(needs_approval=True)
    registration = refuse(register(event), by=editor, reason="Nur für Beschäftigte")
    assert (registration.state, registration.end_reason) == (State.REFUSED, "Nur für Beschäftigte")
    with refused("state"):
        approve(registration, by=editor)


def test_a_free_place_can_be_given_out_of_turn_but_no_place_that_is_none(editor):
    event = make_training(session(coming_day(1)), capacity=1, promotion_days=7)
    holder, first, second = (register(event) for _ in range(3))
    with refused("full"):
        place_now(second, by=editor)
    cancel(holder)
    assert place_now(second, by=editor).state == State.PLACED
    first.refresh_from_db()
    assert first.state == State.WAITING


def test_a_reserved_place_is_given_by_staff_and_comes_back_when_it_is_given_up(editor):
    event = make_training(capacity=2, reserved=1)
    register(event)
    guest = register(event)
    assert place_now(guest, by=editor, reserved=True).state == State.PLACED
    assert count_places(places_of(event)).reserved_left == 0
    cancel(guest)
    assert count_places(places_of(event)).reserved_left == 1


def test_going_beyond_the_places_is_written_down_and_nobody_moves_up_into_what_does_not_exist(editor):
    event = make_training(capacity=1)
    holder, late, waiting = (register(event) for _ in range(3))
    placed = place_anyway(late, by=editor)
    assert (placed.state, placed.overbooked) == (State.PLACED, True)
    assert late.changes.get(kind=Kind.OVERBOOKED).by == editor
    cancel(holder)
    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


def test_moving_to_another_date_ends_here_and_begins_there_in_one_step(editor):
    here, there = make_training(capacity=1), make_training(session(coming_day(60)), capacity=1)
    mover, waiting = register(here, new_person(email="umzug@example.org")), register(here)
    moved = move(mover, there, by=editor)
    waiting.refresh_from_db(), mover.refresh_from_db()
    assert (moved.event, moved.state, mover.state, waiting.state) == (
        there, State.PLACED, State.CANCELLED, State.PLACED,
    )  # fmt: skip
    keys = OutboxMessage.objects.filter(address="umzug@example.org").values_list("mailing__key", flat=True)
    assert [key for key in keys if "moved" in key]
    assert not [key for key in keys if "cancelled" in key]


def test_moving_to_a_full_date_means_waiting_there_and_nobody_is_registered_there_twice(editor):
    here, there = make_training(), make_training(session(coming_day(60)), capacity=1)
    register(there, new_person(email="doppelt@example.org"))
    assert move(register(here), there, by=editor).state == State.WAITING
    with refused("registered"):
        move(register(here, new_person(email="doppelt@example.org")), there, by=editor)
    with refused("same"):
        move(register(here), here, by=editor)


def test_taking_up_again_keeps_the_place_in_the_order(editor):
    event = make_training(capacity=1)
    first, second, third = (register(event) for _ in range(3))
    cancel(second)
    reinstate(second, by=editor)
    cancel(first)
    second.refresh_from_db(), third.refresh_from_db()
    assert (second.state, third.state) == (State.PLACED, State.WAITING)


def test_nobody_is_taken_up_again_beside_a_newer_registration(editor):
    event = make_training()
    old = cancel(register(event, new_person(email="neu@example.org")))
    register(event, new_person(email="neu@example.org"))
    with refused("registered"):
        reinstate(old, by=editor)


def test_details_are_corrected_and_an_address_stays_unique(editor):
    questions = [{"key": "essen", "label": "Essen?", "type": "singleline"}]
    event = make_training(questions=questions)
    registration = register(event, answers={"essen": "alles"})
    other = register(event)
    row = change_details(registration, by=editor, last_name=" Neu ", answers={"essen": ""})
    assert row.last_name == "Neu"
    assert not row.answers.exists()
    with refused("registered"):
        change_details(registration, by=editor, email=other.email.upper())
    with refused("name"):
        change_details(registration, by=editor, last_name="")


def test_an_unconfirmed_person_on_the_phone_is_given_a_place(editor):
    event = make_training(capacity=1)
    assert place_now(submit_form(event), by=editor).state == State.PLACED


def test_approving_where_nobody_can_wait_says_that_all_places_are_taken_and_refuses_nobody(editor):
    event = make_training(capacity=1, needs_approval=True, has_waiting_list=False)
    first, second = register(event), register(event)
    approve(first, by=editor)
    letters = OutboxMessage.objects.count()
    with refused("full"):
        approve(second, by=editor)
    second.refresh_from_db()
    assert (second.state, OutboxMessage.objects.count()) == (State.REQUESTED, letters)
