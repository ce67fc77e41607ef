"""The admin, walked address by address, by everybody who might try (laws 11 and 13).

`admin_areas.txt` is the list of who may enter what. It is checked against the real answers, not against the registry.
"""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tafelrunde_members import admin_areas
from tafelrunde_members.enums import Role
from tests.factories.members import UserFactory
from tests.site.admin_world import admin_views

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("quiet_log")]

SNAPSHOT = Path(__file__).with_name("admin_areas.txt")
LETTERS = {
    "coordinator A": "coordination",
    "coordinator B": "coordination",
    "training editor": "training",
    "network coordinator": "network",
}
#: Wagtail's button for testing what happens when the admin breaks.
BREAKS_ON_PURPOSE = {"wagtailadmin_error_test"}


def read_snapshot():
    lines = (line.split() for line in SNAPSHOT.read_text().splitlines() if line and not line.startswith("#"))
    return {name: set(roles) for name, *roles in lines}


ALLOWED = read_snapshot()


def visit_as(world, visitor):
    browser = Client(raise_request_exception=False)
    if world.visitors[visitor] is not None:
        browser.force_login(world.visitors[visitor])
    return browser


def unrefused(browser, name, url):
    """Return the answers that are not 404; a view that takes no POST from anybody may say so."""
    answers = {method.__name__: method(url).status_code for method in (browser.get, browser.head, browser.post)}
    if "coordination" in ALLOWED[name] and answers["post"] == 405:
        del answers["post"]
    return {method: status for method, status in answers.items() if status != 404}


def test_every_address_of_the_admin_has_been_decided_on():
    names = {name for name, _arguments in admin_views()}

    assert sorted(names - ALLOWED.keys()) == [], f"new addresses: decide who may enter them, in {SNAPSHOT.name}"
    assert sorted(ALLOWED.keys() - names) == [], f"gone: remove them from {SNAPSHOT.name}"


def test_no_other_view_leads_to_seats_meetings_and_agendas():
    """No viewset, chooser or snippet of Wagtail knows the confidential models: their only views are ours."""
    names = {name for name, _arguments in admin_views()}
    others = [name for name in names if not name.startswith("tafelrunde_roundtables_admin:")]

    assert "tafelrunde_roundtables_tables:index" in others  # the walk does see views that Wagtail makes of a model
    assert [name for name in others if any(word in name for word in ("seat", "meeting", "agendaitem"))] == []


@pytest.mark.parametrize("role", Role)
def test_what_is_allowed_exists(role):
    """A slip in a name that is allowed would otherwise only be noticed by whoever misses the area."""
    names = {name for name, _arguments in admin_views()}
    for area in admin_areas.allowed_areas(role):
        if isinstance(area, str):
            assert any(name == area or name.startswith(f"{area}:") for name in names), area


def test_visitors_are_sent_to_log_in(world):
    browser = visit_as(world, "anonymous")
    for name, arguments in admin_views():
        if "everybody" in ALLOWED[name]:
            continue
        url = world.address(name, arguments, world.a)
        for method in (browser.get, browser.post, browser.head):
            response = method(url)
            assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("account_login")), name
        assert browser.get(url, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403, name


def test_members_find_nothing(world):
    browser = visit_as(world, "member")
    for name, arguments in admin_views():
        if "everybody" not in ALLOWED[name]:
            assert browser.post(world.address(name, arguments, world.a)).status_code == 404, name

    for method in (browser.get, browser.head):
        assert method("/verwaltung/").status_code == 404


@pytest.mark.parametrize("visitor", LETTERS)
def test_staff_finds_its_own_areas_and_nothing_else(world, visitor):
    browser, administrator = visit_as(world, visitor), visit_as(world, "superuser")
    wrong = []
    for name, arguments in admin_views():
        if "everybody" in ALLOWED[name]:
            continue
        url = world.address(name, arguments, world.a)
        allowed = LETTERS[visitor] in ALLOWED[name]
        if allowed and world.names_a_table(name, arguments):
            allowed = visitor == "coordinator A"
        if not allowed:
            wrong += [(name, "open", found)] if (found := unrefused(browser, name, url)) else []
            continue
        status = browser.get(url).status_code
        # What is a dead end for the administrator as well (a task that does not exist) may be one here.
        if status >= 500 or (status == 404 and administrator.get(url).status_code != 404):
            wrong.append((name, "closed", status))

    assert wrong == []


def test_a_coordinator_finds_nothing_of_another_table(world):
    own, foreign = visit_as(world, "coordinator B"), visit_as(world, "coordinator A")
    visited = 0
    for name, arguments in admin_views():
        if "coordination" not in ALLOWED[name] or not world.names_a_table(name, arguments):
            continue
        url = world.address(name, arguments, world.b)
        visited += 1
        assert own.get(url).status_code not in (404, 500), name
        assert not unrefused(foreign, name, url), name

    assert visited > 15


@pytest.mark.parametrize("argument", ["table_pk", "meeting_pk", "seat_pk", "person_pk", "event_id", "imported_pk"])
def test_rows_of_another_table_cannot_be_reached_through_ones_own(world, argument):
    """One's own table in the address, somebody else's meeting behind it."""
    browser = visit_as(world, "coordinator A")
    for name, arguments in admin_views():
        if argument not in arguments or len(arguments) < 2 or "coordination" not in ALLOWED[name]:
            continue
        mixed = world.a.arguments | {argument: world.b.arguments[argument]}
        namespace = name.rpartition(":")[0]
        url = reverse(name, kwargs={key: mixed.get(f"{namespace}:{key}", mixed.get(key)) for key in arguments})
        assert not unrefused(browser, name, url), name


def test_administrators_find_everything_in_order(world):
    browser = visit_as(world, "superuser")
    broken = {
        name: status
        for name, arguments in admin_views()
        if name not in BREAKS_ON_PURPOSE
        if (status := browser.get(world.address(name, arguments, world.a)).status_code) >= 500
    }

    assert broken == {}


@pytest.mark.parametrize("visitor", LETTERS)
def test_the_admin_offers_nothing_that_it_refuses(world, visitor):
    browser = visit_as(world, visitor)
    page = browser.get("/verwaltung/").content.decode()

    for address in linked_addresses(page):
        assert browser.get(address).status_code != 404, address


def linked_addresses(page):
    """Return the addresses of the admin that a page links to, in its text and in the data of its menu."""
    menu = page.split('id="wagtail-sidebar-props"', 1)[1].split("</script>")[0]
    found = re.findall(r'(?:href|action)="(/verwaltung/[^"#?]*)', page) + re.findall(r'"(/verwaltung/[^"#?]*)"', menu)
    return sorted(set(found))


def test_an_address_that_does_not_exist_reads_like_one_that_is_unrefused(client):
    client.force_login(UserFactory(roles=(Role.COORDINATOR,)))

    refused = client.get("/verwaltung/reports/site-history/")
    missing = client.get("/verwaltung/gibt-es-nicht/")

    assert (refused.status_code, refused.content) == (missing.status_code, missing.content)
    assert refused["Cache-Control"] == missing["Cache-Control"]
