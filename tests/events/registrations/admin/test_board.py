import datetime as dt

import pytest
from django.utils import timezone

from tafelrunde_events.domain.registrations.ending import cancel
from tafelrunde_events.enums import EventKind, RegistrationState
from tafelrunde_events.models import Registration
from tafelrunde_members.enums import Role
from tests.events.registrations.admin.conftest import QUESTIONS, content, url
from tests.factories.events import coming_day, make_event, session
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.registrations import make_training, new_person, register, submit_form
from tests.support.queries import count_queries


def test_people_stand_in_groups_in_the_order_of_submission_with_the_reason_why_they_wait(staff):
    event = make_training(capacity=1, per_organisation=1)
    register(event, new_person(last_name="Erste", organisation="Verein Nord"))
    register(event, new_person(last_name="Zweite"))
    register(event, new_person(last_name="Dritte", organisation="Verein Nord"))
    submit_form(event, new_person(last_name="Offen"))

    page = content(staff.get(url("board", event.pk)))

    names = ("Erste", "Zweite", "Dritte", "Offen")
    positions = [page.index(name) for name in names]
    assert positions == sorted(positions)
    assert "Auf der Warteliste: Stelle 2" in page
    assert "kein Platz war frei" in page


def test_the_figures_say_how_the_places_are_taken(staff):
    event = make_training(capacity=10, reserved=2, needs_approval=False)
    register(event)
    submit_form(event)

    response = staff.get(url("board", event.pk))

    count = response.context["count"]
    assert (count.capacity, count.placed, count.held, count.reserved_left, count.free) == (10, 1, 1, 2, 6)
    assert "Für eine Stunde gehalten" in content(response)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?zustand=waiting", {"Zweite"}),
        ("?einrichtung=stadt%20beispiel", {"Erste"}),
        ("?q=zweite", {"Zweite"}),
        ("?q=beispiel", {"Erste"}),
        ("?q=anna+erste", {"Erste"}),
        ("?zustand=nonsense&einrichtung=nobody", {"Erste", "Zweite"}),
    ],
)
def test_the_list_is_narrowed_down(staff, query, shown):
    event = make_training(capacity=1)
    register(event, new_person(last_name="Erste", organisation="Stadt  Beispiel"))
    register(event, new_person(last_name="Zweite"))

    page = content(staff.get(url("board", event.pk) + query))

    assert {name for name in ("Erste", "Zweite") if name in page} == shown


def test_whom_nobody_may_name_is_neither_shown_nor_found(staff):
    event = make_training()
    whom = new_person(last_name="Geheimnis", email="geheim@example.org", organisation="Bündnis Verrat")
    registration = register(event, whom)
    Registration.objects.filter(pk=registration.pk).update(person=PersonFactory(protected=True))

    for name in ("board", "print"):
        page = content(staff.get(url(name, event.pk)))
        assert "Geheimnis" not in page
        assert "geheim@example.org" not in page
        assert "Verrat" not in page
        assert "Besonders geschützte Person" in page
    for word in ("geheim", "verrat"):
        assert "Niemand passt" in content(staff.get(url("board", event.pk) + f"?q={word}"))
    page = content(staff.get(url("registration", event.pk, registration.pk)))
    assert "Geheimnis" not in page
    assert "geheim@example.org" not in page
    assert "Verrat" not in page
    assert staff.get(url("change", event.pk, registration.pk)).status_code == 302


def test_ten_thousand_people_come_page_by_page(staff):
    event = make_training(capacity=20)
    now = timezone.now()
    Registration.objects.bulk_create(
        Registration(
            event=event,
            last_name=f"Masse{number}",
            state=RegistrationState.UNCONFIRMED,
            submitted_at=now + dt.timedelta(seconds=number),
            token_hash=f"t{number}",
            entry_hash=f"e{number}",
        )
        for number in range(10_000)
    )

    page = content(staff.get(url("board", event.pk) + "?p=2&q=masse"))

    assert page.count('name="chosen"') == 50
    assert "Masse50<" in page
    assert "q=masse&amp;p=3" in page


