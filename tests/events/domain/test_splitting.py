"""Cutting series in two and moving them: rules, exceptions, UID and SEQUENCE (law 4)."""

import datetime as dt

import pytest

from tafelrunde_events.domain.dates import Cancel, Move, Reinstate, carry_out, preview, ways_to_reinstate
from tafelrunde_events.domain.plan import load_plans
from tafelrunde_events.domain.scheduling import (
    apply_schedule,
    cancel_event,
    cancel_occurrence,
    extend_horizon,
    move_occurrence,
)
from tafelrunde_events.domain.splitting import all_starts, shift_session, split_session
from tafelrunde_events.engine import Frequency, Rule, ScheduleError, Session
from tafelrunde_events.enums import EventStatus, Reach
from tests.factories.events import BERLIN, VenueFactory, coming_day, invite, make_event, session

MONDAY = dt.date(2027, 3, 1)
WEEKLY = Rule(Frequency.WEEKLY, count=6)

RULES = {
    "every second day": (MONDAY, Rule(Frequency.DAILY, interval=2, count=9)),
    "weekly": (MONDAY, WEEKLY),
    "every second week on two days": (MONDAY, Rule(Frequency.WEEKLY, interval=2, by_weekday=(0, 3), count=9)),
    "weekly until a day": (MONDAY, Rule(Frequency.WEEKLY, until=dt.date(2027, 5, 30))),
    "on a day of the month": (dt.date(2027, 1, 15), Rule(Frequency.MONTHLY, by_month_day=(15,), count=8)),
    "on the last day of the month": (dt.date(2027, 1, 31), Rule(Frequency.MONTHLY, by_month_day=(-1,), count=8)),
    "on the second Tuesday": (
        dt.date(2027, 1, 12),
        Rule(Frequency.MONTHLY, by_weekday=(1,), by_set_pos=(2,), until=dt.date(2027, 12, 31)),
    ),
    "every third month on the last Friday": (
        dt.date(2027, 1, 29),
        Rule(Frequency.MONTHLY, interval=3, by_weekday=(4,), by_set_pos=(-1,), count=7),
    ),
    "yearly": (dt.date(2027, 6, 3), Rule(Frequency.YEARLY, count=5)),
}


def evening(year: int, month: int, day: int, hour: int = 18) -> dt.datetime:
    return dt.datetime.combine(dt.date(year, month, day), dt.time(hour))


def series(day: dt.date, rule: Rule) -> Session:
    start = dt.datetime.combine(day, dt.time(18))
    return Session("a", start, start + dt.timedelta(hours=2), BERLIN, rule)


@pytest.mark.parametrize("name", RULES)
def test_the_two_parts_of_a_series_have_its_dates_and_no_others(name):
    whole = series(*RULES[name])
    starts = list(all_starts(whole))
    for at in starts[1:]:
        head, tail = split_session(whole, at)
        head.validate()
        tail.validate()
        assert [*all_starts(head), *all_starts(tail)] == starts
        assert tail.start == at


def test_an_open_series_ends_in_its_first_part_only():
    head, tail = split_session(series(MONDAY, Rule(Frequency.WEEKLY)), evening(2027, 3, 15))
    assert head.rule.until == dt.date(2027, 3, 8)
    assert tail.rule == Rule(Frequency.WEEKLY)


@pytest.mark.parametrize("at", [evening(2027, 3, 1), evening(2027, 3, 2), evening(2028, 1, 1)])
def test_a_series_is_cut_only_before_one_of_its_later_dates(at):
    with pytest.raises(ScheduleError):
        split_session(series(MONDAY, WEEKLY), at)


@pytest.mark.parametrize("name", RULES)
def test_a_series_that_moves_by_an_hour_keeps_its_days(name):
    whole = series(*RULES[name])
    at = list(all_starts(whole))[2]
    hour = dt.timedelta(hours=1)
    moved = shift_session(whole, at, start=at + hour, end=at + 3 * hour, zone=BERLIN)
    assert [start - hour for start in all_starts(moved)] == list(all_starts(whole))


