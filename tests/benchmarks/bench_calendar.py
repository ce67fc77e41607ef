"""The calendar engine: a whole feed, and the dates of rules."""

import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil import rrule
from django_ical.feedgenerator import ICal20Feed

from tafelrunde_events.engine import Component, Frequency, Rule, Session, calendar_bytes, component_text, expand
from tests.benchmarks.harness import Result, benchmark, medians, times_faster, times_floor

EVENTS = 1_000
STAMP = datetime(2027, 1, 1, tzinfo=UTC)
FIRST = datetime(2027, 1, 4, 18, 0)  # noqa: DTZ001 (a wall clock; the zone stands beside it)
DESCRIPTION = "Tagesordnung: Lage im Landkreis, Vorhaben des Frühjahrs, Verschiedenes. " * 6
BERLIN = ZoneInfo("Europe/Berlin")


def components() -> list[Component]:
    """A thousand evening meetings of two hours."""
    starts = (FIRST + timedelta(days=number) for number in range(EVENTS))
    return [
        Component(
            uid=f"{number}@example.org",
            sequence=0,
            dtstamp=STAMP,
            last_modified=STAMP,
            session=Session(f"{number}", start, start + timedelta(hours=2), "Europe/Berlin"),
            summary=f"Runder Tisch {number}",
            description=DESCRIPTION,
            location="Bürgerhaus, Saal 2",
            url=f"https://example.org/t/{number}/",
        )
        for number, start in enumerate(starts)
    ]


def feed_of_django_ical(entries: list[Component]) -> bytes:
    """The same feed by the peer's generator."""
    feed = ICal20Feed(title="Termine", link="https://example.org/", description="Termine")
    for entry in entries:
        feed.add_item(
            title=entry.summary,
            link=entry.url,
            description=entry.description,
            unique_id=entry.uid,
            start_datetime=entry.session.start.replace(tzinfo=BERLIN),  # type: ignore[call-arg]
            end_datetime=entry.session.end.replace(tzinfo=BERLIN),  # type: ignore[call-arg]
            timestamp=entry.dtstamp,
            location=entry.location,
        )
    out = io.BytesIO()
    feed.write(out, "utf-8")
    return out.getvalue()


@benchmark
def engine_feed_stored() -> Result:
    """A feed put together from stored component text, as subscribers get it."""
    entries = components()
    texts = [component_text(entry) for entry in entries]
    zones = [zone for entry in entries for zone in entry.zones]
    ours, peer = medians(lambda: calendar_bytes(texts, zones=zones), lambda: feed_of_django_ical(entries))
    return times_faster(
        "engine_feed_stored", ours, peer,
        against="django-ical 1.9 feed generator", at_least=20, note=f"{EVENTS} events, without database and HTTP",
    )  # fmt: skip


@benchmark
def engine_feed_rendered() -> Result:
    """The same feed rendered from scratch, as a rebuild does."""
    entries = components()
    zones = [zone for entry in entries for zone in entry.zones]
    ours, peer = medians(
        lambda: calendar_bytes((component_text(entry) for entry in entries), zones=zones),
        lambda: feed_of_django_ical(entries),
        rounds=5,
    )
    return times_faster(
        "engine_feed_rendered", ours, peer,
        against="django-ical 1.9 feed generator", at_least=1, note=f"{EVENTS} events, every component rendered anew",
    )  # fmt: skip


@benchmark
def engine_expand() -> Result:
    """The dates of weekly rules over two years, on the wall clock and in UTC."""
    session = Session("weekly", FIRST, FIRST + timedelta(hours=2), "Europe/Berlin", Rule(Frequency.WEEKLY))
    horizon = date(2028, 12, 31)
    until = datetime(2028, 12, 31, 23, 59)  # noqa: DTZ001 (dateutil expands wall clocks)

    def ours() -> None:
        for _ in range(100):
            expand(session, horizon=horizon)

    def floor() -> None:
        for _ in range(100):
            list(rrule.rrule(rrule.WEEKLY, dtstart=FIRST, until=until))

    our_time, floor_time = medians(ours, floor)
    return times_floor(
        "engine_expand", our_time, floor_time,
        against="bare dateutil, wall clock only", at_most=3, note="100 weekly rules, two years",
    )  # fmt: skip
