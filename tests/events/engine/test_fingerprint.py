import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from tafelrunde_events.engine import Component, Frequency, Override, Rule, Session, fingerprint
from tests.events.engine.factories import session, wall
from tests.events.engine.strategies import STAMP, components

MOVED = Override(
    original_start=wall("2027-03-16 18:00"),
    start=wall("2027-03-17 18:00"),
    end=wall("2027-03-17 20:00"),
    status="CONFIRMED",
    sequence=1,
    dtstamp=STAMP,
    last_modified=STAMP,
)
WEEKLY = session(rule=Rule(Frequency.WEEKLY, count=5))
BASE = {"session": WEEKLY, "place": "Bürgerhaus", "status": "CONFIRMED", "exceptions": (MOVED,)}


def mark(**changes) -> str:
    options = BASE | changes
    return fingerprint(options.pop("session"), **options)


@pytest.mark.parametrize(
    "change",
    [
        {"session": replace(WEEKLY, start=wall("2027-03-09 18:15"))},
        {"session": replace(WEEKLY, end=wall("2027-03-09 20:15"))},
        {"session": replace(WEEKLY, zone="Europe/London")},
        {"session": replace(WEEKLY, rule=Rule(Frequency.WEEKLY, count=6))},
        {"session": replace(WEEKLY, rule=None)},
        {"place": "Rathaus"},
        {"status": "CANCELLED"},
        {"exceptions": ()},
        {"exceptions": (MOVED, wall("2027-03-23 18:00"))},
        {"exceptions": (replace(MOVED, start=wall("2027-03-17 17:00")),)},
        {"exceptions": (replace(MOVED, status="CANCELLED"),)},
        {"exceptions": (replace(MOVED, location="Rathaus"),)},
    ],
)
def test_what_matters_to_participants_changes_the_fingerprint(change: dict):
    assert mark(**change) != mark()


@pytest.mark.parametrize(
    "change",
    [
        {"session": replace(WEEKLY, key="other")},
        {"place": "  Bürgerhaus\n"},
        {"exceptions": (replace(MOVED, sequence=7, summary="Anders", cancel_reason="krank"),)},
    ],
)
def test_names_texts_and_numbers_do_not(change: dict):
    assert mark(**change) == mark()


def test_the_order_of_exceptions_does_not_matter():
    vanished = wall("2027-03-23 18:00")

    assert mark(exceptions=[MOVED, vanished]) == mark(exceptions=[vanished, MOVED])


def test_a_rule_has_one_fingerprint_however_it_was_entered():
    one = replace(WEEKLY, rule=Rule(Frequency.WEEKLY, by_weekday=(3, 1)))
    other = replace(WEEKLY, rule=Rule(Frequency.WEEKLY, by_weekday=(1, 3, 3)))

    assert mark(session=one) == mark(session=other)


def test_the_zone_of_an_all_day_session_does_not_matter():
    day = Session("s1", date(2027, 3, 9), date(2027, 3, 9), "Europe/Berlin")

    assert mark(session=day) == mark(session=replace(day, zone="UTC"))
    assert mark(session=day) != mark(session=session("2027-03-09 00:00", "2027-03-09 00:01"))


def test_the_value_is_pinned_because_stored_ones_are_compared_with_it():
    assert mark() == "49670ca44c41cd913ac1a1ca12ea0a4d3d5b225b934a8c8f11a103e9a45c9139"


def test_another_run_with_other_hashes_gives_the_same_value():
    code = "from tests.events.engine.test_fingerprint import mark; print(mark())"
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)

    assert result.stdout.strip() == mark()


@given(components())
def test_every_entry_has_a_stable_fingerprint(drawn: Component):
    exceptions = [*drawn.overrides, *drawn.cancelled_dates]
    values = {
        fingerprint(drawn.session, place="", status="CONFIRMED", exceptions=part)
        for part in (exceptions, exceptions[::-1])
    }

    assert len(values) == 1
    assert len(values.pop()) == 64
