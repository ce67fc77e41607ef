# ruff: noqa: DTZ001 - sessions live on the wall clock
"""Schedules, entries and texts as hypothesis draws them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from string import ascii_letters

from hypothesis import strategies as st

from tafelrunde_events.engine import Component, Frequency, Organizer, Override, Rule, ScheduleError, Session, expand

ZONES = (
    "Europe/Berlin",
    "Europe/Dublin",
    "Europe/London",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "America/Nuuk",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "UTC",
)
STAMP = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2029, 12, 31)
# Close to changes of the clocks, ends of months, years and leap days: where programs err.
DIFFICULT_DAYS = (
    date(2027, 3, 27),
    date(2027, 3, 28),
    date(2027, 3, 31),
    date(2027, 10, 30),
    date(2027, 10, 31),
    date(2027, 11, 7),
    date(2027, 12, 31),
    date(2028, 1, 30),
    date(2028, 2, 29),
)

# What people and hostile forms put into texts: umlauts, emoji with joiners, right-to-left, separators, controls.
texts = st.text(
    st.one_of(
        st.sampled_from("äöüÄÖÜß€„“–…🎉👩‍👩‍👧🏳️‍🌈שלום;,:\\\"'^nN\n\r\t\0\x0b\x1f\x7f\x85\u2028\u2029\ufeff "),
        st.sampled_from(ascii_letters),
        st.characters(),
    ),
    max_size=300,
)


@st.composite
def rules(draw: st.DrawFn, start: date) -> Rule:
    """Draw a rule that may hit the start; the session's validation tells whether it does."""
    freq = draw(st.sampled_from(Frequency))
    options: dict = {"interval": draw(st.integers(1, 4))}
    if freq is Frequency.WEEKLY and draw(st.booleans()):
        options["by_weekday"] = (*draw(st.sets(st.integers(0, 6), max_size=4)), start.weekday())
    if freq in {Frequency.MONTHLY, Frequency.YEARLY} and draw(st.booleans()):
        options |= draw(st.sampled_from(_days_of_month(start)))
        if freq is Frequency.YEARLY:
            options["by_month"] = start.month
    end = draw(st.sampled_from(["count", "until", "never"]))
    if end == "count":
        options["count"] = draw(st.integers(1, 40))
    if end == "until":
        options["until"] = date(start.year, start.month, start.day) + timedelta(days=draw(st.integers(0, 1500)))
    return Rule(freq, **options)


def _days_of_month(start: date) -> list[dict]:
    weekday, position = start.weekday(), (start.day - 1) // 7 + 1
    return [
        {"by_month_day": (start.day,)},
        {"by_month_day": (-1,)},
        {"by_weekday": (weekday,), "by_set_pos": (position,)},
        {"by_weekday": (weekday,), "by_set_pos": (-1,)},
        {"by_weekday": (0, 1, 2, 3, 4), "by_set_pos": (-1,)},
        {"by_weekday": (0, 1, 2, 3, 4), "by_set_pos": (1,)},
    ]


@st.composite
def drafts(draw: st.DrawFn, zones: tuple[str, ...] = ZONES) -> Session:
    """Draw a session, timed or all-day, short or over several days, single or repeated, valid or not."""
    day = draw(st.one_of(st.dates(FIRST, LAST), st.sampled_from(DIFFICULT_DAYS)))
    if draw(st.integers(0, 3)):
        start: date = datetime(day.year, day.month, day.day) + timedelta(minutes=15 * draw(st.integers(0, 95)))
        end = start + timedelta(minutes=15 * draw(st.one_of(st.integers(1, 40), st.integers(1, 300))))
    else:
        start, end = day, day + timedelta(days=draw(st.integers(0, 10)))
    rule = draw(rules(start)) if draw(st.booleans()) else None
    return Session("key", start, end, draw(st.sampled_from(zones)), rule)


def is_valid(session: Session) -> bool:
    try:
        session.validate()
    except ScheduleError:
        return False
    return True


def sessions(zones: tuple[str, ...] = ZONES) -> st.SearchStrategy[Session]:
    """Draw a valid session."""
    return drafts(zones).filter(is_valid)


@st.composite
def overrides(draw: st.DrawFn, session: Session, original_start: date) -> Override:
    """Draw a moved or cancelled date of a series."""
    minutes = 15 * draw(st.integers(-200, 200))
    start = original_start + (timedelta(days=minutes // 100) if session.all_day else timedelta(minutes=minutes))
    moved = Session("key", start, start + session.duration, session.zone)
    if not is_valid(moved):
        moved = Session("key", original_start, original_start + session.duration, session.zone)
    return Override(
        original_start=original_start,
        start=moved.start,
        end=moved.end,
        status=draw(st.sampled_from(["CONFIRMED", "CANCELLED"])),
        sequence=draw(st.integers(0, 9)),
        dtstamp=STAMP,
        last_modified=STAMP,
    )


@st.composite
def components(draw: st.DrawFn, zones: tuple[str, ...] = ZONES) -> Component:
    """Draw an entry; a series may have moved, cancelled and vanished dates."""
    session = draw(sessions(zones))
    component = Component(
        uid="1@example.org", sequence=3, dtstamp=STAMP, last_modified=STAMP, session=session, summary=""
    )
    if not session.rule or draw(st.booleans()):
        return component
    starts = [slot.original_start for slot in expand(session, horizon=date(2030, 1, 1))][1:8]
    chosen = draw(st.sets(st.sampled_from(starts), max_size=3)) if starts else set()
    vanished = draw(st.sets(st.sampled_from(sorted(chosen)))) if chosen else set()
    return Component(
        **{name: getattr(component, name) for name in ("uid", "sequence", "dtstamp", "last_modified", "session")},
        summary="Runder Tisch",
        overrides=tuple(draw(overrides(session, start)) for start in sorted(chosen - vanished)),
        cancelled_dates=tuple(vanished),
    )


#: Entries with anything that people and hostile forms put into their texts.
worded = st.builds(
    replace,
    components(),
    summary=texts,
    description=texts,
    location=texts,
    cancel_reason=texts,
    categories=st.lists(texts, max_size=3).map(tuple),
    organizer=st.builds(Organizer, name=texts, email=st.just("rt@example.org")),
)