def test_the_number_of_queries_depends_on_no_number_of_people(staff):
    few, many = make_training(capacity=5), make_training(capacity=5)
    register(few, new_person(organisation="Amt"), answers={})
    for _number in range(30):
        register(many, new_person(organisation="Amt"), answers={})

    for name in ("board", "print", "export", "cleanup", "list"):
        count_queries(staff, url(name, few.pk))
        assert count_queries(staff, url(name, few.pk)) == count_queries(staff, url(name, many.pk)), name


def test_the_list_of_events_says_what_there_is_to_do(staff):
    soon = make_training(session(coming_day(5)), event_facts={"title": "Bald"}, minimum=8, capacity=20)
    register(soon)
    asked = make_training(session(coming_day(60)), event_facts={"title": "Später"}, needs_approval=True, minimum=8)
    register(asked)
    make_event(kind=EventKind.EVENT, title="Ohne Anmeldung")

    page = content(staff.get(url("index")))

    assert page.index("Bald") < page.index("Später")
    assert "zu wenige: 1 von mindestens 8" in page
    assert page.count("zu wenige") == 1
    assert "1 wartet auf Freigabe" in page
    assert "1 / 20" in page
    assert "Ohne Anmeldung" not in page
    assert "Bald" not in content(staff.get(url("index") + "?q=Später"))


def test_the_list_of_events_asks_no_more_for_thirty(staff):
    make_training()
    count_queries(staff, url("index"))
    one = count_queries(staff, url("index"))
    for _number in range(29):
        register(make_training(needs_approval=True))

    assert count_queries(staff, url("index")) == one


def test_the_home_page_names_events_that_wait_for_somebody(staff):
    register(make_training(event_facts={"title": "Wartet auf jemanden"}, needs_approval=True))
    register(make_training(event_facts={"title": "Läuft von allein"}))

    page = content(staff.get("/verwaltung/"))

    assert "Wartet auf jemanden" in page
    assert "1 wartet auf Freigabe" in page
    assert "Läuft von allein" not in page


@pytest.mark.parametrize("name", ["board", "entry", "cleanup", "list", "export", "print", "several"])
def test_events_of_others_do_not_exist_here(client, db, name):
    training = make_training()
    meeting = make_training(event_facts={"kind": EventKind.MEETING})
    without = make_event(kind=EventKind.TRAINING)
    client.force_login(UserFactory(roles=(Role.TRAINING_EDITOR,)))
    assert client.get(url(name, training.pk)).status_code in (200, 302)
    assert client.get(url(name, meeting.pk)).status_code == 404
    assert client.get(url(name, without.pk)).status_code == 404

    client.force_login(UserFactory(roles=(Role.COORDINATOR,)))
    assert client.get(url(name, training.pk)).status_code == 404


def test_a_registration_is_found_under_its_own_event_alone(staff):
    event, other = make_training(), make_training()
    registration = register(event)

    assert staff.get(url("registration", other.pk, registration.pk)).status_code == 404
    assert staff.post(url("cancel", other.pk, registration.pk)).status_code == 404


def test_everything_about_one_registration(staff, editor):
    event = make_training(questions=QUESTIONS, group_size=2)
    people = new_person(last_name="Kontakt"), new_person(last_name="Kollegin", email="")
    registration = register(event, *people, answers={"thema": "Streit", "essen": "Nüsse"})
    cancel(registration.companions.get(), by=editor, reason="Ist krank")

    board = content(staff.get(url("board", event.pk)))
    page = content(staff.get(url("registration", event.pk, registration.pk)))
    other = content(staff.get(url("registration", event.pk, registration.companions.get().pk)))

    assert "Streit" in board
    assert "Nüsse" not in board
    assert "sensible Antworten" in board
    assert "Nüsse" in page
    assert "Kollegin" in page
    assert "Hat einen Platz bekommen" in page
    assert "Ist krank" in other
    assert "Kontakt" in other
    assert str(editor) in other
