"""What the tests of the pages for staff share: somebody who runs trainings, and the addresses of the pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tafelrunde_members.enums import Role
from tests.factories.members import UserFactory

QUESTIONS = [
    {"key": "thema", "label": "Welches Thema?", "type": "singleline", "required": True},
    {"key": "essen", "label": "Was essen Sie nicht?", "type": "multiline", "sensitive": True},
]


@pytest.fixture
def editor(db: None) -> Any:
    """Somebody who edits trainings."""
    return UserFactory(roles=(Role.TRAINING_EDITOR,))


@pytest.fixture
def staff(client: Client, editor: Any) -> Client:
    """Their browser."""
    client.force_login(editor)
    return client


def url(name: str, *args: int) -> str:
    """Address of a page about registrations."""
    return reverse(f"tafelrunde_registrations:{name}", args=args)


def content(response: Any) -> str:
    """The page, which must be one."""
    assert response.status_code == 200
    text: str = response.content.decode()
    return text
