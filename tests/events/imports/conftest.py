"""A calendar on loopback, which the tests are allowed to fetch, and who takes it over."""

from collections.abc import Iterator
from typing import Any

import pytest

from tafelrunde_members.enums import Role
from tests.events.imports.foreign_calendar import Publisher
from tests.factories.members import UserFactory


@pytest.fixture
def publisher(settings: Any) -> Iterator[Publisher]:
    """Somebody who publishes a calendar."""
    publisher = Publisher()
    settings.TAFELRUNDE_IMPORT_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.TAFELRUNDE_IMPORT_PORTS = [publisher.port]
    yield publisher
    publisher.close()


@pytest.fixture(params=[Role.TRAINING_EDITOR, Role.NETWORK_COORDINATOR])
def editor(client, request):
    user = UserFactory(roles=(request.param,))
    client.force_login(user)
    return user
