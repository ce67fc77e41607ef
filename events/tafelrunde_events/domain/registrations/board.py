"""The registrations for an event as those see them who run it: figures, groups, whose turn it is, and why not yet."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from tafelrunde_events.domain.registrations.names import shown_name
from tafelrunde_events.domain.registrations.places import PlaceCount, count_places_of
from tafelrunde_events.domain.registrations.waiting_list import waiting_positions
from tafelrunde_events.enums import RegistrationState
from tafelrunde_events.models import Event, Occurrence, Places, Registration, RegistrationAnswer

#: What somebody has to decide about stands first, what is over last.
ORDER_OF_STATES = (
    RegistrationState.REQUESTED,
    RegistrationState.PLACED,
    RegistrationState.OFFERED,
    RegistrationState.WAITING,
    RegistrationState.UNCONFIRMED,
    RegistrationState.CANCELLED,
    RegistrationState.REFUSED,
    RegistrationState.LAPSED,
)
#: More organisations than these are not offered as a filter.
OFFERED_ORGANISATIONS = 200
#: So long before the beginning it matters that too few people have a place.
NEAR = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class RegistrationFilter:
    """What a reader wants to see of a board; empty parts narrow nothing. An organisation is named by its key."""

    state: str = ""
    organisation: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.state or self.organisation or self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """One registration as the board shows it; `name` is empty where nobody may read it (law 12)."""

    registration: Registration
    name: str
    contact_name: str
    position: int | None
    answers: list[RegistrationAnswer]

    @property
    def title(self) -> str:
        """Whom the row is about, in words that may be read."""
        return self.name or unnamed(self.registration)

    @property
    def address(self) -> str:
        """The e-mail address, where the name may be read as well."""
        return self.registration.email if self.name else ""

    @property
    def organisation(self) -> str:
        """The organisation, where the name may be read as well: it tells in which circles somebody moves."""
        return self.registration.organisation if self.name else ""

    @property
    def note(self) -> str:
        """The note of the staff, where the name may be read as well."""
        return self.registration.note if self.name else ""

    @property
    def waiting_reason(self) -> str:
        """Why somebody on the waiting list did not move up; empty for everybody else."""
        registration = self.registration
        if registration.state != RegistrationState.WAITING or not registration.waiting_reason:
            return ""
        return str(registration.get_waiting_reason_display())

    @property
    def open_answers(self) -> list[RegistrationAnswer]:
        """What was answered to questions that are not sensitive; a telephone number names somebody, too."""
        return [answer for answer in self.answers if self.name and answer.value and not answer.sensitive]

    @property
    def has_sensitive_answers(self) -> bool:
        """Whether something was answered that stands on the page of the registration alone."""
        return any(answer.sensitive and answer.value for answer in self.answers)


@dataclass(slots=True)
class Group:
    """Registrations of one state: those on this page, and how many there are in all."""

    state: RegistrationState
    total: int
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Figures:
    """How it stands with an event, for lists of events."""

    places: Places
    count: PlaceCount

    @property
    def taken(self) -> str:
        """How many places are taken, and of how many."""
        return str(self.count.taken) if self.count.capacity is None else f"{self.count.taken} / {self.count.capacity}"


def registrations_of(event: Event, wanted: RegistrationFilter) -> QuerySet[Registration]:
    """Return what a reader wants to see of an event: by state, each state in the order of first submission.

    Words are looked for in names, addresses and organisations, never in those of specially protected people.
    """
    readable = _readable()
    rows = Registration.objects.filter(event=event)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.organisation:
        rows = rows.filter(readable, organisation_key=wanted.organisation)
    for word in wanted.text.split():
        by_name = Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(address__contains=word.lower())
        rows = rows.filter(readable, by_name | Q(organisation_key__contains=word.casefold()))
    rank = [When(state=state, then=Value(number)) for number, state in enumerate(ORDER_OF_STATES)]
    rows = rows.annotate(rank=Case(*rank, default=Value(len(rank)), output_field=IntegerField()))
    return rows.order_by("rank", "submitted_at", "pk")


def count_states(registrations: QuerySet[Registration]) -> dict[str, int]:
    """Return how many of the registrations are in each state."""
    return dict(registrations.order_by().values_list("state").annotate(Count("pk")))


def rows_of(event: Event, registrations: Iterable[Registration]) -> list[Row]:
    """Return what a page of the board shows, with the same queries however many rows there are.

    The registrations come with `person`, `contact__person` and `answers`, as `with_details` fetches them.
    """
    registrations = list(registrations)
    positions = waiting_positions(event)
    return [
        Row(
            registration=registration,
            name=shown_name(registration),
            contact_name=contact_name(registration),
            position=positions.get(registration.pk),
            answers=list(registration.answers.all()),
        )
        for registration in registrations
    ]


def with_details(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Fetch along what rows, lists and files show of a registration."""
    return registrations.select_related("person", "contact__person").prefetch_related("answers")


