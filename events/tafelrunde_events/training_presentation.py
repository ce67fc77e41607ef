"""What the page of a training shows beside its dates: state, places, people, papers, further dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from wagtail.documents import get_document_model

from tafelrunde_events.domain.registrations.places import booking_of, count_places, places_of, window_of
from tafelrunde_events.domain.training_states import training_state
from tafelrunde_events.enums import Booking, TrainingState
from tafelrunde_events.forms.training_rows import nameable_people
from tafelrunde_events.models import Event, Occurrence, TrainingPage
from tafelrunde_members.enums import Visibility
from tafelrunde_members.models import Organisation, Person
from tafelrunde_members.permissions import AnyUser

if TYPE_CHECKING:
    import datetime as dt

#: How many other dates of a training its page names.
FURTHER_DATES = 6


@dataclass(frozen=True, slots=True)
class RegistrationInfo:
    """How one registers on this site now. `free` None means without limit; times are None where there is no such."""

    free: int | None = None
    opens: "dt.datetime | None" = None
    closes: "dt.datetime | None" = None
    needs_approval: bool = False


@dataclass(frozen=True, slots=True)
class NamedTrainer:
    """Somebody who gives a training, as the page may name them."""

    name: str
    function: str


@dataclass(frozen=True, slots=True)
class FurtherDate:
    """Another date of the same training, with its page and how it stands."""

    page: TrainingPage
    occurrence: Occurrence
    state: TrainingState | None


def describe_training(
    page: TrainingPage, context: Mapping[str, Any], *, user: AnyUser, drafted: bool
) -> dict[str, Any]:
    """Return what the template of a training adds to `presentation.describe_page`, in a constant number of queries.

    `facts_page` holds the facts that all translations share.
    """
    event, dates = context["event"], context["dates"]
    facts_page = page if drafted else _facts_page(page, event)
    registration, booking = _registration(event)
    has_dates = bool(dates.sessions or dates.series)
    all_called_off = bool(dates.sessions) and not dates.series and all(row.is_cancelled for row in dates.sessions)
    return {
        "facts_page": facts_page,
        "registration": registration,
        "state": training_state(
            event, booking=booking, is_over=dates.is_over, has_dates=has_dates, all_called_off=all_called_off
        ),
        "trainers": named_trainers(facts_page),
        "partners": _named_partners(facts_page, event),
        "papers": _papers(page),
        "further_dates": further_dates(page, user=user),
    }


def named_trainers(page: TrainingPage) -> list[NamedTrainer]:
    """Return whom the page may name: people whose consent is in force and who are not protected, and plain names."""
    rows = list(page.trainers.all())
    people = Person.objects.filter(nameable_people()).in_bulk([row.person_id for row in rows if row.person_id])
    trainers = []
    for row in rows:
        person = people.get(row.person_id)
        name = person.full_name if person else "" if row.person_id else row.name
        if name:
            trainers.append(NamedTrainer(name, row.function))
    return trainers


def further_dates(page: TrainingPage, *, user: AnyUser) -> list[FurtherDate]:
    """Return the other coming dates of the same training in the page's language, soonest first."""
    siblings = TrainingPage.objects.live().filter(course_key=page.course_key, locale=page.locale_id)
    pages = {one.translation_key: one for one in siblings.exclude(pk=page.pk)}
    coming = Occurrence.objects.visible_to(user).upcoming().filter(event__translation_key__in=pages.keys())
    found: dict[int, FurtherDate] = {}
    for row in coming.with_event() if pages else []:
        state = training_state(row.event)
        if row.event_id not in found and not row.is_cancelled:
            found[row.event_id] = FurtherDate(pages[row.event.translation_key], row, state)
    return list(found.values())[:FURTHER_DATES]


def _facts_page(page: TrainingPage, event: Event) -> TrainingPage:
    """Return the page that controls the event, which on translations is another one."""
    if event.page_id is None or event.page_id == page.pk:
        return page
    return TrainingPage.objects.filter(pk=event.page_id).first() or page


def _registration(event: Event) -> tuple[RegistrationInfo | None, Booking | None]:
    """Count anew: what is stored on the event may be older than the last minutes."""
    places = places_of(event) if event.pk else None
    if places is None or not places.is_open or event.is_cancelled:
        return None, None
    now = timezone.now()
    window, count = window_of(places), count_places(places, now)
    booking = booking_of(places, now, window=window, count=count)
    opens = window.opens if window.opens and window.opens > now else None
    closes = window.closes if window.closes and window.closes > now else None
    free = count.free if booking == Booking.OPEN else None
    return RegistrationInfo(free, opens, closes, places.needs_approval), booking


def _named_partners(page: TrainingPage, event: Event) -> list[Organisation]:
    """Return the partners that the page names: in public only those that agreed to it."""
    keys = [row.organisation_id for row in page.partners.all()]
    found = Organisation.objects.in_bulk(keys)
    partners = [found[key] for key in dict.fromkeys(keys) if key in found]
    if event.visibility != Visibility.PUBLIC:
        return partners
    return [one for one in partners if one.visibility == Visibility.PUBLIC]


def _papers(page: TrainingPage) -> list[Any]:
    """Return the documents for everybody; those for participants come with the thanks."""
    keys = [row.document_id for row in page.documents.all() if not row.for_participants]
    found = get_document_model().objects.in_bulk(keys)
    return [found[key] for key in dict.fromkeys(keys) if key in found]
