"""At the door with a telephone: thumb, keyboard, no script, and a second telephone beside it."""

import pytest
from django.urls import reverse

from tafelrunde_events.domain.on_the_day import check_in, sessions_of
from tafelrunde_events.enums import AttendanceWay
from tafelrunde_events.models import Attendance
from tests.events.on_the_day.conftest import entry_path
from tests.support.browser import assert_fits, follow, sign_in, visit_and_check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
#: A thumb needs so many pixels (WCAG 2.5.5).
THUMB = 44


def address(name, event):
    return reverse(f"tafelrunde_attendance:{name}", args=[event.pk])


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_of_the_day_have_no_barriers(open_page, live_server, course, ada, bela, protected, editor, viewport):
    first, _second = sessions_of(course)
    check_in(ada, first, way=AttendanceWay.NAME, by=editor)
    page = open_page(viewport=viewport)
    sign_in(page, editor, live_server.url)

    for path in (
        address("check_in", course),
        address("grid", course),
        address("lists", course),
        entry_path(ada),
        entry_path(bela),
    ):
        visit_and_check(page, path, context="main")


def test_a_thumb_lets_somebody_in_without_scripts(open_page, live_server, course, ada, bela, editor):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    sign_in(page, editor, live_server.url)
    page.goto(address("check_in", course))
    page.get_by_label("Name oder Einrichtung").fill("mueller")
    follow(page.get_by_role("button", name="Anzeigen"))

    button = page.get_by_role("button", name="Einlassen Béla Müller-Lüdenscheidt")
    box = button.bounding_box()
    assert box["width"] >= THUMB
    assert box["height"] >= THUMB
    assert page.get_by_role("button", name="Einlassen Ada Sommer").count() == 0
    follow(button)

    assert page.get_by_text("1 von 2 da").is_visible()
    assert page.get_by_text("Béla Müller-Lüdenscheidt ist da.").is_visible()
    assert_fits(page)


def test_the_keyboard_finds_and_lets_in(open_page, live_server, course, ada, bela, editor):
    page = open_page(viewport=PHONE)
    sign_in(page, editor, live_server.url)
    page.goto(address("check_in", course))

    page.get_by_label("Name oder Einrichtung").focus()
    page.keyboard.type("buergerverein")
    page.get_by_role("button", name="Einlassen Béla Müller-Lüdenscheidt").wait_for(state="hidden")
    page.keyboard.press("Tab")  # to "Anzeigen"
    page.keyboard.press("Tab")  # to the one button that is left
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert Attendance.objects.get().registration == ada
    assert page.get_by_role("button", name="Zurücknehmen Ada Sommer").is_visible()


def test_nobody_found_is_said_while_typing(open_page, live_server, course, ada, editor):
    page = open_page(viewport=PHONE)
    sign_in(page, editor, live_server.url)
    page.goto(address("check_in", course))

    page.get_by_label("Name oder Einrichtung").fill("niemand")

    page.get_by_role("status").filter(has_text="Niemand gefunden").wait_for()


def test_two_telephones_stay_in_step(open_page, live_server, course, ada, bela, editor):
    here, there = open_page(viewport=PHONE), open_page(viewport=PHONE)
    for page in (here, there):
        sign_in(page, editor, live_server.url)
        page.goto(address("check_in", course))

    follow(here.get_by_role("button", name="Einlassen Ada Sommer"))

    there.get_by_text("1 von 2 da").wait_for()
    there.get_by_text("da seit").wait_for()
    assert there.get_by_role("button", name="Einlassen Ada Sommer").count() == 0
    follow(there.get_by_role("button", name="Zurücknehmen Ada Sommer"))
    here.get_by_text("0 von 2 da").wait_for()


def test_a_code_needs_one_press(open_page, live_server, course, ada, editor):
    page = open_page(viewport=PHONE)
    sign_in(page, editor, live_server.url)
    page.goto(entry_path(ada))

    follow(page.get_by_role("button", name="Einlassen"))

    assert page.get_by_text("Da seit").is_visible()
    assert Attendance.objects.get().way == AttendanceWay.CODE


def test_boxes_are_ticked_with_the_keyboard(open_page, live_server, course, ada, editor):
    page = open_page(viewport=PHONE)
    sign_in(page, editor, live_server.url)
    page.goto(address("grid", course))

    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    save = page.get_by_role("button", name="Anwesenheit speichern")
    save.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.get_by_role("checkbox").first.is_checked()
    assert Attendance.objects.get().way == AttendanceWay.LIST