@pytest.mark.parametrize("name", RULES)
def test_a_series_that_moves_by_some_days_has_as_many_dates_and_the_one_that_was_moved(name):
    whole = series(*RULES[name])
    starts = list(all_starts(whole))
    at = starts[2]
    start = at - dt.timedelta(days=5)
    moved = shift_session(whole, at, start=start, end=start + dt.timedelta(hours=2), zone=BERLIN)
    after = list(all_starts(moved))
    assert (len(after), after[2]) == (len(starts), start)


def test_the_second_tuesday_becomes_the_second_thursday():
    whole = series(*RULES["on the second Tuesday"])
    start = evening(2027, 3, 11)
    moved = shift_session(whole, evening(2027, 3, 9), start=start, end=start.replace(hour=20), zone=BERLIN)
    assert (moved.rule.by_weekday, moved.rule.by_set_pos, moved.start.date()) == ((3,), (2,), dt.date(2027, 1, 14))


@pytest.fixture
def event(db):
    return make_event(session(rule=WEEKLY), venue=VenueFactory(name="Rathaus"), room="Saal 1")


def dates(event):
    return list(event.occurrences.order_by("start"))


def later(row, *, hours=1, days=0):
    shift = dt.timedelta(hours=hours, days=days)
    return {"start": row.start_wall + shift, "end": row.end_wall + shift}


def entries(event):
    return list(event.entries.order_by("start_date"))


def test_this_and_following_gets_a_calendar_entry_of_its_own_and_keeps_the_rows(event):
    rows = dates(event)
    old = entries(event)[0]
    outcome = carry_out(Move(rows[2], Reach.FOLLOWING, **later(rows[2])))
    first, second = entries(event)
    assert [row.pk for row in dates(event)] == [row.pk for row in rows]
    assert (first.uid, first.sequence, first.rule) == (old.uid, 1, "FREQ=WEEKLY;COUNT=2")
    assert (second.sequence, second.rule) == (0, "FREQ=WEEKLY;COUNT=4")
    assert second.uid != old.uid
    assert [row.start_time.hour for row in dates(event)] == [18, 18, 19, 19, 19, 19]
    assert (len(outcome.dates), outcome.kept) == (4, [])
    assert "COUNT=2" in first.vevent
    assert second.vevent.count("BEGIN:VEVENT") == 1


def test_from_the_first_date_on_is_the_whole_series(event):
    rows = dates(event)
    carry_out(Move(rows[0], Reach.FOLLOWING, **later(rows[0])))
    (entry,) = entries(event)
    assert (entry.sequence, entry.start_time.hour) == (1, 19)


def test_all_from_a_date_in_the_middle_moves_the_earlier_ones_too(event):
    rows = dates(event)
    carry_out(Move(rows[3], Reach.ALL, **later(rows[3], days=1)))
    (entry,) = entries(event)
    assert entry.sequence == 1
    assert [b.start_wall - a.start_wall for a, b in zip(rows, dates(event), strict=True)] == [
        dt.timedelta(days=1, hours=1)
    ] * 6


def test_a_series_moves_by_a_whole_week_though_dates_take_each_others_place(event):
    rows = dates(event)
    carry_out(Move(rows[0], Reach.ALL, **later(rows[0], hours=0, days=7)))
    assert [row.pk for row in dates(event)] == [row.pk for row in rows]
    assert dates(event)[0].original_start == rows[1].original_start
    assert extend_horizon() == 0


