import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tafelrunde_events.domain.registrations.cleanup import Trait, removable, remove_group, suspects
from tafelrunde_events.domain.registrations.confirming import confirm
from tafelrunde_events.enums import RegistrationState
from tests.events.registrations.admin.conftest import content, url
from tests.factories.registrations import make_training, new_person, register, submit_form


def flood(event, count, *, domain="muell.example", network="n1", at=None, apart=dt.timedelta(seconds=5)):
    """Somebody registers invented people."""
    at = at or timezone.now() - dt.timedelta(minutes=30)
    return [
        submit_form(event, new_person(email=f"x{number}@{domain}"), network=network, now=at + number * apart)
        for number in range(count)
    ]


@pytest.fixture
def event(db):
    """A training with room for ten."""
    return make_training(capacity=10)


def found(event):
    return {(group.trait, group.key): group.count for group in suspects(event)}


def test_groups_are_found_by_what_they_have_in_common(event):
    flood(event, 12)
    submit_form(event, new_person(email="echt@verein.example.org"), network="n2")

    groups = found(event)

    assert groups[Trait.ALL, ""] == 13
    assert groups[Trait.NETWORK, "n1"] == 12
    assert groups[Trait.DOMAIN, "muell.example"] == 12
    assert [count for (trait, _key), count in groups.items() if trait == Trait.BURST] == [12]
    assert (Trait.NETWORK, "n2") not in groups


def test_a_slow_trickle_is_no_burst(event):
    flood(event, 12, apart=dt.timedelta(minutes=2), network="")

    assert {trait for trait, _key in found(event)} == {Trait.ALL, Trait.DOMAIN}


def test_a_click_removes_the_invented_and_leaves_the_real_where_they_were(staff, event):
    first = register(event)
    invented = flood(event, 10)
    confirmed = confirm(invented[4])
    waiting_for_mail = submit_form(event, new_person(email="echt@verein.example.org"))
    page = url("remove", event.pk) + "?art=network&gruppe=n1"
    assert "9 Anmeldungen" in content(staff.get(page))
    assert event.registrations.count() == 12

    response = staff.post(page, follow=True)

    assert "9 Anmeldungen wurden entfernt" in content(response)
    kept = event.registrations.in_order()
    assert {one.pk for one in kept} == {first.pk, confirmed.pk, waiting_for_mail.pk}
    waiting_for_mail.refresh_from_db()
    assert confirm(waiting_for_mail).state == RegistrationState.PLACED
    assert ModelLogEntry.objects.filter(action="tafelrunde_events.registrations_removed").count() == 1


def test_places_that_were_held_go_to_those_who_wait(editor):
    event = make_training(capacity=5)
    for _number in range(4):
        register(event)
    flood(event, 1, at=timezone.now())
    waiting = register(event)
    assert waiting.state == RegistrationState.WAITING

    remove_group(event, trait=Trait.ALL, key="", by=editor)

    waiting.refresh_from_db()
    assert waiting.state == RegistrationState.PLACED


def test_a_contact_whose_colleague_confirmed_is_not_removed(editor):
    event = make_training(group_size=2)
    contact = submit_form(event, new_person(), new_person())
    confirm(contact.companions.get())

    assert not removable(event).filter(pk=contact.pk).exists()


def test_twice_removes_nothing_more(staff, event):
    flood(event, 6)
    page = url("remove", event.pk) + "?art=domain&gruppe=muell.example"
    staff.post(page)

    assert "nichts mehr übrig" in content(staff.post(page, follow=True))
    assert "nichts mehr übrig" in content(staff.get(page, follow=True))


@pytest.mark.parametrize("query", ["", "?art=nonsense", "?art="])
def test_no_group_of_unknown_sort(staff, event, query):
    assert staff.get(url("remove", event.pk) + query).status_code == 404
    assert staff.post(url("remove", event.pk) + query).status_code == 404


@pytest.mark.parametrize(
    "query", ["?art=burst&gruppe=x", "?art=burst&gruppe=1-2", "?art=network", "?art=domain&gruppe="]
)
def test_a_group_that_never_was_leads_back(staff, event, query):
    flood(event, 1, network="")

    assert staff.post(url("remove", event.pk) + query).status_code == 302
    assert event.registrations.count() == 1


def test_each_one_is_approved_from_now_on(staff, event):
    assert staff.get(url("approval", event.pk)).status_code == 405

    page = content(staff.post(url("approval", event.pk), {"wanted": "on"}, follow=True))

    assert "wartet auf Ihre Freigabe" in page
    assert "bis die Seite wieder veröffentlicht wird" in page
    assert register(event).state == RegistrationState.REQUESTED
    staff.post(url("approval", event.pk), {"wanted": "off"})
    assert register(event).state == RegistrationState.PLACED
    assert ModelLogEntry.objects.filter(action="tafelrunde_events.approval_switched").count() == 2
