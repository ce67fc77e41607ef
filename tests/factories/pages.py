"""Pages, made as editors make them: a draft first, then published by its revision."""

import datetime as dt
from typing import Any
from uuid import uuid4

from wagtail.models import Locale, Page, Site

from tafelrunde_events.models import BaseEventPage, Event, EventIndexPage, EventPage
from tests.factories.events import coming_day


def site_root() -> Page:
    """The first page of the default site."""
    return Site.objects.get(is_default_site=True).root_page


def make_index(parent: Page | None = None, **fields: Any) -> EventIndexPage:
    fields = {"title": "Veranstaltungen", "slug": f"veranstaltungen-{uuid4().hex[:6]}"} | fields
    return (parent or site_root()).add_child(instance=EventIndexPage(**fields))


def session_block(day: dt.date | None = None, *, start: int = 18, end: int = 20, key: str = "", **values: Any):
    """Raw data of a session block."""
    value = {
        "start_date": (day or coming_day()).isoformat(),
        "all_day": False,
        "start_time": f"{start:02}:00:00",
        "end_time": f"{end:02}:00:00",
        "end_date": None,
    } | values
    return {"type": "session", "id": key or str(uuid4()), "value": value}


def series_block(day: dt.date | None = None, *, key: str = "", **values: Any):
    """Raw data of a series block."""
    value = session_block(day)["value"] | {"frequency": "weekly", "interval": 1, "until": None, "count": 4} | values
    del value["end_date"]
    return {"type": "series", "id": key or str(uuid4()), "value": value}


def make_draft(*blocks: dict[str, Any], parent: Page | None = None, model: type = EventPage, **fields: Any) -> Any:
    """A page that was saved as a draft and never published."""
    fields = {"title": "Forum Gemeinsinn", "locale": Locale.get_default()} | fields
    page = model(live=False, schedule=list(blocks or [session_block()]), **fields)
    (parent or make_index()).add_child(instance=page)
    page.save_revision()
    return page


def publish(page: BaseEventPage) -> BaseEventPage:
    """Publish the latest revision, and read the page anew."""
    type(page).objects.get(pk=page.pk).get_latest_revision().publish()
    return type(page).objects.get(pk=page.pk)


def save_draft(page: BaseEventPage, **fields: Any) -> Any:
    """Save other content as a draft, as the editor does; return the revision."""
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    return draft.save_revision()


def make_page(*blocks: dict[str, Any], **fields: Any) -> Any:
    """A published page."""
    return publish(make_draft(*blocks, **fields))


def event_of(page: BaseEventPage) -> Event:
    """The event of a page, read anew."""
    return Event.objects.get(translation_key=page.translation_key)