def test_exceptions_after_the_cut_stay_exceptions_of_the_new_entry(event):
    rows = dates(event)
    original = later(rows[4])["start"].isoformat()
    move_occurrence(rows[4], **later(rows[4], hours=-2, days=1))
    cancel_occurrence(rows[5], reason="Feiertag")
    move_occurrence(rows[1], **later(rows[1], hours=2))
    kept = dates(event)[4].start_wall
    outcome = carry_out(Move(rows[2], Reach.FOLLOWING, **later(rows[2])))
    first, second = entries(event)
    moved, cancelled = dates(event)[4:]
    assert moved.start_wall == kept
    assert moved.original_start == original
    assert (cancelled.status, cancelled.status_reason, cancelled.start_time.hour) == ("CANCELLED", "Feiertag", 19)
    assert [row.pk for row in outcome.kept] == [rows[4].pk]
    assert first.vevent.count("RECURRENCE-ID") == 1
    assert second.vevent.count("RECURRENCE-ID") == 2
    assert f"RECURRENCE-ID;TZID=Europe/Berlin:{moved.original_start.replace('-', '').replace(':', '')}" in second.vevent


def test_sequence_rises_with_every_change_and_never_falls(event):
    rows = dates(event)
    seen = {}
    steps = [
        Move(rows[1], Reach.ONE, **later(rows[1])),
        Move(rows[2], Reach.FOLLOWING, **later(rows[2])),
        Cancel(rows[4], Reach.FOLLOWING, "Sommerpause"),
        Reinstate(rows[4], Reach.ALL),
        Move(rows[3], Reach.ALL, **later(rows[3], hours=2)),
        Cancel(rows[0], Reach.ALL, "Haushaltssperre"),
        Reinstate(rows[0], Reach.ALL),
    ]
    for step in steps:
        before = {entry.uid: (entry.sequence, entry.vevent) for entry in entries(event)}
        carry_out(step)
        for entry in entries(event):
            old, text = before.get(entry.uid, (0, ""))
            assert entry.sequence >= old
            if entry.vevent == text:
                assert entry.sequence == old
            seen[entry.uid] = entry.sequence
        for row in dates(event):
            assert row.sequence >= row.entry.sequence
    assert sorted(seen.values()) == [3, 3, 4]


def test_calling_off_the_rest_keeps_what_comes_later_cancelled_too(db):
    event = make_event(session(rule=Rule(Frequency.WEEKLY)))
    rows = dates(event)
    carry_out(Cancel(rows[3], Reach.FOLLOWING, "Kein Raum mehr"))
    first, second = entries(event)
    assert (first.status, second.status) == (EventStatus.CONFIRMED, EventStatus.CANCELLED)
    assert "STATUS:CANCELLED" in second.vevent
    assert "RECURRENCE-ID" not in second.vevent
    assert {row.status for row in dates(event)[3:]} == {"CANCELLED"}
    event.occurrences.filter(pk__in=[row.pk for row in rows[-3:]]).delete()
    extend_horizon()
    assert {row.status for row in dates(event)[3:]} == {"CANCELLED"}
    assert {row.status_reason for row in dates(event)[3:]} == {"Kein Raum mehr"}


def test_the_rest_of_a_cancelled_series_takes_place_again(event):
    rows = dates(event)
    cancel_occurrence(rows[5], reason="Feiertag")
    carry_out(Cancel(rows[2], Reach.FOLLOWING, "Kein Raum"))
    third = event.occurrences.get(pk=rows[3].pk)
    assert ways_to_reinstate(third) == [Reach.FOLLOWING, Reach.ALL]
    assert ways_to_reinstate(event.occurrences.get(pk=rows[5].pk)) == []
    carry_out(Reinstate(third, Reach.FOLLOWING))
    assert [row.is_cancelled for row in dates(event)] == [False, False, True, False, False, True]
    assert ways_to_reinstate(event.occurrences.get(pk=rows[5].pk)) == [Reach.ONE]


def test_an_event_that_was_called_off_is_reinstated_as_a_whole(event):
    cancel_event(event, reason="Sturm")
    (first, *_rest) = dates(event)
    assert ways_to_reinstate(first) == [Reach.ALL]
    carry_out(Reinstate(first, Reach.ALL))
    assert not any(row.is_cancelled for row in dates(event))


