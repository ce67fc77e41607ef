"""What keeps a training from being published, said at the place where it is wrong; drafts may be unfinished."""

import pytest
from django.utils import timezone
from django.utils.html import escape
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tafelrunde_events.domain.offering_again import offer_again
from tafelrunde_events.domain.registrations.staff import place_anyway
from tafelrunde_events.models import ConsentText, TrainingPage
from tafelrunde_members.models import Consent, Person
from tests.factories.events import coming_day
from tests.factories.members import PersonFactory
from tests.factories.pages import event_of, make_index, save_draft, series_block, session_block
from tests.factories.registrations import register
from tests.factories.trainings import draft_training, publish_training

pytestmark = pytest.mark.django_db

ROWS = ("organisers", "partners", "trainers", "documents", "questions")


def form_data(*blocks, draft=False, **fields) -> dict:
    data = {
        "title": "Argumente gegen Parolen",
        "slug": "argumente",
        "body": rich_text("<p>Worum es geht.</p>"),
        "goals": rich_text(""),
        "schedule": streamfield([(block["type"], block["value"]) for block in blocks]),
        "zone": "Europe/Berlin",
        "format": "in-person",
        "reserved": "0",
        "group_size": "1",
        "organisation_asked": "optional",
        "closes_days": "0",
        "promotion_days": "1",
        "takes_registrations": "on",
        "comments": inline_formset([]),
        **{name: inline_formset([]) for name in ROWS},
        **({} if draft else {"action-publish": "action-publish"}),
    }
    data = nested_form_data(data | fields)
    for number, block in enumerate(blocks):
        data[f"schedule-{number}-id"] = block["id"]
    return {key: value for key, value in data.items() if value is not None and value is not False}


def question(**fields) -> dict:
    return {"label": "Essen", "field_type": "singleline", "choices": "", "default_value": "", "help_text": ""} | fields


@pytest.fixture
def create(editor_client):
    index = make_index()

    def post(*blocks, **fields):
        data = form_data(*(blocks or (session_block(),)), **fields)
        return editor_client.post(f"/verwaltung/pages/add/tafelrunde_events/trainingpage/{index.pk}/", data)

    return post


@pytest.fixture
def edit(editor_client):
    def post(page, *blocks, **fields):
        data = form_data(*blocks, slug=page.slug, **fields)
        return editor_client.post(f"/verwaltung/pages/{page.pk}/edit/", data)

    return post


def assert_refused(response, message: str) -> None:
    assert response.status_code == 200
    assert message in response.content.decode() or escape(message) in response.content.decode()
    assert not TrainingPage.objects.live().exists()


def test_the_editor_offers_consents_to_tick_and_names_the_level_as_the_catalogue_does(editor_client):
    ConsentText.objects.create(name="Fotos", wording="Ich bin mit Fotos einverstanden.")
    page = draft_training(session_block(coming_day(20)))

    form = editor_client.get(f"/verwaltung/pages/{page.pk}/edit/").content.decode()

    assert 'type="checkbox" name="consents"' in form
    assert "Niveau" in form


def test_a_complete_training_is_published(create):
    trainers = inline_formset([{"name": "Alex Beispiel", "function": "Moderation"}])
    questions = inline_formset([question(), question(label="Kost", field_type="radio", choices="vegan, alles")])
    response = create(
        trainers=trainers, questions=questions, capacity="20", join_url="treffen.example.org/raum", topics="Hausrecht"
    )
    assert response.status_code == 302
    page = TrainingPage.objects.live().get()
    assert page.join_url == "https://treffen.example.org/raum"
    assert [one["choices"] for one in event_of(page).places.questions] == [[], ["vegan", "alles"]]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"capacity": "5", "reserved": "6"}, "Es sind mehr Plätze reserviert, als es gibt (5)."),
        ({"capacity": "5", "minimum": "6"}, "Die Fortbildung bräuchte mehr Personen, als es Plätze gibt (5)."),
        ({"capacity": "2", "group_size": "3"}, "Mehr Personen in einer Anmeldung, als es Plätze gibt (2)."),
        ({"certificate_sessions": "2"}, "Es gibt nur einen Termin."),
        ({"registration_url": "https://andere.example.org/"}, "Man meldet sich entweder auf dieser Website an oder"),
        ({"opens_at": "2099-01-01 10:00"}, "Die Anmeldung beginnt erst, wenn die Fortbildung schon begonnen hat."),
        (
            {"questions": inline_formset([question(field_type="dropdown", choices=" , ")])},
            "Bitte geben Sie ein, was zur Wahl steht",
        ),
        (
            {"questions": inline_formset([question(), question(label="  essen ")])},
            "Eine andere Frage lautet genauso.",
        ),
        (
            {"trainers": inline_formset([{"name": "", "function": "Moderation"}])},
            "Bitte wählen Sie eine Person oder tragen Sie einen Namen ein.",
        ),
    ],
)
def test_what_contradicts_itself_is_not_published_but_may_be_drafted(create, fields, message):
    assert_refused(create(**fields), message)
    assert create(draft=True, **fields).status_code == 302


@pytest.mark.parametrize("address", ["ftp://example.org/raum", "javascript:alert(1)"])
def test_links_that_browsers_should_not_follow_are_refused(create, address):
    assert create(join_url=address).status_code == 200
    assert create(join_url=address, draft=True).status_code == 200
    assert not TrainingPage.objects.exists()


def test_a_training_without_dates_is_not_published(editor_client):
    index = make_index()
    response = editor_client.post(f"/verwaltung/pages/add/tafelrunde_events/trainingpage/{index.pk}/", form_data())
    assert_refused(response, "Bitte geben Sie mindestens einen Termin ein.")