def grouped(rows: Iterable[Row], totals: dict[str, int]) -> list[Group]:
    """Return the rows of one page by their states, in the order in which they come."""
    groups: dict[str, Group] = {}
    for row in rows:
        state = RegistrationState(row.registration.state)
        groups.setdefault(state, Group(state=state, total=totals.get(state, 0))).rows.append(row)
    return list(groups.values())


def organisations_of(event: Event) -> list[tuple[str, str]]:
    """Return the organisations that people named, those with most people first: key, and name with the number."""
    named = Registration.objects.filter(_readable(), event=event).exclude(organisation_key="").order_by()
    counts = named.values("organisation_key").annotate(name=Min("organisation"), people=Count("pk"))
    most = counts.order_by("-people", "organisation_key")[:OFFERED_ORGANISATIONS]
    return [(row["organisation_key"], f"{row['name']} ({row['people']})") for row in most]


def _readable() -> Q:
    """Return the condition for registrations of which lists tell whose they are (law 12)."""
    return Q(person__isnull=True) | Q(person__protected=False)


def contact_name(registration: Registration) -> str:
    """Return who registered somebody along with themselves; empty for those who registered by themselves."""
    contact = registration.contact
    return (shown_name(contact) or unnamed(contact)) if contact is not None else ""


def unnamed(registration: Registration) -> str:
    """Return the words that stand where a name must not, or no longer, be read."""
    if registration.anonymised_at is not None:
        return gettext("Name deleted (no. %(number)d)") % {"number": registration.pk}
    return gettext("Specially protected person")


def figures_of(events: Iterable[Event]) -> dict[int, Figures]:
    """Return how it stands with each of the events that registers people, in two queries."""
    terms = Places.objects.filter(event__in=list(events)).in_bulk()
    return {key: Figures(terms[key], count) for key, count in count_places_of(terms.values()).items()}


def concerns_about(event: Event, figures: Figures, *, begins_at: dt.datetime | None) -> list[str]:
    """Return what waits for somebody: requests to decide about, and too few people shortly before the beginning.

    `begins_at` is when the next date begins; None: there is none to come, so that nothing waits any more.
    """
    if begins_at is None or event.is_cancelled:
        return []
    concerns = []
    count = figures.count
    if count.requested:
        text = ngettext("%(count)d waits for approval", "%(count)d wait for approval", count.requested)
        concerns.append(text % {"count": count.requested})
    if is_short(figures.places, count.placed) and begins_at - timezone.now() <= NEAR:
        text = gettext("too few: %(placed)d of at least %(minimum)d")
        concerns.append(text % {"placed": count.placed, "minimum": figures.places.minimum})
    return concerns


def is_short(places: Places, placed: int) -> bool:
    """Tell whether fewer people have a place than the event needs to be held."""
    return places.minimum is not None and placed < places.minimum


def next_beginnings(events: Iterable[Event]) -> dict[int, dt.datetime]:
    """Return when the next date of each event begins that is not over, for those that have one; one query."""
    coming = Occurrence.objects.filter(event__in=list(events), end__gt=timezone.now()).order_by()
    return dict(coming.values_list("event").annotate(Min("start")))
