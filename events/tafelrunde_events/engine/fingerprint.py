"""What of a date matters to those who put it in their calendar."""

import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from tafelrunde_events.engine.components import Override
from tafelrunde_events.engine.schedule import Session
from tafelrunde_events.engine.texts import clean_line

# Part of what is hashed: a new form of the fingerprint must not look like a change of the date by accident.
_FORM = 1


def fingerprint(session: Session, *, place: str, status: str, exceptions: Iterable[Override | date] = ()) -> str:
    """Return a SHA-256 (hex) over start, end, place, rule, exceptions and status: SEQUENCE rises when it changes.

    Exceptions are overrides or the plain starts of vanished dates, in any order. Texts, stamps, numbers and the key of
    the session do not count, nor does the zone of an all-day session, which no calendar sees. The value is the same
    in every run and on every Python.
    """
    canonical = {
        "form": _FORM,
        "start": session.start.isoformat(),
        "end": session.end.isoformat(),
        "zone": None if session.all_day else session.zone,
        "rule": session.rule and session.rule.to_rrule(session.start),
        "place": clean_line(place),
        "status": status,
        "exceptions": sorted(_canonical_exception(exception) for exception in exceptions),
    }
    text = json.dumps(canonical, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


def _canonical_exception(exception: Override | date) -> list[str]:
    if not isinstance(exception, Override):
        return [exception.isoformat()]
    moved = [moment.isoformat() for moment in (exception.original_start, exception.start, exception.end)]
    place = [] if exception.location is None else [clean_line(exception.location)]
    return [*moved, exception.status, *place]
