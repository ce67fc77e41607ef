"""Pages of trainings, drafted and published as editors do it."""

from typing import Any

from tafelrunde_events.enums import Audience
from tafelrunde_events.models import TrainingPage
from tests.factories.pages import make_draft, publish


def draft_training(*blocks: dict[str, Any], questions: tuple[dict[str, Any], ...] = (), **fields: Any) -> TrainingPage:
    """A draft of a training that takes registrations for ten places."""
    facts = {
        "title": "Argumente gegen Parolen",
        "audiences": [Audience.ADMINISTRATION],
        "takes_registrations": True,
        "capacity": 10,
    } | fields
    page: TrainingPage = make_draft(*blocks, model=TrainingPage, **facts)
    for question in questions:
        page.questions.create(**{"field_type": "singleline", "required": False} | question)
    page.save_revision()
    return page


def publish_training(*blocks: dict[str, Any], **fields: Any) -> TrainingPage:
    """A published training that takes registrations for ten places."""
    page = publish(draft_training(*blocks, **fields))
    assert isinstance(page, TrainingPage)
    return page
