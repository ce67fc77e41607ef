import datetime as dt

import pytest
from django.utils.translation import override

from tafelrunde_events.domain.date_texts import when_text
from tafelrunde_events.domain.salutations import salutation
from tafelrunde_events.models import Occurrence
from tafelrunde_members.models import Person

FRIDAY, SATURDAY = dt.date(2027, 3, 5), dt.date(2027, 3, 6)
SIX, EIGHT = dt.time(18), dt.time(20)


def times(start, end, start_time=None, end_time=None, zone="Europe/Berlin"):
    return Occurrence(start_date=start, end_date=end, start_time=start_time, end_time=end_time, zone=zone)


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (times(FRIDAY, FRIDAY, SIX, EIGHT), "Freitag, 5. März 2027, 18:00 bis 20:00 Uhr"),
        (times(FRIDAY, FRIDAY), "Freitag, 5. März 2027"),
        (times(FRIDAY, SATURDAY), "Freitag, 5. März 2027 bis Samstag, 6. März 2027"),
        (times(FRIDAY, SATURDAY, SIX, EIGHT), "Freitag, 5. März 2027, 18:00 Uhr, bis Samstag, 6. März 2027, 20:00 Uhr"),
        (
            times(FRIDAY, FRIDAY, SIX, EIGHT, "Europe/London"),
            "Freitag, 5. März 2027, 18:00 bis 20:00 Uhr (Zeitzone Europe/London)",
        ),
    ],
)
def test_dates_read_as_people_write_them(when, text):
    with override("de"):
        assert when_text(when) == text


@pytest.mark.parametrize(
    ("person", "text"),
    [
        (Person(salutation="ms", title="Dr.", first_name="Käthe", last_name="Muster"), "Sehr geehrte Frau Dr. Muster"),
        (Person(salutation="mr", last_name="Muster"), "Sehr geehrter Herr Muster"),
        (Person(first_name="Kim", last_name="Muster"), "Guten Tag Kim Muster"),
    ],
)
def test_letters_begin_as_the_reader_wishes(person, text):
    with override("de"):
        assert salutation(person) == text
