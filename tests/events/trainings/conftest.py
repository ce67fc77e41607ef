import pytest
from django.test import Client

from tests.factories.members import UserFactory


@pytest.fixture
def editor_client(client: Client) -> Client:
    """A browser in which somebody is signed in who may edit all pages."""
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client
