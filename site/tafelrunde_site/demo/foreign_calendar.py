"""The calendar of another house, taken over from a file as its people export it: with an entry that cannot be read."""

from tafelrunde_events.domain.imports.owners import organisation_kind
from tafelrunde_events.domain.imports.sources import keep_upload, save_source, take_over_upload
from tafelrunde_events.models import CalendarSource
from tafelrunde_members.models import Organisation, Region
from tafelrunde_site.demo.accounts import EDITOR
from tafelrunde_site.demo.round_tables import working_day
from tafelrunde_site.models import User

NAME = "Kulturkalender Peenehaus (Beispiel)"
OWNER = "regionalzentrum-suedvorpommern"
DISTRICT = "13075"

_EVENT = """BEGIN:VEVENT
UID:{uid}
DTSTART;TZID="W. Europe Standard Time":{day}T{start}00
DTEND;TZID="W. Europe Standard Time":{day}T{end}00
SUMMARY:{title}
LOCATION:Peenehaus\\, Großer Saal\\, Anklam
DESCRIPTION:{text}
END:VEVENT
"""
_EVENTS = (
    (20, "1900", "2100", "Lesung: Briefe aus der Nachbarschaft", "Mit Gespräch. Der Eintritt ist frei."),
    (41, "1000", "1300", "Erzählcafé im Peenehaus", "Bei Kaffee und Kuchen\\, für alle Generationen."),
    (63, "1800", "2030", "Filmabend mit Diskussion", "Im Anschluss reden wir über den Film."),
)
_BROKEN = "BEGIN:VEVENT\nUID:ohne-beginn\nSUMMARY:Kinderfest (Termin folgt)\nEND:VEVENT\n"


def make_foreign_calendar() -> None:
    """Take the calendar over once; a demo that has it keeps what was done to it."""
    if CalendarSource.objects.filter(name=NAME).exists():
        return
    editor = User.objects.get(email=EDITOR.address)
    source = CalendarSource(name=NAME, region=Region.objects.get(key=DISTRICT))
    save_source(source, kind=organisation_kind, owner=Organisation.objects.get(slug=OWNER), by=editor)
    take_over_upload(keep_upload(source, name="peenehaus.ics", content=_file()), by=editor)


def _file() -> bytes:
    entries = (
        _EVENT.format(uid=f"{number}", day=f"{working_day(days):%Y%m%d}", start=start, end=end, title=title, text=text)
        for number, (days, start, end, title, text) in enumerate(_EVENTS)
    )
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Peenehaus//Kalender//DE", "".join(entries) + _BROKEN]
    return ("\n".join(lines) + "END:VCALENDAR\n").encode()
