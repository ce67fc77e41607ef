"""Who is expected at an event, and who was there."""

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from tafelrunde_events.domain.on_the_day.sessions import sessions_of
from tafelrunde_events.domain.registrations.names import shown_name
from tafelrunde_events.enums import RegistrationState
from tafelrunde_events.models import Attendance, Event, Occurrence, Registration

#: Umlauts as people type them where the keyboard has none.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody with a place. Where `name` is empty it must not be shown (law 12), and neither is the organisation.

    `attended` holds the attendances by the primary keys of their sessions.
    """

    registration: Registration
    name: str
    organisation: str
    attended: Mapping[int, Attendance] = field(default_factory=dict)

    @property
    def searchable(self) -> str:
        """Name and organisation, folded; with umlauts in both ways of spelling."""
        text = f"{self.name} {self.organisation}"
        return f"{folded(text)}\n{folded(text.casefold().translate(_SPELLED_OUT))}"

    def was_at(self, session: Occurrence) -> bool:
        """Tell whether somebody noted that they were at the session."""
        return session.pk in self.attended


def participants_of(event: Event) -> list[Participant]:
    """Return everybody who has a place, by last names, in two queries; those without a name to be shown stand last."""
    attended: dict[int, dict[int, Attendance]] = defaultdict(dict)
    for attendance in Attendance.objects.filter(registration__event=event).select_related("by"):
        attended[attendance.registration_id][attendance.occurrence_id] = attendance
    rows = event.registrations.filter(state=RegistrationState.PLACED).select_related("person")
    found = [participant_of(row, attended[row.pk]) for row in rows]
    return sorted(found, key=_by_last_name)


def participant_of(registration: Registration, attended: Mapping[int, Attendance]) -> Participant:
    """Return a registration as lists show it."""
    name = shown_name(registration)
    return Participant(registration, name, registration.organisation if name else "", attended)


def no_shows(event: Event, *, now: dt.datetime | None = None) -> list[Participant]:
    """Return who had a place and was at none of the sessions; nobody while a session is still to come.

    Where nobody at all was noted, attendance was not taken: then nobody is said to have stayed away.
    """
    now = now or timezone.now()
    sessions = sessions_of(event)
    if not sessions or any(session.end > now for session in sessions):
        return []
    return absent(participants_of(event))


def absent(people: Iterable[Participant]) -> list[Participant]:
    """Return those who were at no session, or nobody where attendance was not taken."""
    people = list(people)
    missing = [one for one in people if not one.attended]
    return missing if len(missing) < len(people) else []


def count_present(people: Iterable[Participant], session: Occurrence) -> int:
    """Return how many of them were at the session."""
    return sum(one.was_at(session) for one in people)


def folded(text: str) -> str:
    """Return the text in the form in which names are compared: lower case, no accents, single blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())


def _by_last_name(one: Participant) -> tuple[bool, str, str, int]:
    row = one.registration
    if not one.name:
        return True, "", "", row.pk
    return False, folded(row.last_name or one.name), folded(row.first_name), row.pk
