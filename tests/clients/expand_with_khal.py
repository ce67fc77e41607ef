"""Reads a calendar from standard input, prints the starts that khal makes of it as JSON: {uid: [start, …]}, in UTC.

Overrides are left out: khal stores them beside the series. A program of its own, because importing khal switches
icalendar to another implementation of time zones for the whole process.
"""

import json
import sys
from datetime import UTC, datetime

from khal.icalendar import cal_from_ics, expand, sanitize


def main() -> None:
    starts = {}
    for event in cal_from_ics(sys.stdin.read()).walk("VEVENT"):
        if "RECURRENCE-ID" not in event:
            found = expand(sanitize(event, "Europe/Berlin"), event["UID"])
            starts[str(event["UID"])] = [_text(start) for start, _ in found or ()]
    json.dump(starts, sys.stdout)


def _text(start) -> str:
    return start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(start, datetime) else start.isoformat()


main()
