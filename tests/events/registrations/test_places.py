"""Who gets a place, who waits, and who moves up (laws 9 and 10)."""

import datetime as dt
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tafelrunde_events.domain.registrations.confirming import accept, confirm
from tafelrunde_events.domain.registrations.ending import cancel, lapse_due
from tafelrunde_events.domain.registrations.places import count_places, places_of, refresh_bookings, withdraw_terms
from tafelrunde_events.domain.registrations.submitting import submit
from tafelrunde_events.domain.registrations.waiting_list import give_places
from tafelrunde_events.domain.scheduling import cancel_event, move_occurrence
from tafelrunde_events.enums import (
    Booking,
    OrganisationAsked,
    RegistrationChangeKind,
    RegistrationSource,
    RegistrationState,
    WaitingReason,
)
from tafelrunde_events.models import ConsentText, Event, Registration
from tafelrunde_events.signals import registration_changed
from tafelrunde_members.models import OutboxMessage
from tests.factories.events import coming_day, session
from tests.factories.registrations import make_training, new_person, register, set_terms, submit_form

pytestmark = pytest.mark.django_db

State = RegistrationState


def states(event: Event) -> list[str]:
    """The states of all registrations in the order of submission."""
    return list(event.registrations.in_order().values_list("state", flat=True))


def refusal(error: pytest.ExceptionInfo[ValidationError]) -> str:
    """The code of what was refused."""
    return str(error.value.code)


def test_the_twentyfirst_of_twenty_waits():
    event = make_training(capacity=20)
    for _ in range(21):
        register(event)
    assert states(event) == [State.PLACED] * 20 + [State.WAITING]
    assert event.registrations.last().waiting_reason == WaitingReason.FULL
    event.refresh_from_db()
    assert event.booking == Booking.WAITING_LIST


def test_without_a_limit_everybody_has_a_place():
    event = make_training()
    register(event), register(event)
    assert states(event) == [State.PLACED, State.PLACED]
    event.refresh_from_db()
    assert event.booking == Booking.OPEN


def test_a_place_that_is_given_back_goes_to_who_submitted_first_not_to_who_confirmed_first():
    event = make_training(capacity=1)
    first = register(event)
    early, late = submit_form(event), submit_form(event)
    confirm(late)
    confirm(early)
    cancel(first)
    assert states(event) == [State.CANCELLED, State.PLACED, State.WAITING]


def test_nothing_is_held_for_longer_than_an_hour():
    event = make_training(capacity=1)
    now = timezone.now()
    holder = submit_form(event, now=now)
    quick = register(event, now=now)
    assert quick.state == State.WAITING
    assert lapse_due(now + dt.timedelta(minutes=59)) == 0
    assert lapse_due(now + dt.timedelta(minutes=61)) == 1
    assert states(event) == [State.UNCONFIRMED, State.PLACED]
    assert confirm(holder).state == State.WAITING


def test_whoever_confirms_within_the_hour_has_the_held_place_even_when_all_others_are_gone():
    event = make_training(capacity=1)
    holder = submit_form(event)
    register(event)
    assert confirm(holder).state == State.PLACED
    assert states(event) == [State.PLACED, State.WAITING]


def test_invented_addresses_hold_no_more_than_a_fifth_of_the_places():
    event = make_training(capacity=20)
    for _ in range(100):
        submit_form(event)
    count = count_places(places_of(event))
    assert (count.held, count.free) == (4, 16)
    assert all(register(event).state == State.PLACED for _ in range(16))


def test_real_people_keep_their_place_in_the_order_behind_hundreds_who_never_confirm():
    event = make_training(capacity=1)
    holder = register(event)
    for _ in range(50):
        submit_form(event)
    real = [register(event) for _ in range(2)]
    for _ in range(50):
        submit_form(event)
    cancel(holder)
    assert [one.state for one in Registration.objects.filter(pk__in=[one.pk for one in real]).in_order()] == [
        State.PLACED,
        State.WAITING,
    ]


