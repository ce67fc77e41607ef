from datetime import UTC, date, datetime, timedelta

from hypothesis import given

from tafelrunde_events.engine import Frequency, Rule, Session, Slot, expand, to_utc
from tests.events.engine.factories import session, wall
from tests.events.engine.strategies import sessions

DAILY, WEEKLY, MONTHLY, YEARLY = Frequency


def test_a_single_session_is_one_slot_whatever_the_horizon():
    (slot,) = expand(session(), horizon=date(2020, 1, 1))

    assert slot == Slot(wall("2027-03-09 18:00"), wall("2027-03-09 20:00"), "Europe/Berlin")
    assert slot.start_utc == datetime(2027, 3, 9, 17, tzinfo=UTC)
    assert slot.end_utc == datetime(2027, 3, 9, 19, tzinfo=UTC)
    assert slot.original_start == wall("2027-03-09 18:00")


def test_a_weekly_session_keeps_its_time_over_both_changes_of_the_clocks():
    slots = expand(session(rule=Rule(WEEKLY)), horizon=date(2027, 11, 30))

    assert {slot.start.time().isoformat() for slot in slots} == {"18:00:00"}
    assert {(slot.start_utc.month, slot.start_utc.hour) for slot in slots if slot.start.month in {3, 4, 10, 11}} == {
        (3, 17),
        (3, 16),
        (4, 16),
        (10, 16),
        (11, 17),
    }


def test_the_horizon_is_a_day_and_included():
    assert len(expand(session(rule=Rule(DAILY)), horizon=date(2027, 3, 11))) == 3


def test_a_series_that_begins_after_the_horizon_still_shows_its_first_date():
    assert len(expand(session(rule=Rule(DAILY)), horizon=date(2027, 1, 1))) == 1


def test_a_night_across_the_change_ends_when_the_clock_says():
    slots = expand(session("2027-03-20 22:00", "2027-03-21 06:00", Rule(WEEKLY)), horizon=date(2027, 3, 27))

    assert [slot.end.hour for slot in slots] == [6, 6]
    assert [slot.end_utc - slot.start_utc for slot in slots] == [timedelta(hours=8), timedelta(hours=7)]


def test_an_all_day_session_is_dates_and_lasts_from_midnight_to_midnight_in_its_zone():
    (slot,) = expand(Session("s1", date(2027, 3, 27), date(2027, 3, 28), "Europe/Berlin"), horizon=date(2030, 1, 1))

    assert (slot.start, slot.end, slot.original_start) == (date(2027, 3, 27), date(2027, 3, 28), date(2027, 3, 27))
    assert slot.start_utc == datetime(2027, 3, 26, 23, tzinfo=UTC)
    assert slot.end_utc == datetime(2027, 3, 28, 22, tzinfo=UTC)


def test_the_last_day_of_every_month():
    rule = Rule(MONTHLY, by_month_day=(-1,))

    slots = expand(session("2027-01-31 18:00", "2027-01-31 20:00", rule), horizon=date(2027, 4, 30))

    assert [slot.start.day for slot in slots] == [31, 28, 31, 30]


def test_the_last_working_day_of_every_month():
    rule = Rule(MONTHLY, by_weekday=(0, 1, 2, 3, 4), by_set_pos=(-1,))

    slots = expand(session("2027-01-29 18:00", "2027-01-29 20:00", rule), horizon=date(2027, 4, 30))

    assert [(slot.start.month, slot.start.day) for slot in slots] == [(1, 29), (2, 26), (3, 31), (4, 30)]


def test_a_series_of_two_days_repeats_with_its_length():
    rule = Rule(YEARLY, by_month=9, by_weekday=(5,), by_set_pos=(3,))

    slots = expand(
        Session("s1", date(2027, 9, 18), date(2027, 9, 19), "Europe/Berlin", rule), horizon=date(2028, 12, 31)
    )

    assert [(slot.start, slot.end) for slot in slots] == [
        (date(2027, 9, 18), date(2027, 9, 19)),
        (date(2028, 9, 16), date(2028, 9, 17)),
    ]


@given(sessions())
def test_slots_are_in_order_unique_and_agree_with_the_wall_clock(drawn: Session):
    slots = expand(drawn, horizon=date(2030, 1, 1))

    assert slots[0].start == drawn.start
    assert [slot.start for slot in slots] == sorted({slot.start for slot in slots})
    for slot in slots:
        assert slot.end - slot.start == drawn.duration
        assert slot.start_utc.tzinfo is UTC
        assert slot.start_utc < slot.end_utc
        if not drawn.all_day:
            assert slot.start_utc == to_utc(slot.start, drawn.zone)
