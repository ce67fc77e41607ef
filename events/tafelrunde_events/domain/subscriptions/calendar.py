"""What stands in somebody's personal calendar: never more than the account may see at this moment."""

import datetime as dt
from collections import defaultdict
from uuid import UUID

from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tafelrunde_events import conf, engine
from tafelrunde_events.domain.calendar_text import neutral_component
from tafelrunde_events.domain.feeds import REFRESH, public_entries
from tafelrunde_events.domain.plan import EntryPlan
from tafelrunde_events.domain.subscriptions.selections import read_selection
from tafelrunde_events.domain.versions import CalendarVersion, current_version, midnight
from tafelrunde_events.models import Event, Occurrence, PersonalFeed, SavedSelection, ScheduleEntry
from tafelrunde_events.permissions import personal_scope
from tafelrunde_members.enums import Visibility
from tafelrunde_members.permissions import AnyUser


def personal_calendar(user: AnyUser) -> bytes:
    """Return the dates that concern the user: public ones in full, all others as neutral text.

    Addresses of feeds end up in other people's services and shared calendars, so that what is confidential never
    stands behind one. The number of queries does not depend on the number of dates.
    """
    entries = personal_entries(user, current_version()).order_by("pk")
    # One statement reads visibility and text: a date that has just become confidential cannot slip through.
    public = entries.filter(visibility=Visibility.PUBLIC)
    texts = list(public.values_list("vevent", flat=True))
    zones = list(public.order_by().values_list("zone").annotate(first=Min("start_date")))
    components = _neutral_components(entries.exclude(visibility=Visibility.PUBLIC))
    texts += [engine.component_text(component) for component in components]
    return _calendar(texts, [(zone, first, None) for zone, first in zones], components)


def ended_calendar(feed: PersonalFeed) -> bytes:
    """Return what a device gets after its address was ended: one entry that says so, the same bytes each time.

    A 404 alone would leave the old dates in many programs without a word.
    """
    ended = feed.revoked_at or feed.created_at
    day = timezone.localdate(ended)
    advice = [_("This address holds no dates any more. Please remove the subscription from your calendar program.")]
    if page := conf.personal_calendars_url():
        advice.append(_("You get a new address in your account: %(page)s") % {"page": page})
    stamp = ended.replace(microsecond=0)
    component = engine.Component(
        uid=str(UUID(hex=feed.token_hash[:32])),
        sequence=0,
        dtstamp=stamp,
        last_modified=stamp,
        session=engine.Session(key="ended", start=day, end=day, zone=conf.time_zone()),
        summary=_("This calendar subscription has ended"),
        description="\n\n".join(advice),
    )
    return _calendar([engine.component_text(component)], [], [])


def personal_entries(user: AnyUser, version: CalendarVersion) -> QuerySet[ScheduleEntry]:
    """Return the sessions and series of the user's own events and kept filters that are not too long ago."""
    own = Event.objects.filter(personal_scope(user))
    wanted = Q(event__in=own.values("pk"))
    for saved in SavedSelection.objects.visible_to(user):
        selection = read_selection(saved, version)
        if selection is not None:
            wanted |= Q(pk__in=public_entries(selection, version).values("pk"))
    entries = ScheduleEntry.objects.filter(wanted, last_end__isnull=False)
    return entries.filter(last_end__gt=midnight(version.kept_since)) if version.kept_since else entries


def _neutral_components(entries: QuerySet[ScheduleEntry]) -> list[engine.Component]:
    """Return the neutral components of entries, in two queries however many there are."""
    found = list(entries.select_related("event"))
    changed: dict[int, list[Occurrence]] = defaultdict(list)
    rows = Occurrence.objects.filter(entry__in=[entry.pk for entry in found], changed_by_hand=True)
    for row in rows.order_by("original_start"):
        changed[row.entry_id].append(row)
    return [neutral_component(entry.event, EntryPlan(entry, changed[entry.pk])) for entry in found]


def _calendar(
    texts: list[str], zones: list[tuple[str, dt.date, dt.date | None]], components: list[engine.Component]
) -> bytes:
    return engine.calendar_bytes(
        texts,
        zones=[*zones, *(zone for component in components for zone in component.zones)],
        name=_("My dates: %(site)s") % {"site": conf.site_name()},
        url=conf.personal_calendars_url() or None,
        refresh=REFRESH,
    )