def test_the_rest_of_a_series_is_held_elsewhere_and_new_dates_are_too(event):
    rows, other = dates(event), VenueFactory(name="Speicher")
    carry_out(Move(rows[2], Reach.FOLLOWING, rows[2].start_wall, rows[2].end_wall, venue=other))
    first, second = entries(event)
    assert "LOCATION:Saal 1\\, Rathaus" in first.vevent
    assert "LOCATION:Speicher" in second.vevent
    assert "RECURRENCE-ID" not in second.vevent
    assert [row.venue for row in dates(event)] == [None, None, *[other] * 4]
    move_occurrence(dates(event)[3], start=rows[3].start_wall, end=rows[3].end_wall, venue=None)
    assert entries(event)[1].vevent.count("LOCATION:Saal 1") == 1


def test_all_dates_are_held_elsewhere_but_for_those_with_a_place_of_their_own(event):
    rows, other, third = dates(event), VenueFactory(name="Speicher"), VenueFactory(name="Kirche")
    move_occurrence(rows[4], start=rows[4].start_wall, end=rows[4].end_wall, venue=third)
    outcome = carry_out(Move(rows[0], Reach.ALL, **later(rows[0]), venue=other))
    event.refresh_from_db()
    (entry,) = entries(event)
    assert (event.venue, event.room, entry.sequence) == (other, "", 1)
    assert [row.venue for row in dates(event)] == [None] * 4 + [third, None]
    assert len(outcome.dates) == 6


def test_a_venue_that_was_typed_in_is_stored_and_offered_to_nobody_else(event):
    rows = dates(event)
    other = VenueFactory.build(name="Gasthof")
    carry_out(Move(rows[0], Reach.ONE, rows[0].start_wall, rows[0].end_wall, venue=other))
    row = dates(event)[0]
    assert (row.venue.name, row.venue.listed) == ("Gasthof", False)


def test_looking_at_what_would_happen_changes_nothing(event):
    rows = dates(event)
    before = [load_plans([event])[0].entries[0].entry.vevent, list(event.occurrences.values())]
    outcome = preview(Move(rows[2], Reach.FOLLOWING, **later(rows[2])))
    assert (len(outcome.dates), len(outcome.parted)) == (4, 1)
    assert [entries(event)[0].vevent, list(event.occurrences.values())] == before


def test_times_that_cannot_be_are_refused_and_split_nothing(event):
    rows = dates(event)
    with pytest.raises(ScheduleError):
        carry_out(Move(rows[2], Reach.FOLLOWING, rows[2].start_wall, rows[2].start_wall))
    assert len(entries(event)) == 1


def test_moving_to_where_it_is_splits_nothing(event):
    rows = dates(event)
    assert carry_out(Move(rows[2], Reach.FOLLOWING, rows[2].start_wall, rows[2].end_wall)).dates == []
    assert len(entries(event)) == 1


def test_answers_keep_their_event_and_callers_without_a_page_may_apply_the_same_again(event):
    rows = dates(event)
    invite(event, answer="ACCEPTED")
    sessions = [load_plans([event])[0].entries[0].session]
    carry_out(Move(rows[2], Reach.FOLLOWING, **later(rows[2])))
    before = [entry.vevent for entry in entries(event)]
    apply_schedule(event, sessions)
    assert [entry.vevent for entry in entries(event)] == before
    assert event.invitations.count() == 1


def test_all_day_series_are_cut_too(db):
    day = coming_day()
    rule = Rule(Frequency.WEEKLY, count=4)
    event = make_event(Session("a", day, day, BERLIN, rule))
    rows = dates(event)
    tomorrow = rows[2].start_date + dt.timedelta(days=1)
    carry_out(Move(rows[2], Reach.FOLLOWING, tomorrow, tomorrow))
    assert [row.start_date for row in dates(event)[2:]] == [tomorrow, tomorrow + dt.timedelta(days=7)]
