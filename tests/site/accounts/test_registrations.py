"""/konto/anmeldungen/: what one registered for, and the personal calendar that it enters."""

import re

import pytest
from django.urls import reverse

from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.domain.subscriptions.calendar import personal_calendar
from tafelrunde_events.models import Event, Registration
from tafelrunde_events.permissions import personal_scope
from tafelrunde_members.enums import Visibility
from tests.events.registrations.forms import page_path
from tests.factories.events import coming_day, session
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.registrations import make_training, new_person, register, submit_form
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

LIST = "/konto/anmeldungen/"


@pytest.fixture
def member(client):
    """A signed-in member with an entry in the directory."""
    person = PersonFactory(user=UserFactory(email="Mia@example.org"))
    client.force_login(person.user)
    return person


def text_of(response):
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def training(title="Argumente", days=30, **facts):
    return make_training(session(coming_day(days)), event_facts={"title": title} | facts)


def mine(event):
    return register(event, new_person(email="mia@example.org"))


def test_visitors_are_sent_to_log_in(client):
    assert client.get(LIST).url == f"/konto/anmelden/?next={LIST}"


def test_own_registrations_lead_to_their_pages(client, member):
    assert "für keine kommende Veranstaltung" in text_of(client.get(LIST))
    by_address = mine(training("Mit Adresse"))
    by_person = register(training("Als Person"), new_person(email="andere@example.org"), person=member)
    register(training("Fremdes"))
    submit_form(training("Unbestätigtes"), new_person(email="mia@example.org"))
    mine(training("Vergangenes", days=40))
    Event.objects.filter(title="Vergangenes").update(title="Später")

    response = client.get(LIST)

    text = text_of(response)
    assert re.findall("Mit Adresse|Als Person|Später|Fremdes|Unbestätigtes", text) == [
        "Mit Adresse",
        "Als Person",
        "Später",
    ]
    for registration in (by_address, by_person):
        assert page_path(registration) in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_after_a_change_of_the_secret_key_a_button_makes_the_link_anew(client, member, settings):
    registration = mine(training())
    Registration.objects.update(token_hash="veraltet")

    page = client.get(LIST).content.decode()
    assert page_path(registration) not in page
    assert Registration.objects.get().token_hash == "veraltet"
    response = client.post(reverse("tafelrunde_site:account_registration", args=[registration.pk]))

    assert response.url.endswith(page_path(registration))
    assert client.get(page_path(registration)).status_code == 200


def test_nobody_opens_those_of_others(client, member):
    other = register(training())

    assert client.post(reverse("tafelrunde_site:account_registration", args=[other.pk])).status_code == 404


def test_events_with_an_own_place_are_in_the_personal_calendar(member):
    event = training("Fortbildung mit Platz")
    registration = mine(event)
    register(training("Fremde Fortbildung"))
    full = make_training(capacity=1, event_facts={"title": "Ohne Platz"})
    register(full)
    mine(full)

    text = personal_calendar(member.user).decode()
    assert "Fortbildung mit Platz" in text
    assert "Fremde Fortbildung" not in text
    assert "Ohne Platz" not in text
    cancel(registration)
    assert "Fortbildung mit Platz" not in personal_calendar(member.user).decode()


def test_who_has_a_place_sees_an_event_that_others_do_not(client, member):
    event = training(visibility=Visibility.COORDINATION)
    assert client.get(f"/t/{event.pk}/").status_code == 404

    register(event, person=member)

    assert client.get(f"/t/{event.pk}/").status_code == 200
    assert list(Event.objects.filter(personal_scope(member.user))) == [event]


def test_the_list_costs_the_same_for_one_and_for_twenty(client, member):
    mine(training())
    one = count_queries(client, LIST)
    for _ in range(19):
        mine(training())

    assert count_queries(client, LIST) == one
