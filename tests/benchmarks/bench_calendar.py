"""The calendar engine: a whole feed, and the dates of rules."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from dateutil import rrule
from django_ical.feedgenerator import ICal20Feed

from tafelrunde_events import engine
from tafelrunde_events.domain.calendar_text import build_component
from tafelrunde_events.domain.plan import event_batches, load_plans
from tafelrunde_events.domain.projection import rebuild_calendar
from tafelrunde_events.engine import Component, Frequency, Rule, Session, calendar_bytes, component_text
from tafelrunde_events.models import Event
from tests.benchmarks.calendar_data import use_calendar
from tests.benchmarks.harness import Result, benchmark, medians, times_faster, times_floor

EVENTS = 1_000
RULES = 1_000
TWO_YEARS = timedelta(days=730)
STAMP = datetime(2027, 1, 1, tzinfo=UTC)
FIRST = datetime(2027, 1, 1, 18, 0)  # noqa: DTZ001 (a wall clock; the zone stands beside it)
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
def rebuild_1000() -> Result:
    """Rendering the stored text of a thousand events anew, database included, against icalendar alone."""
    use_calendar(EVENTS)
    entries = list(_stored_components())
    assert [_lines(by_icalendar(entry)) for entry in entries] == [_lines(component_text(entry)) for entry in entries]
    our_time, floor_time = medians(rebuild_calendar, lambda: [by_icalendar(entry) for entry in entries])
    return times_floor(
        "rebuild_1000", our_time, floor_time, against="icalendar alone, the same VEVENTs from memory",
        at_most=2, note=f"read, rendered and compared in {our_time:.2f} s",
    )  # fmt: skip


def _stored_components() -> Iterator[Component]:
    for events in event_batches(Event.objects.all()):
        for plan in load_plans(events):
            yield from (build_component(plan, entry_plan) for entry_plan in plan.entries)


def by_icalendar(entry: Component) -> str:
    """The same VEVENT by icalendar, as its documentation shows it."""
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.dtstamp)
    event.add("created", entry.created)
    event.add("last-modified", entry.last_modified)
    event.add("dtstart", entry.session.start.replace(tzinfo=BERLIN))  # type: ignore[call-arg]
    event.add("dtend", entry.session.end.replace(tzinfo=BERLIN))  # type: ignore[call-arg]
    if entry.session.rule:
        event.add("rrule", icalendar.vRecur.from_ical(entry.session.rule.to_rrule(entry.session.start)))
    event.add("summary", entry.summary)
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT" if entry.status == "CANCELLED" else "OPAQUE")
    event.add("description", "\n\n".join(filter(None, [entry.cancel_reason, entry.description])))
    event.add("categories", entry.categories)
    assert entry.organizer
    organizer = icalendar.vCalAddress(f"mailto:{entry.organizer.email}")
    organizer.params["cn"] = entry.organizer.name
    event.add("organizer", organizer)
    event.add("url", entry.url)
    event.add("location", entry.location)
    return event.to_ical().decode()


def _lines(text: str) -> list[str]:
    return sorted(text.replace("\r\n ", "").splitlines())


@benchmark
def expand() -> Result:
    """A thousand rules over two years, dates as calendars show them, against dateutil with the same rules."""
    sessions = [_session(number) for number in range(RULES)]
    last = FIRST.date() + TWO_YEARS
    bare = [_bare_rule(session, last) for session in sessions]

    def ours() -> None:
        for session in sessions:
            engine.expand(session, horizon=last)

    def floor() -> None:
        for rule in bare:
            list(rrule.rrule(**rule))

    dates = 0
    for session, rule in zip(sessions, bare, strict=True):
        starts = [slot.start for slot in engine.expand(session, horizon=last)]
        assert starts == list(rrule.rrule(**rule))
        dates += len(starts)
    our_time, floor_time = medians(ours, floor, rounds=11)
    return times_floor(
        "expand", our_time, floor_time, against="dateutil alone, the same dates",
        at_most=1.3, note=f"{RULES} rules over two years, {dates} dates",
    )  # fmt: skip


def _session(number: int) -> Session:
    """Most series are weekly, the others every second week, monthly, on two weekdays, daily or yearly."""
    start = FIRST + timedelta(days=number % 28, minutes=15 * (number % 16))
    weekday = start.weekday()
    match number % 25:
        case 15 | 16 | 17:
            rule = Rule(Frequency.WEEKLY, interval=2)
        case 18 | 19:
            rule = Rule(Frequency.MONTHLY, by_weekday=(weekday,), by_set_pos=((start.day - 1) // 7 + 1,))
        case 20 | 21:
            rule = Rule(Frequency.MONTHLY, by_month_day=(start.day,))
        case 22:
            rule = Rule(Frequency.WEEKLY, by_weekday=(weekday, (weekday + 2) % 7))
        case 23:
            rule = Rule(Frequency.YEARLY)
        case 24:
            rule = Rule(Frequency.DAILY, interval=2 + number % 20)
        case _:
            rule = Rule(Frequency.WEEKLY)
    return Session(str(number), start, start + timedelta(hours=2), "Europe/Berlin", rule)


def _bare_rule(session: Session, last: date) -> dict[str, Any]:
    """Return the arguments with which dateutil makes the same rule."""
    rule = session.rule
    assert rule
    return {
        "freq": getattr(rrule, rule.freq),
        "dtstart": session.start,
        "interval": rule.interval,
        "byweekday": rule.by_weekday or None,
        "bysetpos": rule.by_set_pos or None,
        "bymonthday": rule.by_month_day or None,
        "until": datetime.combine(last, time.max),
    }
