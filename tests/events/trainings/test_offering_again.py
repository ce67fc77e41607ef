"""A training on another date: a draft without dates that belongs to the same course."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from tafelrunde_events.domain.offering_again import offer_again
from tafelrunde_events.models import ConsentText, Event, TrainingPage
from tafelrunde_members.domain.roles import grant_page_rights
from tafelrunde_members.enums import Role
from tests.factories.members import OrganisationFactory, UserFactory
from tests.factories.pages import make_index, publish, save_draft, site_root
from tests.factories.trainings import draft_training, publish_training

pytestmark = pytest.mark.django_db


def address(page: TrainingPage) -> str:
    return reverse("tafelrunde_trainings:offer_again", args=[page.pk])


def test_a_training_offered_again_is_a_draft_without_dates_of_the_same_course():
    user = UserFactory()
    page = draft_training(goals="<p>Ziel</p>", opens_at=timezone.now(), questions=({"label": "Essen"},))
    page.organisers.create(organisation=OrganisationFactory())
    page.trainers.create(name="Alex Beispiel", function="Moderation")
    page.topics.add("Hausrecht")
    page.consents = [ConsentText.objects.create(name="Fotos", wording="Ja")]
    page.save_revision()
    page = publish(page)
    again = offer_again(page, by=user, title="Argumente gegen Parolen, Herbst")
    assert (again.live, list(again.schedule), again.opens_at) == (False, [], None)
    assert (again.title, again.draft_title, again.owner) == (again.title, "Argumente gegen Parolen, Herbst", user)
    assert again.get_parent() == page.get_parent()
    assert (again.course_key, again.capacity, again.goals) == (page.course_key, 10, "<p>Ziel</p>")
    assert again.translation_key != page.translation_key
    assert [row.name for row in again.trainers.all()] == ["Alex Beispiel"]
    assert [row.label for row in again.questions.all()] == ["Essen"]
    assert (again.organisers.count(), again.topic_items.count(), again.consents.count()) == (1, 1, 1)
    assert Event.objects.count() == 1


def test_the_course_stays_when_the_copy_is_published():
    page = publish_training()
    again = offer_again(page, by=None)
    save_draft(again, schedule=page.schedule)
    assert publish(again).course_key == page.course_key


def test_a_draft_is_offered_again_as_it_was_drafted_last():
    page = draft_training()
    save_draft(page, capacity=77)
    assert offer_again(page, by=None).capacity == 77


def test_an_ordinary_copy_begins_a_course_of_its_own():
    page = publish_training()
    copy = page.copy(update_attrs={"slug": "kopie"}, keep_live=False)
    assert copy.course_key != page.course_key
    assert publish(copy).course_key not in {page.course_key, None}


def test_copies_of_a_whole_section_begin_courses_of_their_own():
    page = publish_training(parent=make_index(slug="fortbildungen"))
    section = page.get_parent().specific
    section.copy(recursive=True, update_attrs={"slug": "kopie"}, to=site_root())
    assert len(set(TrainingPage.objects.values_list("course_key", flat=True))) == 2


def test_a_translation_belongs_to_the_same_course():
    page = publish_training()
    english = Locale.objects.get_or_create(language_code="en")[0]
    translation = page.copy_for_translation(english, copy_parents=True)
    assert TrainingPage.objects.get(pk=translation.pk).course_key == page.course_key


def test_the_button_leads_to_a_form_that_asks_for_the_title(editor_client):
    page = publish_training()
    editor = editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    listing = editor_client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).content.decode()
    assert address(page) in editor
    assert address(page) in listing
    assert "Erneut anbieten" in editor
    assert 'value="Argumente gegen Parolen"' in editor_client.get(address(page)).content.decode()
    assert TrainingPage.objects.count() == 1


def test_posting_the_form_opens_the_new_draft(editor_client):
    page = publish_training()
    assert editor_client.post(address(page), {"title": ""}).status_code == 200
    response = editor_client.post(address(page), {"title": "Noch einmal"}, follow=True)
    again = TrainingPage.objects.get(title="Noch einmal")
    assert response.request["PATH_INFO"] == reverse("wagtailadmin_pages:edit", args=[again.pk])
    assert "wurde als Entwurf angelegt" in response.content.decode()


def test_who_may_not_copy_the_page_finds_nothing(client):
    mine, others = make_index(), make_index()
    page = publish_training(parent=others)
    client.force_login(UserFactory(roles=(Role.TRAINING_EDITOR,)))
    grant_page_rights(Role.TRAINING_EDITOR, mine)
    assert client.get(address(page)).status_code == 404
    assert client.post(address(page), {"title": "Noch einmal"}).status_code == 404
    assert TrainingPage.objects.count() == 1


def test_editors_of_the_section_may(client):
    section = make_index()
    page = publish_training(parent=section)
    client.force_login(UserFactory(roles=(Role.TRAINING_EDITOR,)))
    grant_page_rights(Role.TRAINING_EDITOR, section)
    assert client.post(address(page), {"title": "Noch einmal"}).status_code == 302
    assert TrainingPage.objects.count() == 2
