"""Makes many more events, to see how the product feels with the dates of years."""

import datetime as dt
import random

from tafelrunde_events.domain.scheduling import create_event
from tafelrunde_events.engine import Frequency, Rule, Session
from tafelrunde_events.enums import EventKind
from tafelrunde_events.models import Event, Venue
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation
from tafelrunde_site.demo.network import CENTRE_SLUGS
from tafelrunde_site.demo.round_tables import ZONE, working_day

#: Every title of an additional event begins so; that is how they are counted and deleted.
PREFIX = "Beispieltermin"
SUBJECTS = (
    "Gesprächsabend",
    "Werkstatt",
    "Ausstellung",
    "Lesung",
    "Sprechstunde",
    "Filmabend",
    "Planspiel",
    "Rundgang",
)
#: Share of the events that repeat weekly.
REPEATING = 0.1
SPREAD_DAYS = 540


def make_additional_events(number: int) -> int:
    """Make events until there are `number` additional ones; return how many were made."""
    have = Event.objects.filter(title__startswith=PREFIX).count()
    venues = list(Venue.objects.order_by("pk"))
    hosts = list(Organisation.objects.filter(slug__in=CENTRE_SLUGS).order_by("pk"))
    for count in range(have + 1, number + 1):
        make_additional_event(count, venues=venues, hosts=hosts)
    return max(0, number - have)


def make_additional_event(count: int, *, venues: list[Venue], hosts: list[Organisation]) -> Event:
    """Make the event with this number, the same one every time."""
    chance = random.Random(count)  # noqa: S311 (varies sample dates, guards nothing)
    start = dt.datetime.combine(working_day(chance.randint(-90, SPREAD_DAYS)), dt.time(chance.randint(9, 19)))
    rule = Rule(Frequency.WEEKLY, count=8) if chance.random() < REPEATING else None
    session = Session(key="demo", start=start, end=start + dt.timedelta(hours=2), zone=ZONE, rule=rule)
    return create_event(
        kind=EventKind.EVENT,
        sessions=[session],
        title=f"{PREFIX} {count}: {chance.choice(SUBJECTS)}",
        summary="Ein erfundener Termin, um zu sehen, wie sich viele Termine anfühlen. " * 5,
        visibility=Visibility.PUBLIC,
        venue=chance.choice(venues),
        organisers=[chance.choice(hosts)],
        contact_email="termine@example.org",
    )
