# ruff: noqa: DTZ001 - rules run on the wall clock
"""Calendars made to take time or memory: what they cost is counted, not measured."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from unittest.mock import Mock

import pytest

from tafelrunde_events.engine.foreign import lines, rules, texts
from tafelrunde_events.engine.foreign.blocks import MOST_ENTRIES, MOST_LINES, outline
from tafelrunde_events.engine.foreign.lines import content_lines
from tafelrunde_events.engine.foreign.rules import Budget, RuleUnreadableError, TooManyStepsError, starts
from tests.events.engine.foreign_samples import calendar, entry, only, read, reasons, sample
from tests.events.engine.foreign_samples import starts as starts_of

START = datetime(2027, 5, 4, 18)
FIRST, LAST = datetime(2027, 1, 1), datetime(2028, 12, 31)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the dates that dateutil is made to give; the sum stands in the first place."""
    counted = [0]

    def counting(text: str, **kwargs: Any) -> Iterator[datetime]:
        for moment in original(text, **kwargs):
            counted[0] += 1
            yield moment

    original: Any = rules.rrulestr
    monkeypatch.setattr(rules, "rrulestr", counting)
    return counted


def expand(rule: str, *, start: datetime = START, budget: Budget | None = None) -> list[datetime]:
    return list(starts(rule, start, first=FIRST, last=LAST, until=None, budget=budget or Budget()))


def test_bombs_give_the_first_dates_and_are_reported_and_cost_no_other(steps: list[int]) -> None:
    found = sample("bombs")
    assert reasons(found) == {
        "sekunde": "too_many_dates",
        "milliarde": "too_many_dates",
        "nie": "too_many_dates",
        "dicht": "too_many_dates",
        "null": "rule_unreadable",
    }
    dates = {event.uid.partition("@")[0]: len(event.dates) for event in found.events}
    assert dates == {"sekunde": 0, "milliarde": 400, "fern": 2, "nie": 1, "dicht": 1, "null": 1, "gut": 1}
    assert steps[0] < 60_000


def test_an_old_rule_is_set_forward_to_the_days_asked_for(steps: list[int]) -> None:
    assert len(expand("FREQ=DAILY;INTERVAL=3", start=datetime(1604, 1, 1, 12))) == 243
    assert steps[0] < 250


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY;INTERVAL=7",
        "FREQ=DAILY;INTERVAL=5",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;WKST=SU",
        "FREQ=MONTHLY;INTERVAL=5;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29,-1",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=YEARLY;BYYEARDAY=-1,60",
    ],
)
def test_a_rule_set_forward_gives_the_dates_that_it_gives_from_its_start(rule: str) -> None:
    start = datetime(2011, 3, 28, 18)
    walked = expand(rule + ";COUNT=45000", start=start)
    assert expand(rule, start=start) == walked
    assert walked


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY;BYHOUR=3",
        "FREQ=SECONDLY;COUNT=1;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MINUTELY;BYSECOND=0,30",
        "FREQ=DAILY;BYMINUTE=" + ",".join(map(str, range(60))) + ";BYSECOND=" + ",".join(map(str, range(60))),
    ],
)
def test_a_rule_that_takes_too_many_steps_is_not_begun(rule: str, steps: list[int]) -> None:
    with pytest.raises(TooManyStepsError):
        expand(rule)
    assert steps[0] == 0


def test_a_rule_that_never_comes_is_paid_for_afterwards() -> None:
    budget = Budget()
    for _rule in range(4):
        assert expand("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", budget=budget) == []
    assert budget.steps < 50_000
    assert expand("FREQ=YEARLY;INTERVAL=50;BYMONTH=2;BYMONTHDAY=29", budget=Budget(steps=1_000)) == []


def test_all_rules_of_a_file_share_a_budget(steps: list[int]) -> None:
    budget = Budget(steps=1_500)
    assert expand("FREQ=DAILY", budget=budget)
    assert expand("FREQ=DAILY", budget=budget)
    with pytest.raises(TooManyStepsError):
        expand("FREQ=DAILY", budget=budget)
    assert steps[0] < 1_500


def test_all_entries_of_a_file_share_a_number_of_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.Budget.__init__, "__defaults__", (600_000, 1_000))
    data = calendar(*(line for number in range(9) for line in entry("RRULE:FREQ=DAILY", uid=str(number))))
    found = read(data)
    assert [len(event.dates) for event in found.events] == [400, 400, 200, *[1] * 6]
    assert {skipped.reason for skipped in found.skipped} == {"too_many_dates"}
    assert len(found.skipped) == 9


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=",
        "FREQ=DAILY,WEEKLY",
        "COUNT=3",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=999999999999",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=HOURLY;BYHOUR=25",
        "FREQ=DAILY;BYMONTH=13",
        "FREQ=YEARLY;BYWEEKNO=99",
        "FREQ=DAILY;BYDAY=XX",
        "FREQ=MONTHLY;BYSETPOS=0;BYDAY=MO",
        "FREQ=DAILY;COUNT=viele",
        "FREQ=DAILY;COUNT=" + "9" * 5_000,
        "FREQ=DAILY;UNTIL=morgen",
        "RSCALE=HEBREW;FREQ=YEARLY",
        "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD",
        "FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 2_000),
    ],
)
def test_a_rule_that_nobody_can_mean_is_unreadable(rule: str) -> None:
    with pytest.raises(RuleUnreadableError):
        expand(rule)


