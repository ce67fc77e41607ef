"""What the catalogue shows of each training: its dates, its page in the reader's language, how many places are free."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from wagtail.models import Locale, Page

from tafelrunde_events.domain.catalogue import is_backwards
from tafelrunde_events.domain.registrations.places import count_places_of
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.domain.training_states import training_state
from tafelrunde_events.domain.versions import midnight
from tafelrunde_events.enums import Audience, Booking, EventStatus, Format, TrainingState, Trait
from tafelrunde_events.models import Event, Occurrence, Places

#: How many dates of a training its row names.
DATES_PER_ROW = 4


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """A training as a list shows it.

    `dates` are the next ones (looking back: the last ones), `more` says how many further there are, and `leading` is
    the one that the row stands for. `face` is its page in the language of the list, if there is one. `free` is the
    number of places that anybody can get now; None where nobody counts them.
    """

    event: Event
    dates: list[Occurrence]
    more: int
    leading: Occurrence
    face: Page | None
    free: int | None
    state: TrainingState | None

    @property
    def is_single(self) -> bool:
        """Whether the row names one date only."""
        return len(self.dates) == 1 and not self.more

    @property
    def audiences(self) -> list[str]:
        """Whom it is for, in words and in the order of the vocabulary."""
        given = {row.audience for row in self.event.audience_rows.all()}
        return [str(label) for key, label in Audience.choices if key in given]

    @property
    def topics(self) -> list[str]:
        """The topics by their names."""
        return sorted(str(tag) for tag in self.event.topics.all())

    @property
    def is_online(self) -> bool:
        """Whether one takes part online alone."""
        formats = {row.value for row in self.event.trait_rows.all() if row.trait == Trait.FORMAT}
        return Format.ONLINE in formats or (not formats and bool(self.event.online_url) and not self.event.venue)


def rows_of(numbers: Sequence[int], selection: Selection, *, locale: Locale | None) -> list[TrainingRow]:
    """Return a row for each of these events, in their order.

    They are events that the reader may see and the selection holds. The number of queries is the same for any number.
    """
    any_date = Occurrence.objects.filter(event=OuterRef("pk"))
    events = Event.objects.filter(pk__in=numbers).select_related("venue")
    events = events.annotate(
        last_end=Subquery(any_date.order_by("-end").values("end")[:1]),
        takes_place=Exists(any_date.exclude(status=EventStatus.CANCELLED)),
    )
    found = {event.pk: event for event in events.prefetch_related("audience_rows", "topics", "trait_rows")}
    dates = _dates_of(numbers, selection)
    faces = _faces(found.values(), locale)
    free = free_places([number for number, event in found.items() if event.booking == Booking.OPEN])
    now = timezone.now()
    return [
        TrainingRow(
            event=found[number],
            dates=dates[number],
            more=getattr(dates[number][0], "number_of_dates", 0) - len(dates[number]),
            leading=dates[number][-1 if is_backwards(selection) else 0],
            face=faces.get(found[number].translation_key),
            free=free.get(number),
            state=training_state(
                found[number], is_over=found[number].last_end <= now, all_called_off=not found[number].takes_place
            ),
        )
        for number in numbers
        if number in found and number in dates  # what was deleted since the numbers were read is left out
    ]


def free_places(numbers: Sequence[int]) -> dict[int, int]:
    """Return how many places anybody can get now, by the number of the event; those without limit are missing.

    Two queries for any number of events.
    """
    counts = count_places_of(Places.objects.filter(event__in=numbers, capacity__isnull=False))
    return {number: count.free for number, count in counts.items() if count.free is not None}


def _dates_of(numbers: Sequence[int], selection: Selection) -> dict[int, list[Occurrence]]:
    """Return the dates that rows name, in their order: a weekly course does not bring along all of its year."""
    dates = Occurrence.objects.filter(event__in=numbers).select_related("venue")
    order: tuple[str, ...] = ("start", "pk")
    if is_backwards(selection) and selection.until is not None:
        dates = dates.filter(start__lt=midnight(selection.until + dt.timedelta(days=1)))
        order = ("-start", "-pk")
    else:
        dates = dates.filter(end__gt=midnight(selection.since or timezone.localdate()))
    dates = dates.annotate(
        position=Window(RowNumber(), partition_by=F("event"), order_by=order),
        number_of_dates=Window(Count("pk"), partition_by=F("event")),
    ).filter(position__lte=DATES_PER_ROW)
    found: dict[int, list[Occurrence]] = {}
    for date in dates.order_by("start", "pk"):
        found.setdefault(date.event_id, []).append(date)
    return found


def _faces(events: Iterable[Event], locale: Locale | None) -> dict[UUID | None, Page]:
    """Return the pages of events in a language, with what each type of page has beyond a title."""
    keys = [event.translation_key for event in events if event.translation_key]
    pages = Page.objects.live().filter(translation_key__in=keys, locale=locale).specific()
    return {page.translation_key: page for page in pages}
