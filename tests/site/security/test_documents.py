"""Documents are served after a check and lie nowhere else (law 11)."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from tafelrunde_members.domain.roles import ensure_role_groups
from tafelrunde_members.enums import Role
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret():
    root = Collection.get_first_root_node()
    collection = root.add_child(name="Vertraulich")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document = get_document_model()(title="Protokoll", collection=collection)
    document.file.save("geheimprotokoll.pdf", ContentFile(b"%PDF-1.7 geheim"))
    return document


def test_private_document_is_refused_to_visitors(client, secret):
    assert client.get(secret.url).status_code == 302


def test_document_lies_outside_of_the_media_folder(secret):
    assert not str(secret.file.path).startswith(str(settings.MEDIA_ROOT))


def test_document_without_restriction_is_served(client, secret):
    secret.collection = Collection.get_first_root_node()
    secret.save()
    answer = client.get(secret.url)
    assert b"".join(answer.streaming_content).endswith(b"geheim")


@pytest.mark.parametrize("role", [Role.TRAINING_EDITOR, Role.NETWORK_COORDINATOR])
def test_editors_reach_their_own_collection_only(client, secret, role):
    ensure_role_groups()
    client.force_login(UserFactory(roles=(role,)))
    listing = client.get("/verwaltung/documents/").content.decode()
    assert "Protokoll" not in listing
    secret.collection = Collection.objects.get(name="Redaktion")
    secret.save()
    assert "Protokoll" in client.get("/verwaltung/documents/").content.decode()