@pytest.mark.parametrize("count", [0, -1])
def test_a_count_below_one_means_for_ever(count: int) -> None:
    assert len(expand(f"FREQ=YEARLY;COUNT={count}")) == 2


def test_of_many_entries_the_first_ones_are_read_and_the_rest_is_reported_once() -> None:
    data = calendar(*(line for number in range(MOST_ENTRIES + 3) for line in entry(uid=str(number))))
    found = read(data)
    assert len(found.events) == MOST_ENTRIES
    (skipped,) = found.skipped
    assert (skipped.reason, skipped.line) == ("too_many_entries", 3 + MOST_ENTRIES * 5)


def test_a_million_exceptions_are_cut() -> None:
    in_a_line = "EXDATE:" + "20270505T180000," * 20_000
    found = read(calendar(*entry("RRULE:FREQ=DAILY;COUNT=3", in_a_line)))
    assert starts_of(only(found)) == ["2027-05-04T18:00", "2027-05-06T18:00"]
    assert reasons(found) == {"abend": "too_many_dates"}
    on_lines = outline(content_lines(calendar(*entry(*["EXDATE:20270505T180000"] * (MOST_LINES + 9)))))
    assert len(on_lines.entries[0].properties["EXDATE"]) == MOST_LINES


def test_what_is_nested_without_end_is_passed_over() -> None:
    data = calendar(*["BEGIN:X-DEEP"] * 20_000, *entry("BEGIN:VALARM", *["BEGIN:X-DEEPER"] * 20_000))
    assert only(read(data)).uid == "abend@example.org"


@pytest.mark.parametrize(
    "description",
    [
        "a@" * 50_000,
        "a@" + "a." * 50_000,
        "<p" * 50_000,
        "<p>" + "<!--<![CDATA[" * 20_000,
        "<br" + " a=" * 50_000 + ">",
    ],
)
def test_texts_made_for_slow_searches_are_read(description: str) -> None:
    assert len(only(read(calendar(*entry("DESCRIPTION:" + description)))).description) <= 4_000


@pytest.mark.parametrize(
    "description", ["<p>" + "<![" * 5_000, "<p><!x", "<p>" + "<<!x>![" * 500, "<p>" + "<?" * 5_000]
)
def test_declarations_that_never_end_stop_nobody(description: str) -> None:
    assert only(read(calendar(*entry("DESCRIPTION:" + description)))).title == ""


def test_a_parser_of_markup_sees_no_tag_that_never_ends() -> None:
    found = texts._tags_alone("<p>" + "<p " * 5_000 + "3 < 4 <!-- a > b --><b>da</b><!-- und")
    assert found.count("<") == len(["<p>", "<b>", "</b>"])
    assert texts.lines_of_text("<p>3 < 4, <!-- nie --><b>doch</b><!-- nie") == "3 < 4, doch"


def test_how_a_line_begins_is_looked_at_once_however_many_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = Mock(wraps=lines._TEXT)
    monkeypatch.setattr(lines, "_TEXT", looked)
    data = b"\x0b" * 1_000 + b"SUMMARY:Abend\n" + b"und mehr\n" * 1_000
    (line,) = content_lines(data)
    assert line.text.endswith("\\nund mehr")
    assert looked.match.call_count == 1


def test_a_line_folded_after_each_letter_is_unfolded() -> None:
    data = calendar(*entry("SUMMARY:" + "\r\n a" * 100_000))
    assert only(read(data)).title.startswith("aaa")


def test_zones_of_a_file_are_read_up_to_a_number() -> None:
    lines: list[str] = []
    for number in range(60):
        lines += ["BEGIN:VTIMEZONE", f"TZID:Zone {number}x", "BEGIN:STANDARD", "DTSTART:16010101T000000"]
        lines += ["RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"]
        lines += ["END:STANDARD", "END:VTIMEZONE"]
        lines += ["BEGIN:VEVENT", f"UID:{number}", f"DTSTART;TZID=Zone {number}x:20270504T180000", "END:VEVENT"]
    found = read(calendar(*lines))
    assert len(found.events) == 60
    assert [skipped.uid for skipped in found.skipped] == [str(number) for number in range(50, 60)]


@pytest.mark.parametrize("most", [1, 7])
def test_no_more_dates_of_an_entry_are_given_than_asked_for(most: int) -> None:
    found = read(calendar(*entry("RRULE:FREQ=DAILY")), most_dates=most)
    assert len(only(found).dates) == most
    assert only(found).dates[0].start.date() == date(2027, 5, 4)
    assert reasons(found) == {"abend": "too_many_dates"}
