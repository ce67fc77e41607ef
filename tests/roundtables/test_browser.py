"""Round tables in a real browser: the rows of an agenda with and without a script, and barriers on the public page."""

import pytest
from wagtail.models import Page

from tafelrunde_members.enums import Visibility
from tafelrunde_roundtables.domain.agenda import AgendaEntry
from tafelrunde_roundtables.models import Meeting, RoundTable, RoundTableIndexPage, RoundTablePage
from tests.factories.members import SectorFactory
from tests.factories.roundtables import make_meeting, wall
from tests.roundtables.conftest import OwnTable, admin
from tests.support.browser import follow, sign_in, visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def titles() -> list[str]:
    return [item.title for item in Meeting.objects.order_by("-pk").first().agenda.all()]


def fill(page, own: OwnTable) -> None:
    page.goto(admin("meeting_plan", own.table.pk))
    page.get_by_label("Datum").fill(wall().date().isoformat())


def test_rows_are_added_moved_and_removed_with_the_script(open_page, live_server, anklam):
    page = open_page()
    sign_in(page, anklam.coordinator, live_server.url)
    fill(page, anklam)
    for index, title in enumerate(("Eins", "Zwei", "Drei")):
        page.locator(f"[name=agenda-{index}-title]").fill(title)
    page.get_by_role("button", name="Weitere Zeilen").click()
    page.locator("[name=agenda-4-title]").fill("Vier")
    rows = page.locator("[data-agenda-row]")
    rows.nth(2).get_by_role("button", name="Nach oben").click()
    rows.nth(0).get_by_role("button", name="Entfernen").click()
    follow(page.get_by_role("button", name="Sitzung speichern"))
    assert titles() == ["Drei", "Zwei", "Vier"]


def test_rows_are_added_moved_and_removed_without_a_script(open_page, live_server, anklam):
    page = open_page(java_script_enabled=False)
    sign_in(page, anklam.coordinator, live_server.url)
    fill(page, anklam)
    for index, title in enumerate(("Eins", "Zwei", "Drei", "Vier")):
        page.locator(f"[name=agenda-{index}-title]").fill(title)
        page.locator(f"[name=agenda-{index}-ORDER]").fill(str(4 - index))
    page.locator("[name=agenda-0-DELETE]").check()
    follow(page.get_by_role("button", name="Weitere Zeilen"))
    assert page.locator("[name=agenda-0-title]").input_value() == "Vier"
    page.locator("[name=agenda-3-title]").fill("Fünf")
    follow(page.get_by_role("button", name="Sitzung speichern"))
    assert titles() == ["Vier", "Drei", "Zwei", "Fünf"]


@pytest.mark.parametrize("width", [1280, 390])
def test_public_pages_have_no_barriers(open_page, anklam, width):
    RoundTable.objects.update(show_sectors=True, members_public=True, aim="Miteinander")
    SectorFactory(name="Demokratische Parteien und Jugendorganisationen")
    make_meeting(
        anklam.table,
        title="Forum",
        visibility=Visibility.PUBLIC,
        public_agenda=True,
        agenda=[AgendaEntry(title="Aktionswoche", minutes=20)],
    )
    index = Page.objects.get(depth=2).add_child(instance=RoundTableIndexPage(title="Runde Tische", slug="runde-tische"))
    index.add_child(instance=RoundTablePage(title="Anklam", slug="anklam", table=anklam.table, lead="Worum es geht."))
    page = open_page(viewport={"width": width, "height": 900})
    for path in ("/runde-tische/", "/runde-tische/anklam/"):
        visit_and_check(page, path)


@pytest.mark.parametrize("name", ["table", "meeting_plan", "meeting", "meeting_invite", "seats", "seat_add"])
def test_own_parts_of_the_admin_have_no_barriers(open_page, live_server, anklam, name):
    page = open_page()
    sign_in(page, anklam.coordinator, live_server.url)
    args = [anklam.table.pk, anklam.meeting.pk] if name in ("meeting", "meeting_invite") else [anklam.table.pk]
    visit_and_check(page, admin(name, *args), context="main .nice-padding:last-child")
