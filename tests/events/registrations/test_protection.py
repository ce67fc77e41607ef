"""Specially protected people are so however they register (law 12), and no page tells who they are."""

import pytest

from tafelrunde_events.domain.registrations.confirming import confirm
from tafelrunde_events.domain.registrations.entering import PlaceWanted, enter
from tafelrunde_events.domain.registrations.names import shown_name
from tafelrunde_events.domain.registrations.staff import change_details
from tafelrunde_events.models import Registration
from tafelrunde_events.permissions import own_registration_scope
from tests.events.registrations.forms import page_path, text_of
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.registrations import make_training, new_person, register, submit_form

pytestmark = pytest.mark.django_db

ADDRESS = "schutz@example.org"


@pytest.fixture
def protected():
    return PersonFactory(last_name="Zschutz", email="Schutz@example.org", protected=True)


def names_of(event):
    return [shown_name(one) for one in event.registrations.select_related("person")]


def test_the_public_form_hides_them_even_before_they_confirm(protected):
    event = make_training(group_size=2)
    registration = submit_form(event, new_person(email=ADDRESS))
    assert names_of(event) == [""]
    confirm(registration)
    assert names_of(event) == [""]


def test_what_a_stranger_typed_is_not_theirs_before_they_confirm(protected):
    protected.user = UserFactory()
    protected.save()
    registration = submit_form(make_training(), new_person(email=ADDRESS))
    own = Registration.objects.filter(own_registration_scope(protected.user))
    assert not own.exists()
    confirm(registration)
    assert own.get() == registration


@pytest.mark.parametrize("wanted", PlaceWanted)
def test_staff_hides_them_by_writing_down_their_address(protected, wanted):
    event = make_training(capacity=5, reserved=1)
    enter(event, new_person(email=ADDRESS), wanted=wanted, language="de", answers={}, by=UserFactory())
    assert names_of(event) == [""]


def test_an_address_that_is_corrected_counts(protected):
    event = make_training()
    change_details(register(event), email=ADDRESS, by=UserFactory())
    assert names_of(event) == [""]


def test_protection_that_comes_later_counts():
    person = PersonFactory(email=ADDRESS)
    event = make_training()
    register(event, new_person(email=ADDRESS))
    assert names_of(event) != [""]
    person.protected = True
    person.save()
    assert names_of(event) == [""]


def test_nobody_learns_from_a_personal_page_whether_an_address_is_protected(client, protected):
    event = make_training(group_size=2)
    seen = []
    for address in (ADDRESS, "offen@example.org"):
        spy = submit_form(event, new_person(last_name="X", email=address), new_person(last_name="Spion"))
        seen.append(text_of(client.get(page_path(spy.companions.get()))))
        spy = register(event, new_person(last_name="Spion"), new_person(last_name="X", email=address))
        seen.append(text_of(client.get(page_path(spy))))
    first, second = ("\n".join(seen[at : at + 2]) for at in (0, 2))
    assert "Anna X" in first
    assert without_addresses_and_times(first) == without_addresses_and_times(second)


def without_addresses_and_times(text):
    return [word for word in text.split() if "@" not in word and ":" not in word]
