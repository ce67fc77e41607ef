"""Consent texts: another wording is another version, and what is asked for somewhere stays."""

import pytest
from django.urls import reverse

from tafelrunde_events.domain.consent_texts import uses_of
from tafelrunde_events.models import ConsentText
from tafelrunde_members.enums import Role
from tests.factories.members import UserFactory
from tests.factories.pages import publish, save_draft
from tests.factories.trainings import draft_training, publish_training

pytestmark = pytest.mark.django_db


@pytest.fixture
def text() -> ConsentText:
    return ConsentText.objects.create(name="Fotos", wording="Ich bin mit Fotos einverstanden.")


@pytest.fixture
def training_editor_client(client):
    client.force_login(UserFactory(roles=(Role.TRAINING_EDITOR,)))
    return client


def address(action: str, text: ConsentText | None = None) -> str:
    return reverse(f"tafelrunde_consent_texts:{action}", args=[text.pk] if text else [])


def test_editors_add_texts(training_editor_client):
    training_editor_client.post(address("add"), {"name": "Verteiler", "wording": "Bitte informieren Sie mich."})
    assert ConsentText.objects.get().version == 1
    html = training_editor_client.get(address("index")).content.decode()
    assert "Verteiler" in html
    assert "Einwilligungstexte" in html


def test_another_wording_is_another_version(training_editor_client, text):
    edit = address("edit", text)
    training_editor_client.post(edit, {"name": "Fotos und Filme", "wording": text.wording, "required": "on"})
    text.refresh_from_db()
    assert (text.name, text.version, text.required) == ("Fotos und Filme", 1, True)
    training_editor_client.post(edit, {"name": "Fotos und Filme", "wording": "Neue Worte."})
    text.refresh_from_db()
    assert (text.wording, text.version) == ("Neue Worte.", 2)


def test_a_text_that_a_training_asks_for_is_not_deleted_and_the_training_is_named(training_editor_client, text):
    page = draft_training(title="Hausrecht in der Praxis")
    page.consents = [text]
    page.save_revision()
    publish(page)
    response = training_editor_client.post(address("delete", text), follow=True)
    assert "Hausrecht in der Praxis" in response.content.decode()
    assert ConsentText.objects.filter(pk=text.pk).exists()


def test_a_text_that_only_an_unpublished_draft_asks_for_is_in_use(text):
    page = publish_training(title="Hausrecht in der Praxis")
    assert uses_of(text) == []
    save_draft(page, consents=[text])
    assert uses_of(text) == ["Hausrecht in der Praxis"]


def test_a_text_that_nobody_asks_for_can_be_deleted(training_editor_client, text):
    training_editor_client.post(address("delete", text))
    assert not ConsentText.objects.exists()


def test_others_do_not_find_the_texts(client, text):
    client.force_login(UserFactory(roles=(Role.COORDINATOR,)))
    for place in (address("index"), address("edit", text), address("delete", text)):
        assert client.get(place).status_code == 404
