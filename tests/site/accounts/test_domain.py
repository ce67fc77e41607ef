"""Which address opens which account, and who gets one."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from tafelrunde_members.enums import Role
from tafelrunde_site.accounts.domain import ensure_account, find_account
from tafelrunde_site.models import User
from tests.factories.accounts import give_seat
from tests.factories.events import coming_day, invite, make_event, session
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

YESTERDAY = dt.timedelta(days=-1)


def test_a_seat_gives_its_holder_an_account_without_a_password():
    person = PersonFactory(email="Anna@Example.org", first_name="Anna", last_name="Beispiel")
    give_seat(person)

    account = find_account("anna@example.org")

    person.refresh_from_db()
    assert person.user == account
    assert (account.email, account.get_full_name()) == ("anna@example.org", "Anna Beispiel")
    assert not account.has_usable_password()
    assert not account.is_staff
    assert not account.is_superuser
    assert not account.groups.exists()


def test_the_deputy_gets_one_too():
    deputy = PersonFactory(email="vertretung@example.org")
    give_seat(PersonFactory(), deputy=deputy)

    assert find_account("vertretung@example.org").person == deputy


def test_a_coming_invitation_gives_a_guest_an_account():
    guest = PersonFactory(email="gast@example.org")
    invite(make_event(), guest)

    assert find_account("gast@example.org").person == guest


def test_asking_twice_finds_the_same_account():
    give_seat(PersonFactory(email="anna@example.org"))

    assert find_account("anna@example.org") == find_account("ANNA@example.org")
    assert User.objects.count() == 1


def test_a_person_in_the_directory_alone_gets_none():
    PersonFactory(email="anna@example.org")

    assert find_account("anna@example.org") is None
    assert not User.objects.exists()


def test_an_ended_seat_gives_none_and_closes_the_account_there_was():
    person = PersonFactory(email="anna@example.org")
    seat = give_seat(person, valid_from=timezone.localdate() - dt.timedelta(days=9))
    assert find_account("anna@example.org")
    seat.valid_until = timezone.localdate() + YESTERDAY
    seat.save()

    assert find_account("anna@example.org") is None


def test_a_withdrawn_or_past_invitation_gives_none():
    invite(make_event(), PersonFactory(email="gast@example.org"), withdrawn_at=timezone.now())
    past = make_event(session(timezone.localdate() + dt.timedelta(days=-40)))
    invite(past, PersonFactory(email="frueher@example.org"))

    assert find_account("gast@example.org") is None
    assert find_account("frueher@example.org") is None


def test_a_mailbox_that_two_people_share_opens_none():
    give_seat(PersonFactory(email="buero@example.org"))
    give_seat(PersonFactory(email="buero@example.org"))

    assert find_account("buero@example.org") is None
    assert not User.objects.exists()


def test_an_unknown_address_opens_none():
    assert find_account("niemand@example.org") is None


def test_an_account_that_an_administrator_made_is_linked_to_its_person():
    user = UserFactory(email="anna@example.org")
    person = PersonFactory(email="anna@example.org")
    give_seat(person)

    assert find_account("anna@example.org") == user
    person.refresh_from_db()
    assert person.user == user


def test_the_account_follows_the_address_in_the_directory():
    person = PersonFactory(email="alt@example.org")
    give_seat(person)
    account = find_account("alt@example.org")
    EmailAddress.objects.create(user=account, email="alt@example.org", primary=True, verified=True)
    person.refresh_from_db()
    person.email = "neu@example.org"
    person.save()

    assert find_account("alt@example.org") is None
    assert find_account("neu@example.org") == account
    account.refresh_from_db()
    assert account.email == "neu@example.org"
    assert not EmailAddress.objects.filter(email="alt@example.org").exists()


def test_the_directory_never_opens_an_account_of_staff():
    """Whoever edits the directory would otherwise own the accounts of everybody in it."""
    coordinator = UserFactory(email="koordination@example.org", roles=(Role.NETWORK_COORDINATOR,))
    person = PersonFactory(email="koordination@example.org", user=coordinator)
    give_seat(person)
    person.email = "untergeschoben@example.org"
    person.save()

    assert find_account("untergeschoben@example.org") is None
    assert find_account("koordination@example.org") == coordinator
    coordinator.refresh_from_db()
    assert coordinator.email == "koordination@example.org"


def test_a_person_is_not_linked_to_the_account_of_staff_with_the_same_address():
    coordinator = UserFactory(email="koordination@example.org", roles=(Role.COORDINATOR,))
    person = PersonFactory(email="koordination@example.org")
    give_seat(person)

    assert find_account("koordination@example.org") == coordinator
    assert ensure_account(person) is None


def test_an_address_that_another_account_has_is_not_taken_over():
    UserFactory(email="belegt@example.org")
    person = PersonFactory(email="anna@example.org")
    give_seat(person)
    account = find_account("anna@example.org")
    person.refresh_from_db()
    person.email = "belegt@example.org"
    person.save()

    assert find_account("belegt@example.org") is None
    account.refresh_from_db()
    assert account.email == "anna@example.org"


def test_inactive_accounts_stay_closed():
    person = PersonFactory(email="anna@example.org")
    give_seat(person)
    User.objects.filter(pk=find_account("anna@example.org").pk).update(is_active=False)

    assert find_account("anna@example.org") is None


def test_without_an_address_there_is_no_account():
    assert ensure_account(PersonFactory(email="")) is None


def test_looking_an_address_up_costs_the_same_however_many_sit_at_tables(django_assert_max_num_queries):
    for _ in range(30):
        give_seat(PersonFactory())
    person = PersonFactory(email="anna@example.org")
    give_seat(person)
    invite(make_event(session(coming_day())), person)
    find_account("anna@example.org")

    with django_assert_max_num_queries(6):
        find_account("anna@example.org")
