"""Venues and the dates that take place there."""

from django.db import transaction
from django.db.models import ForeignObjectRel, Q

from tafelrunde_events.domain.plan import event_batches
from tafelrunde_events.domain.projection import refresh_stale
from tafelrunde_events.models import Event, Venue


def follow_venue(venue: Venue) -> int:
    """Let the calendar text of all events at a changed venue follow; return how many were looked at.

    Where the place reads differently now, SEQUENCE rises (law 4), and boards of answers say that people should be told.
    Where calendars show nothing else than before, events are only read.
    """
    seen = 0
    with transaction.atomic():
        for events in event_batches(Event.objects.filter(Q(venue=venue) | Q(occurrences__venue=venue))):
            seen += len(events)
            refresh_stale(events)
    return seen


def is_in_use(venue: Venue) -> bool:
    """Tell whether anything refers to the venue: dates, drafts of pages, or rows of plugins that we do not know."""
    hidden_too = Venue._meta.get_fields(include_hidden=True)  # noqa: SLF001 (Django's documented name)
    relations = [field for field in hidden_too if isinstance(field, ForeignObjectRel)]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: venue}).exists()  # noqa: SLF001 (likewise)
        for relation in relations
    )
