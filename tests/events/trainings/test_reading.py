"""What visitors read on the page of a training."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Locale

from tafelrunde_events.domain.offering_again import offer_again
from tafelrunde_events.enums import AccessFact, Level, TeachingLanguage
from tafelrunde_events.models import TrainingPage
from tafelrunde_members.models import Consent, Person
from tests.factories.events import coming_day
from tests.factories.members import OrganisationFactory, PersonFactory, RegionFactory
from tests.factories.pages import publish, save_draft, session_block
from tests.factories.trainings import draft_training, publish_training
from tests.support.queries import count_queries

pytestmark = pytest.mark.django_db

ATTACK = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def read(client, page) -> str:
    response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def test_every_fact_is_readable(client):
    page = publish_training(
        level=Level.ADVANCED,
        languages=[TeachingLanguage.DE, TeachingLanguage.UK],
        access=[AccessFact.STEP_FREE, AccessFact.CATERING],
        target_region=RegionFactory(name="Landkreis Ludwigslust-Parchim"),
        goals="<p>Sie erkennen Parolen.</p>",
        prerequisites="Erfahrung in Sitzungen",
        fee_note="kostenfrei",
        minimum=17,
    )
    html = read(client, page)
    for words in (
        "vor Ort, für Erfahrene",
        "Deutsch, Ukrainisch",
        "stufenloser Zugang, Verpflegung",
        "Landkreis Ludwigslust-Parchim",
        "Sie erkennen Parolen.",
        "Erfahrung in Sitzungen",
        "kostenfrei",
        "Jetzt anmelden",
    ):
        assert words in html
    assert "17" not in html.split('class="facts"')[1].split("</aside>")[0].replace(str(coming_day().year), "")


def test_trainers_are_named_only_as_they_agreed(client):
    agreed, silent, protected, withdrawn = (
        PersonFactory(first_name="Kim", last_name=name) for name in ("Zusage", "Schweigend", "Geheim", "Widerruf")
    )
    consents = [
        Consent.objects.create(person=person, purpose=Consent.Purpose.TRAINER)
        for person in (agreed, protected, withdrawn)
    ]
    page = draft_training()
    for person in (agreed, silent, protected, withdrawn):
        page.trainers.create(person=person, function="Moderation")
    page.trainers.create(name="Alex Beispiel", function="Recht")
    page.save_revision()
    page = publish(page)
    Person.objects.filter(pk=protected.pk).update(protected=True)
    consents[2].withdrawn_at = timezone.now()
    consents[2].save()
    html = read(client, page)
    assert "Kim Zusage, Moderation" in html
    assert "Alex Beispiel, Recht" in html
    for name in ("Schweigend", "Geheim", "Widerruf"):
        assert name not in html


def test_partners_are_named_only_when_released(client):
    page = draft_training()
    page.partners.create(organisation=OrganisationFactory(name="Theaterwerkstatt", released=True))
    page.partners.create(organisation=OrganisationFactory(name="Stille Stelle"))
    page.save_revision()
    html = read(client, publish(page))
    assert "Theaterwerkstatt" in html
    assert "Stille Stelle" not in html


def test_papers_for_participants_are_not_on_the_page(client):
    page = draft_training()
    for title, for_participants in (("Programm", False), ("Folien", True)):
        document = get_document_model().objects.create(title=title, file=ContentFile(b"Text", name=f"{title}.txt"))
        page.documents.create(document=document, for_participants=for_participants)
    page.save_revision()
    html = read(client, publish(page))
    assert "Programm" in html
    assert "Folien" not in html


def test_dates_of_the_same_training_link_to_each_other(client):
    page = publish_training()
    again = offer_again(page, by=None, title="Argumente gegen Parolen im Herbst")
    assert "Weitere Termine dieser Fortbildung" not in read(client, page)
    save_draft(again, schedule=[session_block(coming_day(90))])
    again = publish(again)
    assert "Argumente gegen Parolen im Herbst" in read(client, page)
    assert "Weitere Termine dieser Fortbildung" in read(client, again)
    assert "Weitere Termine" not in read(client, publish_training(slug="andere"))


def test_past_dates_of_the_same_training_are_not_linked(client):
    page = publish_training()
    again = offer_again(page, by=None, title="Argumente gegen Parolen im Frühjahr")
    save_draft(again, schedule=[session_block(coming_day(-9))])
    publish(again)
    assert "Weitere Termine" not in read(client, page)


def test_a_translation_shows_the_shared_facts_in_its_language(client):
    page = publish_training(access=[AccessFact.CHILD_CARE], capacity=3)
    english = Locale.objects.get_or_create(language_code="en")[0]
    translation = page.copy_for_translation(english, copy_parents=True)
    save_draft(translation, title="Arguments against slogans", access=[], goals="<p>You recognise slogans.</p>")
    html = read(client, publish(translation))
    for words in ("child care", "3 places left", "Register now", "Registration until", "Learning goals"):
        assert words in html


def test_free_fields_cannot_carry_code(client):
    page = draft_training(
        title=f"Training {ATTACK}",
        lead=ATTACK,
        prerequisites=ATTACK,
        fee_note=ATTACK[:100],
        questions=({"label": ATTACK},),
    )
    page.trainers.create(name=ATTACK, function=ATTACK)
    page.topics.add(ATTACK)
    page.save_revision()
    html = read(client, publish(page))
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(client):
    def with_rows(number: int) -> TrainingPage:
        page = draft_training(*(session_block(coming_day(30 + day)) for day in range(number)))
        for row in range(number):
            person = PersonFactory()
            Consent.objects.create(person=person, purpose=Consent.Purpose.TRAINER)
            page.trainers.create(person=person)
            page.trainers.create(name=f"Name {row}")
            page.partners.create(organisation=OrganisationFactory(released=True))
            page.organisers.create(organisation=OrganisationFactory(released=True))
            document = get_document_model().objects.create(
                title=f"P{row}", file=ContentFile(b"Text", name=f"{row}.txt")
            )
            page.documents.create(document=document)
        page.save_revision()
        page = publish(page)
        for row in range(number):
            again = offer_again(page, by=None, title=f"Noch einmal {row}")
            save_draft(again, schedule=[session_block(coming_day(60 + row))])
            publish(again)
        return page

    few, many = with_rows(1), with_rows(7)
    read(client, few)
    read(client, many)
    assert count_queries(client, few.get_url()) == count_queries(client, many.get_url())


def test_the_preview_of_a_draft_shows_what_is_drafted(editor_client):
    page = draft_training(prerequisites="Nichts")
    page.trainers.create(name="Alex Beispiel")
    page.save_revision()
    html = editor_client.get(f"/verwaltung/pages/{page.pk}/view_draft/").content.decode()
    assert "Alex Beispiel" in html
    assert "sobald die Seite veröffentlicht ist" in html
