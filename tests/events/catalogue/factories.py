"""A catalogue with trainings in it."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from tafelrunde_events.engine import Session
from tafelrunde_events.enums import EventKind, Trait
from tafelrunde_events.models import Event, TrainingIndexPage
from tests.factories.events import make_event
from tests.factories.pages import site_root


def make_catalogue(**fields: Any) -> TrainingIndexPage:
    """A published catalogue below the home page."""
    fields = {"title": "Fortbildungen", "slug": "fortbildungen"} | fields
    page: TrainingIndexPage = site_root().add_child(instance=TrainingIndexPage(**fields))
    return page


def make_course(title: str, *sessions: Session, traits: list[tuple[Trait, str]] | None = None, **facts: Any) -> Event:
    """A public training with traits, as publishing its page leaves it."""
    event = make_event(*sessions, title=title, kind=EventKind.TRAINING, **facts)
    for trait, value in traits or []:
        event.trait_rows.create(trait=trait, value=value)
    return event


def look(client: Client, catalogue: TrainingIndexPage, /, **asked: Any) -> BeautifulSoup:
    """The catalogue as a visitor gets it."""
    response = client.get(catalogue.url, asked)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def find_titles(page: BeautifulSoup) -> list[str]:
    """The titles of the trainings that are listed, in their order."""
    return [heading.get_text(strip=True) for heading in page.select(".date-row h3")]