def test_confirming_and_cancelling_twice_changes_nothing_and_writes_once():
    event = make_training(capacity=1)
    registration = register(event)
    confirm(registration)
    letters = OutboxMessage.objects.count()
    confirm(registration)
    assert OutboxMessage.objects.count() == letters
    cancel(registration)
    letters = OutboxMessage.objects.count()
    cancel(registration)
    assert OutboxMessage.objects.count() == letters
    kinds = list(registration.changes.values_list("kind", flat=True))
    assert kinds.count(RegistrationChangeKind.CANCELLED) == 1


def test_an_address_registers_once_and_the_mail_says_so():
    event = make_training()
    first = register(event, new_person(email="Anna@example.org"))
    with pytest.raises(ValidationError) as error:
        submit_form(event, new_person(email="anna@example.org"))
    assert refusal(error) == "registered"
    assert event.registrations.filter(address="anna@example.org").count() == 1
    assert OutboxMessage.objects.filter(address="anna@example.org", mailing__key__endswith=":known").count() == 1
    cancel(first)
    assert register(event, new_person(email="anna@example.org")).state == State.PLACED


def test_a_limit_for_each_organisation_counts_spellings_as_one_and_lets_others_pass():
    event = make_training(capacity=3, per_organisation=1)
    register(event, new_person(organisation="Stadt  Anklam"))
    second = register(event, new_person(organisation="stadt anklam"))
    third = register(event, new_person(organisation="Landkreis"))
    assert (second.state, second.waiting_reason) == (State.WAITING, WaitingReason.ORGANISATION)
    assert third.state == State.PLACED
    cancel(event.registrations.first())
    second.refresh_from_db()
    assert second.state == State.PLACED


def test_reserved_places_are_not_given_by_the_rules():
    event = make_training(capacity=3, reserved=2)
    assert [register(event).state, register(event).state] == [State.PLACED, State.WAITING]


def test_more_places_are_given_to_the_waiting_list_at_once_and_fewer_push_nobody_out():
    event = make_training(capacity=1)
    for _ in range(3):
        register(event)
    set_terms(event, capacity=2)
    assert states(event) == [State.PLACED, State.PLACED, State.WAITING]
    set_terms(event, capacity=1)
    assert states(event) == [State.PLACED, State.PLACED, State.WAITING]
    assert count_places(places_of(event)).free == 0


def test_after_the_stop_time_nobody_moves_up_by_itself_but_newcomers_still_find_a_free_place():
    event = make_training(session(coming_day(1)), capacity=1, promotion_days=7)
    holder, waiting = register(event), register(event)
    cancel(holder)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.waiting_reason) == (State.WAITING, WaitingReason.STOPPED)
    assert register(event).state == State.PLACED


def test_with_a_reply_period_who_moves_up_accepts_in_time_or_the_next_one_is_asked():
    event = make_training(capacity=1, reply_hours=24)
    holder, first, second = (register(event) for _ in range(3))
    now = timezone.now()
    cancel(holder, now=now)
    assert states(event)[1:] == [State.OFFERED, State.WAITING]
    assert lapse_due(now + dt.timedelta(hours=25)) == 1
    assert states(event)[1:] == [State.LAPSED, State.OFFERED]
    assert accept(second).state == State.PLACED
    with pytest.raises(ValidationError) as error:
        accept(first)
    assert refusal(error) == "ended"


def test_an_offer_cannot_be_accepted_once_its_time_is_over():
    event = make_training(capacity=1, reply_hours=1)
    holder, first = register(event), register(event)
    now = timezone.now()
    cancel(holder, now=now)
    with pytest.raises(ValidationError) as error:
        accept(first, now=now + dt.timedelta(hours=1))
    assert refusal(error) == "lapsed"


def test_a_group_is_registered_together_and_confirmed_with_its_contact():
    event = make_training(capacity=3, group_size=3)
    contact = submit_form(event, new_person(), new_person(email=""), new_person())
    confirm(contact)
    assert states(event) == [State.PLACED, State.PLACED, State.UNCONFIRMED]
    cancel(contact, with_companions=True)
    assert states(event) == [State.CANCELLED] * 3


