"""One's own invitations in Chromium: accessible, on a narrow window, and answered without JavaScript."""

import pytest

from tafelrunde_events.enums import Answer
from tafelrunde_events.models import Invitation
from tests.factories.events import coming_day, invite, make_event, session
from tests.factories.members import OrganisationFactory, PersonFactory, UserFactory
from tests.factories.site import make_home
from tests.support.browser import follow, sign_in, visit_and_check

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PAGE = "/konto/einladungen/"
NARROW = {"width": 320, "height": 700}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture
def invitation(settings, live_server):
    settings.TAFELRUNDE_BASE_URL = live_server.url
    make_home()
    person = PersonFactory(user=UserFactory())
    invite(make_event(session(coming_day(-9)), title="Auftakt im vergangenen Herbst"), person, answer=Answer.ACCEPTED)
    event = make_event(session(coming_day(20)), session(coming_day(27)), title="Runder Tisch für Demokratie Anklam")
    return invite(event, person, organisation=OrganisationFactory(name="Kirchengemeinde St. Beispiel"))


@pytest.mark.parametrize("viewport", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_the_pages_are_accessible(open_page, live_server, invitation, viewport):
    page = open_page(viewport=viewport)
    sign_in(page, invitation.person.user, live_server.url)

    visit_and_check(page, PAGE)
    visit_and_check(page, f"{PAGE}{invitation.pk}/")


def test_a_deputy_is_sent_without_javascript(open_page, live_server, invitation):
    page = open_page(viewport=NARROW, java_script_enabled=False)
    sign_in(page, invitation.person.user, live_server.url)

    page.goto("/konto/")
    follow(page.get_by_role("link", name="Alle meine Einladungen, auch vergangene"))
    follow(page.get_by_role("link", name="Runder Tisch für Demokratie Anklam", exact=True))
    page.get_by_label("Vertretung kommt").check()
    page.get_by_label("Name der Vertretung").fill("Anton Beispiel")
    follow(page.get_by_role("button", name="Antwort senden"))

    page.get_by_text("Vielen Dank").wait_for()
    assert Invitation.objects.get(pk=invitation.pk).deputy_name == "Anton Beispiel"
