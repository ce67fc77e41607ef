"""What templates show of an event: its dates sorted for reading, and the lists of index pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.core.paginator import Paginator
from django.utils import timezone
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Page

from tafelrunde_events import conf, engine
from tafelrunde_events.domain.applying import horizon
from tafelrunde_events.domain.plan import EntryPlan, derive_utc, load_plans, row_of
from tafelrunde_events.domain.publishing import facts_of, visibility_of
from tafelrunde_events.domain.structured_data import Face, data_block, event_data
from tafelrunde_events.models import Event, Occurrence, ScheduleEntry
from tafelrunde_events.wording import rule_in_words
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation
from tafelrunde_members.permissions import AnyUser

if TYPE_CHECKING:
    from tafelrunde_events.models.pages import BaseEventPage, EventIndexPage

#: How many of the next dates of a series a page names.
NEXT_DATES = 5
DATES_PER_LIST = 20
#: The size in which pages show the image of an event.
IMAGE_SIZE = "width-1200"


@dataclass(frozen=True, slots=True)
class SeriesDates:
    """A series: its rule in words, its next dates, and how many more are known."""

    rule: str
    next_dates: list[Occurrence]
    more: int


@dataclass(frozen=True, slots=True)
class EventDates:
    """The dates of an event as a page shows them."""

    sessions: list[Occurrence] = field(default_factory=list)
    series: list[SeriesDates] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is still to come."""
        now = timezone.now()
        upcoming = any(row.end > now for row in self.sessions) or any(series.next_dates for series in self.series)
        return not upcoming and bool(self.sessions or self.series)


def describe_event(event: Event, face: Face | None = None) -> dict[str, Any]:
    """Return what a template needs to show a stored event, in a constant number of queries."""
    plan = load_plans([event])[0]
    return {
        "event": event,
        "dates": _dates(entry_plan for entry_plan in plan.entries),
        "organisers": _named(event, plan.organisers),
        "structured_data": data_block(event_data(plan, face)),
    }


def describe_page(page: "BaseEventPage", *, drafted: bool) -> dict[str, Any]:
    """Return what the page's template shows: facts as they stand, or as drafted where there are no others."""
    event = None if drafted else page.find_event()
    if event is not None:
        return describe_event(event, _face(page))
    facts: dict[str, Any] = dict(facts_of(page))
    organisers: list[Organisation] = facts.pop("organisers")
    for name in ("audiences", "topics", "traits"):
        facts.pop(name)
    plans = [_drafted_plan(session) for session in page.drafted_sessions()]
    event = Event(kind=page.event_kind, visibility=visibility_of(page), **facts)
    return {"event": event, "dates": _dates(plans), "organisers": _named(event, organisers)}


def _named(event: Event, organisers: list[Organisation]) -> list[Organisation]:
    """Return the organisers that the page names: in public only those that agreed to it, as calendars do."""
    is_public = event.visibility == Visibility.PUBLIC
    return [one for one in organisers if one.visibility == Visibility.PUBLIC] if is_public else organisers


def list_dates(index: "EventIndexPage", *, user: AnyUser, number: str | None) -> dict[str, Any]:
    """Return a page of the coming dates below an index page, each with the page that stands below it."""
    below = index.get_descendants().live()
    dates = Occurrence.objects.visible_to(user).upcoming().with_event()
    dates = dates.filter(event__translation_key__in=below.order_by().values("translation_key"))
    page_obj = Paginator(dates, DATES_PER_LIST).get_page(number)
    keys = {occurrence.event.translation_key for occurrence in page_obj}
    faces: dict[Any, Page] = {page.translation_key: page for page in below.filter(translation_key__in=keys)}
    rows = [(occurrence, faces.get(occurrence.event.translation_key)) for occurrence in page_obj]
    return {"page_obj": page_obj, "rows": rows}


def panel_dates(event: Event) -> dict[str, Any]:
    """Return the dates that the editor's panel lists: the next ones, and how many more there are."""
    coming = event.occurrences.select_related("venue").upcoming()
    return {"event": event, "occurrences": coming[:DATES_PER_LIST], "more": max(0, coming.count() - DATES_PER_LIST)}


def _face(page: "BaseEventPage") -> Face:
    """Return what the page itself says to search engines; of costs only trainings have a word."""
    image_url = ""
    if page.image:
        image_url = urljoin(conf.absolute_url("/"), get_rendition_or_not_found(page.image, IMAGE_SIZE).url)
    return Face(page.title, page.lead, page.locale.language_code, image_url, getattr(page, "fee_note", ""))


def _dates(entry_plans: Iterable[EntryPlan]) -> EventDates:
    now = timezone.now()
    dates = EventDates()
    for entry_plan in entry_plans:
        session = entry_plan.session
        if session.rule is None:
            dates.sessions.extend(entry_plan.rows)
            continue
        coming = sorted((row for row in entry_plan.rows if row.end > now), key=lambda row: row.start)
        words = rule_in_words(session.rule, start=session.start)
        dates.series.append(SeriesDates(words, coming[:NEXT_DATES], max(0, len(coming) - NEXT_DATES)))
    dates.sessions.sort(key=lambda row: row.start)
    return dates


def _drafted_plan(session: engine.Session) -> EntryPlan:
    """Return unsaved rows for a drafted session; one that cannot be shows no date."""
    entry_plan = EntryPlan(ScheduleEntry(key=session.key))
    entry_plan.session = session
    try:
        session.validate()
    except engine.ScheduleError:
        return entry_plan
    now = timezone.now()
    for slot in engine.expand(session, horizon=horizon(now)):
        row = row_of(slot, zone=session.zone, now=now)
        derive_utc(row)
        entry_plan.rows.append(row)
    return entry_plan