def test_a_contact_may_leave_and_the_colleagues_stay():
    event = make_training(group_size=2)
    contact = register(event, new_person(), new_person(email=""))
    cancel(contact)
    assert states(event) == [State.CANCELLED, State.PLACED]


def test_nobody_learns_by_registering_a_colleague_who_takes_part():
    event = make_training(group_size=2)
    register(event, new_person(email="bekannt@example.org"))
    contact = submit_form(event, new_person(), new_person(email="bekannt@example.org"))
    other = submit_form(event, new_person(), new_person(email="unbekannt@example.org"))
    confirm(contact), confirm(other)
    seen = [one.companions.get() for one in (contact, other)]
    assert seen[0].state == seen[1].state == State.UNCONFIRMED
    assert event.registrations.filter(address="bekannt@example.org").count() == 1
    assert OutboxMessage.objects.filter(address="bekannt@example.org", mailing__key__endswith=":known").exists()


@pytest.mark.parametrize("address", ["bekannt@example.org", "unbekannt@example.org"])
def test_neither_places_nor_mails_to_colleagues_tell_whether_an_address_takes_part(address):
    event = make_training(capacity=10, group_size=2)
    register(event, new_person(email="bekannt@example.org"))
    with suppress(ValidationError):
        submit_form(event, new_person(email=address), new_person(email="spion@example.org"), answers={"food": "vegan"})
    spy = event.registrations.get(address="spion@example.org")
    assert OutboxMessage.objects.filter(address="spion@example.org", mailing__key__endswith=":confirm").count() == 1
    assert (spy.contact.state, spy.contact.confirmed_at) == (State.UNCONFIRMED, None)
    assert count_places(places_of(event)).free == 7
    assert not spy.contact.answers.exists()
    assert confirm(spy).state == State.PLACED
    assert event.registrations.filter(address=address).count() == 1


def test_an_address_of_which_the_account_was_proved_needs_no_pretence():
    event = make_training(capacity=10)
    register(event, new_person(email="bekannt@example.org"))
    with pytest.raises(ValidationError) as error:
        submit_form(event, new_person(email="bekannt@example.org"), confirmed=True)
    assert refusal(error) == "registered"
    assert event.registrations.count() == 1


@pytest.mark.parametrize(
    ("terms", "people", "code"),
    [
        ({"is_open": False}, 1, "closed"),
        ({"opens_at": timezone.now() + dt.timedelta(days=1)}, 1, "not_open"),
        ({"closes_days": 60}, 1, "closed"),
        ({"group_size": 2}, 3, "group_size"),
        ({"organisation_asked": OrganisationAsked.REQUIRED}, 1, "organisation"),
    ],
)
def test_what_the_terms_do_not_allow_is_refused_with_its_reason(terms, people, code):
    event = make_training(**terms)
    with pytest.raises(ValidationError) as error:
        submit_form(event, *(new_person() for _ in range(people)))
    assert refusal(error) == code
    assert not event.registrations.exists()


def test_without_a_waiting_list_nobody_registers_for_a_full_event():
    event = make_training(capacity=1, has_waiting_list=False)
    late = submit_form(event)
    event.registrations.update(hold_until=None)
    register(event)
    with pytest.raises(ValidationError) as error:
        submit_form(event)
    assert refusal(error) == "full"
    assert confirm(late).state == State.REFUSED
    event.refresh_from_db()
    assert event.booking == Booking.FULL


def test_a_cancelled_event_takes_nobody_in():
    event = make_training()
    waiting = submit_form(event)
    cancel_event(event, reason="Krankheit")
    for attempt in (lambda: submit_form(event), lambda: confirm(waiting)):
        with pytest.raises(ValidationError) as error:
            attempt()
        assert refusal(error) == "cancelled"


