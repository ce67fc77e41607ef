"""A calendar on loopback, which the tests are allowed to fetch."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.events.imports.foreign_calendar import Publisher


@pytest.fixture
def publisher(settings: Any) -> Iterator[Publisher]:
    """Somebody who publishes a calendar."""
    publisher = Publisher()
    settings.TAFELRUNDE_IMPORT_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.TAFELRUNDE_IMPORT_PORTS = [publisher.port]
    yield publisher
    publisher.close()
