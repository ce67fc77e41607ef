"""One word on how a training stands, on its page and in lists."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from tafelrunde_events.domain.catalogue_rows import rows_of
from tafelrunde_events.domain.registrations.places import refresh_bookings
from tafelrunde_events.domain.scheduling import cancel_event, cancel_occurrence
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.training_states import training_state
from tafelrunde_events.enums import Booking, TrainingState
from tafelrunde_events.models import Event, TrainingPage
from tests.factories.events import coming_day
from tests.factories.pages import event_of, make_page, session_block
from tests.factories.registrations import register
from tests.factories.trainings import publish_training

pytestmark = pytest.mark.django_db

#: How the address of the form begins, as opposed to that of the account.
REGISTER = 'class="button" href="/t/'


def state_on_page(client, page) -> TrainingState | None:
    return client.get(page.get_url()).context["state"]


@pytest.mark.parametrize(
    ("booking", "state"),
    [
        (Booking.NONE, None),
        (Booking.PLANNED, TrainingState.PLANNED),
        (Booking.OPEN, TrainingState.OPEN),
        (Booking.FULL, TrainingState.FULL),
        (Booking.WAITING_LIST, TrainingState.WAITING_LIST),
        (Booking.CLOSED, TrainingState.CLOSED),
    ],
)
def test_the_state_follows_the_registration(booking, state):
    event = Event(booking=booking)
    assert training_state(event) == state
    assert training_state(event, is_over=True) == TrainingState.OVER
    assert training_state(event, has_dates=False) == TrainingState.PLANNED
    assert training_state(Event(booking=booking, status="CANCELLED"), is_over=True) == TrainingState.CANCELLED


def test_a_training_is_cancelled_when_its_dates_were_called_off_one_by_one(client):
    page = publish_training(session_block(coming_day(20)), session_block(coming_day(27)), capacity=2)
    event = event_of(page)
    first, second = event.occurrences.order_by("start")

    cancel_occurrence(first, reason="Krankheit")
    assert state_on_page(client, page) == TrainingState.OPEN
    cancel_occurrence(second, reason="Krankheit")

    assert state_on_page(client, page) == TrainingState.CANCELLED
    assert [row.state for row in rows_of([event.pk], Selection(), locale=None)] == [TrainingState.CANCELLED]
    event.refresh_from_db()
    assert event.booking == Booking.CLOSED


def test_what_was_counted_just_now_counts_more_than_what_is_stored():
    assert training_state(Event(booking=Booking.OPEN), booking=Booking.FULL) == TrainingState.FULL


def test_a_training_fills_up(client):
    page = publish_training(capacity=2)
    assert state_on_page(client, page) == TrainingState.OPEN
    assert "noch 2 Plätze" in client.get(page.get_url()).content.decode()
    register(event_of(page))
    assert "noch 1 Platz<" in client.get(page.get_url()).content.decode()
    register(event_of(page))
    html = client.get(page.get_url()).content.decode()
    assert "Auf die Warteliste" in html
    assert f"/t/{event_of(page).pk}/anmelden/" in html


def test_without_a_waiting_list_there_is_no_button_when_it_is_full(client):
    page = publish_training(capacity=1, has_waiting_list=False)
    register(event_of(page))
    html = client.get(page.get_url()).content.decode()
    assert "Ausgebucht" in html
    assert REGISTER not in html
    assert "Anmeldung bis" not in html


def test_before_the_window_the_page_says_when_it_opens(client):
    page = publish_training(opens_at=timezone.now() + dt.timedelta(days=3))
    html = client.get(page.get_url()).content.decode()
    assert "Anmeldung ab" in html
    assert REGISTER not in html
    assert state_on_page(client, page) == TrainingState.PLANNED


def test_the_window_closes_on_time_even_before_anything_was_stored(client):
    page = publish_training(closes_days=2)
    assert "Anmeldung bis" in client.get(page.get_url()).content.decode()
    with time_machine.travel(dt.datetime.combine(coming_day(29), dt.time(12)), tick=False):
        assert event_of(page).booking == Booking.OPEN
        html = client.get(page.get_url()).content.decode()
        assert state_on_page(client, page) == TrainingState.CLOSED
        assert "Anmeldung beendet" in html
        assert REGISTER not in html
        refresh_bookings()
        assert event_of(page).booking == Booking.CLOSED


def test_cancelled_and_past_trainings_offer_no_registration(client):
    page = publish_training()
    cancel_event(event_of(page), reason="Sturm")
    assert REGISTER not in client.get(page.get_url()).content.decode()
    assert state_on_page(client, page) == TrainingState.CANCELLED
    past = publish_training(session_block(coming_day(-3)))
    assert state_on_page(client, past) == TrainingState.OVER
    assert REGISTER not in client.get(past.get_url()).content.decode()


def test_registration_elsewhere_has_its_link_while_it_is_open(client):
    fields = {"takes_registrations": False, "registration_url": "https://andere.example.org/anmeldung"}
    page = publish_training(**fields)
    assert "https://andere.example.org/anmeldung" in client.get(page.get_url()).content.decode()
    closed = publish_training(**fields, booking=Booking.CLOSED)
    assert "https://andere.example.org/anmeldung" not in client.get(closed.get_url()).content.decode()


@pytest.mark.parametrize(
    ("booking", "words"),
    [(Booking.PLANNED, "Geplant"), (Booking.CLOSED, "Anmeldung beendet"), (Booking.OPEN, "Plätze frei")],
)
def test_lists_carry_the_state(client, booking, words):
    make_page(session_block(), model=TrainingPage, booking=booking)
    assert words in client.get("/kalender/?ansicht=liste").content.decode()
