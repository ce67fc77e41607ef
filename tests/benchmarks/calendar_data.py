"""Sites with 100, 1,000 and 10,000 events, each in a SQLite file of its own: 10 % recurring, 5 % cancelled."""

import atexit
import datetime as dt
import random
import shutil
import tempfile
from functools import cache
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from wagtail.models import Locale, Page, Site

from tafelrunde_events.domain.scheduling import cancel_event, create_event
from tafelrunde_events.domain.stored_bodies import forget_bodies
from tafelrunde_events.domain.versions import advance
from tafelrunde_events.engine import Frequency, Rule, Session
from tafelrunde_events.enums import Audience, EventKind
from tafelrunde_events.models import Event, Venue
from tafelrunde_members.enums import RegionKind, Visibility
from tafelrunde_members.models import Organisation, Region, Sector
from tafelrunde_site.models import StandardPage

SIZES = (100, 1_000, 10_000)
#: About 400 characters, with umlauts and everything that calendars escape.
DESCRIPTION = "Tagesordnung: Lage im Landkreis; Vorhaben des Frühjahrs, Rückblick auf das Bürgerforum. " * 5
EMPTY_PAGE = "/leer/"
_FOLDER = Path(tempfile.mkdtemp(prefix="tafelrunde-bench-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)


def use_calendar(size: int) -> Path:
    """Connect this process with the site that has so many events, and return its database file."""
    path = _calendar_file(size)
    _connect(path)
    forget_bodies()
    return path


@cache
def _calendar_file(size: int) -> Path:
    """Make the site once a run; a larger one grows out of the next smaller one."""
    path = _FOLDER / f"calendar-{size}.sqlite3"
    smaller = max((other for other in SIZES if other < size), default=0)
    if smaller:
        _connect(_calendar_file(smaller))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
    _connect(path)
    if not smaller:
        call_command("migrate", verbosity=0)
        _make_surroundings()
    with transaction.atomic():
        for number in range(smaller, size):
            _make_event(number)
    advance()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return path


def _connect(path: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = str(path)


def _make_surroundings() -> None:
    sector = Sector.objects.create(name="Verwaltung", slug="verwaltung")
    for number in range(8):
        region = Region.objects.create(
            key=f"1307{number}", name=f"Landkreis {number}", slug=f"landkreis-{number}", kind=RegionKind.DISTRICT
        )
        Venue.objects.create(name=f"Bürgerhaus {number}", street="Am Markt 1", city=f"Ort {number}", region=region)
        Organisation.objects.create(
            name=f"Einrichtung {number}", slug=f"einrichtung-{number}", sector=sector, visibility=Visibility.PUBLIC
        )
    root = Site.objects.get(is_default_site=True).root_page
    root.add_child(instance=StandardPage(title="Leer", slug=EMPTY_PAGE.strip("/"), locale=Locale.get_default()))
    Page.objects.filter(depth=3).update(live=True)


def _make_event(number: int) -> Event:
    chance = random.Random(number)  # varies sample dates
    day = dt.date(2026, 11, 1) + dt.timedelta(days=chance.randrange(700))
    start = dt.datetime.combine(day, dt.time(chance.randint(9, 19)))
    rule = Rule(Frequency.WEEKLY, count=10) if number % 10 == 0 else None
    event = create_event(
        kind=EventKind.EVENT,
        sessions=[Session("bench", start, start + dt.timedelta(hours=2), "Europe/Berlin", rule)],
        title=f"Gesprächsabend {number}",
        summary=DESCRIPTION,
        visibility=Visibility.PUBLIC,
        venue=Venue.objects.all()[number % 8],
        organisers=[Organisation.objects.all()[number % 8]],
        audiences=[chance.choice(Audience.values)],
        contact_email="termine@example.org",
    )
    if number % 20 == 7:
        cancel_event(event, reason="Referentin erkrankt")
    return event
