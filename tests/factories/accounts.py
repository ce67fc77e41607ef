"""What accounts rest on: second factors and seats."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tafelrunde_members.models import Person
from tafelrunde_roundtables.models import Seat
from tests.factories.roundtables import SeatFactory

TOTP_PERIOD_SECONDS = 30
SECONDS_TO_TYPE = 15


def give_second_factor(user: Any) -> str:
    """Set up an authenticator app and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def present_code(secret: str) -> str:
    """Return the code that an authenticator app shows now, and for some seconds more."""
    while TOTP_PERIOD_SECONDS - time.time() % TOTP_PERIOD_SECONDS < SECONDS_TO_TYPE:
        time.sleep(0.5)
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def give_seat(person: Person, **facts: Any) -> Seat:
    """A seat at a table of its own with the person as delegate, unless the facts say otherwise."""
    return SeatFactory(delegate=person, **facts)
