"""Limits on registrations: invented people take up no places, and nobody's mailbox is flooded."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from tafelrunde_events.domain.registrations import limits
from tafelrunde_events.enums import RegistrationState
from tafelrunde_events.models import Registration
from tafelrunde_members.models import OutboxMessage
from tests.events.registrations.forms import fill_in
from tests.factories.registrations import make_training, new_person, register, submit_form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_visitors():
    cache.clear()


@pytest.fixture
def event():
    return make_training(capacity=1000)


def test_networks_are_counted_without_keeping_their_addresses():
    assert "203.0.113" not in limits.network_of("203.0.113.7")
    assert limits.network_of("2001:db8:1:2::1") == limits.network_of("2001:db8:1:2:ffff::9")
    assert limits.network_of("2001:db8:1:2::1") != limits.network_of("2001:db8:1:3::1")
    assert len(limits.network_of("203.0.113.7")) <= Registration._meta.get_field("network").max_length


def test_one_network_sends_so_many_forms_and_others_are_not_its_business():
    assert all(limits.count_form("203.0.113.7") for _ in range(limits.FORMS_PER_HOUR))

    assert not limits.count_form("203.0.113.7")
    assert limits.count_form("203.0.113.8")


def test_an_address_gets_so_many_mails_a_day(event):
    assert [limits.count_address(event, "ada@example.org") for _ in range(4)] == [True, True, True, False]
    assert not limits.count_address(event, "ADA@example.org ")
    assert not limits.count_address(event, "ada+17@example.org")
    assert limits.count_address(event, "ben@example.org")
    assert limits.count_address(make_training(), "ada@example.org")


def test_nobody_is_flooded_by_registering_them_everywhere():
    events = [make_training() for _ in range(limits.PER_DAY + 1)]

    allowed = [limits.count_address(event, "ada@example.org") for event in events]

    assert (allowed.count(True), allowed[-1]) == (limits.PER_DAY, False)


def test_a_form_beyond_the_limit_of_an_address_is_answered_as_always_and_writes_no_mail(client, event):
    answers = {fill_in(client, event).url for _ in range(6)}

    assert len(answers) == 1
    assert Registration.objects.exclude(address="").count() == 1
    assert Registration.objects.count() == limits.PER_EVENT_AND_DAY
    assert OutboxMessage.objects.filter(address="ada@example.org").count() <= limits.PER_EVENT_AND_DAY


def test_nobody_is_flooded_as_somebody_s_colleague(client):
    event = make_training(capacity=1000, group_size=2)
    for number in range(6):
        fill_in(
            client,
            event,
            email=f"person{number}@example.org",
            person2_first_name="Ada",
            person2_last_name="Opfer",
            person2_email="opfer@example.org",
        )

    assert OutboxMessage.objects.filter(address="opfer@example.org").count() <= limits.PER_EVENT_AND_DAY


@pytest.mark.parametrize(
    ("facts", "network", "limit"),
    [
        ("person{}@wegwerf.example.net", "", limits.DOMAIN_HOLDS),
        ("person@anbieter{}.example.net", "netz", limits.NETWORK_HOLDS),
        ("person@anbieter{}.example.net", "", limits.EVENT_HOLDS),
    ],
)
def test_crowds_are_recorded_in_their_order_and_hold_no_more_places(event, facts, network, limit):
    for number in range(limit + 3):
        address = facts.format(number)
        may_hold = limits.may_hold(event, address, network=network)
        submit_form(event, new_person(email=address), network=network, may_hold=may_hold)

    assert Registration.objects.count() == limit + 3
    assert Registration.objects.filter(hold_until__isnull=False).count() == limit


def test_confirmed_people_and_old_holds_do_not_count(event):
    for number in range(limits.DOMAIN_HOLDS):
        register(event, new_person(email=f"person{number}@stadt.example.org"))
    assert limits.may_hold(event, "neu@stadt.example.org")
    for number in range(limits.DOMAIN_HOLDS):
        submit_form(event, new_person(email=f"weitere{number}@stadt.example.org"))

    assert not limits.may_hold(event, "neu@stadt.example.org")
    assert limits.may_hold(event, "neu@stadt.example.org", now=timezone.now() + dt.timedelta(minutes=61))


def test_real_people_get_their_places_among_hundreds_of_invented_ones():
    event = make_training(capacity=10)
    real = []
    for number in range(200):
        address = f"erfunden{number}@wegwerf.example.net"
        submit_form(event, new_person(email=address), may_hold=limits.may_hold(event, address))
        if number % 25 == 0:
            real.append(register(event))

    assert {one.state for one in real} == {RegistrationState.PLACED}
    assert not Registration.objects.filter(email__startswith="erfunden", state=RegistrationState.PLACED).exists()