def test_a_required_consent_is_required_and_kept_in_the_words_of_that_day():
    text = ConsentText.objects.create(name="Teilnahme", wording="Ich stimme zu.", required=True)
    event = make_training(consents=[text])
    with pytest.raises(ValidationError) as error:
        submit_form(event)
    assert refusal(error) == "consent"
    registration = submit_form(event, consents=[text])
    ConsentText.objects.filter(pk=text.pk).update(wording="Anders.", version=2)
    consent = registration.consents.get()
    assert (consent.wording, consent.version) == ("Ich stimme zu.", 1)


def test_answers_are_kept_with_their_questions_and_unknown_ones_are_dropped():
    questions = [{"key": "essen", "label": "Essen?", "type": "singleline", "sensitive": True}]
    event = make_training(questions=questions)
    registration = submit_form(event, answers={"essen": "vegetarisch", "fremd": "x"})
    answer = registration.answers.get()
    assert (answer.label, answer.value, answer.sensitive) == ("Essen?", "vegetarisch", True)


def test_with_approval_nobody_has_a_place_before_staff_says_so_and_nothing_is_held():
    event = make_training(capacity=5, needs_approval=True)
    waiting = submit_form(event)
    assert count_places(places_of(event)).held == 0
    assert confirm(waiting).state == State.REQUESTED
    assert give_places(places_of(event), now=timezone.now()) == []


def test_staff_registers_by_phone_without_an_address_and_beside_the_window():
    event = make_training(capacity=1, is_open=False, organisation_asked=OrganisationAsked.REQUIRED)
    registration = submit(event, [new_person(email="")], language="de", source=RegistrationSource.STAFF, confirmed=True)
    assert registration.state == State.PLACED


def test_the_lists_know_at_any_time_whether_places_can_be_had():
    event = make_training(capacity=1)
    event.refresh_from_db()
    assert event.booking == Booking.OPEN
    registration = register(event)
    event.refresh_from_db()
    assert event.booking == Booking.WAITING_LIST
    cancel(registration)
    event.refresh_from_db()
    assert event.booking == Booking.OPEN


def test_registration_opens_and_closes_on_time_without_anybody():
    opens = timezone.now() + dt.timedelta(days=2)
    event = make_training(opens_at=opens, closes_days=5)
    begins = event.occurrences.get().start
    for moment, booking in (
        (opens - dt.timedelta(minutes=1), Booking.PLANNED),
        (opens, Booking.OPEN),
        (begins - dt.timedelta(days=5, hours=2), Booking.OPEN),
        (begins - dt.timedelta(days=5) + dt.timedelta(hours=2), Booking.CLOSED),
    ):
        refresh_bookings(moment)
        event.refresh_from_db()
        assert event.booking == booking


def test_when_the_date_moves_away_the_waiting_list_moves_up_again():
    event = make_training(session(coming_day(1)), capacity=1, promotion_days=7)
    holder, waiting = register(event), register(event)
    cancel(holder)
    day = dt.datetime.combine(coming_day(60), dt.time(18))
    move_occurrence(event.occurrences.get(), start=day, end=day + dt.timedelta(hours=2))
    waiting.refresh_from_db()
    assert waiting.state == State.PLACED


def test_once_registration_is_elsewhere_neither_the_clock_nor_the_dates_change_what_the_page_says():
    event = make_training()
    withdraw_terms(event)
    Event.objects.filter(pk=event.pk).update(booking=Booking.WAITING_LIST)
    refresh_bookings(event.occurrences.get().start)
    cancel_event(event, reason="Krankheit")
    event.refresh_from_db()
    assert event.booking == Booking.WAITING_LIST


def test_an_event_that_fails_keeps_no_other_from_lapsing():
    broken, other = make_training(capacity=5), make_training(capacity=5)
    kept, lapsed = submit_form(broken), submit_form(other)

    def fail(registration: Registration, **_signal) -> None:
        if registration.event == broken:
            raise RuntimeError

    registration_changed.connect(fail)
    try:
        assert lapse_due(timezone.now() + dt.timedelta(minutes=61)) == 1
    finally:
        registration_changed.disconnect(fail)
    kept.refresh_from_db()
    lapsed.refresh_from_db()
    assert (kept.hold_until is None, lapsed.hold_until is None) == (False, True)
