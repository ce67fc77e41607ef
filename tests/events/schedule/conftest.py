from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tafelrunde_members.enums import Role
from tests.factories.members import UserFactory

#: A Tuesday in September, away from holidays and changes of the clocks.
TUESDAY = "2027-09-14"


@pytest.fixture
def editor() -> Any:
    """Somebody who publishes trainings."""
    return UserFactory(roles=(Role.TRAINING_EDITOR,))


@pytest.fixture
def ask(client: Client, editor: Any) -> Callable[..., dict[str, str]]:
    """Type blocks as an editor; return what stands below each, as plain text by its prefix."""
    client.force_login(editor)

    def post(*blocks: dict[str, Any], user: Any = None, **facts: Any) -> dict[str, str]:
        if user is not None:
            client.force_login(user)
        response = client.post(reverse("tafelrunde_events_schedule:preview"), typed(*blocks, **facts))
        assert response.status_code == 200
        sections = BeautifulSoup(response.content, "html.parser").find_all("section")
        return {section["data-schedule-block"]: " ".join(section.get_text(" ").split()) for section in sections}

    return post


def typed(*blocks: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Return the fields as the page editor sends them; a block with a frequency is a series."""
    data: dict[str, Any] = {"zone": "Europe/Berlin"}
    for number, block in enumerate(blocks):
        kind = "series" if "frequency" in block else "session"
        values = {"start_date": TUESDAY, "start_time": "18:00", "end_time": "20:00"} | block
        data |= {f"schedule-{number}-value-{name}": value for name, value in values.items()}
        data |= {f"schedule-{number}-type": kind, f"schedule-{number}-deleted": ""}
    return data | facts
