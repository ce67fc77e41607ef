"""What the engine refuses, as a small tree of errors."""

from datetime import date


class EngineError(ValueError):
    """Something the engine refuses.

    ``code`` is stable, so that callers can show a sentence of their own; the message is English and for developers.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


class ScheduleError(EngineError):
    """A date that cannot be, or that calendars would show differently.

    ``day`` is the first day of a rule on which it happens, where it is not the first date itself that is wrong.
    """

    def __init__(self, code: str, message: str, *, day: date | None = None) -> None:
        super().__init__(code, message)
        self.day = day


class ZoneError(ScheduleError):
    """A time zone that is not in the IANA database (code ``unknown_zone``)."""


class RuleError(ScheduleError):
    """A rule that is wrong, or that calendars expand differently (codes begin with ``rule_``)."""


class AddressError(EngineError):
    """A mail address that cannot stand in a calendar object (codes begin with ``address_``)."""
