"""The page of a training and its editor in Chromium: barriers, narrow screens, errors that are found."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from tafelrunde_events.domain.offering_again import offer_again
from tafelrunde_events.enums import AccessFact, Audience, Level, TeachingLanguage
from tafelrunde_events.models import TrainingPage
from tests.factories.events import VenueFactory, coming_day
from tests.factories.members import OrganisationFactory, RegionFactory, UserFactory
from tests.factories.pages import event_of, make_index, publish, save_draft, session_block
from tests.factories.registrations import register
from tests.factories.site import make_home
from tests.factories.trainings import draft_training
from tests.support.browser import sign_in, visit_and_check

pytestmark = pytest.mark.browser


@pytest.fixture
def training(transactional_db) -> TrainingPage:
    """A training with everything that its page can show, and a second date of it that is full."""
    page = draft_training(
        session_block(coming_day(30), start=9, end=16),
        session_block(coming_day(44), start=9, end=12),
        parent=make_index(make_home(), title="Fortbildungen"),
        title="Anfeindungen im Amt: handlungssicher bleiben",
        lead="Wie Beschäftigte mit Drohungen umgehen, was rechtlich trägt und wo Unterstützung ist.",
        body="<h2>Worum es geht</h2><p>Zwei Termine, eine Anmeldung.</p>",
        goals="<ul><li>Sie kennen das Hausrecht.</li><li>Sie führen schwierige Gespräche.</li></ul>",
        prerequisites="Erfahrung im Umgang mit Bürgerinnen und Bürgern.",
        venue=VenueFactory(name="Bürgerhaus Ludwigslust", city="Ludwigslust", access="stufenlos, Induktionsschleife"),
        room="Saal 2",
        audiences=[Audience.ADMINISTRATION, Audience.ELECTED],
        level=Level.BASIC,
        languages=[TeachingLanguage.DE, TeachingLanguage.UK],
        access=[AccessFact.STEP_FREE, AccessFact.SIGN_LANGUAGE, AccessFact.CHILD_CARE],
        target_region=RegionFactory(name="Landkreis Ludwigslust-Parchim"),
        fee_note="kostenfrei",
        contact_email="fortbildung@example.org",
        capacity=3,
        closes_days=5,
        needs_approval=False,
    )
    page.organisers.create(organisation=OrganisationFactory(name="Regionalzentrum Westmecklenburg", released=True))
    page.partners.create(organisation=OrganisationFactory(name="Theaterwerkstatt am Hafen", released=True))
    page.trainers.create(name="Alex Beispiel", function="Moderation und Konfliktberatung")
    paper = get_document_model().objects.create(title="Programm", file=ContentFile(b"Text", name="programm.pdf"))
    page.documents.create(document=paper)
    page.topics.add("Hausrecht", "Gesprächsführung")
    page.save_revision()
    page = publish(page)
    again = offer_again(page, by=None, title="Anfeindungen im Amt (Herbst)")
    save_draft(again, schedule=[session_block(coming_day(120))], capacity=1)
    register(event_of(publish(again)))
    register(event_of(page))
    return page


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_has_no_barriers_and_fits_the_screen(open_page, training, width):
    page = open_page(viewport={"width": width, "height": 900})
    visit_and_check(page, training.get_url())
    assert page.get_by_text("noch 2 Plätze").is_visible()
    assert page.get_by_role("link", name="Jetzt anmelden").get_attribute("href").endswith("/anmelden/")
    assert page.get_by_role("link", name="Programm").is_visible()
    assert page.get_by_text("Warteliste").is_visible()


def test_the_editor_leads_to_what_is_wrong_on_another_tab(open_page, live_server, training):
    page = open_page()
    sign_in(page, UserFactory(is_superuser=True, is_staff=True), live_server.url)
    page.goto(f"/verwaltung/pages/{training.pk}/edit/")
    page.get_by_role("tab", name="Anmeldung").click()
    page.locator("#id_reserved").fill("9")
    page.locator(".footer [data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Veröffentlichen").click()
    page.get_by_role("tab", name="Anmeldung").click()
    page.get_by_text("Es sind mehr Plätze reserviert, als es gibt (3).").first.wait_for()
    assert page.locator("#id_reserved").input_value() == "9"
    assert event_of(training).places.reserved == 0