def test_an_image_needs_a_description(create):
    image = get_image_model().objects.create(title="IMG_0815.jpg", file=get_test_image_file())
    assert_refused(create(image=str(image.pk)), "Dieses Bild hat keine Beschreibung.")
    assert create(image=str(image.pk), draft=True).status_code == 302
    image.description = "Drei Menschen im Gespräch an einem runden Tisch"
    image.save()
    assert create(image=str(image.pk), slug="mit-bild").status_code == 302
    assert TrainingPage.objects.live().count() == 1


def test_sessions_of_a_series_without_end_are_not_counted(create):
    assert create(series_block(count="", until=""), certificate_sessions="40").status_code == 302


def test_a_question_that_nobody_sees_cannot_be_asked(create):
    assert create(questions=inline_formset([question(field_type="hidden")])).status_code == 200
    assert not TrainingPage.objects.exists()


def test_fewer_places_than_are_taken_are_refused_with_their_number(edit):
    block = session_block()
    page = publish_training(block, capacity=3)
    register(event_of(page))
    register(event_of(page))
    response = edit(page, block, capacity="1")
    assert "2 Personen haben schon einen Platz. Weniger können es nicht sein." in response.content.decode()
    assert event_of(page).places.capacity == 3
    assert edit(page, block, capacity="1", draft=True).status_code == 302
    assert edit(page, block, capacity="2").status_code == 302
    assert event_of(page).places.capacity == 2


def test_places_that_staff_overbooked_knowingly_do_not_lock_the_page(edit):
    block = session_block()
    page = publish_training(block, capacity=1)
    register(event_of(page))
    place_anyway(register(event_of(page)), by=None)
    assert edit(page, block, capacity="1", title="Neuer Titel").status_code == 302
    assert event_of(page).title == "Neuer Titel"


def test_a_changed_date_that_people_registered_for_is_refused_with_the_reason(edit):
    block = session_block()
    page = publish_training(block)
    register(event_of(page))
    response = edit(page, session_block(coming_day(60), key=block["id"]), capacity="10")
    assert "Anmeldungen zu ihm vor" in response.content.decode()


def test_only_people_who_agreed_can_be_named_as_trainers(create, editor_client):
    agreed, silent, protected, withdrawn = (
        PersonFactory(last_name=name) for name in ("Zusage", "Schweigend", "Geschützt", "Widerruf")
    )
    Person.objects.filter(pk=protected.pk).update(protected=True)
    for person in (agreed, protected):
        Consent.objects.create(person=person, purpose=Consent.Purpose.TRAINER)
    Consent.objects.create(person=withdrawn, purpose=Consent.Purpose.TRAINER, withdrawn_at=timezone.now())
    Consent.objects.create(person=silent, purpose=Consent.Purpose.MAILINGS)
    index = make_index()
    html = editor_client.get(f"/verwaltung/pages/add/tafelrunde_events/trainingpage/{index.pk}/").content.decode()
    assert "Zusage" in html
    for name in ("Schweigend", "Geschützt", "Widerruf"):
        assert name not in html
    refused = create(trainers=inline_formset([{"person": str(silent.pk), "name": "", "function": ""}]))
    assert refused.status_code == 200
    both = create(trainers=inline_formset([{"person": str(agreed.pk), "name": "Jemand", "function": ""}]))
    assert_refused(both, "nicht beides")
    assert create(trainers=inline_formset([{"person": str(agreed.pk), "name": ""}])).status_code == 302


def test_a_translation_offers_no_facts(editor_client):
    page = publish_training()
    english = Locale.objects.get_or_create(language_code="en")[0]
    translation = page.copy_for_translation(english, copy_parents=True)
    save_draft(translation, title="Arguments")
    html = editor_client.get(f"/verwaltung/pages/{translation.pk}/edit/").content.decode()
    for name in ("capacity", "join_url", "audiences", "format", "topics", "takes_registrations"):
        assert f'name="{name}"' not in html
    for name in ("questions", "trainers", "partners", "organisers"):
        assert f'name="{name}-TOTAL_FORMS"' not in html
    assert 'name="prerequisites"' in html
    own = editor_client.get(f"/verwaltung/pages/{page.pk}/edit/").content.decode()
    assert 'name="capacity"' in own


def test_publishing_many_at_once_asks_for_the_same(editor_client):
    index = make_index()
    complete = draft_training(parent=index, title="Vollständig")
    page = publish_training(parent=index, title="Schon besucht", capacity=3)
    for _registration in range(2):
        register(event_of(page))
    save_draft(page, capacity=1)
    again = offer_again(page, by=None, title="Ohne Termin")
    address = "/verwaltung/bulk/wagtailcore/page/publish/?" + "&".join(
        f"id={one.pk}" for one in (complete, page, again)
    )
    html = editor_client.post(address, {"next": "/verwaltung/"}, follow=True).content.decode()
    assert "Ohne Termin: Bitte geben Sie mindestens einen Termin ein." in html
    assert "Schon besucht: 2 Personen haben schon einen Platz." in html
    assert not TrainingPage.objects.get(pk=complete.pk).live
    below = f"/verwaltung/bulk/wagtailcore/page/publish/?id={index.pk}"
    editor_client.post(below, {"next": "/verwaltung/", "include_descendants": "on"})
    assert not TrainingPage.objects.get(pk=complete.pk).live
    editor_client.post(f"/verwaltung/bulk/wagtailcore/page/publish/?id={complete.pk}", {"next": "/verwaltung/"})
    assert TrainingPage.objects.get(pk=complete.pk).live
