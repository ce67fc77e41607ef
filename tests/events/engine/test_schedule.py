from datetime import UTC, date, timedelta

import pytest

from tafelrunde_events.engine import Frequency, Rule, RuleError, ScheduleError, Session, ZoneError
from tests.events.engine.factories import session, wall

DAILY, WEEKLY, MONTHLY, YEARLY = Frequency


def refusal_of(refused: Session) -> str:
    with pytest.raises(ScheduleError) as refusal:
        refused.validate()
    return refusal.value.code


@pytest.mark.parametrize(
    "valid",
    [
        session(),
        session(rule=Rule(MONTHLY, by_weekday=(1,), by_set_pos=(2,))),
        session("2027-03-27 22:00", "2027-03-28 06:00"),
        Session("s1", date(2027, 3, 9), date(2027, 3, 9), "Europe/Berlin"),
        Session("s1", date(2027, 3, 28), date(2027, 3, 30), "Europe/Berlin", Rule(YEARLY, count=4)),
    ],
)
def test_usual_sessions_are_valid(valid: Session):
    valid.validate()


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        (session(zone="Europe/Schwerin"), "unknown_zone"),
        (session("1969-12-31 18:00"), "out_of_range"),
        (session("9999-12-31 18:00", "9999-12-31 20:00"), "out_of_range"),
        (Session("s1", date.max, date.max, "Europe/Berlin"), "out_of_range"),
        (session(rule=Rule(DAILY, until=date.max)), "out_of_range"),
        (session(end="2027-03-09 18:00"), "end_before_start"),
        (session(end="2027-03-09 17:59"), "end_before_start"),
        (Session("s1", date(2027, 3, 9), date(2027, 3, 8), "Europe/Berlin"), "end_before_start"),
        (session(end="2028-03-10 18:01"), "too_long"),
        (Session("s1", date(2027, 3, 9), wall("2027-03-09 18:00"), "Europe/Berlin"), "mixed_types"),
        (Session("s1", wall("2027-03-09 18:00"), date(2027, 3, 9), "Europe/Berlin"), "mixed_types"),
        (session("2027-03-09 18:00+01:00", "2027-03-09 20:00+01:00"), "not_wall_clock"),
        (session("2027-03-09 18:00:00.5"), "not_wall_clock"),
        (session("2027-03-28 02:30", "2027-03-28 04:00"), "skipped_time"),
        (session("2027-03-27 22:00", "2027-03-28 02:00"), "skipped_time"),
        (session("2027-10-31 02:15", "2027-10-31 04:00"), "skipped_time"),
        (session("2027-03-09 02:30", "2027-03-09 05:00", Rule(DAILY)), "skipped_time"),
        (session("2027-03-28 23:30", "2027-03-28 23:45", zone="America/Nuuk"), None),
        (session("2027-03-27 23:30", "2027-03-28 01:00", zone="America/Nuuk"), "skipped_time"),
        (session(rule=Rule(DAILY, interval=0)), "rule_interval"),
        (session(rule=Rule(DAILY, until=date(2027, 3, 8))), "rule_ends_before_start"),
        (session(rule=Rule(WEEKLY, by_weekday=(0,))), "rule_start"),
        (session(rule=Rule(MONTHLY, by_weekday=(1,), by_set_pos=(3,))), "rule_start"),
        (session(rule=Rule(YEARLY, by_month=4, by_month_day=(31,))), "rule_start"),
        (session("2027-03-29 18:00", "2027-03-29 20:00", Rule(MONTHLY)), "rule_month_day"),
        (session("2027-03-29 18:00", "2027-03-29 20:00", Rule(MONTHLY, by_weekday=(0,), by_set_pos=(-1,))), None),
        (session("2027-03-31 18:00", "2027-03-31 20:00", Rule(MONTHLY, by_month_day=(-1,))), None),
        (Session("s1", date(2028, 2, 29), date(2028, 2, 29), "Europe/Berlin", Rule(YEARLY)), "rule_leap_day"),
    ],
)
def test_what_cannot_be_or_would_show_differently_is_refused(refused: Session, code: str | None):
    if code is None:
        refused.validate()
    else:
        assert refusal_of(refused) == code


def test_a_night_that_ends_in_the_hour_of_the_change_after_years_is_refused():
    weekly = session("2027-04-03 21:00", "2027-04-04 02:30", Rule(WEEKLY, interval=52))

    assert refusal_of(weekly) == "skipped_time"
    session("2027-04-03 21:00", "2027-04-04 02:30", Rule(WEEKLY, count=4)).validate()


def test_errors_are_one_tree():
    assert issubclass(ZoneError, ScheduleError)
    assert issubclass(RuleError, ScheduleError)
    assert issubclass(ScheduleError, ValueError)


def test_an_error_reads_as_its_message_and_carries_its_code():
    with pytest.raises(ZoneError, match="unknown time zone: 'Mars'") as refusal:
        session(zone="Mars").validate()

    assert refusal.value.code == "unknown_zone"


def test_a_session_without_times_is_all_day():
    assert Session("s1", date(2027, 3, 9), date(2027, 3, 9), "Europe/Berlin").all_day
    assert not session().all_day


@pytest.mark.parametrize(
    ("rule", "last"),
    [(None, date(2027, 3, 9)), (Rule(DAILY, until=date(2027, 5, 1)), date(2027, 5, 1)), (Rule(DAILY, count=3), None)],
)
def test_the_span_reaches_to_the_last_day_that_is_known(rule: Rule | None, last: date | None):
    assert session(rule=rule).span == (date(2027, 3, 9), last)


def test_a_change_of_the_clocks_between_start_and_end_is_seen():
    assert session("2027-03-27 22:00", "2027-03-28 06:00").crosses_clock_change
    assert not session("2027-03-28 22:00", "2027-03-29 06:00").crosses_clock_change
    assert not Session("s1", date(2027, 3, 27), date(2027, 3, 29), "Europe/Berlin").crosses_clock_change


def test_a_long_session_may_last_a_leap_year():
    start = wall("2028-01-01 10:00")

    Session("s1", start, start + timedelta(days=366), "UTC").validate()
    assert refusal_of(Session("s1", start.replace(tzinfo=UTC), start.replace(tzinfo=UTC), "UTC")) == "not_wall_clock"
