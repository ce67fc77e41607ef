"""From a planned event to the calendar components of its entries, and to their stored text."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from tafelrunde_events import conf, engine
from tafelrunde_events.domain.plan import EntryPlan, EventPlan, original_of
from tafelrunde_events.enums import Audience
from tafelrunde_events.models import Event, Occurrence, ScheduleEntry, Venue
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation

# With the line break before it: inside a text, every line that folding makes begins with a blank.
_END = "\r\nEND:VEVENT\r\n"
_SECOND = dt.timedelta(seconds=1)


def place_of(event: Event, own: Occurrence | EntryPlan | None = None) -> str:
    """Return what a calendar shows as place: the own venue of a date or series, or room and venue, or the link."""
    if own is not None and own.venue:
        return own.venue.address
    return event.place or event.online_url


def build_component(plan: EventPlan, entry_plan: EntryPlan) -> engine.Component:
    """Return the calendar component of an entry, in the language of the event and with stored stamps."""
    with translation.override(plan.event.language):
        return _component(plan, entry_plan)


def neutral_component(event: Event, entry_plan: EntryPlan) -> engine.Component:
    """Return what a calendar outside of this site may say of a date that is not public: when, and where to read more.

    Neither title, place, organiser nor the reason of a cancellation stand in it. Identity and stamps are the stored
    ones, so that programs know it as the date of the invitation.
    """
    entry = entry_plan.entry
    with translation.override(event.language):
        link = permanent_url(event)
        return engine.Component(
            uid=entry.uid,
            sequence=entry.sequence,
            dtstamp=entry.dtstamp,
            last_modified=entry.last_modified,
            created=event.created_at,
            session=entry_plan.session,
            summary=_with_status(event.get_kind_display(), entry.status),
            description="\n".join([_("Details after signing in:"), link]),
            url=link,
            status=engine_status(entry.status),
            overrides=tuple(_neutral_override(event, entry_plan, row) for row in entry_plan.overrides),
        )


def refresh_text(plan: EventPlan, entry_plan: EntryPlan, *, now: dt.datetime) -> None:
    """Render an entry anew; whichever of its components says something else gets a new DTSTAMP and LAST-MODIFIED."""
    entry = entry_plan.entry
    text = engine.component_text(build_component(plan, entry_plan))
    if text != entry.vevent:
        known = set(_blocks(entry.vevent))
        owners: list[ScheduleEntry | Occurrence] = [entry, *entry_plan.overrides]
        for owner, block in zip(owners, _blocks(text), strict=True):
            if block not in known:
                owner.dtstamp = owner.last_modified = _later(now, owner.dtstamp if entry.vevent else None)
        entry.vevent = engine.component_text(build_component(plan, entry_plan))
    for row in entry_plan.rows:
        if not (entry.rule and row.changed_by_hand):
            row.dtstamp, row.last_modified = entry.dtstamp, entry.last_modified


def is_current(plan: EventPlan, entry_plan: EntryPlan) -> bool:
    """Tell whether the stored text is the one that would be rendered now."""
    return entry_plan.entry.vevent == engine.component_text(build_component(plan, entry_plan))


def _component(plan: EventPlan, entry_plan: EntryPlan) -> engine.Component:
    event, entry, own = plan.event, entry_plan.entry, entry_plan.venue
    link = permanent_url(event)
    return engine.Component(
        uid=entry.uid,
        sequence=entry.sequence,
        dtstamp=entry.dtstamp,
        last_modified=entry.last_modified,
        created=event.created_at,
        session=entry_plan.session,
        summary=_with_status(event.title, entry.status),
        description=_description(event, link),
        location=own.address if own else event.place,
        url=link,
        status=engine_status(entry.status),
        categories=_categories(plan),
        organizer=_organizer(event, plan.organisers),
        conference_url=event.online_url,
        geo=_geo(own or event.venue),
        overrides=tuple(_override(plan, entry_plan, row) for row in entry_plan.overrides),
        cancel_reason=entry.status_reason if entry.is_cancelled else "",
    )


def _override(plan: EventPlan, entry_plan: EntryPlan, row: Occurrence) -> engine.Override:
    differs = row.venue_id != entry_plan.entry.venue_id
    return replace(
        _neutral_override(plan.event, entry_plan, row),
        summary=_with_status(plan.event.title, row.status),
        location=place_of(plan.event, row) if differs else None,
        geo=_geo(row.venue or plan.event.venue),
        cancel_reason=row.status_reason if row.is_cancelled else "",
    )


def _neutral_override(event: Event, entry_plan: EntryPlan, row: Occurrence) -> engine.Override:
    start, end = walls_in_zone(row, entry_plan.entry.zone)
    return engine.Override(
        original_start=original_of(row),
        start=start,
        end=end,
        status=engine_status(row.status),
        sequence=row.sequence,
        dtstamp=row.dtstamp,
        last_modified=row.last_modified,
        summary=_with_status(event.get_kind_display(), row.status),
    )


def engine_status(status: str) -> engine.Status:
    """Return a stored status as the engine names it."""
    match status:
        case "CANCELLED":
            return "CANCELLED"
        case "TENTATIVE":
            return "TENTATIVE"
        case _:
            return "CONFIRMED"


def walls_in_zone(row: Occurrence, zone: str) -> tuple[dt.date, dt.date]:
    """Return a date's beginning and end on the wall clock of its series, which all its components share."""
    start, end = row.start_wall, row.end_wall
    if row.all_day or row.zone == zone:
        return start, end
    target = engine.get_zone(zone)
    return row.start.astimezone(target).replace(tzinfo=None), row.end.astimezone(target).replace(tzinfo=None)


def permanent_url(event: Event) -> str:
    """Return the absolute short link that survives moves and renames."""
    return conf.absolute_url(event.get_absolute_url())


def _with_status(title: str, status: str) -> str:
    # Several programs hide or ignore STATUS, so that the title must say it too (facts: Google, some Android apps).
    return _("Cancelled: %(title)s") % {"title": title} if status == "CANCELLED" else title


def _description(event: Event, link: str) -> str:
    parts = [event.summary.strip(), event.online_url, link]
    return "\n\n".join(part for part in parts if part)


def _categories(plan: EventPlan) -> tuple[str, ...]:
    """Return kind, audiences and topics in words: programs that show categories let people colour by them."""
    audiences = (str(Audience(audience).label) for audience in plan.audiences)
    return (plan.event.get_kind_display(), *audiences, *(topic.name for topic in plan.topics))


def _organizer(event: Event, organisers: Sequence[Organisation]) -> engine.Organizer | None:
    """Return the role that convenes, with the first address that can stand in a calendar and is no secret.

    Public calendars name only institutions that have agreed to be named.
    """
    released = [one for one in organisers if one.visibility == Visibility.PUBLIC]
    addresses = [event.contact_email, *(one.role_email for one in released), conf.site_address()]
    named = released if event.visibility == Visibility.PUBLIC else organisers
    name = named[0].name if named else conf.site_name()
    for address in filter(None, addresses):
        try:
            engine.check_address(address)
        except engine.AddressError:
            continue
        return engine.Organizer(name=name, email=address)
    return None


def _geo(venue: Venue | None) -> tuple[float, float] | None:
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return float(venue.latitude), float(venue.longitude)


def _blocks(text: str) -> list[str]:
    return text.split(_END)[:-1]


def _later(now: dt.datetime, before: dt.datetime | None) -> dt.datetime:
    """Return the present second, or the one after the stamp before: programs order versions by it."""
    moment = now.replace(microsecond=0)
    return moment if before is None else max(moment, before + _SECOND)
