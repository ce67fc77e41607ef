"""Public dates for other programs: which they are, and what JSON and RSS say of each."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from tafelrunde_events import conf, engine
from tafelrunde_events.domain.calendar_text import permanent_url
from tafelrunde_events.domain.selection import Selection
from tafelrunde_events.enums import AccessFact, Audience, Format, Level, TeachingLanguage, Trait
from tafelrunde_events.models import Event, Occurrence, Venue
from tafelrunde_events.models.events import OccurrenceQuerySet
from tafelrunde_members.models import Organisation

#: How many dates one answer holds at most.
PAGE_SIZE = 500
_MOMENT = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The date after which a page of the list goes on, by what orders the list: its beginning and its number."""

    start: dt.datetime
    pk: int

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Read what `str` wrote; raise ValueError for anything else."""
        found = re.fullmatch(r"([0-9]{8}T[0-9]{12})-([0-9]{1,18})", text)
        if found is None:
            raise ValueError(f"no cursor: {text!r}")
        return cls(dt.datetime.strptime(found[1], _MOMENT).replace(tzinfo=dt.UTC), int(found[2]))

    def __str__(self) -> str:
        return f"{self.start.astimezone(dt.UTC):{_MOMENT}}-{self.pk}"


def coming_dates(selection: Selection, *, after: Cursor | None = None) -> OccurrenceQuerySet:
    """Return the public dates of a selection, soonest first; without a first day those from today on.

    "Today" begins at midnight in the site's zone, so that the same list holds for a whole day.
    """
    period = selection.between(selection.since or timezone.localdate(), selection.until)
    dates = period.apply(Occurrence.objects.public())
    if after is not None:
        dates = dates.filter(Q(start__gt=after.start) | Q(start=after.start, pk__gt=after.pk))
    return dates.order_by("start", "pk")


def read_page(
    selection: Selection, *, after: Cursor | None = None, size: int = PAGE_SIZE
) -> tuple[list[Occurrence], Cursor | None]:
    """Return a page of the public dates with all that `describe_date` asks for, and where the next one begins.

    The number of queries is the same for any number of dates. No count, no offset: each page costs what it shows.
    """
    dates = coming_dates(selection, after=after)
    dates = dates.select_related(
        "entry", "event__venue__region__parent", "venue__region__parent", "event__imported__source"
    )
    dates = dates.defer("entry__vevent").prefetch_related(
        "event__organiser_rows__organisation", "event__audience_rows", "event__topics", "event__trait_rows"
    )
    rows = list(dates[: size + 1])
    if len(rows) <= size:
        return rows, None
    last = rows[size - 1]
    return rows[:size], Cursor(last.start, last.pk)


def describe_date(row: Occurrence) -> dict[str, Any]:
    """Return a date as JSON shows it. The shape is a promise: additions are fine, anything else is another version.

    What has a key and a label comes with both: the key is what filters take, the label is for people. The address of
    an online meeting is left out: who wants to take part finds it on the date's page, and robots that disturb
    meetings are not served a list.
    """
    event = row.event
    return {
        "id": row.pk,
        "event": event.pk,
        "uid": row.entry.uid,
        "title": event.title,
        "summary": event.summary,
        "language": event.language,
        "kind": _labelled(event.kind, event.get_kind_display()),
        **_times(row),
        "status": row.status,
        "reason": reason_of(row),
        "place": _place(row),
        "online": bool(event.online_url),
        "url": permanent_url(event),
        "organisers": [_organisation(organisation) for organisation in released_organisers(event)],
        "audiences": [_labelled(key, label) for key, label in _audiences(event)],
        "topics": [_labelled(tag.slug, tag.name) for tag in _topics(event)],
        **_traits(event),
        "booking": _labelled(event.booking, event.get_booking_display()) if event.booking else None,
        "source": _source(event),
        "updated": timezone.localtime(changed_at(row)).isoformat(timespec="seconds"),
    }


def title_of(row: Occurrence) -> str:
    """Return a date on one line: "Di, 4. Mai 2027, 18:00 Uhr: Forum", with "Abgesagt" before it where it is so."""
    day = gettext("%(weekday)s, %(day)s") % {
        "weekday": date_format(row.start_date, "D"),
        "day": date_format(row.start_date, "DATE_FORMAT"),
    }
    if row.start_time is not None:
        day = gettext("%(day)s, %(at)s o'clock") % {"day": day, "at": f"{row.start_time:%H:%M}"}
    text = f"{day}: {row.event.title}"
    return gettext("Cancelled: %(title)s") % {"title": text} if row.is_cancelled else text


def place_text(row: Occurrence) -> str:
    """Return where a date takes place in words; nothing where that is not known."""
    if row.venue:
        return row.venue.address
    return row.event.place or (gettext("online") if row.event.online_url else "")


def categories_of(event: Event) -> list[str]:
    """Return kind, audiences and topics in words."""
    return [event.get_kind_display(), *(label for _key, label in _audiences(event)), *map(str, _topics(event))]


def reason_of(row: Occurrence) -> str:
    """Return why a cancelled date does not take place; nothing for any other."""
    return (row.status_reason or row.event.status_reason) if row.is_cancelled else ""


def changed_at(row: Occurrence) -> dt.datetime:
    """Return the stored moment of the last change of a date or its event."""
    return max(row.last_modified, row.event.updated_at)


def released_organisers(event: Event) -> list[Organisation]:
    """Return the organisers that stand in the public directory, in their order."""
    organisers = (organiser.organisation for organiser in event.organiser_rows.all())
    return [organisation for organisation in organisers if organisation.is_released]


def moment_text(moment: dt.datetime, zone: str) -> str:
    """Return a moment with the offset that its zone has then: "2027-05-04T18:00:00+02:00" (RFC 3339)."""
    return moment.astimezone(engine.get_zone(zone)).isoformat(timespec="seconds")


def _times(row: Occurrence) -> dict[str, Any]:
    if row.all_day:
        start, end = row.start_date.isoformat(), row.end_date.isoformat()
    else:
        start, end = moment_text(row.start, row.zone), moment_text(row.end, row.zone)
    return {"all_day": row.all_day, "start": start, "end": end, "zone": row.zone}


def _place(row: Occurrence) -> dict[str, Any] | None:
    venue: Venue | None = row.venue or row.event.venue
    if venue is None:
        return None
    district = venue.region.district if venue.region else None
    return {
        "name": venue.name,
        "room": "" if row.venue else row.event.room,
        "street": venue.street,
        "postal_code": venue.postal_code,
        "city": venue.city,
        "access": venue.access,
        "district": _labelled(district.key, district.name) if district else None,
        "latitude": float(venue.latitude) if venue.latitude is not None else None,
        "longitude": float(venue.longitude) if venue.longitude is not None else None,
    }


def _organisation(organisation: Organisation) -> dict[str, str]:
    return {"name": organisation.name, "url": conf.absolute_url(organisation.get_absolute_url())}


def _source(event: Event) -> dict[str, str] | None:
    """Return from which foreign calendar an event was taken over, with the announcement there."""
    imported = getattr(event, "imported", None)
    return {"name": imported.source.name, "url": imported.url} if imported else None


def _audiences(event: Event) -> list[tuple[str, str]]:
    return [(row.audience, str(Audience(row.audience).label)) for row in event.audience_rows.all()]


def _traits(event: Event) -> dict[str, Any]:
    """Return what only trainings say of themselves; elsewhere it is null, or an empty list."""
    given = [(row.trait, row.value) for row in event.trait_rows.all()]

    def labelled(trait: Trait, vocabulary: type[TextChoices]) -> list[dict[str, str]]:
        return [_labelled(key, str(label)) for key, label in vocabulary.choices if (trait, key) in given]

    return {
        "format": next(iter(labelled(Trait.FORMAT, Format)), None),
        "level": next(iter(labelled(Trait.LEVEL, Level)), None),
        "languages": labelled(Trait.LANGUAGE, TeachingLanguage),
        "access": labelled(Trait.ACCESS, AccessFact),
    }


def _topics(event: Event) -> list[Any]:
    return sorted(event.topics.all(), key=lambda tag: tag.name)


def _labelled(key: str, label: str) -> dict[str, str]:
    return {"key": key, "label": label}
