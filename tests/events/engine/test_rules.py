from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from tafelrunde_events.engine import Frequency, Rule, RuleError
from tests.events.engine.factories import wall
from tests.events.engine.strategies import drafts

DAILY, WEEKLY, MONTHLY, YEARLY = Frequency
START = wall("2027-03-09 18:00")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Rule(DAILY), "FREQ=DAILY"),
        (Rule(WEEKLY, interval=2), "FREQ=WEEKLY;INTERVAL=2"),
        (Rule(WEEKLY, by_weekday=(3, 1, 1)), "FREQ=WEEKLY;BYDAY=TU,TH"),
        (Rule(MONTHLY, by_month_day=(9,)), "FREQ=MONTHLY;BYMONTHDAY=9"),
        (Rule(MONTHLY, by_month_day=(-1,)), "FREQ=MONTHLY;BYMONTHDAY=-1"),
        (Rule(MONTHLY, by_weekday=(1,), by_set_pos=(2,)), "FREQ=MONTHLY;BYDAY=2TU"),
        (Rule(MONTHLY, by_weekday=(0, 1), by_set_pos=(-1,)), "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"),
        (Rule(YEARLY), "FREQ=YEARLY"),
        (Rule(YEARLY, by_month=9, by_weekday=(5,), by_set_pos=(3,)), "FREQ=YEARLY;BYDAY=3SA;BYMONTH=9"),
        (Rule(DAILY, count=10), "FREQ=DAILY;COUNT=10"),
    ],
)
def test_a_rule_is_written_and_read_back(rule: Rule, text: str):
    assert rule.to_rrule(START) == text
    assert Rule.from_rrule(text) == rule


@pytest.mark.parametrize(
    ("start", "text"),
    [
        (date(2027, 3, 9), "FREQ=DAILY;UNTIL=20270331"),
        (START, "FREQ=DAILY;UNTIL=20270331T235959"),
        (START.replace(tzinfo=ZoneInfo("Europe/Berlin")), "FREQ=DAILY;UNTIL=20270331T215959Z"),
        (START.replace(tzinfo=ZoneInfo("America/New_York")), "FREQ=DAILY;UNTIL=20270401T035959Z"),
        (START.replace(tzinfo=UTC), "FREQ=DAILY;UNTIL=20270331T235959Z"),
    ],
)
def test_the_last_day_is_written_in_the_form_of_the_start(start: date, text: str):
    assert Rule(DAILY, until=date(2027, 3, 31)).to_rrule(start) == text


@given(drafts())
def test_every_rule_survives_its_text(session):
    if session.rule:
        rule = session.rule
        try:
            rule.validate()
        except RuleError:
            return
        assert Rule.from_rrule(rule.to_rrule(session.start)) == rule


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Rule(DAILY, interval=0), "rule_interval"),
        (Rule(DAILY, interval=100), "rule_interval"),
        (Rule(DAILY, count=0), "rule_count"),
        (Rule(DAILY, count=1000), "rule_count"),
        (Rule(DAILY, count=2, until=date(2027, 5, 1)), "rule_count_and_until"),
        (Rule(WEEKLY, by_weekday=(7,)), "rule_weekday"),
        (Rule(MONTHLY, by_weekday=(1,), by_set_pos=(0,)), "rule_position"),
        (Rule(MONTHLY, by_weekday=(1,), by_set_pos=(5,)), "rule_position"),
        (Rule(MONTHLY, by_month_day=(29,)), "rule_month_day"),
        (Rule(MONTHLY, by_month_day=(31,)), "rule_month_day"),
        (Rule(YEARLY, by_month=2, by_month_day=(29,)), "rule_month_day"),
        (Rule(YEARLY, by_month=1, by_month_day=(32,)), "rule_month_day"),
        (Rule(MONTHLY, by_month_day=(1, 15)), "rule_several_days"),
        (Rule(MONTHLY, by_weekday=(1,), by_set_pos=(2, 4)), "rule_several_days"),
        (Rule(YEARLY, by_month=3, by_month_day=(1, 15)), "rule_several_days"),
        (Rule(MONTHLY, by_month_day=(-2,)), "rule_month_day"),
        (Rule(YEARLY, by_month=13, by_month_day=(1,)), "rule_month"),
        (Rule(DAILY, by_weekday=(1,)), "rule_combination"),
        (Rule(WEEKLY, by_set_pos=(1,)), "rule_combination"),
        (Rule(WEEKLY, by_month_day=(1,)), "rule_combination"),
        (Rule(MONTHLY, by_weekday=(1,)), "rule_combination"),
        (Rule(MONTHLY, by_set_pos=(1,)), "rule_combination"),
        (Rule(MONTHLY, by_month=3), "rule_combination"),
        (Rule(MONTHLY, by_month_day=(1,), by_weekday=(1,), by_set_pos=(1,)), "rule_combination"),
        (Rule(YEARLY, by_month=3), "rule_combination"),
        (Rule(YEARLY, by_weekday=(0,), by_set_pos=(4,)), "rule_combination"),
    ],
)
def test_a_wrong_rule_is_refused(rule: Rule, code: str):
    with pytest.raises(RuleError) as refusal:
        rule.validate()

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "rule_syntax"),
        ("FREQ", "rule_syntax"),
        ("FREQ=DAILY;FREQ=DAILY", "rule_syntax"),
        ("FREQ=DAILY;INTERVAL=x", "rule_syntax"),
        ("FREQ=WEEKLY;BYDAY=XX", "rule_syntax"),
        ("FREQ=DAILY;UNTIL=2027", "rule_syntax"),
        ("FREQ=HOURLY", "rule_unsupported"),
        ("FREQ=YEARLY;BYWEEKNO=20", "rule_unsupported"),
        ("FREQ=YEARLY;BYYEARDAY=100", "rule_unsupported"),
        ("FREQ=DAILY;BYHOUR=9,10", "rule_unsupported"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", "rule_unsupported"),
        ("FREQ=MONTHLY;BYDAY=1MO,2TU", "rule_unsupported"),
        ("FREQ=MONTHLY;BYDAY=1MO,3MO", "rule_several_days"),
        ("FREQ=MONTHLY;BYDAY=MO,2MO", "rule_unsupported"),
        ("FREQ=MONTHLY;BYDAY=2MO;BYSETPOS=1", "rule_unsupported"),
        ("FREQ=DAILY;UNTIL=20270331T215959Z", "rule_unsupported"),
        ("FREQ=YEARLY;BYDAY=20MO", "rule_position"),
        ("FREQ=YEARLY;BYDAY=2MO", "rule_combination"),
    ],
)
def test_text_that_calendars_read_differently_is_refused(text: str, code: str):
    with pytest.raises(RuleError) as refusal:
        Rule.from_rrule(text)

    assert refusal.value.code == code


def test_a_rule_is_read_in_other_spellings():
    rule = Rule.from_rrule("rrule:freq=monthly;wkst=MO;byday=TU;bysetpos=2")

    assert rule == Rule(MONTHLY, by_weekday=(1,), by_set_pos=(2,))


def test_a_count_ends_the_starts():
    starts = list(Rule(DAILY, count=3).starts(START, date(2028, 1, 1)))

    assert starts == [datetime(2027, 3, day, 18) for day in (9, 10, 11)]  # noqa: DTZ001


def test_the_last_day_of_a_rule_is_included():
    assert len(list(Rule(DAILY, until=date(2027, 3, 11)).starts(START, date(2028, 1, 1)))) == 3
