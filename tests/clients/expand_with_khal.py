"""Reads calendars (a JSON list of texts) from standard input, prints the dates that khal stores of them as JSON.

vdirsyncer splits each calendar into items, as it does when it subscribes to a feed, and khal's database takes them:
{uid: [[start, end], …]}, in UTC, or as dates (the end excluded) where they are all-day. A program of its own, because
importing khal switches icalendar to another implementation of time zones for the whole process.
"""

import json
import sys
from collections import defaultdict
from datetime import UTC, datetime

import pytz
from khal.khalendar.backend import EventType, SQLiteDb
from vdirsyncer.vobject import Item, split_collection

LOCALE = {"default_timezone": pytz.timezone("Europe/Berlin"), "local_timezone": pytz.timezone("Europe/Berlin")}
STORED = "SELECT href, dtype, dtstart, dtend FROM {} ORDER BY href, dtstart, dtend"


def main() -> None:
    database = SQLiteDb(["feed"], ":memory:", LOCALE)
    with database.at_once():
        for calendar in json.load(sys.stdin):
            for part in split_collection(calendar):
                database.update(part, href=Item(part).uid, calendar="feed")
    dates = defaultdict(list)
    for table in ("recs_loc", "recs_float"):
        for uid, kind, start, end in database.sql_ex(STORED.format(table), ()):
            form = "%Y-%m-%d" if kind == EventType.DATE else "%Y-%m-%dT%H:%M:%SZ"
            dates[uid].append([datetime.fromtimestamp(seconds, UTC).strftime(form) for seconds in (start, end)])
    json.dump(dates, sys.stdout)


main()
