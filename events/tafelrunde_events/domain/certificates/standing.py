"""Who of a training gets a certificate, and what is missing for the others."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from tafelrunde_events.domain.registrations.places import places_of
from tafelrunde_events.enums import EventStatus, RegistrationState
from tafelrunde_events.models import Attendance, Certificate, Event, Occurrence, Places, Registration


class Outcome(StrEnum):
    """How somebody stands."""

    ISSUED = "issued"
    #: Issued, but attendance was corrected afterwards and would no longer suffice.
    UNFOUNDED = "unfounded"
    REVOKED = "revoked"
    ENTITLED = "entitled"
    LACKING = "lacking"
    #: There is no name any more that it could be issued to.
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Standing:
    """One participant: the sessions attended, and the certificate if there is one."""

    registration: Registration
    attended: tuple[Occurrence, ...]
    needed: int
    certificate: Certificate | None

    @property
    def suffices(self) -> bool:
        """Whether the sessions attended are enough."""
        return 0 < self.needed <= len(self.attended)

    @property
    def outcome(self) -> Outcome:
        """How this participant stands."""
        if self.certificate is not None:
            if self.certificate.is_revoked:
                return Outcome.REVOKED
            return Outcome.ISSUED if self.suffices else Outcome.UNFOUNDED
        if not self.suffices:
            return Outcome.LACKING
        return Outcome.ENTITLED if self.registration.full_name else Outcome.ANONYMOUS


@dataclass(frozen=True, slots=True)
class Overview:
    """All participants of a training, in the order of their names."""

    places: Places | None
    sessions: tuple[Occurrence, ...]
    needed: int
    standings: tuple[Standing, ...]
    now: dt.datetime

    @property
    def is_over(self) -> bool:
        """Whether the last session that takes place has ended."""
        return bool(self.sessions) and max(row.end for row in self.sessions) <= self.now

    @property
    def is_given(self) -> bool:
        """Whether this training gives certificates at all."""
        return self.places is not None and self.places.gives_certificate

    @property
    def unnoted(self) -> tuple[Occurrence, ...]:
        """The sessions for which nobody's attendance was noted."""
        noted = {row.pk for standing in self.standings for row in standing.attended}
        return tuple(row for row in self.sessions if row.pk not in noted)

    @property
    def to_issue(self) -> list[Standing]:
        """Those who get a certificate when it is issued now."""
        if not (self.is_given and self.is_over):
            return []
        return [standing for standing in self.standings if standing.outcome == Outcome.ENTITLED]


def certificate_overview(event: Event, *, now: dt.datetime | None = None) -> Overview:
    """Return how all who have a place stand, in a constant number of queries.

    Counted are the sessions that were not called off; the terms say how many of them are needed (all, unless said).
    """
    places = places_of(event)
    sessions = tuple(event.occurrences.exclude(status=EventStatus.CANCELLED).order_by("start", "pk"))
    asked = places.certificate_sessions if places else None
    needed = min(asked or len(sessions), len(sessions))
    attended = _attended(event, {row.pk: row for row in sessions})
    people = event.registrations.filter(state=RegistrationState.PLACED).select_related("certificate", "person")
    standings = tuple(
        Standing(
            registration=registration,
            attended=tuple(sorted(attended[registration.pk], key=lambda row: (row.start, row.pk))),
            needed=needed,
            certificate=certificate_of(registration),
        )
        for registration in people.order_by("last_name", "first_name", "pk")
    )
    return Overview(places, sessions, needed, standings, now or timezone.now())


def certificate_of(registration: Registration) -> Certificate | None:
    """Return the certificate of a registration, be it a revoked one; None without one."""
    try:
        certificate: Certificate = registration.certificate
    except ObjectDoesNotExist:
        return None
    return certificate


def _attended(event: Event, sessions: dict[int, Occurrence]) -> defaultdict[int, list[Occurrence]]:
    rows = Attendance.objects.filter(registration__event=event, occurrence__in=list(sessions))
    found: defaultdict[int, list[Occurrence]] = defaultdict(list)
    for registration, occurrence in rows.values_list("registration_id", "occurrence_id"):
        found[registration].append(sessions[occurrence])
    return found
