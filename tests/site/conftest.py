"""What the walks over the whole site share."""

import logging
from collections.abc import Iterator

import pytest

from tests.site.admin_world import AdminWorld


@pytest.fixture
def quiet_log() -> Iterator[None]:
    """Two thousand refusals need no two thousand warnings."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(db: None) -> AdminWorld:
    """Two round tables, and everything that an address of the admin can name."""
    return AdminWorld()
