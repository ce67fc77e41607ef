"""When mails about new dates are due, on the clocks of the site."""

import pytest

from tafelrunde_events.domain.subscriptions.mail_periods import next_time
from tests.events.subscriptions.mail_reader import berlin


@pytest.mark.parametrize(
    ("frequency", "after", "expected"),
    [
        ("at_once", (2026, 11, 22, 9, 30), (2026, 11, 22, 9, 30)),
        ("daily", (2026, 11, 22, 6, 59), (2026, 11, 22, 7)),
        ("daily", (2026, 11, 22, 7), (2026, 11, 23, 7)),
        ("weekly", (2026, 11, 22, 12), (2026, 11, 23, 7)),
        ("weekly", (2026, 11, 23, 7), (2026, 11, 30, 7)),
        ("monthly", (2026, 11, 1, 6), (2026, 11, 1, 7)),
        ("monthly", (2026, 11, 1, 7), (2026, 12, 1, 7)),
        ("monthly", (2026, 12, 31, 23), (2027, 1, 1, 7)),
        # The clocks change in the night to the last Sunday of March and October: it stays 7 in the morning.
        ("daily", (2027, 3, 27, 8), (2027, 3, 28, 7)),
        ("daily", (2026, 10, 24, 8), (2026, 10, 25, 7)),
    ],
)
def test_mails_come_in_the_morning(frequency, after, expected):
    assert next_time(frequency, berlin(*after)) == berlin(*expected)
